"""The nonconformities of some days, or of the shift that is open, read out of what is recorded here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from donor_room.domain import entries as e
from donor_room.domain.clock import DONATION_SITE, hybrid_at
from donor_room.domain.nonconforming import (
    Nonconformity,
    in_order,
    is_plain_end,
    of_labels,
    of_visit,
    packed_apart,
)
from donor_room.domain.nonconforming_shift import (
    READ_OF_SHIFT,
    isolated_in,
    of_shift,
    shift_of,
    would_be_unknown,
)
from donor_room.domain.shift import Shift
from donor_room.domain.visit import Recorded, fold_visit
from donor_room.packs.nonconforming import Place
from donor_room.store.database import Database
from donor_room.store.ledger import Ledger
from donor_room.store.left import has_left
from donor_room.store.told_acts import from_paper_since, shift_of_left, told_between
from donor_room.workflow.desk import Desk

_LONGEST_SHIFT = timedelta(days=7)
"""So long before a day is looked for the beginning of a shift that still went on."""

_EVER = "~"
"""After every hybrid time, which is written in digits."""


class Found(NamedTuple):
    """What was found; `left` is how many visits of these days have left, of which only labels are told."""

    rows: tuple[Nonconformity, ...]
    left: int


def find(database: Database, ledger: Ledger, *, first: date, last: date) -> Found:
    """Return what happened on these days, both included, of all laptops whose books are here."""
    begin, end = _hybrid(first, -timedelta(days=1)), _hybrid(last, timedelta(days=2))
    told = told_between(database, begin, end)
    visits = dict.fromkeys((*_telling(told), *from_paper_since(database, begin)))
    of_house = _of_shifts(ledger, _hybrid(first, -_LONGEST_SHIFT))
    rows, left = _of_visits(database, ledger, visits)
    rows += [one for shift, lines in of_house.items() for one in of_shift(shift, lines)]
    isolated = isolated_in(line for lines in of_house.values() for line in lines)
    in_days = (one for one in packed_apart(rows, isolated) if first <= one.on <= last)
    return Found(in_order(in_days), len(left & _of_days(told, first, last)))


def of_open_shift(desk: Desk, shift: Shift) -> tuple[Nonconformity, ...]:
    """Return what the shift tells that goes on at this laptop, with its visits.

    A crate of whose warmth nothing is told is among it already: signed now, it would be.
    """
    begin = hybrid_at(shift.opened_at - timedelta(minutes=1))
    told = told_between(desk.database, begin, _EVER)
    own = {line.visit for line in desk.visits.of_shift(shift.id, open_only=False)}
    lines = [
        line for line in desk.ledger.of_every_house(*_KINDS, since=begin) if shift_of(line.act) == shift.id
    ]
    rows, _ = _of_visits(desk.database, desk.ledger, [one for one in _telling(told) if one in own])
    rows += of_shift(shift.id, lines)
    rows += would_be_unknown(shift.id, lines)
    return in_order(packed_apart(rows, isolated_in(lines)))


def places_of(ledger: Ledger) -> Mapping[str, Place]:
    """Return where each shift works that any book here tells of."""
    acts = (line.act for line in ledger.of_every_house(e.ShiftOpened.KIND))
    return {act.shift: Place(act.site, act.vehicle) for act in acts if isinstance(act, e.ShiftOpened)}


_KINDS = tuple(act.KIND for act in READ_OF_SHIFT)


def _telling(told: Iterable[Recorded]) -> Iterator[str]:
    """Give the visits that may have something to tell: an end as any other says nothing."""
    return (line.entry.visit for line in told if line.entry.visit and not is_plain_end(line.act))


def _of_visits(
    database: Database, ledger: Ledger, visits: Iterable[str]
) -> tuple[list[Nonconformity], set[str]]:
    """Return what the visits tell, and those of them that have left."""
    rows: list[Nonconformity] = []
    left: set[str] = set()
    for visit in visits:
        lines = ledger.of_visit(visit)
        if has_left(lines):
            left.add(visit)
            rows += of_labels(lines, shift_of_left(database, visit))
        elif any(isinstance(line.act, e.VisitOpened) for line in lines):
            rows += of_visit(fold_visit(lines), lines)
    return rows, left


def _of_shifts(ledger: Ledger, since: str) -> dict[str, list[Recorded]]:
    """Return the acts of each shift."""
    shifts: dict[str, list[Recorded]] = {}
    for line in ledger.of_every_house(*_KINDS, since=since):
        shifts.setdefault(shift_of(line.act), []).append(line)
    return shifts


def _of_days(told: Iterable[Recorded], first: date, last: date) -> set[str]:
    """Return the visits that wrote on these days."""
    begin, end = _hybrid(first, timedelta()), _hybrid(last, timedelta(days=1))
    return {line.entry.visit for line in told if line.entry.visit and begin <= line.entry.hlc < end}


def _hybrid(day: date, offset: timedelta) -> str:
    """Return where the hybrid times of a day at the site begin, so long before or after it."""
    try:
        return hybrid_at(datetime.combine(day, time(), DONATION_SITE) + offset)
    except OverflowError:  # a day at the end of all calendars
        return _EVER if offset > timedelta() else ""
