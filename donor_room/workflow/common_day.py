"""What the laptops of one vehicle share on a day: visits, chairs, boxes, and the people as persons (0019)."""

from __future__ import annotations

from typing import TypeAlias

from donor_room.domain import entries as e
from donor_room.domain.names import canonical
from donor_room.domain.queue import VisitLine
from donor_room.domain.shift import Shift
from donor_room.store.ledger import Ledger
from donor_room.workflow.day import of_common_day
from donor_room.workflow.desk import Desk
from donor_room.workflow.shift import current_shift

Packed: TypeAlias = frozenset[tuple[str, str]]
"""Roles and numbers."""


def common_shifts(desk: Desk, shift: Shift | None = None) -> tuple[str, ...]:
    """Return the open shift of this laptop, or the given one, and those of others at its site on its day."""
    own = shift or current_shift(desk)
    if own is None:
        return ()
    opened = (line.act for line in of_common_day(desk.ledger, own.opened))
    same = [act.shift for act in opened if isinstance(act, e.ShiftOpened)]
    return tuple(dict.fromkeys((own.id, *same)))


def common_lines(desk: Desk, *, open_only: bool) -> list[VisitLine]:
    """Return the visits of the common day, who came first first."""
    lines = [line for one in common_shifts(desk) for line in desk.visits.of_shift(one, open_only=open_only)]
    return sorted(lines, key=lambda line: (line.opened_at, line.visit))


def seated_here(desk: Desk) -> list[VisitLine]:
    """Return everybody who has a chair of this vehicle: of the common day, or of a shift of this laptop."""
    common = set(common_shifts(desk))
    return [line for line in desk.visits.seated() if line.shift in common or _is_own(desk, line.shift)]


def _is_own(desk: Desk, shift: str) -> bool:
    opened = (line.act for line in desk.ledger.of_house(e.ShiftOpened.KIND))
    return any(isinstance(act, e.ShiftOpened) and act.shift == shift for act in opened)


def packed_elsewhere(desk: Desk, box: str | None = None) -> Packed:
    """Return what other laptops counted into boxes, or into one box."""
    lines = desk.ledger.of_every_house(e.UnitsPacked.KIND)
    acts = (line.act for line in lines if not desk.ledger.is_own(line.entry.book))
    return frozenset(
        (act.role, act.number)
        for act in acts
        if isinstance(act, e.UnitsPacked) and (box is None or act.box == box)
    )


def names_of(desk: Desk) -> dict[str, str]:
    """Return the names of the people of all laptops, by account."""
    return names_in(desk.ledger)


def names_in(ledger: Ledger) -> dict[str, str]:
    """Return the name of everybody of whom a book tells, by account."""
    acts = (line.act for line in ledger.of_every_house(e.StaffAdded.KIND, e.StaffTold.KIND))
    return {act.staff: act.name for act in acts if isinstance(act, e.StaffAdded | e.StaffTold)}


def is_same_person(desk: Desk, one: str, other: str) -> bool:
    """Say whether two accounts are one person: the same account, or on two laptops the same name."""
    if one == other:
        return True
    names, own = names_of(desk), {line.staff for line in _own_accounts(desk)}
    if one in own and other in own:
        return False
    return one in names and other in names and canonical(names[one]) == canonical(names[other])


def _own_accounts(desk: Desk) -> list[e.StaffAdded]:
    acts = (line.act for line in desk.ledger.of_house(e.StaffAdded.KIND))
    return [act for act in acts if isinstance(act, e.StaffAdded)]
