"""What the station tells stops the donor on the screen; after the notices the donor comes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.domain.visit import Visit
from donor_room.ui.keys import Act
from donor_room.ui.texts import say
from donor_room.workflow.desk import Desk
from tests.support.notices import hold_notice, notice, tell_hold, tell_notices
from tests.ui.conftest import clock, day_in_chinese, garbage_stays_on_this_thread  # noqa: F401
from tests.ui.steps.house import answer_all, come_in
from tests.ui.terminals import PHYSICIAN, Nurse, terminal_at_work


@pytest.fixture
def nurse(tmp_path: Path, clock: FixedClock) -> Iterator[Nurse]:  # noqa: F811
    with terminal_at_work(tmp_path, clock, who=PHYSICIAN) as nurse:
        yield nurse


def at_exam(nurse: Nurse) -> Visit:
    visit: Visit = nurse.do(lambda desk: answer_all(desk, come_in(desk)))
    nurse.terminal.take_up(visit.id)
    nurse.settle()
    assert nurse.page == "exam"
    return visit


def test_the_donor_on_the_screen_is_stopped_at_once(nurse: Nurse) -> None:
    visit = at_exam(nurse)
    nurse.do(lambda desk: tell_hold(desk, visit, reason="open_twice"))
    nurse.wait(lambda: nurse.page == "decision", "the stop")
    nurse.settle()
    assert nurse.window.scan_line.text == say("hold.open_twice")
    nurse.window.grab().save(str(nurse.terminal.profile.folder.parent / "stopped.png"))


def test_a_question_of_the_donor_is_answered_over_the_page_that_is_open(nurse: Nurse) -> None:
    visit = at_exam(nurse)
    nurse.press(Act.READ_CARD)
    nurse.wait(lambda: nurse.terminal.waiting.answers is not None, "the answers")
    nurse.settle()
    sheet = nurse.terminal.waiting.answers.sheet
    assert (sheet.isHidden(), nurse.page, nurse.terminal.visit.id) == (False, "exam", visit.id)
    sheet.close_sheet()
    nurse.terminal.switch_person()
    nurse.settle()
    nurse.window.answers_asked.emit()
    nurse.settle()
    assert sheet.isHidden()


def test_another_donor_is_not_stopped(nurse: Nurse) -> None:
    at_exam(nurse)
    nurse.do(lambda desk: tell_notices(desk, notice(hold_notice("other", reason="open_twice"), desk=desk)))
    nurse.settle()
    nurse.wait(lambda: nurse.window.status.notices == 1, "the band")
    assert nurse.page == "exam"


def test_after_the_notices_the_donor_comes_back(nurse: Nurse) -> None:
    visit = at_exam(nurse)
    nurse.window.notices_asked.emit()
    nurse.settle()
    assert (nurse.page, nurse.terminal.visit) == ("notices", None)
    nurse.view.back_asked.emit()
    nurse.wait(lambda: nurse.page == "exam", "the donor")
    assert nurse.terminal.visit.id == visit.id


def test_the_reception_leads_to_the_notices_by_a_key(nurse: Nurse, tmp_path: Path) -> None:
    nurse.do(lambda desk: tell_notices(desk, notice(hold_notice(), desk=desk)))
    nurse.settle()
    nurse.window.grab().save(str(tmp_path / "reception.png"))
    nurse.press(Act.PRINT)
    nurse.wait(lambda: nurse.page == "notices" and nurse.view.rows, "the notices")
    nurse.press(Act.MAIN)
    nurse.wait(lambda: nurse.window.status.notices == 0, "the band")
    assert nurse.do(_noted) == 1


def _noted(desk: Desk) -> int:
    return len(desk.ledger.of_house("notice.noted"))


def test_nobody_reads_the_notices_of_a_locked_desk(nurse: Nurse) -> None:
    nurse.terminal.switch_person()
    nurse.settle()
    nurse.window.notices_asked.emit()
    nurse.settle()
    assert nurse.page == "sign_in"
