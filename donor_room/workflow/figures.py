"""The figures of some days at a terminal, as one sum or parted by day, site, person and more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from donor_room.domain import entries as e
from donor_room.domain.figures import By, Figures, Group, Key, Where, figures_of, group_of, key_of, parted
from donor_room.domain.ruleset import RulePack
from donor_room.domain.visit import fold_visit
from donor_room.store.database import Database
from donor_room.store.figures import FigureRows
from donor_room.store.ledger import Ledger


def report(
    database: Database, ledger: Ledger, rules: RulePack, *, first: date, last: date, by: By = "all"
) -> dict[str, Figures]:
    """Return the figures of these days, both ends included, one for each part in the order of its name.

    What no shift or person is known of stands under an empty name; nothing is left out.
    """
    return parted(rules, by, _every(database, ledger, first, last, key_of(by)))


def _every(
    database: Database, ledger: Ledger, first: date, last: date, key: Key | None
) -> Iterator[tuple[Where, Group]]:
    rows, shifts = FigureRows(database), shifts_of(ledger)
    for shift, on, person, group in rows.groups(first, last, key):
        yield where_of(shifts.get(shift), on, person), group
    for visit in rows.without_row(first, last):
        row = figures_of(fold_visit(ledger.of_visit(visit)))
        if first <= row.on <= last:
            yield where_of(shifts.get(row.shift), row.on, row.pierced_by), group_of(row)


def shifts_of(ledger: Ledger) -> dict[str, e.ShiftOpened]:
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
