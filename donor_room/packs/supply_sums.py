"""Sums of supplies as a paper and a page show them."""

from __future__ import annotations

from donor_room.domain.supply_sums import SupplySum
from donor_room.packs.texts import Texts

SUPPLIES = ("counted_out", "brought", "used", "counted_in", "difference", "handovers", "unknown")
"""The columns behind the name of an item."""

_NOT_COUNTED = ("counted_out", "counted_in")


def supply_cells(one: SupplySum, texts: Texts) -> list[str]:
    """Return what stands in the columns of an item; what nobody counted is said so, and is no nought."""
    return [_said(column, getattr(one, column), texts) for column in SUPPLIES]


def _said(column: str, number: int | None, texts: Texts) -> str:
    if number is None:
        return texts.say("supplies.not_counted" if column in _NOT_COUNTED else "figures.sheet.unknown")
    return f"{number:+,}" if column == "difference" and number else f"{number:,}"


def difference_said(
    texts: Texts,
    *,
    counted_out: int | None,
    counted_in: int | None,
    difference: int | None,
    used: int | None,
    is_use_told: bool,
) -> str:
    """Return in words what differs of an item on a sheet, or why nobody knows.

    Where no visit tells of the use it says how many are gone, and not that all is well.
    """
    if counted_in is None:
        return texts.say("supplies.not_counted")
    if counted_out is None or difference is None:
        return texts.say("supplies.not_out")
    if not difference and not is_use_told:
        return texts.say("supplies.used", count=used or 0)
    return more_or_less(texts, difference)


def more_or_less(texts: Texts, difference: int) -> str:
    """Return in words how many are missing or too many."""
    if not difference:
        return texts.say("supplies.equal")
    return texts.say("supplies.less_than" if difference < 0 else "supplies.more_than", count=abs(difference))
