"""Counting the supplies of a vehicle: out before the doors open, what is brought, in at the closing."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from unicodedata import east_asian_width

from donor_room.domain import entries as e
from donor_room.domain.refusal import Refusal, TextKey
from donor_room.domain.shift import Shift
from donor_room.domain.supplies import (
    MOST,
    Count,
    Standing,
    SupplyItem,
    Used,
    count_typed,
    standings,
    used_in,
)
from donor_room.domain.supply_acts import Round, SupplyTold
from donor_room.workflow.common_day import names_of
from donor_room.workflow.desk import Desk
from donor_room.workflow.shift import current_shift, the_shift
from donor_room.workflow.supply_counts import Counted

_WIDEST_REASON = 56
"""Letters; an ideograph is as wide as two. As many have room in a row of the page."""


class Told(NamedTuple):
    """The supplies as they stand, and the names of whoever counted, by account."""

    standings: tuple[Standing, ...]
    names: dict[str, str]

    def find(self, item: str) -> Standing | None:
        """Return how an item stands, or None for one that nobody counts."""
        return next((one for one in self.standings if one.item.code == item), None)

    @property
    def low(self) -> tuple[Standing, ...]:
        """Return what there is little of."""
        return tuple(one for one in self.standings if one.is_low)

    @property
    def unsettled(self) -> tuple[Standing, ...]:
        """Return what differs or was not counted in, and nobody said why."""
        return tuple(one for one in self.standings if one.open is not None and not one.is_explained)


def look(desk: Desk, shift: Shift | None = None) -> Told:
    """Return the supplies of the open shift, or of a given one; nothing without a shift."""
    of = shift or current_shift(desk)
    if of is None:
        return Told((), {})
    counted = Counted(desk.ledger, of.opened)
    if not desk.packs.supplies.items and not counted.counts:
        return Told((), {})
    every = standings(desk.packs.supplies, counted.counts, counted.reasons, _used(desk, counted))
    return Told(tuple(every), names_of(desk))


def _used(desk: Desk, counted: Counted) -> Used:
    visits = {line.visit for one in counted.shifts for line in desk.visits.of_shift(one, open_only=False)}
    return used_in(desk.ledger.used_since(counted.since), visits)


# ---- counting ----------------------------------------------------------------------------------------------


def count(desk: Desk, item: str, round_: Round, *, text: str, seen: str) -> None:
    """Write down how many there are of an item in all; `seen` is the last word that stood on the screen.

    Refuses what is no count, and a number that somebody at another laptop has counted meanwhile.
    """
    found = _item(desk, item)
    number = _whole(text, found)
    shift = the_shift(desk)
    before = Counted(desk.ledger, shift.opened).counts.get((item, round_))
    if before is not None and before.last.entry != seen and not desk.ledger.is_own(before.last.book):
        raise Refusal(
            "supplies.counted_meanwhile",
            item=_named(found),
            name=names_of(desk).get(before.last.by, ""),
            count=before.number,
        )
    desk.record_of_house(
        e.SuppliesCounted(shift=shift.id, round=round_, item=item, count=number, seen=_seen(before, seen))
    )


def _seen(before: Count | None, seen: str) -> str:
    """Who counts at the own laptop knows the own last word."""
    return before.last.entry if before is not None else seen


def add(desk: Desk, item: str, round_: Round, *, text: str, by_scan: bool = False) -> None:
    """Write down that there are so many more; refuses nought, and what is no count."""
    found = _item(desk, item)
    number = _whole(text, found)
    if not number:
        raise Refusal("supplies.nothing_added", item=_named(found))
    shift = the_shift(desk)
    before = Counted(desk.ledger, shift.opened).counts.get((item, round_))
    if before is not None and before.number + number > MOST:
        raise Refusal("supplies.too_many", item=_named(found), most=MOST)
    desk.record_of_house(
        e.SuppliesAdded(shift=shift.id, round=round_, item=item, count=number, by_scan=by_scan)
    )


def scan(desk: Desk, text: str, round_: Round) -> tuple[SupplyItem, int]:
    """Count one more of what was scanned; return the item and how many there are of it now."""
    item = scanned(desk, text)
    if item is None:
        raise Refusal("supplies.not_listed", text=text[:32])
    add(desk, item.code, round_, text="1", by_scan=True)
    now = Counted(desk.ledger, the_shift(desk).opened).counts[(item.code, round_)]
    return item, now.number


def scanned(desk: Desk, text: str) -> SupplyItem | None:
    """Return the item whose bar code this is, or None."""
    return desk.packs.supplies.scanned(text.strip())


def leave_open(desk: Desk, item: str, *, reason: str) -> None:
    """Let a difference stand by name with the reason; refuses where there is none."""
    words = reason.strip()
    if not words:
        raise Refusal("labels.no_reason")
    if _width(words) > _WIDEST_REASON or not words.isprintable():
        raise Refusal("supplies.reason_too_long", most=_WIDEST_REASON // 2, letters=_WIDEST_REASON)
    standing = look(desk).find(item)
    if standing is None:
        raise Refusal("supplies.no_item")
    if standing.open is None:
        raise Refusal("supplies.nothing_open", item=_named(standing))
    counted = standing.counted.number if standing.counted is not None else None
    desk.record_of_house(
        e.SuppliesLeftOpen(
            shift=the_shift(desk).id, item=item, expected=standing.expected, counted=counted, reason=words
        )
    )


def _width(words: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in words)


def _item(desk: Desk, item: str) -> SupplyItem:
    found = desk.packs.supplies.find(item)
    if found is None:
        raise Refusal("supplies.no_item")
    return found


def _named(standing: Standing | SupplyItem) -> str:
    """What has left the list has no words but its code."""
    if isinstance(standing, SupplyItem):
        return TextKey(f"supplies.item.{standing.code}")
    return _named(standing.item) if standing.is_listed else standing.item.code


def _whole(text: str, item: SupplyItem) -> int:
    number = count_typed(text)
    if number is None:
        raise Refusal("supplies.no_number", item=_named(item), most=MOST)
    if number > MOST:
        raise Refusal("supplies.too_many", item=_named(item), most=MOST)
    return number


# ---- the handover ------------------------------------------------------------------------------------------


def told_at_handover(told: Told, name_of: Callable[[Standing], str]) -> tuple[SupplyTold, ...]:
    """Return what the sheet says of each item that was counted or brought, by its name of now."""
    return tuple(
        SupplyTold(
            item=one.item.code,
            name=name_of(one),
            out=_number_of(one.out),
            more=_number_of(one.more) or 0,
            taken=one.taken,
            counted=_number_of(one.counted),
            difference=one.difference,
            reason=one.reason.words if one.reason is not None and one.is_explained else "",
            said_by=told.names.get(one.reason.by, "") if one.reason is not None and one.is_explained else "",
        )
        for one in told.standings
        if one.out is not None or one.more is not None or one.counted is not None
    )


def _number_of(count: Count | None) -> int | None:
    return count.number if count is not None else None
