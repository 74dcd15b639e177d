"""Questionnaires of others on the interview's page: by keyboard, from the first question to the response."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from donor_room.packs.fhir.reader import read_questionnaire
from donor_room.ui import form_window
from donor_room.ui.form_window import FormWindow
from donor_room.ui.texts import texts
from donor_room.ui.theme import theme
from donor_room.ui.widgets.inspect import find_cut_texts, find_small_targets
from donor_room.ui.widgets.rows import ListRow
from tests.packs.fhir.forms import ENABLE_WHEN, PUBLISHED, RECORD, ZIKA, item, offered, raw, when

ENTER, UP, ESC = Qt.Key.Key_Return, Qt.Key.Key_Up, Qt.Key.Key_Escape
F5, F10 = Qt.Key.Key_F5, Qt.Key.Key_F10


@pytest.fixture
def put_up(qtbot, clock):
    def make(form: bytes | Path) -> FormWindow:
        read = read_questionnaire(form if isinstance(form, bytes) else form.read_bytes())
        window = FormWindow(read.form, clock)
        qtbot.addWidget(window)
        window.resize(1366, 768)
        window.show()
        return window

    return make


def press(window: FormWindow, *keys: str | Qt.Key) -> None:
    for key in keys:
        target = window.focusWidget() or window
        QTest.keyClicks(target, key) if isinstance(key, str) else QTest.keyClick(target, key)


def page(window: FormWindow):
    return window.presenter.view


def here(window: FormWindow) -> str:
    line = page(window).here
    return line.text if line is not None else ""


def shown(window: FormWindow) -> list[str]:
    return [row.line.link_id for row in page(window).rows]


def answers(window: FormWindow) -> dict[str, list]:
    """What the response says, by linkId, with what stands under it."""
    found: dict[str, list] = {}

    def gather(items):
        for one in items:
            given = one.get("answer", [])
            values = (each.items() for each in given)
            found[one["linkId"]] = [value for each in values for name, value in each if name != "item"]
            gather(one.get("item", []))
            for each in given:
                gather(each.get("item", []))

    gather((window.response or {}).get("item", []))
    return {link_id: values for link_id, values in found.items() if values}


# ---- those of others ------------------------------------------------------------------------------------


def test_the_assessment_of_hl7_is_answered_by_nine_keys(put_up):
    window = put_up(ZIKA)
    press(window, "2", "1", "12", ENTER, "wk", ENTER, F10)
    assert answers(window) == {"1": [False], "2": [True], "3": [{"value": 12, "unit": "wk"}]}
    assert window.response["authored"] == "2026-11-21T14:32:00+08:00"
    assert not window.isVisible()


def test_the_record_of_a_child_is_answered(put_up):
    window = put_up(RECORD)
    press(window, "Anna", ENTER, "1", "3.45", ENTER, "51", ENTER, "3", "1", "20261121", ENTER, ENTER, F10)
    told = answers(window)
    assert told["nameOfChild"] == ["Anna"]
    assert told["sex"] == [{"code": "F"}]
    assert told["hepBgivenDate"] == ["2026-11-21"]
    assert str(told["birthWeight"][0]) == "3.45"


def test_the_form_of_sdc_is_answered_and_its_void_conditions_open_nothing(put_up):
    window = put_up(ENABLE_WHEN)
    press(window, "1", "1", "2", "2", "1", "words", ENTER, "more", ENTER)  # scenario 1
    press(window, "Yes", ENTER)  # a list that is elsewhere: in words
    press(window, "2", "2", "19991231", ENTER, "born", ENTER, "1", "6", ENTER, "other", ENTER, F10)
    told = answers(window)
    assert told["s4-radio"] == [{"system": "http://example.org", "code": "2", "display": "2"}]
    assert told["BC029"][-1]["code"] == "9"
    assert told["BOWOPTOTH"] == ["other"]
    assert told["date_less_2000-01-01"] == ["born"]


@pytest.mark.parametrize("width", [1366, 1280])
@pytest.mark.parametrize("night", [False, True])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("file", PUBLISHED, ids=lambda file: file.stem)
def test_published_forms_stand_whole_on_the_page(put_up, file, language, night, width):
    theme().set_night(night)
    texts().switch(language)
    window = put_up(file)
    window.resize(width, 720)
    QApplication.processEvents()
    assert not find_cut_texts(window)
    assert not find_small_targets(window)


# ---- kinds of questions ---------------------------------------------------------------------------------


def test_an_answer_opens_and_shuts_what_hangs_on_it(put_up):
    window = put_up(raw(item("a"), item("b", enableWhen=[when("a", "=", answerBoolean=True)]), item("c")))
    assert shown(window) == ["a", "c"]
    press(window, "1")
    assert shown(window) == ["a", "b", "c"]
    press(window, UP, "2")
    assert shown(window) == ["a", "c"]


def test_nothing_is_answered_before_it_is_asked(put_up):
    window = put_up(raw(item("a"), item("b", "choice", answerOption=offered("x", "y"))))
    assert [row.line.answer for row in page(window).rows] == ["", ""]
    assert not any(button.isChecked() for row in page(window).rows for button in row.buttons)
    press(window, "1")
    assert not any(button.isChecked() for button in page(window).answer.choices)


def test_what_must_be_answered_keeps_the_main_button_shut_and_is_led_to(put_up):
    window = put_up(
        raw(item("a"), item("g", "group", required=True, item=[item("b")]), item("c", required=True))
    )
    press(window, ENTER, ENTER, ENTER, F10)
    assert window.response is None
    assert page(window).main.shown_text == "还有 2 题未答"
    assert here(window) == "Text of b"
    press(window, "1", "1", F10)
    assert answers(window) == {"b": [True], "c": [True]}


def test_several_answers_are_pressed_one_by_one_and_taken_away_again(put_up):
    window = put_up(raw(item("a", "choice", repeats=True, answerOption=offered("x", "y", "z"))))
    press(window, "1", "3", "1", "2", ENTER, F10)
    assert [one["code"] for one in answers(window)["a"]] == ["z", "y"]


def test_an_open_choice_takes_words_of_its_own(put_up):
    window = put_up(raw(item("a", "open-choice", answerOption=offered("x", "y"))))
    page(window).answer.other.setFocus()
    press(window, "something else", ENTER, F10)
    assert answers(window) == {"a": ["something else"]}


def test_many_answers_are_turned_by_nine(put_up):
    window = put_up(raw(item("a", "choice", answerOption=offered(*"abcdefghijklmnopqrst"))))
    assert page(window).answer.choices[-1].text() == "更多"
    press(window, "9", "9", "9")
    assert page(window).answer.choices[0].text() == "A"
    press(window, "9", "2", F10)
    assert answers(window)["a"][0]["code"] == "j"


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("integer", "-7", -7),
        ("string", "words", "words"),
        ("text", "more", "more"),
        ("date", "20260228", "2026-02-28"),
    ],
)
def test_a_value_is_typed_and_kept(put_up, kind, typed, value):
    window = put_up(raw(item("a", kind)))
    press(window, typed, ENTER, F10)
    assert answers(window) == {"a": [value]}


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("date", "20260230", "请按 8 位数字填写日期，如 20261101"),
        ("integer", "-", "请填整数"),
        ("decimal", "1.", "请填数值"),
        ("quantity", "-", "请填数值"),
        ("integer", "9999999999", "请填整数"),
    ],
)
def test_what_is_no_such_value_is_said_beside_the_field_and_stays(put_up, kind, typed, said):
    window = put_up(raw(item("a", kind)))
    press(window, typed)
    page(window).answer.give()
    assert page(window).answer.message.text == said
    assert page(window).answer.field.text() == typed


def test_several_values_are_typed_one_after_the_other(put_up):
    window = put_up(raw(item("a", "integer", repeats=True)))
    press(window, "1", ENTER, "2", ENTER, ENTER, F10)
    assert answers(window) == {"a": [1, 2]}


def test_an_amount_wants_its_unit(put_up):
    window = put_up(raw(item("a", "quantity")))
    press(window, "5", ENTER, ENTER)
    assert page(window).answer.message.text == "请选择单位"


URL = "http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption"


def test_units_that_are_offered_have_digits(put_up):
    units = [{"url": URL, "valueCoding": {"code": code}} for code in ("kg", "g")]
    window = put_up(raw(item("a", "quantity", extension=units), item("b")))
    press(window, "5", ENTER)
    assert page(window).answer.digit_pressed(2)
    press(window, UP)
    assert page(window).answer.units[1].isChecked()
    press(window, ENTER, F10)
    assert answers(window) == {"a": [{"value": 5, "unit": "g", "code": "g"}]}


def test_a_single_unit_needs_no_key(put_up):
    window = put_up(raw(item("a", "quantity", extension=[{"url": URL, "valueCoding": {"code": "kg"}}])))
    press(window, "5", ENTER, F10)
    assert answers(window)["a"][0]["code"] == "kg"


def test_words_longer_than_the_form_allows_cannot_be_typed(put_up):
    window = put_up(raw(item("a", "string", maxLength=3)))
    press(window, "abcdef", ENTER, F10)
    assert answers(window) == {"a": ["abc"]}


# ---- going about ----------------------------------------------------------------------------------------


def test_an_answer_is_taken_back(put_up):
    window = put_up(raw(item("a"), item("b")))
    press(window, "1", UP, F5, F10)
    assert answers(window) == {}


def test_a_question_that_is_touched_is_in_question(put_up):
    window = put_up(raw(item("a"), item("b")))
    QTest.mouseClick(page(window).rows[1], Qt.MouseButton.LeftButton)
    assert here(window) == "Text of b"
    page(window).rows[0].buttons[1].click()
    assert page(window).rows[0].line.yes is False


def test_six_questions_stand_on_the_page_and_the_next_six_follow(put_up):
    window = put_up(raw(*(item(f"q{place}") for place in range(8))))
    assert len(page(window).rows) == 6
    press(window, *"111111")
    assert shown(window) == ["q6", "q7"]


def test_words_and_headings_stand_where_the_form_has_them(put_up):
    inner = item("h", "group", item=[item("a"), item("note", "display")])
    window = put_up(raw(item("g", "group", item=[inner]), item("i", "group", item=[item("b")])))
    words = [label.text() for label in page(window).left_side.findChildren(QLabel) if label.isVisible()]
    assert (
        words.index("Text of g")
        < words.index("Text of h")
        < words.index("Text of a")
        < words.index("Text of note")
    )
    assert [row.text for row in page(window).rail_side.findChildren(ListRow)] == ["Text of g", "Text of i"]


def test_words_without_a_question_beside_them_are_shown_with_the_next_part_or_the_last(put_up):
    told = item("stop", "display", enableWhen=[when("a", "=", answerBoolean=True)])
    some = (item("intro", "display"), item("g", "group", item=[item("a")]), item("h", "group", item=[told]))
    window = put_up(raw(*some))

    def words():
        labels = page(window).left_side.findChildren(QLabel)
        return {label.text() for label in labels if label.isVisible()}

    assert "Text of intro" in words()
    assert "Text of stop" not in words()
    press(window, "1")
    assert {"Text of intro", "Text of h", "Text of stop"} <= words()


def test_a_part_in_which_nothing_is_asked_is_not_named(put_up):
    hidden = item("b", enableWhen=[when("a", "=", answerBoolean=True)])
    window = put_up(raw(item("g", "group", item=[item("a")]), item("h", "group", item=[hidden])))
    rail = page(window).rail_side
    assert [row.text for row in rail.findChildren(ListRow) if row.isVisible()] == []
    press(window, "1")
    assert [row.text for row in rail.findChildren(ListRow) if row.isVisible()] == ["Text of g", "Text of h"]


def test_at_the_end_the_rail_says_how_to_finish(put_up):
    window = put_up(raw(item("a")))
    press(window, "1")
    assert here(window) == ""
    assert any("已全部回答" in label.text() for label in page(window).rail_side.findChildren(QLabel))
    press(window, UP)
    assert here(window) == "Text of a"


def test_leaving_asks_first_when_something_would_be_lost(put_up):
    window = put_up(raw(item("a"), item("b")))
    press(window, "1", ESC)
    assert window.isVisible()
    assert page(window).open_sheet is not None
    press(window, ESC)
    assert page(window).open_sheet is None
    press(window, ESC, F10)
    assert not window.isVisible()
    assert window.response is None


def test_leaving_an_empty_form_asks_nothing(put_up):
    window = put_up(raw(item("a")))
    press(window, ESC)
    assert not window.isVisible()


def test_the_words_follow_the_language(put_up):
    window = put_up(raw(item("a", required=True)))
    texts().switch("en")
    assert page(window).rows[0].buttons[0].text() == "Yes"
    assert page(window).main.shown_text == "1 questions still to answer"
    assert window.windowTitle() == "Questionnaire"


def test_the_window_gives_its_answers_when_it_is_closed(qapp, clock, monkeypatch):
    form = read_questionnaire(raw(item("a"))).form
    opened: list[FormWindow] = []

    def keep(window: FormWindow) -> None:
        opened.append(window)

    monkeypatch.setattr(form_window.FormWindow, "showMaximized", keep)
    monkeypatch.setattr(type(theme()), "fit_screen", lambda *_: None)
    monkeypatch.setattr(QApplication, "exec", lambda *_: press(opened[0], "1", F10))
    response = form_window.ask(form, language="en")
    assert response["item"][0]["answer"] == [{"valueBoolean": True}]
    opened[0].deleteLater()
