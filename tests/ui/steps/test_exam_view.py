"""The examination as it is seen: what is said stands beside its field, and keys go to what waits."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from donor_room.ui.steps.exam.view import SIGNS, ExamView
from donor_room.ui.texts import say, texts
from donor_room.ui.widgets.fields import Mark
from donor_room.ui.widgets.inspect import find_covered_texts, find_cut_texts, find_small_targets

YES_NO = [(1, "确认", True), (2, "重测", False)]
ROWS = {"sbp": "pressure", "dbp": "pressure", "pulse": "pulse", "temp": "temp", "weight": "weight"}


@pytest.fixture
def view(qtbot, qapp) -> ExamView:
    made = ExamView()
    qtbot.addWidget(made)
    made.retext()
    made.show_height(False)
    made.resize(1366, 592)
    made.show()
    made.activateWindow()
    qapp.processEvents()
    return made


@pytest.fixture
def chosen(view) -> list:
    kept: list = []
    view.sign_chosen.connect(lambda sign, normal: kept.append((sign, normal)))
    return kept


# ---- values ----


def test_no_value_and_no_sign_is_given_before(view):
    assert [field.text() for field in view.fields.values()] == [""] * len(view.fields)
    assert [row.value for row in view.signs.values()] == [None] * len(SIGNS)


@pytest.mark.parametrize("quantity", list(ROWS))
def test_a_stored_value_stands_in_its_field(view, quantity):
    view.show_value(quantity, "72")
    assert {name for name, field in view.fields.items() if field.text()} == {quantity}


@pytest.mark.parametrize("quantity", list(ROWS))
def test_a_complaint_marks_its_field_alone(view, quantity):
    view.complain(quantity, "请输入数字")
    assert [name for name, field in view.fields.items() if field.mark is Mark.ERROR] == [quantity]


@pytest.mark.parametrize(("quantity", "row"), list(ROWS.items()))
def test_a_question_stands_in_the_row_of_its_value(view, quantity, row):
    view.ask(quantity, "少见，请核对", YES_NO)
    assert [name for name, one in view.rows.items() if one.question.is_open] == [row]


@pytest.mark.parametrize(("digit", "answer"), [(1, True), (2, False)])
def test_a_question_is_answered_by_one_digit(view, qtbot, digit, answer):
    view.ask("temp", "少见，请核对", YES_NO)
    with qtbot.waitSignal(view.question_answered) as heard:
        assert view._digit(digit)
    assert heard.args == ["temp", answer]


def test_while_a_question_is_open_no_digit_ticks_a_sign(view, chosen):
    view.ask("temp", "少见，请核对", YES_NO)
    view._digit(1)
    assert chosen == []


def test_the_past_gives_way_to_a_question_and_comes_back(view):
    row = view.rows["temp"]
    view.ask("temp", "少见，请核对", YES_NO)
    hidden = row.past.isHidden()
    view.settle("temp")
    assert (hidden, row.past.isHidden()) == (True, False)


def test_a_value_that_is_stored_leaves_no_words(view, qtbot):
    qtbot.keyClicks(view.fields["temp"], "38.0")
    view.ask("temp", "少见，请核对", YES_NO)
    view.settle("temp")
    assert (view.open_questions(), view.fields["temp"].is_unsaved) == ([], False)


def test_every_open_question_is_named_with_its_value(view):
    view.ask("temp", "少见，请核对", YES_NO)
    view.complain("sbp", "舒张压必须小于收缩压")
    assert view.open_questions() == [("舒张压必须小于收缩压", "dbp"), ("少见，请核对", "temp")]


def test_for_another_donor_nothing_is_said(view):
    view.complain("sbp", "舒张压必须小于收缩压")
    view.show_summary([("舒张压必须小于收缩压", "sbp")])
    view.clear_words()
    assert (view.open_questions(), view.summary.problems) == ([], [])


def test_a_pressure_taken_again_begins_empty(view):
    for quantity, text in (("sbp", "146"), ("dbp", "92"), ("pulse", "72")):
        view.show_value(quantity, text)
    view.begin_pressure_again()
    assert [view.fields[name].text() for name in ("sbp", "dbp", "pulse")] == ["", "", "72"]
    assert view.fields["sbp"].hasFocus()


def test_what_stands_in_a_field_is_handed_in(view, qtbot):
    kept: list = []
    view.typed.connect(lambda quantity, text: kept.append((quantity, text)))
    qtbot.keyClicks(view.fields["weight"], "72")
    view.hand_in_all()
    assert kept == [("weight", "72")]


@pytest.mark.parametrize(("wanted", "hidden"), [(True, False), (False, True)])
def test_height_is_asked_only_where_it_is_wanted(view, wanted, hidden):
    view.show_height(wanted)
    assert view.rows["height"].isHidden() is hidden


# ---- signs ----


@pytest.mark.parametrize(("digit", "normal"), [(1, True), (2, False)])
def test_digits_go_to_the_first_sign_that_nobody_has_seen(view, chosen, digit, normal):
    assert view._digit(digit)
    assert chosen == [("skin", normal)]


def test_a_sign_shows_as_chosen_only_when_it_is_stored(view):
    view._digit(1)
    assert view.signs["skin"].value is None
    view.show_sign("skin", True)
    assert view.signs["skin"].value is True


def test_an_abnormal_sign_counts_as_seen(view, chosen):
    view.show_sign("skin", False)
    view._digit(1)
    assert chosen == [("limbs", True)]


def test_with_all_signs_seen_no_digit_does_anything(view, chosen):
    for sign in SIGNS:
        view.show_sign(sign, True)
    assert not view._digit(1)
    assert chosen == []


@pytest.mark.parametrize("seen", range(len(SIGNS)))
def test_the_keyboard_goes_to_the_next_sign(view, seen):
    for sign in SIGNS[:seen]:
        view.show_sign(sign, True)
    view.focus_next_sign()
    assert view.signs[SIGNS[seen]].buttons[0].hasFocus()


def test_after_the_last_field_come_the_signs(view):
    view.go_on_from(view.fields["weight"])
    assert view.signs["skin"].buttons[0].hasFocus()


def test_another_donor_has_no_sign_seen(view):
    view.show_sign("skin", True)
    view.show_sign("skin", None)
    assert view.signs["skin"].value is None


# ---- rail and summary ----


@pytest.mark.parametrize("count", [0, 1, 3])
def test_every_reading_of_today_is_listed(view, count):
    view.show_readings([("14:3" + str(n), "146/92", "") for n in range(count)], "")
    assert len(view.readings) == count


def test_notes_that_say_nothing_take_no_place(view):
    view.show_notes("", "是")
    assert (view._volume.isHidden(), view._athlete.isHidden()) == (True, False)


@pytest.mark.parametrize("what", ["weight", "temp", "skin"])
def test_the_summary_leads_to_field_or_sign(view, qtbot, what):
    view.show_summary([("请完成", what)])
    qtbot.keyClick(view.summary.links[0], Qt.Key.Key_Return)
    target = view.fields.get(what) or view.signs[what].buttons[0]
    assert target.hasFocus()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("width", [1366, 1280])
def test_the_page_is_readable_and_large_enough(view, qapp, width, language):
    texts().switch(language)
    view.resize(width, 592)
    qapp.processEvents()
    assert (find_cut_texts(view), find_small_targets(view)) == ([], [])


def test_the_names_follow_the_language_and_values_stay(view):
    view.show_value("weight", "72")
    texts().switch("en")
    assert (view.rows["pulse"].title.text(), view.fields["weight"].text()) == (
        say("measures.name.pulse"),
        "72",
    )


PROBLEMS = [("Diastolic must be below systolic", "dbp"), ("135 kg is rare; please check", "weight"),
            ("Arms", "arms"), ("Rhythm", "rhythm")]  # fmt: skip


@pytest.mark.parametrize("width", [1366, 1280])
def test_many_words_in_the_summary_push_nothing_under_the_rail(view, qapp, width):
    texts().switch("en")
    view.resize(width, 544)
    view.show_summary(PROBLEMS)
    for _ in range(2):
        qapp.processEvents()
    assert find_covered_texts(view) == []
    assert find_cut_texts(view) == []
