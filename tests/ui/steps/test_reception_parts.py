"""The first donor's form, the lines of who is here, and what banner and queue say about a visit."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from donor_room.domain.queue import VisitLine
from donor_room.ui.donor_line import donor_line, plan_words, queue_line
from donor_room.ui.steps.reception.form import NAMES, NEEDED, DonorForm
from donor_room.ui.steps.reception.rows import HitRow, NumberEntry, QueueSide, VisitRow
from donor_room.ui.steps.reception.state import Person
from donor_room.ui.texts import say, texts
from donor_room.ui.theme import theme
from donor_room.ui.widgets.fields import Mark
from donor_room.ui.widgets.inspect import find_cut_texts, find_small_targets
from donor_room.ui.widgets.queue import QueueLine
from tests.support import acts as a
from tests.support.acts import visit_of
from tests.ui.steps.known_people import TODAY, directory

NOW = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
WHOLE = Person(
    name="样例甲", sex="male", birth_on=date(1990, 3, 7), phone="13800000000", address="人民路 1 号",
    organisation="样例学校",
)  # fmt: skip


@pytest.fixture
def keep(qtbot, qapp):
    kept: list[QWidget] = []

    def shown(widget: QWidget, width: int = 880, height: int = 0) -> QWidget:
        kept.append(widget)
        qtbot.addWidget(widget)
        widget.resize(width, height or widget.sizeHint().height())
        widget.show()
        widget.activateWindow()
        qapp.processEvents()
        return widget

    return shown


# ---- the form ----


@pytest.fixture
def form(keep) -> DonorForm:
    return keep(DonorForm(), 880, 330)


def show(form: DonorForm, person: Person, *, fixed: tuple[str, ...] = (), only_needed: bool = False) -> None:
    form.show_person(person, ethnic_group="", fixed=fixed, only_needed=only_needed)


def test_a_fresh_form_holds_nothing(form):
    assert form.typed() == dict.fromkeys(NAMES, "")


def test_what_is_known_stands_there_already(form):
    show(form, WHOLE)
    typed = form.typed()
    assert (typed["name"], typed["sex"], typed["birth_on"], typed["phone"]) == (
        "样例甲", "male", "1990-03-07", "13800000000",
    )  # fmt: skip


def test_another_person_leaves_nothing_of_the_first(form):
    show(form, WHOLE)
    show(form, Person())
    assert form.typed() == dict.fromkeys(NAMES, "")


def test_no_sex_is_chosen_before(form):
    show(form, Person(name="样例甲"))
    assert form.sex.value is None


@pytest.mark.parametrize(("digit", "sex"), [(1, "male"), (2, "female")])
def test_the_sex_is_one_key(form, digit, sex):
    show(form, Person())
    form.sex.digit_pressed(digit)
    assert form.typed()["sex"] == sex


@pytest.mark.parametrize("name", ["name", "birth_on", "phone", "address"])
def test_what_the_chip_says_is_not_typed_over(form, qtbot, name):
    show(form, WHOLE, fixed=(name,))
    before = form.typed()[name]
    qtbot.keyClicks(form.fields[name], "9")
    assert form.typed()[name] == before


def test_a_sex_from_the_chip_cannot_be_changed(form):
    show(form, WHOLE, fixed=("sex",))
    assert not form.sex.digit_pressed(2)
    assert form.typed()["sex"] == "male"


def test_what_was_fixed_for_one_donor_is_free_for_the_next(form):
    show(form, WHOLE, fixed=NAMES)
    show(form, Person())
    assert form.stop("name") in form.stops()
    assert all(button.isEnabled() for button in form.sex.buttons)


@pytest.mark.parametrize(("only_needed", "shown"), [(True, set(NEEDED)), (False, set(NAMES))])
def test_for_a_known_donor_only_what_is_needed_is_asked(form, only_needed, shown):
    show(form, Person(), only_needed=only_needed)
    assert {name for name, cell in form.cells.items() if not cell.isHidden()} == shown


def test_enter_walks_only_through_what_is_open(form):
    show(form, WHOLE, fixed=("name", "birth_on"))
    stops = form.stops()
    assert form.stop("name") not in stops
    assert form.stop("sex") not in stops
    assert form.stop("phone") in stops


def test_typing_begins_in_the_first_empty_field(form):
    show(form, Person(name="样例甲", sex="male"))
    assert form.first_open() is form.fields["birth_on"]


def test_the_open_sex_comes_after_the_name(form):
    show(form, Person(name="样例甲"))
    assert form.first_open() is form.sex.buttons[0]


def test_with_nothing_to_type_there_is_no_first_field(form):
    show(form, WHOLE, fixed=NAMES)
    assert form.first_open() is None


def test_problems_are_told_in_the_order_of_the_form(form):
    show(form, Person())
    problems = form.show_problems({"phone": "请输入 7 至 15 位", "name": "请输入姓名"})
    assert [words for words, _ in problems] == ["请输入姓名", "请输入 7 至 15 位"]


def test_a_problem_stands_at_its_field_and_goes_again(form):
    form.show_problems({"name": "请输入姓名"})
    assert (form.cells["name"].message.text, form.fields["name"].mark) == ("请输入姓名", Mark.ERROR)
    form.show_problems({})
    assert (form.cells["name"].message.text, form.fields["name"].mark) == ("", Mark.NONE)


def test_each_field_can_be_named_from_where_the_keyboard_is(form):
    names = [form.title_of(form.stop(name)) for name in NAMES]
    assert names == [say(f"reception.field.{name}") for name in NAMES]


def test_the_answer_stays_when_the_language_changes(form):
    form.sex.digit_pressed(2)
    texts().switch("en")
    assert (form.sex.value, form.sex.buttons[1].text()) == ("female", "Female")


def test_typing_is_told(form, qtbot):
    with qtbot.waitSignal(form.changed):
        qtbot.keyClicks(form.fields["phone"], "1")


def test_blanks_around_a_name_are_not_kept(form):
    form.fields["name"].setText("  样例甲 ")
    assert form.typed()["name"] == "样例甲"


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_form_is_readable_and_large_enough(form, qapp, language):
    texts().switch(language)
    show(form, WHOLE)
    qapp.processEvents()
    assert (find_cut_texts(form), find_small_targets(form)) == ([], [])


# ---- who is here, who was found ----


def row_of(state: str = "", minutes: int | None = 12, step: int = 2) -> VisitRow:
    return VisitRow(QueueLine("v1", "1", "李*国", step, minutes, state), "1")


@pytest.mark.parametrize("state", ["", "late", "physician", "reaction"])
@pytest.mark.parametrize("night", [False, True])
def test_whoever_is_here_is_readable_in_every_state(keep, state, night):
    theme().set_night(night)
    row = keep(row_of(state), 382, 56)
    assert (find_cut_texts(row), find_small_targets(row)) == ([], [])


@pytest.mark.parametrize("step", range(1, 9))
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_step_fits_the_rail(keep, step, language):
    texts().switch(language)
    assert find_cut_texts(keep(row_of(step=step), 382, 56)) == []


def test_minutes_that_nobody_knows_are_said_so(keep):
    assert keep(row_of(minutes=None), 382, 56).minutes_text == say("frame.unknown")


def test_a_line_says_its_words_in_the_language_of_the_screen(keep):
    row = keep(row_of(), 382, 56)
    texts().switch("en")
    assert "Interview" in row.text()


def test_a_hit_keeps_its_key_and_is_readable(keep):
    hit = keep(HitRow("#3", "李*国", "1990 年生", "2026-05-16  全血 400 mL"), 880, 56)
    assert (hit.key, find_cut_texts(hit)) == ("#3", [])


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_hit_is_taken_by_one_key(keep, qtbot, key):
    hit = keep(HitRow("v1", "李*国", "", ""), 880, 56)
    with qtbot.waitSignal(hit.clicked):
        qtbot.keyClick(hit, key)


def test_the_one_field_of_the_desk_is_the_largest(keep):
    assert keep(NumberEntry(), 600).height() == 80


# ---- banner and queue of a visit ----


def visit(**told):
    opened = a.changed(a.OPENED, known=directory(**told) if told else None)
    return visit_of(opened)


def test_the_banner_of_a_first_donor_says_first():
    line = donor_line(visit(), TODAY)
    assert (line.last, line.group, line.rh) == (say("frame.banner.first"), "", "")


def test_the_banner_masks_the_number():
    one = visit()
    assert one.donor.document_number not in donor_line(one, TODAY).document


def test_the_banner_of_a_known_donor_tells_group_and_last_donation():
    line = donor_line(visit(abo="B"), TODAY)
    assert line.group == "B"
    assert line.last.startswith("2026-05-16")


@pytest.mark.parametrize(
    ("rhd", "shown"), [("positive", True), ("negative", True), ("weak", False), (None, False)]
)
def test_an_rh_that_is_not_sure_is_left_out(rhd, shown):
    assert bool(donor_line(visit(rhd=rhd), TODAY).rh) is shown


@pytest.mark.parametrize(("day", "age"), [(date(2026, 3, 6), 35), (date(2026, 3, 7), 36)])
def test_the_age_changes_on_the_birthday(day, age):
    assert str(age) in donor_line(visit(), day).sex_and_age


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_plan_is_told_in_words_with_its_volume(language):
    texts().switch(language)
    words = plan_words("WB400")
    assert "400" in words
    assert words != "WB400"


def test_a_kind_that_nobody_knows_is_shown_as_it_is():
    assert plan_words("XYZ") == "XYZ"


LINE = VisitLine(
    "v1", "s", "exam", "李建国", "male", "01", "660001199003070013", None, None, None, "",
    "2026-11-21T05:00:00+00:00", "2026-11-21T05:50:00+00:00",
)  # fmt: skip


def queued(**changes) -> QueueLine:
    return queue_line(LINE._replace(**changes), place=1, now=NOW, here="", late_after_min=30)


@pytest.mark.parametrize(("after", "state"), [(30, ""), (31, "late"), (0, "")])
def test_whoever_waits_too_long_is_late(after, state):
    since = NOW - timedelta(minutes=after)
    assert queued(waiting_since=since.isoformat()).state == state


@pytest.mark.parametrize(
    ("flags", "outcome", "state"),
    [
        ("", None, ""),
        ("reaction", None, "reaction"),
        ("", "physician", "physician"),
        ("reaction", "physician", "reaction"),
        ("foreign", None, ""),
    ],
)
def test_a_reaction_comes_before_everything(flags, outcome, state):
    assert queued(flags=flags, outcome=outcome).state == state


@pytest.mark.parametrize(("step", "place"), [("register", 1), ("exam", 3), ("aftercare", 8), ("closed", 8)])
def test_a_step_has_its_place_in_the_walk(step, place):
    assert queued(step=step).step == place


def test_a_clock_that_ran_behind_shows_no_minutes_below_nought():
    assert queued(waiting_since=(NOW + timedelta(hours=1)).isoformat()).minutes == 0


def test_nobody_in_the_queue_is_named_in_full():
    assert queued().name != "李建国"


@pytest.mark.parametrize(("here", "is_here"), [("v1", True), ("v2", False), ("", False)])
def test_the_visit_that_is_open_here_is_marked(here, is_here):
    assert queue_line(LINE, place=1, now=NOW, here=here, late_after_min=30).is_open_here is is_here


def test_a_name_that_was_corrected_is_the_one_in_the_banner():
    opened = a.changed(a.OPENED, donor=msgspec.structs.replace(a.OPENED.donor, name="样例乙"))
    assert donor_line(visit_of(opened), TODAY).name == "样例乙"


def test_a_row_stays_that_of_its_visit_while_others_come_and_go(qtbot):
    side = QueueSide()
    qtbot.addWidget(side)
    opened: list[str] = []

    def show(*lines: tuple[str, int]) -> list[VisitRow]:
        told = [QueueLine(visit, str(n), "李*国", 2, minutes, "") for n, (visit, minutes) in enumerate(lines)]
        return side.show_rows(told, opened.append)

    one, two, three = show(("v1", 3), ("v2", 2), ("v3", 1))
    three.setFocus()
    rows = show(("v4", 9), ("v3", 2), ("v2", 3))
    assert rows[1:] == [three, two]
    assert [(row.digit, row.minutes_text, row.objectName()) for row in rows] == [
        ("1", "9 分", "visit_1"),
        ("2", "2 分", "visit_2"),
        ("3", "3 分", "visit_3"),
    ]
    assert one.isHidden()
    assert side.focusWidget() is three
    side.grab()  # lays the rows out
    assert rows == sorted(rows, key=lambda row: row.y())
    for row in rows:
        row.click()
    assert opened == ["v4", "v3", "v2"]
