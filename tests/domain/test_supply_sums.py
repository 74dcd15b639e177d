"""Whose word about the supplies stands where several laptops share them, and what was used."""

from __future__ import annotations

import random
from collections.abc import Collection

import pytest

from donor_room.domain.supplies import Span
from donor_room.domain.supply_acts import SupplyTold
from donor_room.domain.supply_sums import Word, used_of, whose_word_stands


def told(out: int | None, more: int, taken: int | None, counted: int | None) -> SupplyTold:
    return SupplyTold(
        item="umbrella", name="雨伞", out=out, more=more, taken=taken, counted=counted,
        difference=None, reason="", said_by="",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("numbers", "used"),
    [
        ((20, 5, 3, 21), 3),
        ((20, 5, None, 21), 4),
        ((20, 0, None, 20), 0),
        ((20, 0, None, 23), 0),
        ((None, 0, None, 5), None),
        ((20, 0, None, None), None),
        ((None, 0, 2, None), 2),
    ],
)
def test_used_is_what_visits_tell_else_what_is_gone_and_else_not_known(
    numbers: tuple[int | None, int, int | None, int | None], used: int | None
) -> None:
    assert used_of(told(*numbers)) == used


def stands(words: Collection[Word], *spans: Span) -> dict[tuple[str, str], str]:
    return whose_word_stands(words, spans)


def test_of_laptops_side_by_side_the_last_sheet_stands_for_each_item() -> None:
    spans = Span("a", "01", "09"), Span("b", "02", "08"), Span("c", "07", None)
    words = Word("a", "cuff", "09"), Word("b", "cuff", "08"), Word("c", "cuff", "12"), Word("b", "pen", "08")
    assert stands(words, *spans) == {
        ("a", "cuff"): "c",
        ("b", "cuff"): "c",
        ("c", "cuff"): "c",
        ("b", "pen"): "b",
    }


def test_a_second_shift_on_the_same_day_counts_for_itself() -> None:
    words = Word("a", "cuff", "05"), Word("b", "cuff", "09")
    apart = stands(words, Span("a", "01", "05"), Span("b", "06", "09"))
    assert apart == {("a", "cuff"): "a", ("b", "cuff"): "b"}
    not_closed_yet = stands(words, Span("a", "01", None), Span("b", "06", "09"))
    assert not_closed_yet == {("a", "cuff"): "b", ("b", "cuff"): "b"}


def test_a_shift_whose_opening_is_not_known_stands_for_itself() -> None:
    words = Word("lost", "cuff", "03"), Word("a", "cuff", "09")
    assert stands(words, Span("a", "01", None)) == {("lost", "cuff"): "lost", ("a", "cuff"): "a"}
    assert stands(()) == {}


@pytest.mark.parametrize("seed", range(20))
def test_by_chance_it_is_what_following_every_neighbour_finds(seed: int) -> None:
    """Count again naively: walk from shift to shift that were open at one time, and take the latest sheet."""
    dice = random.Random(seed)
    spans = [Span(f"s{n}", f"{start:03d}", f"{start + dice.randint(1, 9):03d}")
             for n in range(8) for start in [dice.randrange(40)]]  # fmt: skip
    words = [Word(span.shift, dice.choice("xy"), f"{span.until}-{n}") for n, span in enumerate(spans)]
    by_name = {span.shift: span for span in spans}
    found = whose_word_stands(dice.sample(words, len(words)), spans)
    for word in words:
        reached, todo = set(), [word.shift]
        while todo:
            here = by_name[todo.pop()]
            if here.shift not in reached:
                reached.add(here.shift)
                todo += [one.shift for one in spans if one.since < here.until and here.since < one.until]
        last = max((one.hlc, one.shift) for one in words if one.shift in reached and one.item == word.item)
        assert found[word.shift, word.item] == last[1]
