"""What is left in a printer: loaded, less what its prints used."""

from __future__ import annotations

import msgspec
import pytest

from donor_room.domain.label_acts import LabelsSent
from donor_room.domain.label_stock import USUAL_SET, stock_of
from donor_room.domain.printer_acts import StockKind, StockLoaded

HERE, ELSEWHERE = "here:9100", "there:9100"


def loaded(amount: int, stock: StockKind = "roll", printer: str = HERE) -> StockLoaded:
    return StockLoaded(printer=printer, stock=stock, amount=amount, lot="L1")


def leaving(number: str, labels: int = 9, printer: str = HERE, feed_mm: int = 560) -> LabelsSent:
    return LabelsSent(
        number=number, printer=printer, rasters_sha256=("x",) * labels, uncertain=True, feed_mm=feed_mm
    )


def whole(number: str, labels: int = 9, **more: object) -> tuple[LabelsSent, LabelsSent]:
    begun = leaving(number, labels)
    return begun, msgspec.structs.replace(begun, uncertain=False, printed=labels, **more)


def broken(number: str, printed: int | None) -> tuple[LabelsSent, LabelsSent]:
    begun = leaving(number)
    return begun, msgspec.structs.replace(begun, fault="paper_out", printed=printed)


def stock(sent: tuple[LabelsSent, ...], *put_in: StockLoaded, loaded_at: int = 0):
    return stock_of(
        HERE,
        [(f"{loaded_at + place:04d}", act) for place, act in enumerate(put_in)],
        [(f"{100 + place:04d}", act) for place, act in enumerate(sent)],
    )


def test_what_nobody_said_is_in_it_is_not_known() -> None:
    empty = stock(())
    assert (empty.roll, empty.ribbon, empty.head) == (None, None, None)
    assert (empty.set_size, empty.set_mm) == (USUAL_SET, 0)
    assert empty.lasts_not == empty.nearly_empty == ()


def test_a_set_takes_its_labels_from_the_roll() -> None:
    told = stock(whole("N1") + whole("N2"), loaded(1000))
    assert (told.roll.amount, told.roll.used, told.roll.left) == (1000, 18, 982)


def test_a_set_takes_its_length_from_ribbon_and_head() -> None:
    told = stock(whole("N1") + whole("N2"), loaded(300, "ribbon"), loaded(30_000, "head"))
    assert (told.ribbon.used, told.head.used) == (1, 1)


def test_a_new_roll_begins_anew() -> None:
    told = stock(whole("N1") + whole("N2"), loaded(1000), loaded_at=101)
    assert told.roll.left == 991


def test_prints_of_another_printer_and_its_rolls_do_not_count() -> None:
    foreign = leaving("N1", printer=ELSEWHERE)
    told = stock((foreign, foreign), loaded(1000), loaded(7, printer=ELSEWHERE))
    assert (told.roll.amount, told.roll.left) == (1000, 1000)


@pytest.mark.parametrize(("printed", "left"), [(3, 997), (0, 1000), (None, 991)])
def test_a_print_that_broke_off_takes_what_the_printer_says_or_the_whole_set(printed, left) -> None:
    assert stock(broken("N1", printed), loaded(1000)).roll.left == left


def test_a_print_of_which_no_byte_left_takes_nothing() -> None:
    begun = leaving("N1")
    nothing = msgspec.structs.replace(begun, nothing_left=True)
    assert stock((begun, nothing), loaded(1000)).roll.left == 1000


def test_a_print_that_was_never_told_of_again_counts_whole() -> None:
    assert stock((leaving("N1"),), loaded(1000)).roll.left == 991


def test_a_broken_print_of_no_label_counts_as_none() -> None:
    begun = leaving("N1", labels=0)
    told = msgspec.structs.replace(begun, printed=0)
    assert stock((begun, told), loaded(1000)).roll.left == 1000


@pytest.mark.parametrize(
    ("amount", "lasts_not", "nearly"),
    [(17, ("roll",), ()), (18, (), ("roll",)), (53, (), ("roll",)), (54, (), ())],
)
def test_a_roll_is_told_of_before_it_ends(amount, lasts_not, nearly) -> None:
    told = stock(whole("N1"), loaded(amount))
    assert (told.lasts_not, told.nearly_empty) == (lasts_not, nearly)


def test_a_head_is_told_of_when_it_has_run_further_than_it_is_made_for() -> None:
    sent = tuple(act for place in range(4) for act in whole(f"N{place}"))
    assert stock(sent, loaded(2, "head")).lasts_not == ()
    assert stock(sent, loaded(1, "head")).lasts_not == ("head",)


def test_the_ribbon_must_last_for_the_longest_set() -> None:
    sent = tuple(act for place in range(4) for act in whole(f"N{place}"))
    assert stock(sent, loaded(2, "ribbon")).lasts_not == ("ribbon",)
    assert stock(sent, loaded(3, "ribbon")).nearly_empty == ("ribbon",)
