"""The board: drawn from the acts, walked by arrows, called by F10; tickets, call screen, voice."""

from __future__ import annotations

import socket
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from donor_room.domain import entries as e
from donor_room.domain.own_codes import chair_code, visit_code
from donor_room.ui.call_screen import calls_shown, words_of
from donor_room.ui.keys import Act
from donor_room.ui.steps.board import presenter as boards
from donor_room.ui.steps.board.chart import ROWS_SEEN
from donor_room.ui.steps.group_list import presenter as group_list
from donor_room.ui.texts import texts
from donor_room.ui.voice import Voice, speech_of
from donor_room.ui.widgets.inspect import find_cut_texts, find_small_targets
from donor_room.workflow import expected
from donor_room.workflow.shift import open_shift
from donor_room.workflow.tickets import calls_of_today, check_in, letter_here, tickets_of_today
from tests.ui.steps import waiting_people as waiting
from tests.ui.steps.desk_pictures import come_from_list
from tests.ui.steps.house import ShellSpy, come_in, make_desk, press, put_up
from tests.ui.terminals import PLACE, terminal_at_work

VECTORS = Path(__file__).parents[2] / "vectors"
DOWN, UP, PAGE, F8, F10, F4, ESC = (
    Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_F8, Qt.Key.Key_F10, Qt.Key.Key_F4,
    Qt.Key.Key_Escape,
)  # fmt: skip


@pytest.fixture
def desk(tmp_path, clock):
    made = make_desk(tmp_path, clock, drive="group")
    yield made
    made.close()


@pytest.fixture
def page(shell: ShellSpy):
    made = boards.build(shell)
    put_up(shell, made, None)
    return made


@pytest.fixture
def listed(shell: ShellSpy):
    """The list of the vector, taken by key."""
    made = group_list.build(shell)
    put_up(shell, made, None)
    made.view.file_chosen.emit(str(VECTORS / "group_list.csv"))
    press(shell.window, F10)
    return made


# ---- the board ---------------------------------------------------------------------------------------------


def test_nobody_is_here_and_nobody_can_be_called(page) -> None:
    assert page.view.chart.rows == ()
    assert page.view.main.shown_text == "没有人可叫"
    press(page.shell.window, F10, DOWN)
    assert page.shell.went_on == []


def test_f10_calls_and_opens_and_the_call_is_an_act(page, desk, shell) -> None:
    first = come_in(desk, seed=3)
    desk.clock.instant += timedelta(minutes=1)
    second = come_in(desk, seed=4)
    page.grew(first.id, ("visit.opened",))
    press(shell.window, DOWN, F10)
    assert [visit.id for visit in shell.went_on] == [second.id]
    (called,) = calls_of_today(desk)
    assert (called.visit, called.step, called.desk) == (second.id, "interview", letter_here(desk))
    assert shell.window.scan_line.text == "已叫 002"


def test_who_waits_for_registration_is_called_to_it(page, desk, shell, listed) -> None:
    row = expected.awaited(desk)[0].row
    ticket = check_in(desk, row.document)
    put_up(shell, page, None)
    assert page.view.main.shown_text == f"叫号 {ticket.ticket} {row.name[0]}*"
    press(shell.window, F10)
    assert shell.received == [(row, "")]


def test_a_scan_marks_the_row_and_what_is_not_here_goes_its_way(page, desk, shell) -> None:
    come_in(desk, seed=3)
    second = come_in(desk, seed=4)
    page.open(None)
    assert page.scanned(visit_code(second.id))
    assert page.view.chart.marked == second.id
    assert not page.scanned(visit_code("00ff00ff00ff00ff"))
    assert not page.scanned(chair_code(2))
    assert not page.scanned("DRV12")


def test_the_marked_person_stays_marked_while_others_come_and_go(page, shell) -> None:
    view = page.view
    view.show_board(waiting.board(people=3))
    view.chart.mark(2)
    third = view.chart.marked
    view.show_board(waiting.board(people=14))
    assert view.chart.marked == third
    view.show_board(waiting.board(people=2))
    assert view.chart.place == 1


def test_more_than_fourteen_scroll_under_the_head(page, shell) -> None:
    chart = page.view.chart
    page.view.show_board(waiting.board(people=23))
    assert chart.seen == ROWS_SEEN
    chart.mark(0)
    press(shell.window, PAGE, PAGE)
    assert (chart.place, chart.first) == (22, 23 - ROWS_SEEN)
    wheel = QWheelEvent(
        QPointF(9, 300), QPointF(9, 300), QPoint(0, 0), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(chart, wheel)
    assert chart.first == 22 - ROWS_SEEN
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(200, 135))
    assert chart.place == chart.first
    press(shell.window, UP)
    assert chart.first == chart.place


def test_the_step_that_holds_up_is_marked_first_and_its_column_stands_out(page, shell) -> None:
    page.view.show_board(waiting.board())
    page.view.chart.mark_longest()
    assert (page.view.chart.board.held_up, page.view.chart.here.number) == ("exam", "A053")


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("size", [(1366, 768), (1280, 720)])
@pytest.mark.parametrize("people", [0, 1, 14, 23])
def test_nothing_is_cut_and_nothing_is_small(page, shell, people, size, language) -> None:
    texts().switch(language)
    shell.window.resize(*size)
    page.view.show_board(waiting.board(people=people, letter="ZKM", unseen=(0,) if people else ()))
    QApplication.processEvents()
    assert (find_cut_texts(page.view), find_small_targets(page.view)) == ([], [])


# ---- tickets from the list ---------------------------------------------------------------------------------


def test_f8_gives_one_number_after_the_other_and_the_first_stays_first(listed, desk, shell) -> None:
    names = [line.cells[0] for line in listed.view.list.lines[:2]]
    press(shell.window, F8, F8)
    letter = letter_here(desk)
    assert sorted(one.ticket for one in tickets_of_today(desk).values()) == [f"{letter}001", f"{letter}002"]
    assert shell.window.scan_line.text == f"{letter}002 号已发给{names[1]}"
    waiting_rows = [line.cells for line in listed.view.list.lines[-2:]]
    assert [row[0] for row in waiting_rows] == names
    assert waiting_rows[0][3] == f"{letter}001 号 · 等登记"
    assert [pair.value for pair in listed.view.pairs[1:5]] == ["35 人", "0 人", "33 人", "2 人"]


def test_f8_on_who_waits_prints_again_and_gives_no_second_number(listed, desk, shell) -> None:
    asked: list[str] = []
    shell.window.ticket_asked.connect(asked.append)
    press(shell.window, F8)
    row = next(one for one in expected.awaited(desk) if one.ticket).row
    press(shell.window, row.document.number[-4:], F8)
    assert asked == list(tickets_of_today(desk))
    assert "已重新打印" in shell.window.scan_line.text
    assert len(desk.ledger.of_house(e.TicketGiven.KIND)) == 1


def test_f8_on_who_was_registered_gives_the_number_and_on_who_left_none(listed, desk, shell) -> None:
    row = expected.awaited(desk)[0].row
    come_from_list(desk, row)
    listed.grew("v", ())
    press(shell.window, row.document.number[-4:], F8)
    (ticket,) = tickets_of_today(desk).values()
    desk.record(ticket.visit, e.VisitClosed(how="left", remark=None))
    listed.grew("v", ())
    press(shell.window, row.document.number[-4:], F8)
    assert len(tickets_of_today(desk)) == 1
    assert "今天已经办完" in shell.window.scan_line.text


def test_the_people_stand_in_the_order_of_their_slots(listed) -> None:
    slots = [line.cells[3] for line in listed.view.list.lines if line.cells[3]]
    assert slots == sorted(slots)


# ---- a whole terminal --------------------------------------------------------------------------------------


class SlipPrinter(threading.Thread):
    """A printer for slips on a port: answers that all is well, and keeps what it burns."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._door.getsockname()[1]}"
        self.burnt: list[bytes] = []
        self.start()

    def run(self) -> None:
        while True:
            try:
                line, _ = self._door.accept()
            except OSError:
                return
            with line:
                heard = b""
                while told := line.recv(65_536):
                    if told[:2] == b"\x10\x04":
                        line.sendall(b"\x12")
                    else:
                        heard += told
                self.burnt.append(heard)

    def close(self) -> None:
        self._door.close()


def test_a_ticket_goes_from_the_list_to_the_paper_the_scan_the_board_and_the_call_screen(
    tmp_path, clock
) -> None:
    """The list, F8, the ticket scanned at the reception, registered; board, F10, second display."""
    printer, said = SlipPrinter(), tmp_path / "said.txt"
    speech = (sys.executable, "-c", f"import sys; open({str(said)!r}, 'a').write(sys.stdin.read() + '|')")
    with terminal_at_work(tmp_path, clock, opened=False) as nurse:
        terminal, window = nurse.terminal, nurse.window
        nurse.wait_for_page("shift")
        nurse.do(
            lambda desk: open_shift(desk, **PLACE | {"drive": "group"}, organisation="第三中学", team=())
        )
        terminal.waiting.give_tickets(printer=printer.address)
        terminal.show("reception")
        nurse.settle()
        nurse.press(Act.AGAIN)
        nurse.wait_for_page("group_list")
        nurse.view.file_chosen.emit(str(VECTORS / "group_list.csv"))
        nurse.wait(lambda: nurse.view.mode == "preview", "the file to be read")
        nurse.press(Act.MAIN)
        nurse.wait(lambda: nurse.view.mode == "people", "the list to be taken")
        nurse.type("8397")
        nurse.press(Act.PRINT)
        nurse.wait(lambda: printer.burnt, "the slip to be burnt")
        assert b"\x1dv0\x00" in printer.burnt[0]
        (ticket,) = nurse.do(lambda desk: list(tickets_of_today(desk).values()))
        nurse.press(Act.BACK)
        nurse.wait_for_page("reception")
        nurse.scan(visit_code(ticket.visit))
        nurse.wait(
            lambda: nurse.view.mode == "idle" and "罗涵" in nurse.view.hint.text(), "the row of the ticket"
        )
        nurse.type("8397")
        nurse.enter()
        nurse.wait(lambda: nurse.view.mode == "form", "the person's fields")
        nurse.digit(2) if nurse.view.plan.value else nurse.click("plan_WB400")
        nurse.press(Act.MAIN)
        nurse.wait(lambda: nurse.page != "reception", "the visit to begin")
        assert terminal.visit.id == ticket.visit

        nurse.press(Act.FIND)
        nurse.press(Act.RECORDS)
        nurse.wait_for_page("board")
        nurse.wait(lambda: nurse.view.chart.rows, "the board")
        assert [row.number for row in nurse.view.chart.rows] == [ticket.ticket]
        nurse.digit(1)
        calls = terminal.waiting.calls
        calls.voice = Voice(calls, program=speech)
        nurse.wait(lambda: calls.is_open, "the call screen")
        nurse.wait(lambda: calls.is_read, "the calls to be read")
        assert window.isActiveWindow()
        nurse.press(Act.MAIN)
        nurse.wait(lambda: nurse.page == "interview", "the visit to be opened")
        nurse.wait(lambda: calls.screen.calls, "the call on the screen")
        shown = calls.screen.calls[0]
        assert (shown.number, shown.name, shown.step) == (ticket.ticket, "罗*", "interview")
        assert calls.screen.is_fresh
        nurse.wait(lambda: said.exists() and "|" in said.read_text("utf-8"), "the call to be said")
        assert " ".join(ticket.ticket) in said.read_text("utf-8")
        window.call_screen_asked.emit()
        assert (calls.is_open, window.isActiveWindow()) == (False, True)
    printer.close()


def test_a_printer_that_is_gone_stops_nothing_and_the_page_is_saved(tmp_path, clock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        nobody = f"127.0.0.1:{door.getsockname()[1]}"
    with terminal_at_work(tmp_path, clock) as nurse:
        nurse.terminal.waiting.give_tickets(for_everybody=True, printer=nobody)
        visit = nurse.do(lambda desk: come_in(desk, seed=5).id)
        nurse.wait(lambda: list((nurse.terminal.papers / "tickets").glob("*.pdf")), "the page to be saved")
        nurse.wait(lambda: not nurse.window.scan_line.isHidden(), "the trouble to be said")
        assert "号已发出，可以继续" in nurse.window.scan_line.text
        nurse.settle()
        (line,) = nurse.window.queue._lines
        (ticket,) = nurse.do(lambda desk: [one.ticket for one in tickets_of_today(desk).values()])
        assert (line.visit, line.number) == (visit, ticket)


# ---- the voice ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("platform", "there", "program"),
    [
        ("linux", {"espeak-ng", "espeak"}, "espeak-ng"),
        ("linux", {"espeak"}, "espeak"),
        ("darwin", {"say", "espeak-ng"}, "say"),
        ("win32", {"powershell"}, "powershell"),
        ("win32", {"espeak-ng"}, "espeak-ng"),
    ],
)
def test_the_speech_of_the_system_is_found(platform, there, program) -> None:
    for language in ("zh_CN", "en"):
        said = speech_of(language, platform=platform, find=lambda name: name if name in there else None)
        assert said[0] == program
    assert speech_of("zh_CN", platform=platform, find=lambda name: None) == ()


@pytest.mark.parametrize("program", [(), ("/nowhere/at/all",), (sys.executable, "-c", "raise SystemExit(3)")])
def test_a_voice_that_is_not_there_or_fails_is_not_noticed(qtbot, program) -> None:
    voice = Voice(program=program)
    for _ in range(5):
        voice.say("请 A 0 1 2 号", "zh_CN")
    qtbot.waitUntil(lambda: not voice.is_speaking, timeout=20_000)


def test_a_voice_that_never_ends_is_silenced_at_once(qtbot) -> None:
    voice = Voice(program=(sys.executable, "-c", "import time; time.sleep(600)"))
    voice.say("一", "zh_CN")
    voice.say("二", "zh_CN")
    speaking = voice._speaking
    voice.stop()
    assert (voice.is_speaking, speaking.poll() is None) == (False, False)


def test_what_is_called_out_names_number_or_masked_name(page, desk, shell) -> None:
    come_in(desk, seed=3, name="欧阳建国")
    page.open(None)
    press(shell.window, F10)
    (shown,) = calls_shown(desk)
    assert (shown.number, shown.name) == ("", "欧阳*国")
    assert words_of(shown) == f"请欧阳 国，到征询，{' '.join(letter_here(desk))} 台"
