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
