"""A shift as its entries tell it, and the sum that must come out before it closes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.clock import instant_of
from donor_room.domain.names import canonical
from donor_room.domain.visit import AFTER_TUBES_ROLES, Recorded

QUARANTINE_BOX = "Q"
"""The box of the units that the station looks at before anything else happens to them."""


def common_day(opened: e.ShiftOpened) -> tuple[object, ...]:
    """Return what shifts of one common day have in common: day, site and kind of drive (0019)."""
    return opened.on, opened.site_kind, canonical(opened.site), opened.drive


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """A team's work at a site, from opening to closing."""

    opened: e.ShiftOpened
    opened_at: datetime
    opened_by: str
    packed: frozenset[tuple[str, str]] = frozenset()
    quarantined: frozenset[str] = frozenset()
    """Numbers whose main bag was scanned into the box that goes apart."""
    places: dict[tuple[str, str], str] = {}
    """Role and number of all that is packed, and the box in which it came last."""
    closed_boxes: frozenset[str] = frozenset()
    """Boxes that nothing came into or out of since they were closed."""
    missing: dict[tuple[str, str], e.PartMissing] = {}
    """What two persons said is not there; what was packed since is."""
    temperatures: dict[str, e.BoxTemperature] = {}
    handover: e.HandoverSigned | None = None
    handover_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def id(self) -> str:
        """The id of the shift."""
        return self.opened.shift


class Reconciliation(msgspec.Struct, frozen=True, kw_only=True):
    """The sum of a shift's donation numbers (I02).

    issued = used + void + returned + explained + open + unspent, at every moment; open are those in work, on
    visits that go on, and those unexplained, on visits that are over.
    """

    issued: int
    used: int
    void: int
    returned: int
    explained: tuple[str, ...]
    unexplained: tuple[str, ...]
    unspent: int
    in_work: tuple[str, ...] = ()

    @property
    def comes_out(self) -> bool:
        """Say whether every issued number is counted once; if not, the book itself is wrong."""
        still_open = len(self.unexplained) + len(self.in_work) + self.unspent
        return self.issued == self._ends + still_open

    @property
    def balances(self) -> bool:
        """Say whether every number has found an end; the explained ones are counted apart."""
        still_open = (*self.unexplained, *self.in_work)
        return not still_open and self.unspent == 0 and self.issued == self._ends

    @property
    def _ends(self) -> int:
        return self.used + self.void + self.returned + len(self.explained)


def fold_shifts(recorded: Iterable[Recorded]) -> tuple[Shift, ...]:
    """Return the shifts that these entries make, in the order of their opening."""
    shifts: dict[str, Shift] = {}
    for line in sorted(recorded, key=lambda line: (line.entry.hlc, line.entry.book, line.entry.seq)):
        if isinstance(line.act, e.ShiftOpened):
            shifts.setdefault(line.act.shift, _opened(line.entry, line.act))
        elif isinstance(line.act, _ACTS) and line.act.shift in shifts:
            shifts[line.act.shift] = _HANDLERS[type(line.act)](shifts[line.act.shift], line.entry, line.act)
    return tuple(shifts.values())


def _opened(entry: e.Entry, act: e.ShiftOpened) -> Shift:
    return Shift(opened=act, opened_at=instant_of(entry.hlc), opened_by=entry.by)


def _packed(shift: Shift, act: e.UnitsPacked) -> Shift:
    """What comes into a box or out of it: the list on its lid is right no longer."""
    part = (act.role, act.number)
    is_apart = act.box == QUARANTINE_BOX and act.role == AFTER_TUBES_ROLES[0]
    touched = {act.box, shift.places.get(part, act.box)}
    return replace(
        shift,
        packed=shift.packed | {part},
        quarantined=shift.quarantined | ({act.number} if is_apart else frozenset()),
        places=shift.places | {part: act.box},
        closed_boxes=shift.closed_boxes - touched,
        missing={one: said for one, said in shift.missing.items() if one != part},
    )


def _missing(shift: Shift, act: e.PartMissing) -> Shift:
    part = (act.role, act.number)
    return shift if part in shift.packed else replace(shift, missing=shift.missing | {part: act})


_HANDLERS: dict[type[e.Act], Callable[[Shift, e.Entry, Any], Shift]] = {
    e.UnitsPacked: lambda shift, _entry, act: _packed(shift, act),
    e.BoxClosed: lambda shift, _entry, act: replace(shift, closed_boxes=shift.closed_boxes | {act.box}),
    e.BoxOpenedAgain: lambda shift, _entry, act: replace(shift, closed_boxes=shift.closed_boxes - {act.box}),
    e.PartMissing: lambda shift, _entry, act: _missing(shift, act),
    e.BoxTemperature: lambda shift, _entry, act: replace(
        shift, temperatures=shift.temperatures | {act.box: act}
    ),
    e.HandoverSigned: lambda shift, entry, act: replace(
        shift, handover=act, handover_at=instant_of(entry.hlc)
    ),
    e.ShiftClosed: lambda shift, entry, _act: replace(shift, closed_at=instant_of(entry.hlc)),
}
_ACTS = (
    e.UnitsPacked,
    e.BoxClosed,
    e.BoxOpenedAgain,
    e.PartMissing,
    e.BoxTemperature,
    e.HandoverSigned,
    e.ShiftClosed,
)
PACKING = tuple(act.KIND for act in _ACTS if act is not e.ShiftClosed)
"""The kinds of acts that tell what became of a shift that is still open."""
