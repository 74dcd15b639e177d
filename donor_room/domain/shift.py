"""A shift as its entries tell it, and the sum that must come out before it closes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.clock import instant_of
from donor_room.domain.visit import AFTER_TUBES_ROLES, Recorded

QUARANTINE_BOX = "Q"
"""The box of the units that the station looks at before anything else happens to them."""


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """A team's work at a site, from opening to closing."""

    opened: e.ShiftOpened
    opened_at: datetime
    opened_by: str
    packed: frozenset[tuple[str, str]] = frozenset()
    quarantined: frozenset[str] = frozenset()
    """Numbers whose main bag was scanned into the box that goes apart."""
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
        elif (
            isinstance(line.act, e.UnitsPacked | e.HandoverSigned | e.ShiftClosed)
            and line.act.shift in shifts
        ):
            shifts[line.act.shift] = _told(shifts[line.act.shift], line.entry, line.act)
    return tuple(shifts.values())


def _opened(entry: e.Entry, act: e.ShiftOpened) -> Shift:
    return Shift(opened=act, opened_at=instant_of(entry.hlc), opened_by=entry.by)


def _told(shift: Shift, entry: e.Entry, act: e.UnitsPacked | e.HandoverSigned | e.ShiftClosed) -> Shift:
    if isinstance(act, e.UnitsPacked):
        apart = (
            {act.number} if act.box == QUARANTINE_BOX and act.role == AFTER_TUBES_ROLES[0] else frozenset()
        )
        return replace(
            shift,
            packed=shift.packed | {(act.role, act.number)},
            quarantined=shift.quarantined | apart,
        )
    if isinstance(act, e.HandoverSigned):
        return replace(shift, handover=act, handover_at=instant_of(entry.hlc))
    return replace(shift, closed_at=instant_of(entry.hlc))
