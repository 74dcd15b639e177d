"""What was measured before: the last five pressures, weights, haemoglobins; a jump asks for a repeat."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from donor_room.domain.directory import EarlierReaction, PastReadings
from donor_room.domain.visit import Visit
from donor_room.practice.people import People
from donor_room.ui.steps.exam import presenter as exam
from donor_room.ui.steps.tests import presenter as testing
from donor_room.workflow import aftercare, blood_tests, decide, examine, register
from tests.support import desks as d
from tests.support.desks import lot
from tests.ui.steps.house import ShellSpy, answer_all, come_in, press, put_up

ENTER = Qt.Key.Key_Return
VISITS = 6


def measure_all(shell: ShellSpy, visit: Visit, more: int) -> None:
    desk = shell.desk
    examine.measure_pressure(desk, visit.id, sbp=str(110 + more), dbp=str(70 + more), confirmed=False)
    examine.measure(desk, visit.id, quantity="weight", text=str(60 + more), confirmed=False)
    blood_tests.measure_hb(desk, visit.id, text=str(130 + more), confirmed=False, lot=lot(desk, days=700))


@pytest.fixture
def again(shell: ShellSpy, clock) -> Visit:
    """Somebody who was measured here six times; each time a little more."""
    visit = come_in(shell.desk, sex="male")
    for more in range(VISITS):
        measure_all(shell, visit, more)
        aftercare.close(shell.desk, visit.id, how="left", remark="no time")
        clock.instant += timedelta(days=20)
        shell.desk.directory.apply([], f"day {more}", clock.now())
        visit = register.open_visit(shell.desk, donor=visit.donor, source="typed", plan="WB400")
    return answer_all(shell.desk, visit)


@pytest.fixture
def examined(shell: ShellSpy, again: Visit) -> exam.ExamPresenter:
    presenter = exam.build(shell)
    put_up(shell, presenter, again)
    return presenter


@pytest.fixture
def tested(shell: ShellSpy, again: Visit) -> testing.TestsPresenter:
    presenter = testing.build(shell)
    put_up(shell, presenter, again)
    for number in ("HB-02", "A2610", "B2609", "H2608"):
        press(shell.window, number, ENTER, "20280531", ENTER)
    press(shell.window, Qt.Key.Key_F10)
    return presenter


def pressures(page: exam.ExamPresenter) -> list[str]:
    rows = [page.view._past.itemAt(place).widget() for place in range(page.view._past.count())]
    return [row.value for row in rows if isinstance(row, QWidget)]


def test_the_last_five_pressures_stand_in_the_rail_newest_first(examined):
    assert pressures(examined) == ["115/75", "114/74", "113/73", "112/72", "111/71"]


def test_the_last_five_weights_stand_beside_the_field(examined):
    past = examined.view.rows["weight"].past
    assert past.trend.past == [61, 62, 63, 64, 65]
    assert past.value.text() == "65"


def test_the_last_five_haemoglobins_stand_beside_the_field_once_a_value_stands(tested, shell):
    past = tested.view.rows["hb"].past
    assert past.trend.past == []
    press(shell.window, "136", ENTER)
    assert (past.trend.past, past.value.text()) == ([131, 132, 133, 134, 135], "135")


def test_a_drop_is_no_number_of_the_past(tested, shell, clock):
    visit = shell.desk.visits.get(tested.visit_id)
    blood_tests.measure_hb(shell.desk, visit.id, text="151", confirmed=True, lot=lot(shell.desk, days=700))
    blood_tests.see_drop(shell.desk, visit.id, sank=True, lot=lot(shell.desk, days=700))
    aftercare.close(shell.desk, visit.id, how="left", remark="no time")
    clock.instant += timedelta(days=20)
    shell.desk.directory.apply([], "later", clock.now())
    later = register.open_visit(shell.desk, donor=visit.donor, source="typed", plan="WB400")
    past = examine.past(shell.desk, later, "hb")
    assert [str(one.value) for one in past] == [str(130 + more) for more in range(VISITS)]


def test_past_numbers_stand_beside_a_drop_that_is_no_point_of_their_line(tested, shell):
    press(shell.window, Qt.Key.Key_F3, "CU52", ENTER, "20280531", ENTER, Qt.Key.Key_F10, "2")
    past = tested.view.hb.past
    assert (past.trend.past, past.trend.today) == ([131.0, 132.0, 133.0, 134.0, 135.0], None)
    assert past.value.text() == "135"


def test_a_jump_of_the_weight_asks_for_a_repeat(examined, shell):
    examined.view.fields["weight"].setFocus()
    press(shell.window, "80", ENTER)
    assert examined.view.rows["weight"].question.text == "比上次高 15 kg，请核对"
    assert shell.desk.visits.get(examined.visit_id).last("weight") is None


def test_a_jump_of_the_pressure_asks_for_a_repeat(examined, shell):
    press(shell.window, "158", ENTER, "78", ENTER)
    assert examined.view.rows["pressure"].question.text.startswith("比上次高 43 mmHg")
    assert shell.desk.visits.get(examined.visit_id).last("sbp") is None


def test_a_jump_of_the_haemoglobin_asks_for_a_repeat(tested, shell):
    press(shell.window, "155", ENTER)
    assert tested.view.rows["hb"].question.text.startswith("比上次高 20 g/L")
    assert shell.desk.visits.get(tested.visit_id).last("hb") is None


def test_what_other_vans_measured_stands_beside_the_field_and_a_jump_from_it_is_asked_about(shell):
    desk = shell.desk
    visit = answer_all(desk, come_in(desk, sex="male"))
    days = [desk.clock.today() - timedelta(days=200 * place) for place in range(1, 4)]
    told = tuple(
        PastReadings(on=on, sbp_mmhg=Decimal(118 + place), dbp_mmhg=Decimal(76), weight_kg=Decimal(62))
        for place, on in enumerate(days)
    )
    today = PastReadings(on=desk.clock.today(), weight_kg=Decimal(90))
    d.know(desk, visit.donor, count=3, readings=(today, *told))
    page = exam.build(shell)
    put_up(shell, page, visit)
    assert pressures(page) == ["118/76", "119/76", "120/76"]
    assert page.view.rows["weight"].past.trend.past == [62, 62, 62]
    page.view.fields["weight"].setFocus()
    press(shell.window, "80", ENTER)
    assert page.view.rows["weight"].question.text == "比上次高 18 kg，请核对"


def test_old_readings_are_not_copied_into_the_book(shell):
    desk = shell.desk
    told = (PastReadings(on=date(2020, 1, 1), hb_g_per_l=Decimal(140)),)
    donor = People(7, desk.clock.today()).next_donor(sex="male")
    d.know(desk, donor, count=1, readings=told)
    visit = come_in(desk, sex="male")
    assert visit.known is not None
    assert visit.known.readings == ()


def test_the_last_reaction_is_not_copied_into_the_book_either(shell):
    desk = shell.desk
    donor = People(7, desk.clock.today()).next_donor(sex="male")
    last = EarlierReaction(on=date(2026, 11, 1), severity="severe")
    d.know(desk, donor, count=1, had_reaction=True, reaction=last)
    visit = come_in(desk, sex="male")
    assert visit.known is not None
    assert (visit.known.had_reaction, visit.known.reaction) == (True, None)
    assert decide.propose(desk, answer_all(desk, visit).id).facts.reactions == ()


def test_a_value_of_this_terminal_and_of_the_station_on_one_day_is_one(shell, again):
    on = examine.past(shell.desk, again, "weight")[0].on
    d.know(shell.desk, again.donor, readings=(PastReadings(on=on, weight_kg=Decimal(60)),))
    assert [one.on for one in examine.past(shell.desk, again, "weight")].count(on) == 1
