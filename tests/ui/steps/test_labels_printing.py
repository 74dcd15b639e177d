"""While the printer prints nothing waits for it: acts are written, labels that are out are scanned."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from donor_room.domain import entries as e
from donor_room.domain.label_set import PrintedSet
from donor_room.domain.refusal import Trouble
from donor_room.ui.steps.labels import presenter as labels
from donor_room.workflow import label
from tests.ui.steps.chair import Printer, codes, eligible
from tests.ui.steps.desk_people import add_team
from tests.ui.steps.house import HeldTasks, press, put_up

F8 = Qt.Key.Key_F8


class SlowPrinter(Printer):
    """A printer whose end can be anything."""

    end: Exception | None = None

    def send(self) -> PrintedSet:
        printed = super().send()
        if self.end is not None:
            raise self.end
        return printed


@pytest.fixture
def printer(desk):
    add_team(desk)
    desk.printer = SlowPrinter()
    return desk.printer


@pytest.fixture
def page(shell, desk, printer):
    shell.aside = HeldTasks()
    presenter = labels.build(shell)
    put_up(shell, presenter, eligible(desk))
    press(shell.window, "1", "1", F8)
    return presenter


@pytest.fixture
def at_printer(page):
    page.shell.aside.let_go()  # it was asked, and is ready
    return page


def sent(page) -> list[e.LabelsSent]:
    acts = [line.act for line in page.shell.desk.ledger.of_visit(page.visit.id)]
    return [act for act in acts if isinstance(act, e.LabelsSent)]


def test_before_the_printer_has_answered_nothing_is_on_record(page):
    assert (page.stage, sent(page)) == ("send", [])


def test_the_set_is_uncertain_on_record_before_the_first_byte(at_printer, printer):
    assert (at_printer.stage, printer.sets) == ("printing", 0)
    assert [act.uncertain for act in sent(at_printer)] == [True]
    assert at_printer.view.proof.prompt.text == "正在打印，请扫 主袋"


def test_nobody_says_yet_that_a_label_is_missing(at_printer):
    lines = [one for panel in at_printer.view.proof.panels.values() for one in panel.items]
    assert {(one.is_printing, one.is_missing) for one in lines} == {(True, False)}
    assert at_printer.view.proof.printed.text() == ""
    assert at_printer.view.proof.prompt.hint == "打出来的可以先扫，不用等"


def test_other_donors_are_served_meanwhile(at_printer, desk):
    other = eligible(desk, name="马国栋", seed=6)
    assert label.confirm_at_chair(desk, other.id).chair == 2


def test_what_is_out_is_scanned_and_counts(at_printer):
    assert at_printer.scanned(codes(at_printer.visit)[0])
    assert at_printer.view.main.shown_text == "正在打印，还差 6 次扫描"
    at_printer.shell.aside.let_go()
    assert at_printer.stage == "scan"
    assert len(codes(at_printer.visit)) == 6


def test_a_second_press_prints_nothing_twice(page, printer):
    press(page.shell.window, F8, F8)
    page.shell.aside.let_go()
    press(page.shell.window, F8)
    assert page.shell.window.scan_line.text == "正在打印，还差 7 次扫描"
    page.shell.aside.let_go()
    assert (page.shell.aside.jobs, printer.sets) == ([], 1)


def test_the_end_is_written_by_the_terminal_wherever_the_page_is(at_printer, desk):
    first = at_printer.visit.id
    at_printer.open(eligible(desk, name="马国栋", seed=6))
    desk.person = None
    at_printer.shell.aside.let_go()
    assert at_printer.stage == "identity"
    assert not desk.visits.get(first).label_set.uncertain
    line = [line for line in desk.ledger.of_visit(first) if isinstance(line.act, e.LabelsSent)][-1]
    assert line.entry.by == ""


def test_where_nothing_left_the_set_is_as_it_was_planned(at_printer, printer):
    printer.end = Trouble("printer.fault.unreachable", printer="printer")
    at_printer.shell.aside.let_go()
    assert (at_printer.stage, at_printer.visit.label_set.sent_at) == ("send", None)
    assert at_printer.shell.window.scan_line.text
    printer.end = None
    press(at_printer.shell.window, F8)
    at_printer.shell.aside.let_go()
    at_printer.shell.aside.let_go()
    assert at_printer.stage == "scan"
    assert len(at_printer.visit.label_sets) == 1


def test_where_the_program_itself_fails_nobody_knows_and_nothing_is_said_to_have_stayed(at_printer, printer):
    printer.end = ValueError("a bug")
    at_printer.shell.aside.let_go()
    assert at_printer.stage == "uncertain"
    assert [act.nothing_left for act in sent(at_printer)] == [False]


def test_a_set_that_is_void_before_the_printer_has_done_stays_void(at_printer, desk):
    visit = at_printer.visit.id
    desk.ledger.append(
        [(visit, e.LabelSetVoided(number=at_printer.visit.label_set.number, reason="x", witness="s9"))],
        by="s1",
    )
    at_printer.shell.aside.let_go()
    assert desk.visits.get(visit).label_set is None
