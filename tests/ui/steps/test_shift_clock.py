"""The shift page at a clock in doubt, and what it says of the station's receipt."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.ui.keys import Act
from donor_room.ui.receipt_words import receipt_words
from donor_room.workflow.enrolled import enrolment_of, keep_enrolment
from donor_room.workflow.enrolling import begin_enrolment
from donor_room.workflow.receipted import AtStation
from donor_room.workflow.shift import current_shift
from tests.support.leases import STATION
from tests.support.van import MORNING
from tests.ui.steps.test_shift import fill_in
from tests.ui.terminals import LEADER, NURSE, terminal_at_work


@pytest.fixture
def before(tmp_path, clock):
    """A leader who stands before the question where we are today, and whose clock was set back by a day."""
    with terminal_at_work(tmp_path, clock, who=LEADER, opened=False) as nurse:
        nurse.wait_for_page("shift")
        nurse.do(lambda desk: desk.look_at_clock())
        clock.instant -= timedelta(days=1)
        fill_in(nurse, vehicle="采血车 03")
        nurse.press(Act.MAIN)
        nurse.wait(lambda: nurse.view.open_sheet is not None, "the sheet")
        yield nurse


def confirmed(nurse) -> list[str]:
    acts = nurse.do(lambda desk: [line.act for line in desk.ledger.of_house(e.DateConfirmed.KIND)])
    return [act.doubt for act in acts]


def see_the_date(nurse, pin: str) -> None:
    sheet = nurse.view.open_sheet
    people = [button.text() for button in sheet.people.buttons]
    nurse.press_digit(next(n for n, name in enumerate(people, 1) if NURSE.name in name))
    nurse.type(pin)
    nurse.press(Act.MAIN)
    nurse.settle()


def test_a_second_person_is_asked_for_the_date_by_its_day(before, clock) -> None:
    assert clock.today().isoformat() in before.view.open_sheet.headline.text()
    assert before.do(current_shift) is None
    assert confirmed(before) == []


def test_with_the_own_pin_of_the_second_the_shift_opens_and_the_book_says_so(before) -> None:
    see_the_date(before, NURSE.pin)
    assert before.wait_for_page("checks") == "checks"
    assert confirmed(before) == ["jumped"]


def test_a_wrong_pin_is_said_on_the_sheet_and_opens_nothing(before) -> None:
    see_the_date(before, "000000"[: len(NURSE.pin)])
    before.wait(lambda: before.view.open_sheet and before.view.open_sheet.message.text, "the refusal")
    assert before.do(current_shift) is None


def test_the_sheet_is_whole_in_every_size_and_language(before) -> None:
    assert before.faults() == []


def joined(desk, url: str = "http://127.0.0.1:1") -> None:
    keep_enrolment(desk.ledger, replace(begin_enrolment(desk.ledger, url), reply=STATION))


def test_how_much_waits_stands_on_the_page_as_soon_as_a_station_knows_the_terminal(tmp_path, clock) -> None:
    with terminal_at_work(tmp_path, clock, who=LEADER, opened=False) as nurse:
        nurse.wait_for_page("shift")
        assert not nurse.view.at_station.isVisible()
        nurse.do(joined)
        assert nurse.do(lambda desk: enrolment_of(desk.ledger))
        waiting = nurse.do(lambda desk: desk.ledger.waiting())
        nurse.terminal.station_told.disconnect()
        nurse.terminal.station_told.connect(nurse.terminal.presenter("shift")._hear)
        nurse.terminal.station_told.emit(None)
        nurse.wait(nurse.view.at_station.isVisible, "the line of the station")
        assert nurse.view.at_station.value == f"待上传 {waiting} 条"
        assert nurse.faults() == []


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (None, ""),
        (AtStation(3, None), "待上传 3 条"),
        (AtStation(0, None), "已传到，等回执"),
        (AtStation(0, MORNING), "全部收到，回执 09:00"),
        (AtStation(0, MORNING - timedelta(days=1)), "全部收到，回执 11-20 09:00"),
    ],
)
def test_all_of_it_is_said_only_under_a_receipt(standing: AtStation | None, words: str) -> None:
    assert receipt_words(standing, MORNING) == words
