"""The printer as the team meets it: found, tried, chosen, at fault in the middle of a set, and mended."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from donor_room.domain import entries as e
from donor_room.domain.label_set import PrinterState
from donor_room.domain.label_stock import Loaded, Stock
from donor_room.packs.texts import Texts
from donor_room.printing.virtual_printer import VirtualPrinter
from donor_room.ui.keys import Act
from donor_room.ui.steps.printer.state import (
    darker,
    parse_dots,
    standing_of,
    stock_lines,
    stock_warning,
)
from donor_room.ui.texts import say, texts
from donor_room.ui.tokens import Tone
from donor_room.workflow import label, printers
from tests.support import desks as d
from tests.ui.monkey import _enlist_all
from tests.ui.terminals import LEADER, Nurse, terminal_at_work


@pytest.fixture
def virtual() -> Iterator[VirtualPrinter]:
    made = VirtualPrinter()
    yield made
    made.close()


@pytest.fixture
def nurse(tmp_path, clock) -> Iterator[Nurse]:
    with terminal_at_work(tmp_path, clock, who=LEADER) as nurse:
        nurse.do(_enlist_all)
        nurse.do(lambda desk: d.take_place(desk, d.EVERYBODY))
        nurse.terminal.show("printer")
        nurse.wait(lambda: nurse.page == "printer", "the page")
        nurse.settle()
        yield nurse


def page(nurse: Nurse):
    return nurse.terminal.presenter("printer")


def choose(nurse: Nurse, virtual: VirtualPrinter) -> None:
    nurse.fill("printer.address", virtual.address)
    nurse.enter()
    nurse.wait(lambda: page(nurse).is_ready, "the printer's answer")
    nurse.press(Act.MAIN)
    nurse.wait(lambda: page(nurse).is_in_use, "the printer to be in use")


def test_an_address_that_answers_is_recognised_with_language_and_resolution(nurse, virtual) -> None:
    nurse.fill("printer.address", virtual.address)
    nurse.enter()
    nurse.wait(lambda: page(nurse).is_ready, "the printer's answer")
    assert (nurse.view.language.value, nurse.view.dpi.value) == ("zpl", 203)
    assert say("printer.state.ready") in nurse.said()


def test_a_tspl_printer_is_recognised_by_its_answer(nurse) -> None:
    made = VirtualPrinter(language="tspl")
    try:
        nurse.fill("printer.address", made.address)
        nurse.enter()
        nurse.wait(lambda: page(nurse).is_ready, "the printer's answer")
        assert nurse.view.language.value == "tspl"
    finally:
        made.close()


def test_what_was_chosen_is_an_act_and_prints_from_now_on(nurse, virtual) -> None:
    choose(nurse, virtual)
    act = nurse.do(printers.chosen)
    assert (act.way, act.address, act.language, act.dpi) == ("tcp", virtual.address, "zpl", 203)
    assert nurse.do(lambda desk: desk.printer.name) == virtual.address


def test_a_test_label_comes_out_and_a_darker_one_after_it(nurse, virtual) -> None:
    choose(nurse, virtual)
    nurse.press(Act.PRINT)
    nurse.wait(lambda: say("printer.test_sent") == nurse.view.message.text, "the test label")
    nurse.click("printer.darker")
    nurse.press(Act.PRINT)
    nurse.wait(lambda: len(virtual.works.printed) == 2, "the second test label")
    nurse.wait(lambda: page(nurse).is_ready, "the printer's answer")
    nurse.press(Act.MAIN)
    nurse.settle()
    assert nurse.do(printers.chosen).darkness == 9


def test_a_test_label_that_stops_is_told_of(nurse, virtual) -> None:
    choose(nurse, virtual)
    virtual.works.break_down("paused")
    nurse.press(Act.PRINT)
    nurse.wait(lambda: say("printer.fault.paused") in nurse.view.message.text, "the word of the fault")
    assert virtual.works.printed == []


@pytest.mark.parametrize("fault", ["paper_out", "head_open", "ribbon_out", "paused"])
def test_a_fault_is_said_with_what_to_do_step_by_step(nurse, virtual, fault) -> None:
    choose(nurse, virtual)
    virtual.works.break_down(fault)
    nurse.press(Act.AGAIN)
    nurse.wait(lambda: say(f"printer.fault.{fault}") in nurse.said(), "the fault")
    virtual.works.mend()
    nurse.press(Act.AGAIN)
    nurse.wait(lambda: page(nurse).is_ready, "the printer to be mended")


def test_what_is_missing_is_said_beside_its_field(nurse, virtual) -> None:
    nurse.press(Act.MAIN)
    assert nurse.view.message.text == say("printer.choose_first")
    nurse.fill("printer.address", "no address:x")
    nurse.enter()
    nurse.press(Act.MAIN)
    assert nurse.view.lines["address"].message.text
    assert nurse.do(printers.chosen) is None


def test_dead_dots_are_kept_with_the_printer(nurse, virtual) -> None:
    nurse.fill("printer.dead_dots", "240 118")
    choose(nurse, virtual)
    assert nurse.do(printers.chosen).dead_dots == (118, 240)
    nurse.wait(lambda: say("printer.hits_none") in nurse.said(), "what the dots mean")
    nurse.fill("printer.dead_dots", "x")
    nurse.press(Act.MAIN)
    assert nurse.view.lines["dead_dots"].message.text == say("printer.dead_dots_bad")


def test_a_roll_that_is_loaded_is_counted(nurse, virtual) -> None:
    choose(nurse, virtual)
    nurse.press(Act.REACTION)
    nurse.wait(lambda: nurse.view.open_sheet is not None, "the sheet")
    nurse.type("500")
    nurse.enter()
    nurse.type("L7")
    nurse.view.open_sheet.choices.digit_pressed(1)
    nurse.press(Act.MAIN)
    nurse.wait(lambda: nurse.view.open_sheet is None, "the sheet to close")
    assert nurse.do(lambda desk: printers.stock_in(desk, virtual.address)).roll.left == 500


def test_stock_without_a_printer_is_refused(nurse) -> None:
    nurse.press(Act.REACTION)
    nurse.settle()
    assert nurse.view.message.text == say("printer.chosen_none")


def test_the_page_has_no_cut_word_in_both_languages(nurse, virtual) -> None:
    choose(nurse, virtual)
    virtual.works.break_down("paper_out")
    nurse.press(Act.AGAIN)
    nurse.wait(lambda: say("printer.fault.paper_out") in nurse.said(), "the fault")
    assert nurse.faults() == []


def test_back_leads_to_the_donor_it_was_left_for(nurse, virtual) -> None:
    choose(nurse, virtual)
    virtual.works.break_down("paper_out")
    visit = nurse.do(lambda desk: d.bring_to(desk, "labels"))
    assert not isinstance(visit, Exception), visit
    nurse.do(lambda desk: label.confirm_at_chair(desk, visit.id))
    nurse.terminal.take_up(visit.id)
    nurse.wait_for_page("labels")
    nurse.settle()
    nurse.type("1")
    nurse.press(Act.PRINT)
    nurse.wait(lambda: nurse.terminal.presenter("labels").stage == "send", "the set to be refused")
    nurse.settle()
    assert [act for act in acts_of(nurse, visit.id) if isinstance(act, e.LabelsSent)] == []
    nurse.press(Act.RECORDS)
    nurse.wait_for_page("printer")
    virtual.works.mend()
    nurse.press(Act.BACK)
    nurse.wait_for_page("labels")
    nurse.press(Act.PRINT)
    nurse.wait(lambda: nurse.terminal.presenter("labels").stage == "scan", "the set")
    assert len(virtual.works.printed) == len(visit_of(nurse, visit.id).label_set.planned.labels)


@pytest.mark.parametrize("fault", ["paper_out", "silent", "garbage", "cut"])
def test_a_fault_in_the_middle_of_a_set_is_uncertain_on_the_screen_and_nothing_comes_later(
    nurse, virtual, fault
) -> None:
    choose(nurse, virtual)
    visit = nurse.do(lambda desk: d.bring_to(desk, "labels"))
    assert not isinstance(visit, Exception), visit
    nurse.do(lambda desk: label.confirm_at_chair(desk, visit.id))
    nurse.terminal.take_up(visit.id)
    nurse.wait_for_page("labels")
    nurse.settle()
    virtual.works.break_down(fault, after=3)
    nurse.type("1")
    nurse.press(Act.PRINT)
    nurse.wait(lambda: nurse.terminal.presenter("labels").stage == "uncertain", "the uncertain set")
    before = len(virtual.works.printed)
    virtual.works.mend()
    assert nurse.do(lambda desk: desk.printer.state()).ready
    assert (len(virtual.works.printed), virtual.works.waiting) == (before, 0)
    last = [act for act in acts_of(nurse, visit.id) if isinstance(act, e.LabelsSent)][-1]
    assert (last.uncertain, last.fault) == (True, fault)


def acts_of(nurse: Nurse, visit: str):
    return [line.act for line in nurse.do(lambda desk: desk.ledger.of_visit(visit))]


def visit_of(nurse: Nurse, visit: str):
    return nurse.do(lambda desk: desk.visits.get(visit))


# ---- what the page says, without a page ----


def test_a_channel_that_cannot_answer_is_never_called_ready() -> None:
    told = standing_of(PrinterState(ready=False, answers=False), is_asked=False)
    assert (told.headline, told.tone) == (say("printer.state.one_way"), Tone.CHECK)
    assert told.steps[-1] == say("printer.one_way.third")


def test_before_it_has_answered_nothing_is_said_of_a_printer() -> None:
    assert standing_of(None, is_asked=True).headline == say("printer.state.asking")
    assert standing_of(None, is_asked=False).headline == say("printer.state.none")


def test_only_a_broken_print_asks_whether_it_was_restarted() -> None:
    assert standing_of(PrinterState(ready=False, faults=("restart",)), is_asked=True).asks_restart
    assert not standing_of(PrinterState(ready=False, faults=("paper_out",)), is_asked=True).asks_restart


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_fault_that_a_printer_can_have_has_words_and_steps(language) -> None:
    texts().switch(language)
    area = Texts(language).area("printer")
    faults = [key.removeprefix("fault.") for key in area if key.startswith("fault.")]
    assert len(faults) > 20
    for fault in faults:
        told = standing_of(PrinterState(ready=False, faults=(fault,)), is_asked=True)
        assert told.why
        assert all(told.steps)


def test_dots_that_are_no_dots_are_refused() -> None:
    assert parse_dots("118，240、118 7", 800) == (7, 118, 240)
    assert parse_dots("", 800) == ()
    assert parse_dots("1 x", 800) == say("printer.dead_dots_bad")
    assert parse_dots("0", 800) == say("printer.dead_dots_range", dot=0, most=800)
    assert parse_dots("801", 800) == say("printer.dead_dots_range", dot=801, most=800)


def test_darkness_stays_within_what_printers_know() -> None:
    assert [darker(None, 1), darker(15, 1), darker(0, -1), darker(4, -1)] == [9, 15, 0, 3]


def loaded(kind: str, left: int) -> Loaded:
    return Loaded(stock=kind, lot="L", amount=100, used=100 - left)  # type: ignore[arg-type]


def test_a_roll_that_ends_is_warned_of() -> None:
    stock = Stock(roll=loaded("roll", 5), ribbon=loaded("ribbon", 2), head=None, set_size=9, set_mm=600)
    assert stock_warning(stock) == say("printer.stock.short_roll")
    assert [line.tone for line in stock_lines(stock)] == [Tone.STOP, Tone.CHECK, Tone.QUIET]
    low = Stock(roll=loaded("roll", 20), ribbon=None, head=loaded("head", -1), set_size=9, set_mm=0)
    assert stock_warning(low) == say("printer.stock.short_head")
    assert stock_warning(None) == ""
    assert stock_lines(None) == ()
