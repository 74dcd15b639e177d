"""Where a code leads on a whole terminal: its page, its donor, its chair; and what interrupts a check."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent

from donor_room.domain.own_codes import chair_code, command_code, form_code, visit_code
from donor_room.domain.visit import Visit
from donor_room.ui import scans as scans_module
from donor_room.ui.keys import Act
from donor_room.workflow import label, label_print, label_scan
from donor_room.workflow.desk import Desk
from tests.support import desks as d
from tests.support.profiles import enlist
from tests.ui.steps.chair import Printer
from tests.ui.terminals import LEADER, Nurse, terminal_at_work


@pytest.fixture
def nurse(tmp_path: Path, clock) -> Iterator[Nurse]:
    """Somebody who may do everything, at the reception, with a printer."""
    with terminal_at_work(tmp_path, clock, who=LEADER) as nurse:
        nurse.wait_for_page("reception")
        nurse.do(_begin)
        yield nurse


def _begin(desk: Desk) -> bool:
    for staff, (name, roles) in d.PEOPLE.items():
        enlist(desk, staff, name, roles, d.PASSWORD, d.PIN)
    d.take_place(desk, d.EVERYBODY)
    desk.printer = Printer()
    return True


def printed(nurse: Nurse, seed: int = 7) -> str:
    """Bring a donor to a printed set of which nothing was scanned."""

    def walk(desk: Desk) -> str:
        visit = d.plan_set(desk, d.bring_to(desk, "labels", seed=seed))
        return label_print.send(desk, visit.id).id

    return nurse.do(walk)


def seated(nurse: Nurse, seed: int, chair: int) -> str:
    return nurse.do(
        lambda desk: label.confirm_at_chair(desk, d.bring_to(desk, "labels", seed=seed).id, chair=chair).id
    )


def visit_of(nurse: Nurse, visit: str) -> Visit:
    return nurse.do(lambda desk: desk.visits.get(visit))


def codes(nurse: Nurse, visit: str) -> list[str]:
    told = visit_of(nurse, visit)
    left = told.unscanned("before_needle")
    return [one.encoded for one in label_scan.labels_of(told, "before_needle").items if one.role in left]


def take_up(nurse: Nurse, visit: str) -> None:
    nurse.terminal.take_up(visit)
    nurse.settle()


def scan(nurse: Nurse, *texts: str) -> None:
    for text in texts:
        nurse.scan(text)
        nurse.settle()


def left(nurse: Nurse, visit: str) -> int:
    return len(visit_of(nurse, visit).unscanned("before_needle"))


# ---- codes that lead somewhere ----


def test_the_card_of_a_chair_brings_its_donor_from_anywhere(nurse: Nurse) -> None:
    visit = seated(nurse, 8, 3)
    scan(nurse, chair_code(3))
    assert (nurse.page, nurse.terminal.visit.id) == ("labels", visit)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (chair_code(2), "2 号椅空着，请扫献血者联"),
        (chair_code(9), "本机没有 9 号椅，请扫椅子上的卡"),
        (command_code("next"), "这里不需要这个码"),
        ("DRC0002A", "条码读错了，请再扫一次"),
    ],
)
def test_what_leads_nowhere_is_said(nurse: Nurse, code: str, words: str) -> None:
    scan(nurse, code)
    assert (nurse.words(), nurse.page) == (words, "reception")


def test_the_code_of_a_paper_form_begins_to_type_it_in(nurse: Nurse) -> None:
    scan(nurse, form_code("K7M2Q001"))
    assert (nurse.page, nurse.terminal.page_at_front().draft) == ("from_paper", {"form": "K7M2Q001"})


def test_behind_the_curtain_no_scan_counts(nurse: Nurse) -> None:
    visit = printed(nurse)
    take_up(nurse, visit)
    nurse.press(Act.CURTAIN)
    scan(nurse, *codes(nurse, visit)[:2])
    assert left(nurse, visit) == 7
    nurse.press(Act.CURTAIN)
    scan(nurse, codes(nurse, visit)[0])
    assert left(nurse, visit) == 6


def test_while_nobody_has_signed_in_no_code_leads_anywhere(nurse: Nurse) -> None:
    visit = seated(nurse, 8, 3)
    nurse.press(Act.SWITCH_PERSON)
    nurse.wait_for_page("sign_in")
    for code in (chair_code(3), visit_code(visit)):
        scan(nurse, code)
        assert (nurse.page, nurse.words()) == ("sign_in", "这里不需要这个码")


# ---- the slip by which a donor came to the screen ----


def test_the_slip_that_brought_the_donor_is_the_first_scan_of_the_check(nurse: Nurse) -> None:
    visit = printed(nurse)
    scan(nurse, visit_code(visit))
    assert (nurse.page, left(nurse, visit)) == ("labels", 6)
    scan(nurse, *codes(nurse, visit))
    assert nurse.page == "collection"


def test_a_donor_taken_up_otherwise_shows_the_slip_in_the_check(nurse: Nurse) -> None:
    visit, other = printed(nurse), seated(nurse, 8, 3)
    scan(nurse, visit_code(other))
    take_up(nurse, visit)
    assert left(nurse, visit) == 7
    assert nurse.terminal.slip == ""


def test_two_keys_and_eight_scans_lead_to_the_needle(nurse: Nurse) -> None:
    """The budget of the screen: slip, and seven labels less the slip, beside the kind of bag."""
    visit = nurse.do(lambda desk: d.bring_to(desk, "labels").id)
    scan(nurse, visit_code(visit))
    nurse.digit(1)
    nurse.settle()
    nurse.digit(1)
    nurse.press(Act.PRINT)
    nurse.settle()
    wanted = codes(nurse, visit)
    assert len(wanted) == 6
    scan(nurse, *wanted)
    assert nurse.page == "collection"


# ---- interrupted ----


def interrupt_by_esc(nurse: Nurse, visit: str) -> None:
    nurse.press(Act.BACK)
    nurse.settle()
    take_up(nurse, visit)


def interrupt_by_another_donor(nurse: Nurse, visit: str) -> None:
    take_up(nurse, seated(nurse, 9, 4))
    take_up(nurse, visit)


def interrupt_by_another_person(nurse: Nurse, visit: str) -> None:
    nurse.press(Act.SWITCH_PERSON)
    nurse.sign_in(LEADER)
    nurse.wait_for_page("labels")


def interrupt_by_the_lock(nurse: Nurse, visit: str) -> None:
    nurse.terminal._lock_idle()
    nurse.sign_in(LEADER)
    nurse.wait_for_page("labels")


@pytest.mark.parametrize(
    "interrupt",
    [
        interrupt_by_esc,
        interrupt_by_another_donor,
        interrupt_by_another_person,
        interrupt_by_the_lock,
    ],
)
def test_every_interruption_begins_the_check_anew(nurse: Nurse, interrupt) -> None:
    visit = printed(nurse)
    take_up(nurse, visit)
    scan(nurse, *codes(nurse, visit)[:3])
    interrupt(nurse, visit)
    assert nurse.words() == "核对被打断，请从头再扫"
    assert (left(nurse, visit), nurse.terminal.presenter("labels").stage) == (7, "scan")


def test_a_new_start_of_the_program_begins_the_check_anew(tmp_path: Path, clock) -> None:
    """What was half done when the program ended is found in the book as half done, and begins anew."""
    with d.at_work(tmp_path, clock) as desk:
        planned = d.plan_set(desk, d.bring_to(desk, "labels"))
        code = label_scan.labels_of(planned, "before_needle").items[0].encoded
        label_scan.scan(desk, planned.id, text=code, phase="before_needle")
    again = d.open_desk(tmp_path, clock)
    d.take_place(again, d.EVERYBODY)
    assert label.current_set(again.visits.get(planned.id)).scanned
    told = label_scan_begin(again, planned.id)
    assert len(told.unscanned("before_needle")) == 7
    again.close()


def label_scan_begin(desk: Desk, visit: str) -> Visit:
    from donor_room.workflow.chair import begin_check

    return begin_check(desk, desk.visits.get(visit))


def test_curtain_language_night_and_a_sheet_are_no_interruptions(nurse: Nurse) -> None:
    visit = printed(nurse)
    take_up(nurse, visit)
    scan(nurse, codes(nurse, visit)[0])
    nurse.press(Act.CURTAIN)
    nurse.press(Act.CURTAIN)
    nurse.window.toggle_language()
    nurse.press(Act.NIGHT)
    nurse.press(Act.PRINT)
    nurse.press(Act.BACK)
    nurse.settle()
    nurse.press(Act.NIGHT)
    nurse.window.toggle_language()
    scan(nurse, codes(nurse, visit)[0])
    assert left(nurse, visit) == 5


# ---- the ways in which a code arrives ----


def strike(nurse: Nurse, text: str, moment: list[int]) -> None:
    """Type as a keyboard wedge does: control characters as they come, 5 ms apart."""
    for char in text:
        moment[0] += 5
        key = {"\r": Qt.Key.Key_Return, "\x02": Qt.Key.Key_B, "\x03": Qt.Key.Key_C}.get(char)
        control = char in "\x02\x03"
        how = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
        event = QKeyEvent(QEvent.Type.KeyPress, key or Qt.Key(ord(char.upper())), how, char)
        QCoreApplication.sendEvent(nurse.window.windowHandle(), event)
    nurse.settle()


@pytest.fixture
def moment(monkeypatch) -> list[int]:
    now = [1_000_000]
    monkeypatch.setattr(scans_module, "_now_ms", lambda: now[0])
    return now


@pytest.mark.parametrize("frame", [("", "\r"), ("\x02", "\x03"), ("\x02", "\x03\r"), ("", "\r\n")])
def test_a_wedge_with_prefix_and_suffix_is_heard_over_an_open_sheet_and_types_nothing(
    nurse: Nurse, moment: list[int], frame: tuple[str, str]
) -> None:
    visit = printed(nurse)
    take_up(nurse, visit)
    nurse.press(Act.PRINT)
    nurse.digit(3)
    nurse.settle()
    sheet = nurse.view.open_sheet
    field = sheet.fields["number"]
    assert field.hasFocus()
    strike(nurse, codes(nurse, visit)[0].join(frame), moment)
    assert (nurse.words(), field.text(), left(nurse, visit)) == ("请先填完或关上这张表", "", 7)
    moment[0] += 1_000
    strike(nurse, command_code("print").join(frame), moment)
    assert field.text() == ""
    nurse.press(Act.BACK)
    moment[0] += 1_000
    strike(nurse, codes(nurse, visit)[0].join(frame), moment)
    assert left(nurse, visit) == 6


@pytest.mark.parametrize("frame", [("", "\r"), ("\x02", "\x03")])
def test_a_wedge_types_nothing_into_a_field_of_a_page(
    nurse: Nurse, moment: list[int], frame: tuple[str, str]
) -> None:
    visit = printed(nurse)
    take_up(nurse, visit)
    scan(nurse, *codes(nurse, visit))
    assert nurse.page == "collection"
    assert nurse.view.lot.hasFocus()
    strike(nurse, chair_code(1).join(frame), moment)
    assert (nurse.view.lot.text(), nurse.words()) == ("", "就是这把椅子，1 号")


def test_a_scanner_on_its_own_port_reads_the_same_codes(nurse: Nurse) -> None:
    visit = printed(nurse)
    take_up(nurse, visit)
    wanted = codes(nurse, visit)
    with socket.create_server(("127.0.0.1", 0)) as port:
        nurse.terminal.ways.listen(f"tcp://127.0.0.1:{port.getsockname()[1]}")
        scanner, _ = port.accept()
        with scanner:
            scanner.sendall(f"{wanted[0]}\r\n\x02{wanted[1]}\x03".encode())
            nurse.wait(lambda: left(nurse, visit) == 5, "two scans of the port")
    nurse.wait(lambda: "扫码枪没有连上" in nurse.words(), "the word that the scanner is away")
