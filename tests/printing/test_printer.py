"""A set against a printer that fails: what is on paper, what is said of it, and that nothing comes later."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import pytest

from donor_room.domain.refusal import Trouble
from donor_room.printing.virtual_printer import Spoken
from tests.printing.printers import Pair, a_set, pair, printer_at, raster

SPOKEN: tuple[Spoken, ...] = get_args(Spoken)


@pytest.fixture(params=SPOKEN)
def both(request: pytest.FixtureRequest) -> Iterator[Pair]:
    with pair(request.param) as made:
        yield made


def test_a_whole_set_is_on_paper_dot_for_dot(both: Pair) -> None:
    told = both.printer.put_out("N1", a_set())
    assert both.has_printed(a_set())
    assert (told.number, told.uncertain, told.fault, told.printed, told.answers) == (
        "N1",
        False,
        None,
        8,
        True,
    )


def test_a_printer_that_takes_its_time_is_waited_for(both: Pair) -> None:
    both.virtual.works.label_s = 0.05
    told = both.printer.put_out("N1", a_set())
    assert (told.uncertain, both.on_paper()) == (False, 8)


@pytest.mark.parametrize("fault", ["paper_out", "ribbon_out", "head_open", "paused"])
def test_a_fault_before_the_set_lets_nothing_leave(both: Pair, fault: str) -> None:
    both.virtual.works.break_down(fault)
    assert both.printer.state().faults == (fault,)
    with pytest.raises(Trouble) as trouble:
        both.printer.put_out("N1", a_set())
    assert trouble.value.code == f"printer.fault.{fault}"
    both.virtual.works.mend()
    assert (both.on_paper(), both.virtual.works.waiting) == (0, 0)


@pytest.mark.parametrize("fault", ["paper_out", "ribbon_out", "head_open", "paused", "silent", "garbage"])
def test_a_fault_after_the_third_label_is_uncertain_and_the_rest_never_comes(both: Pair, fault: str) -> None:
    both.virtual.works.break_down(fault, after=3)
    told = both.printer.put_out("N1", a_set())
    assert (told.uncertain, told.fault) == (True, fault)
    before = both.on_paper()
    both.virtual.works.mend()
    assert both.printer.state().ready
    assert both.on_paper() == before == (8 if fault == "garbage" else 3)
    assert both.virtual.works.waiting == 0


@pytest.mark.parametrize("fault", ["silent", "garbage"])
def test_what_is_not_an_answer_is_never_ready(both: Pair, fault: str) -> None:
    both.virtual.works.break_down(fault)
    assert both.printer.state().faults == (fault,)
    assert not both.printer.state().may_print


def test_a_paused_zebra_says_how_many_labels_are_still_in_it() -> None:
    with pair("zpl") as both:
        both.virtual.works.break_down("paused", after=3)
        assert both.printer.put_out("N1", a_set()).printed == 3


def test_a_cable_pulled_in_the_middle_of_a_label_is_uncertain(both: Pair) -> None:
    both.virtual.works.break_down("cut", after=3)
    large = tuple(raster(seed, 800, 400) for seed in range(8))
    told = both.printer.put_out("N1", large)
    assert (told.uncertain, told.fault) == (True, "cut")
    before = both.on_paper()
    assert 3 <= before < 8
    assert both.printer.put_out("N2", (raster(99),)).uncertain is False
    assert both.on_paper() == before + 1


def test_a_slow_reader_is_no_fault(both: Pair) -> None:
    both.virtual.works.break_down("slow")
    large = tuple(raster(seed, 800, 400) for seed in range(4))
    told = both.printer.put_out("N1", large)
    assert (told.uncertain, both.has_printed(large)) == (False, True)


def test_a_buffer_that_prints_on_when_paper_is_put_in_is_waited_for(both: Pair) -> None:
    """It cancels nothing while it is at fault: its labels come out, and only then another set leaves."""
    both.virtual.works.break_down("paper_out", after=3, stubborn=True)
    assert both.printer.put_out("N1", a_set()).uncertain
    with pytest.raises(Trouble):
        both.printer.put_out("N2", a_set())
    both.virtual.works.mend()
    assert both.on_paper() == 8
    assert both.printer.put_out("N2", (raster(99),)).uncertain is False
    assert both.on_paper() == 9


def test_after_a_power_cut_of_the_laptop_the_printer_is_emptied_before_anything_is_sent(both: Pair) -> None:
    both.virtual.works.break_down("paused", after=3)
    both.printer.put_out("N1", a_set())
    both.virtual.works.stubborn = True  # what was cancelled is gone; now somebody else's labels wait
    both.virtual.works.take(raster(50).image)
    both.virtual.works.stubborn = False
    again = both.again()
    assert again.state().faults == ("paused",)
    both.virtual.works.mend()
    assert again.put_out("N2", (raster(99),)).uncertain is False


def test_labels_that_wait_in_a_paused_printer_from_before_the_start_are_dropped(both: Pair) -> None:
    both.virtual.works.break_down("paused")
    for seed in range(5):
        both.virtual.works.take(raster(seed).image)
    assert both.again().state().faults == ("paused",)
    both.virtual.works.mend()
    assert both.again().state().ready
    assert (both.virtual.works.cancelled, both.on_paper()) == (5, 0)


def test_a_printer_that_prints_for_somebody_else_is_waited_for_and_not_emptied(both: Pair) -> None:
    both.virtual.works.label_s = 0.05
    for seed in range(6):
        both.virtual.works.take(raster(seed).image)
    assert both.again().state().ready
    assert (both.virtual.works.cancelled, both.on_paper()) == (0, 6)


def test_a_printer_that_goes_on_printing_for_somebody_else_is_busy(both: Pair) -> None:
    both.virtual.works.label_s = 30
    both.virtual.works.take(raster(1).image)
    assert both.printer.state().faults == ("busy",)
    assert both.virtual.works.cancelled == 0


def test_a_printer_that_is_switched_off_is_named_and_nothing_left() -> None:
    with pair("zpl") as both:
        address = both.virtual.address
    printer = printer_at(address, "zpl")
    assert printer.state().faults == ("refused",)
    with pytest.raises(Trouble) as trouble:
        printer.put_out("N1", a_set())
    assert trouble.value.code == "printer.fault.refused"


def test_a_bitmap_that_was_cut_off_is_filled_with_white_before_the_printer_is_asked() -> None:
    with pair("tspl") as both:
        large = tuple(raster(seed, 800, 400) for seed in range(8))
        both.virtual.works.break_down("cut", after=1)
        both.printer.put_out("N1", large)
        assert both.printer.state().ready
