"""What was counted of supplies on one laptop or two, what visits used, and what differs at the closing."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from donor_room.domain import entries as e
from donor_room.domain.supplies import (
    Counts,
    Reason,
    Span,
    Standing,
    Supplies,
    SupplyItem,
    Used,
    count_typed,
    fold_counts,
    fold_reasons,
    in_the_way,
    side_by_side,
    standings,
    used_in,
)
from donor_room.domain.visit import Recorded
from tests.support import acts as a
from tests.support.van import MORNING, SHIFT, Book

UMBRELLA = SupplyItem(
    code="umbrella", tag="R", kind="souvenir", unit="item", carry=20, low=3, souvenir="umbrella",
    bar_codes=("6901",),
)  # fmt: skip
BAGS = SupplyItem(code="bags", tag="R", kind="consumable", unit="set", carry=80, bag_kind="triple_400")
MASK = SupplyItem(code="mask", tag="R", kind="emergency", unit="item", carry=4, guards=("needle",))
LISTED = Supplies(stamp=None, items=(UMBRELLA, BAGS, MASK))
NOTHING = Used({}, {})


def counted(number: int, round_: str = "out", item: str = "umbrella", seen: str = "") -> e.SuppliesCounted:
    return e.SuppliesCounted(shift=SHIFT, round=round_, item=item, count=number, seen=seen)  # type: ignore[arg-type]


def added(number: int, round_: str = "out", item: str = "umbrella") -> e.SuppliesAdded:
    return e.SuppliesAdded(shift=SHIFT, round=round_, item=item, count=number, by_scan=True)  # type: ignore[arg-type]


def folded(*acts: e.Act) -> Counts:
    return fold_counts(a.recorded(acts), {SHIFT})


def stands(*acts: e.Act, used: Used = NOTHING, item: str = "umbrella", **reasons: Reason) -> Standing:
    every = standings(LISTED, folded(*acts), reasons, used)
    return next(one for one in every if one.item.code == item)


def test_the_last_count_counts_and_scans_add_to_it() -> None:
    counts = folded(counted(20), counted(18, seen="van1-2"), added(1), added(1), added(5, "more"))
    assert {key: one.number for key, one in counts.items()} == {
        ("umbrella", "out"): 20,
        ("umbrella", "more"): 5,
    }
    assert counts["umbrella", "out"].against is None


def test_another_shift_says_nothing_here() -> None:
    assert fold_counts(a.recorded((counted(20), e.ShiftClosed(shift=SHIFT))), {"other"}) == {}


def test_two_laptops_that_did_not_see_each_other_are_merged_in_one_order_and_said() -> None:
    """Whichever book comes first: the later count stands, scans of both add, the other number is named."""
    first, second = Book("van1"), Book("van2", at=MORNING + timedelta(seconds=5))
    first.add(counted(20))
    second.add(counted(18))
    first.add(added(1))
    second.add(added(2))
    lines = [Recorded(entry, act) for book, acts in (
        (first, (counted(20), added(1))), (second, (counted(18), added(2)))
    ) for entry, act in zip(book.entries[1:], acts, strict=True)]  # fmt: skip
    told = {str(fold_counts(order, {SHIFT})) for order in permutations(lines)}
    assert len(told) == 1
    count = fold_counts(lines, {SHIFT})["umbrella", "out"]
    assert (count.number, count.last.book) == (21, "van2")
    assert count.against is not None
    assert (count.against[0], count.against[1].book) == (20, "van1")


def test_whoever_saw_the_other_number_or_counted_the_same_stands_against_nobody() -> None:
    assert folded(counted(20), counted(18, seen="van1-2"))["umbrella", "out"].against is None
    assert folded(counted(20), counted(20))["umbrella", "out"].against is None
    twice = folded(counted(20), counted(18), counted(19, seen="van1-3"))
    assert twice["umbrella", "out"].against is None


@pytest.mark.parametrize(
    ("acts", "used", "expected", "difference", "is_open"),
    [
        ((), 0, None, None, None),
        ((counted(20),), 2, 18, None, "not_counted"),
        ((added(5, "more"),), 2, None, None, "not_counted"),
        ((counted(20), added(5, "more"), counted(23, "in")), 2, 23, 0, None),
        ((counted(20), counted(17, "in")), 2, 18, -1, "differs"),
        ((counted(20), counted(19, "in")), 2, 18, 1, "differs"),
        ((counted(17, "in"),), 2, None, None, "not_counted_out"),
        ((counted(0), counted(0, "in")), 1, -1, 1, "differs"),
    ],
)
def test_what_is_expected_and_what_differs(
    acts: tuple[e.Act, ...], used: int, expected: int | None, difference: int | None, is_open: str | None
) -> None:
    one = stands(*acts, used=Used({"umbrella": used}, {}))
    assert (one.expected, one.difference, one.open) == (expected, difference, is_open)


def test_where_no_visit_tells_of_the_use_only_too_many_is_a_difference() -> None:
    less = stands(counted(4, item="mask"), counted(1, "in", "mask"), item="mask")
    assert (less.used, less.difference, less.open, less.expected) == (3, 0, None, None)
    more = stands(counted(4, item="mask"), counted(6, "in", "mask"), item="mask")
    assert (more.difference, more.open) == (2, "differs")
    assert stands(counted(4, item="mask"), item="mask").used is None


def test_a_reason_is_for_its_numbers_only() -> None:
    used, acts = Used({"umbrella": 2}, {}), (counted(20), counted(17, "in"))
    said = fold_reasons(
        a.recorded(
            [e.SuppliesLeftOpen(shift=SHIFT, item="umbrella", expected=18, counted=17, reason="丢了")]
        ),
        {SHIFT},
    )
    assert said["umbrella"].words == "丢了"
    assert stands(*acts, used=used, **said).is_explained
    assert not stands(*acts, used=Used({"umbrella": 3}, {}), **said).is_explained
    assert not stands(*acts, used=used).is_explained
    uncounted = Reason(18, None, "赶时间", "s1")
    assert stands(counted(20), used=used, umbrella=uncounted).is_explained
    assert fold_reasons(a.recorded([counted(1)]), {SHIFT}) == {}


@pytest.mark.parametrize(
    ("acts", "used", "left", "is_low"),
    [
        ((), 0, None, False),
        ((counted(20),), 16, 4, False),
        ((counted(20),), 17, 3, True),
        ((counted(20), counted(1, "in")), 0, 1, True),
    ],
)
def test_there_is_little_from_a_level_on(acts: Any, used: int, left: int | None, is_low: bool) -> None:
    one = stands(*acts, used=Used({"umbrella": used}, {}))
    assert (one.left, one.is_low) == (left, is_low)


def test_without_known_use_what_was_counted_out_is_what_is_left() -> None:
    one = stands(counted(4, item="mask"), item="mask")
    assert (one.left, one.is_low) == (4, False)


def test_what_left_the_list_stays_by_its_code() -> None:
    gone = stands(counted(5, item="drone"), item="drone")
    assert (gone.is_listed, gone.out is not None, gone.taken) == (False, True, None)


def test_an_item_is_found_by_its_code_or_bar_code() -> None:
    assert (LISTED.find("mask"), LISTED.find("drone")) == (MASK, None)
    assert (LISTED.scanned("6901"), LISTED.scanned("6902")) == (UMBRELLA, None)
    assert LISTED.kinds == ("souvenir", "consumable", "emergency")
    assert (UMBRELLA.is_use_known, BAGS.is_use_known, MASK.is_use_known) == (True, True, False)


def test_work_waits_until_one_was_counted_out_or_brought() -> None:
    assert in_the_way(LISTED, {}, "needle") == MASK
    assert in_the_way(LISTED, folded(counted(0, item="mask")), "needle") == MASK
    assert in_the_way(LISTED, folded(counted(1, item="mask")), "needle") is None
    assert in_the_way(LISTED, folded(added(1, "more", "mask")), "needle") is None
    assert in_the_way(LISTED, {}, "pack") is None


# ---- what visits used --------------------------------------------------------------------------------------


def used(*acts: e.Act, visits: tuple[str, ...] = ("v1",)) -> Used:
    return used_in(a.recorded(acts), visits)


def test_a_key_puts_one_souvenir_in_the_place_of_another_and_a_scan_gives_one_besides() -> None:
    cup, umbrella = e.SouvenirGiven(souvenir="cup"), e.SouvenirGiven(souvenir="umbrella")
    coin, none = e.SouvenirGiven(souvenir="coin", beside=True), e.SouvenirGiven(souvenir="none")
    assert used(cup, umbrella).souvenirs == {"umbrella": 1}
    assert used(cup, coin, coin).souvenirs == {"cup": 1, "coin": 1}
    assert used(cup, coin, none).souvenirs == {}
    assert used(none, coin).souvenirs == {"coin": 1}
    assert a.visit_of(*a.upto("rest"), cup, coin).souvenirs == ("cup", "coin")


def test_two_pieces_are_two_until_another_word_takes_their_place() -> None:
    both, one = e.SouvenirGiven(souvenir="coin", pieces=2), e.SouvenirGiven(souvenir="coin")
    cup = e.SouvenirGiven(souvenir="cup", beside=True)
    assert used(both).souvenirs == {"coin": 2}
    assert used(both, cup).souvenirs == {"coin": 2, "cup": 1}
    assert used(both, one).souvenirs == {"coin": 1}
    assert used(both, e.SouvenirGiven(souvenir="cup")).souvenirs == {"cup": 1}


def test_a_bag_is_used_when_a_needle_goes_in() -> None:
    bag, needle = a.WALK["bag"], a.needle()
    assert used(bag).bags == {}
    assert used(needle).bags == {}
    assert used(bag, needle, needle).bags == {"triple_400": 1}
    assert used(bag, needle, bag, needle).bags == {"triple_400": 2}
    assert used(bag, needle).of(BAGS) == 1
    assert (used(bag).of(BAGS), used(bag).of(UMBRELLA), used(bag).of(MASK)) == (0, 0, None)


def test_a_visit_of_another_shift_or_from_paper_used_nothing_here() -> None:
    cup = e.SouvenirGiven(souvenir="cup")
    assert used(cup, visits=("v2",)) == NOTHING
    assert used(cup, a.WALK["bag"], a.needle(), e.PaperTime(at=MORNING)) == NOTHING
    assert used(cup, a.WALK["closed"]).souvenirs == {"cup": 1}


# ---- which shifts count together ---------------------------------------------------------------------------


def test_shifts_that_were_open_together_share_and_a_later_one_begins_anew() -> None:
    morning, later = Span("am", "08", "12"), Span("pm", "13", None)
    beside = Span("other", "09", "18")
    assert side_by_side("pm", [morning, later]) == {"pm"}
    assert side_by_side("am", [morning, later]) == {"am"}
    assert side_by_side("pm", [morning, later, beside]) == {"am", "pm", "other"}
    assert side_by_side("alone", []) == {"alone"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"carry": -1}, {"carry": 10_000}, {"low": -1}, {"low": 10_000}, {"unit": ""}, {"code": ""},
        {"souvenir": "cup"}, {"kind": "souvenir", "souvenir": "none"}, {"kind": "comfort", "bag_kind": "x"},
    ],
)  # fmt: skip
def test_an_item_that_cannot_be_meant_so_is_none(wrong: dict[str, Any]) -> None:
    good: dict[str, Any] = {"code": "x", "tag": "R", "kind": "consumable", "unit": "item", "carry": 1}
    with pytest.raises(ValueError):  # noqa: PT011 - each says it in its own words
        SupplyItem(**(good | wrong))


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), (" 12 ", 12), ("１２", 12), ("1 200", 1_200), ("99999", 99_999), ("", None), ("-1", None),
     ("2.5", None), ("1e3", None), ("9" * 13, None), ("十", None)],
)  # fmt: skip
def test_a_count_is_a_whole_number_in_whatever_width(text: str, number: int | None) -> None:
    assert count_typed(text) == number
