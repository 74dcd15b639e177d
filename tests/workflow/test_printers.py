"""The printer of this terminal: chosen, loaded, and what a broken print leaves behind."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from donor_room.domain import entries as e
from donor_room.packs.texts import Texts
from donor_room.printing.folder_printer import FolderPrinter
from donor_room.workflow import label_print, printers, register
from donor_room.workflow.desk import Desk
from tests.printing.printers import pair, printer_at
from tests.support import desks as d
from tests.support.acts import OF_THE_HOUSE
from tests.support.desks import refused

CHOSEN = next(act for act in OF_THE_HOUSE if isinstance(act, e.PrinterSetUp))


def test_the_printer_chosen_last_holds(desk: Desk) -> None:
    assert printers.chosen(desk) is None
    printers.choose(desk, CHOSEN)
    darker = msgspec.structs.replace(CHOSEN, darkness=12)
    printers.choose(desk, darker)
    assert printers.chosen(desk) == darker


def test_the_same_choice_is_written_once(desk: Desk) -> None:
    printers.choose(desk, CHOSEN)
    printers.choose(desk, CHOSEN)
    assert len(desk.ledger.of_house(e.PrinterSetUp.KIND)) == 1


def test_a_roll_that_is_loaded_is_in_the_printer(desk: Desk) -> None:
    told = printers.load_stock(desk, printer="p", stock="roll", amount=500, lot=" L7 ")
    assert (told.roll.left, told.roll.lot) == (500, "L7")
    assert printers.stock_in(desk, "q").roll is None


@pytest.mark.parametrize("amount", [0, -1, printers.MOST_OF_STOCK + 1])
def test_an_amount_that_cannot_be_is_refused(desk: Desk, amount: int) -> None:
    with refused("printer.stock.amount"):
        printers.load_stock(desk, printer="p", stock="roll", amount=amount, lot="")


def test_a_set_takes_its_labels_from_the_roll(desk: Desk, planned: register.Visit, tmp_path: Path) -> None:
    desk.printer = FolderPrinter(tmp_path, Texts("zh_CN"), desk.clock, name="p")
    printers.load_stock(desk, printer="p", stock="roll", amount=500, lot="")
    label_print.send(desk, planned.id)
    labels = len(planned.label_set.planned.labels)
    assert printers.stock_in(desk, "p").roll.left == 500 - labels
    assert not printers.broke_off(desk, "p")


def test_a_print_that_broke_off_is_remembered(desk: Desk, planned: register.Visit, tmp_path: Path) -> None:
    desk.printer = printer = FolderPrinter(tmp_path, Texts("zh_CN"), desk.clock, name="p")
    assert not printers.broke_off(desk, "p")
    printer.fault, printer.fails_after = "cut", 2
    label_print.send(desk, planned.id)
    assert printers.broke_off(desk, "p")
    assert not printers.broke_off(desk, "q")


# ---- the ledger when a real printer fails ----


def told_of(desk: Desk, visit: str) -> list[tuple[bool, str | None, int | None, bool]]:
    acts = [line.act for line in desk.ledger.of_visit(visit) if isinstance(line.act, e.LabelsSent)]
    return [(act.uncertain, act.fault, act.printed, act.nothing_left) for act in acts]


def test_a_set_is_on_record_before_the_first_byte_and_after_the_printers_word(
    desk: Desk, planned: register.Visit
) -> None:
    with pair("zpl") as both:
        desk.printer = both.printer
        sent = label_print.send(desk, planned.id).label_set
        count = len(planned.label_set.planned.labels)
        assert both.on_paper() == count
    assert (sent.uncertain, sent.sent_at is not None) == (False, True)
    assert told_of(desk, planned.id) == [(True, None, None, False), (False, None, count, False)]


@pytest.mark.parametrize("fault", ["paper_out", "head_open", "ribbon_out", "silent", "garbage", "paused"])
def test_a_fault_after_the_third_label_leaves_the_set_uncertain_and_nothing_comes_later(
    desk: Desk, planned: register.Visit, fault: str
) -> None:
    with pair("zpl") as both:
        desk.printer = both.printer
        both.virtual.works.break_down(fault, after=3)
        assert label_print.send(desk, planned.id).label_set.uncertain
        on_paper = both.on_paper()
        both.virtual.works.mend()
        assert both.printer.state().ready
        with refused("labels.uncertain"):
            label_print.send(desk, planned.id)
        assert both.on_paper() == on_paper
    assert [told[1] for told in told_of(desk, planned.id)] == [None, fault]


@pytest.mark.parametrize("fault", ["paper_out", "head_open", "paused", "silent", "garbage"])
def test_a_fault_before_the_first_byte_leaves_the_set_as_it_was(
    desk: Desk, planned: register.Visit, fault: str
) -> None:
    with pair("tspl") as both:
        desk.printer = both.printer
        both.virtual.works.break_down(fault)
        with refused(f"printer.fault.{fault}"):
            label_print.send(desk, planned.id)
        assert told_of(desk, planned.id) == []
        both.virtual.works.mend()
        assert not label_print.send(desk, planned.id).label_set.uncertain
        assert both.on_paper() == len(planned.label_set.planned.labels)


def test_a_printer_that_goes_away_between_the_question_and_the_set_leaves_it_planned(
    desk: Desk, planned: register.Visit
) -> None:
    with pair("zpl") as both:
        printer = printer_at(both.virtual.address, "zpl")
        desk.printer = printer
        job = printer.draw(label_print.contents(desk, planned))
        printer.draw = lambda _contents: job  # drawn before, so that the printer can go in between
        ready = printer.state()
    printer.state = lambda: ready
    with refused("printer.fault.refused"):
        label_print.send(desk, planned.id)
    after = desk.visits.get(planned.id).label_set
    assert (after.sent_at, after.uncertain) == (None, False)
    assert told_of(desk, planned.id)[-1] == (True, None, None, True)
    with pair("zpl") as both:
        desk.printer = both.printer
        assert label_print.send(desk, planned.id).label_set.sent_at is not None


def test_a_dead_dot_that_tears_a_code_stops_the_print_before_anything_is_on_record(
    desk: Desk, planned: register.Visit
) -> None:
    with pair("zpl") as both:
        both.printer._dead_dots = tuple(range(20, 230))
        desk.printer = both.printer
        with refused("printer.dead_dot_under_symbol"):
            label_print.send(desk, planned.id)
    assert (told_of(desk, planned.id), d.kinds(desk, planned.id).count("labels.sent")) == ([], 0)
