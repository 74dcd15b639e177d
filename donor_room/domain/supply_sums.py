"""What many handovers say of supplies: whose word stands where laptops share them, and the sums."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from donor_room.domain.figures import By
from donor_room.domain.supplies import Span, side_by_side
from donor_room.domain.supply_acts import SupplyTold

OF_PLACES: tuple[By, ...] = ("site", "vehicle", "drive", "organisation", "campaign", "source")
"""By what supplies are parted: each has every item, and nobody reads a line for each item and day."""


class Word(NamedTuple):
    """An item on the sheet of a shift, and the hybrid time of the sheet."""

    shift: str
    item: str
    hlc: str


class SupplySum(NamedTuple):
    """One item over many handovers, each of a whole vehicle; None where none of them knows.

    Each number is the sum of what is known of it. `handovers` told of the item, `unknown` of these without a
    count out or a count in; where there is none, counted_out + brought + difference = used + counted_in.
    """

    item: str
    name: str
    counted_out: int | None
    brought: int
    used: int | None
    counted_in: int | None
    difference: int | None
    handovers: int
    unknown: int


def used_of(told: SupplyTold) -> int | None:
    """Return how many of an item were used: as the visits tell it, else as many as are gone by the counts."""
    if told.taken is not None:
        return told.taken
    if told.out is None or told.counted is None:
        return None
    return max(0, told.out + told.more - told.counted)


def whose_word_stands(words: Iterable[Word], spans: Collection[Span]) -> dict[tuple[str, str], str]:
    """Return for the word of each shift about an item the shift whose word about it is the last.

    `spans` are shifts of one common day. Those that were open side by side share the supplies, and each of
    their sheets tells of all there are: the last one counts, and the earlier ones are not added to it.
    """
    told = list(words)
    together = {span.shift: side_by_side(span.shift, spans) for span in spans}
    stands: dict[tuple[str, str], str] = {}
    for word in told:
        shared = together.get(word.shift, frozenset((word.shift,)))
        same = [one for one in told if one.item == word.item and one.shift in shared]
        stands[word.shift, word.item] = max(same, key=lambda one: (one.hlc, one.shift)).shift
    return stands
