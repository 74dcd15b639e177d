"""The figures of some days at a terminal, as one sum or parted by day, site, person and more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TypeAlias

from donor_room.domain import entries as e
from donor_room.domain.figures import (
    By,
    Figures,
    Group,
    TakenHome,
    VisitFigures,
    Where,
    figures_of,
    group_of,
    key_of,
    parted,
    tells_waits,
)
from donor_room.domain.ruleset import RulePack
from donor_room.domain.visit import fold_visit
from donor_room.domain.waiting import Waiting, told_of
from donor_room.store.database import Database
from donor_room.store.figures import FigureRows
from donor_room.store.ledger import Ledger

_Shifts: TypeAlias = Mapping[str, e.ShiftOpened]


def report(
    database: Database, ledger: Ledger, rules: RulePack, *, first: date, last: date, by: By = "all"
) -> dict[str, Figures]:
    """Return the figures of these days, both ends included, one for each part in the order of its name.

    What no shift or person is known of stands under an empty name; nothing is left out.
    """
    shifts, kept = shifts_of(ledger), FigureRows(database)
    folded = list(_folded(kept, ledger, first, last))
    return parted(
        rules,
        by,
        _groups(kept, shifts, folded, (first, last), by),
        _waits(kept, shifts, folded, (first, last), by) if tells_waits(by) else (),
        _taken_home(kept, shifts, folded, (first, last), by),
    )


def _folded(kept: FigureRows, ledger: Ledger, first: date, last: date) -> Iterator[VisitFigures]:
    """Give the rows of visits that have none here, made now."""
    for visit in kept.without_row(first, last):
        folded = fold_visit(ledger.of_visit(visit))
        row = figures_of(folded, ledger.ticketed(visit, folded.opened_at))
        if first <= row.on <= last:
            yield row


def _groups(
    kept: FigureRows, shifts: _Shifts, folded: Iterable[VisitFigures], days: tuple[date, date], by: By
) -> Iterator[tuple[Where, Group]]:
    for shift, on, person, group in kept.groups(*days, key_of(by)):
        yield where_of(shifts.get(shift), on, person), group
    for row in folded:
        yield where_of(shifts.get(row.shift), row.on, row.pierced_by), group_of(row)


def _waits(
    kept: FigureRows, shifts: _Shifts, folded: Iterable[VisitFigures], days: tuple[date, date], by: By
) -> Iterator[tuple[Where, Waiting]]:
    for shift, on, person, waiting in kept.waits(*days, key_of(by)):
        yield where_of(shifts.get(shift), on, person), waiting
    for row in folded:
        where = where_of(shifts.get(row.shift), row.on, row.pierced_by)
        yield from ((where, waiting) for waiting in told_of(row.waits))


def _taken_home(
    kept: FigureRows, shifts: _Shifts, folded: Iterable[VisitFigures], days: tuple[date, date], by: By
) -> Iterator[tuple[Where, TakenHome]]:
    for shift, on, person, taken in kept.taken_home(*days, key_of(by)):
        yield where_of(shifts.get(shift), on, person), taken
    for row in folded:
        yield where_of(shifts.get(row.shift), row.on, row.pierced_by), TakenHome(row.souvenirs, 1)


def shifts_of(ledger: Ledger) -> _Shifts:
    """Return the shifts that were opened here, by their id."""
    opened = (line.act for line in ledger.of_house(e.ShiftOpened.KIND))
    return {act.shift: act for act in opened if isinstance(act, e.ShiftOpened)}


def where_of(shift: e.ShiftOpened | None, on: date, person: str | None) -> Where:
    """Return day and place of something by its shift; empty where nothing is known of that."""
    if shift is None:
        return Where(on, person or "", "", "", "", "", "", "")
    return Where(
        on=on,
        person=person or "",
        site=shift.site,
        vehicle=shift.vehicle,
        drive=shift.drive,
        organisation=shift.organisation or "",
        campaign=shift.campaign or "",
        source=shift.source or "",
    )
