"""The figures of some days at a terminal, as one sum or parted by day, site, person and more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TypeAlias, TypeVar

from donor_room.domain import entries as e
from donor_room.domain.figures import (
    By,
    Figures,
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
from donor_room.domain.waiting import told_of
from donor_room.store.database import Database
from donor_room.store.figures import FigureRows
from donor_room.store.ledger import Ledger

_Shifts: TypeAlias = Mapping[str, e.ShiftOpened]
_Told = TypeVar("_Told")


def report(
    database: Database, ledger: Ledger, rules: RulePack, *, first: date, last: date, by: By = "all"
) -> dict[str, Figures]:
    """Return the figures of these days, both ends included, one for each part in the order of its name.

    What no shift or person is known of stands under an empty name; nothing is left out.
    """
    shifts, kept, key = shifts_of(ledger), FigureRows(database), key_of(by)
    folded = list(_folded(kept, ledger, first, last))

    def placed(
        rows: Iterable[tuple[str, date, str | None, _Told]],
        of_row: Callable[[VisitFigures], Iterable[_Told]],
    ) -> Iterator[tuple[Where, _Told]]:
        """Give what is told where it was: of rows that are kept, and of visits without one."""
        for shift, on, person, one in rows:
            yield where_of(shifts.get(shift), on, person), one
        for row in folded:
            where = where_of(shifts.get(row.shift), row.on, row.pierced_by)
            yield from ((where, one) for one in of_row(row))

    return parted(
        rules,
        by,
        placed(kept.groups(first, last, key), lambda row: (group_of(row),)),
        placed(kept.waits(first, last, key), lambda row: told_of(row.waits)) if tells_waits(by) else (),
        placed(kept.taken_home(first, last, key), lambda row: (TakenHome(row.souvenirs, 1),)),
    )


def _folded(kept: FigureRows, ledger: Ledger, first: date, last: date) -> Iterator[VisitFigures]:
    """Give the rows of visits that have none here, made now."""
    for visit in kept.without_row(first, last):
        folded = fold_visit(ledger.of_visit(visit))
        row = figures_of(folded, ledger.ticketed(visit, folded.opened_at))
        if first <= row.on <= last:
            yield row


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
