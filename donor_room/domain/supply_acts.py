"""The acts of counting supplies: what was counted out and in, brought meanwhile, left open, handed over."""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec

from donor_room.domain.entry import Act

Round = Literal["out", "more", "in"]
"""Before the doors open, brought during the day, at the closing."""


class SuppliesCounted(Act, frozen=True, kw_only=True):
    """Somebody counted all there is of an item: the last word counts, earlier ones stay.

    `seen` is the entry that stood on the screen then, empty where there was none: a word that did not see
    another one stands against it.
    """

    KIND: ClassVar[str] = "supplies.counted"
    shift: str
    round: Round
    item: str
    count: int
    seen: str


class SuppliesAdded(Act, frozen=True, kw_only=True):
    """So many more than were counted before: one for each scan, or what was brought.

    On two laptops both add, in whichever order they meet.
    """

    KIND: ClassVar[str] = "supplies.added"
    shift: str
    round: Round
    item: str
    count: int
    by_scan: bool


class SuppliesLeftOpen(Act, frozen=True, kw_only=True):
    """A difference stays open by name, with the reason; of these two numbers and no later ones."""

    KIND: ClassVar[str] = "supplies.left_open"
    shift: str
    item: str
    expected: int | None
    counted: int | None
    reason: str


class SupplyTold(msgspec.Struct, frozen=True, kw_only=True):
    """How an item stood at the handover, with its name of then; None where nobody counted or can know."""

    item: str
    name: str
    out: int | None
    more: int
    taken: int | None
    counted: int | None
    difference: int | None
    reason: str
    said_by: str


class SuppliesHandedOver(Act, frozen=True, kw_only=True):
    """What the sheet of the handover says of supplies: of the whole vehicle, where it has several laptops."""

    KIND: ClassVar[str] = "supplies.handed_over"
    shift: str
    items: tuple[SupplyTold, ...]
