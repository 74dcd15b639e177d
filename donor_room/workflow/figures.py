"""The figures of some days, as one sum or parted: by day, month, site, person, drive and organisation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from typing import Literal

from donor_room.domain import entries as e
from donor_room.domain.figures import Figures, Group, add_up, figures_of, group_of
from donor_room.domain.ruleset import RulePack
from donor_room.domain.visit import fold_visit
from donor_room.store.database import Database
from donor_room.store.figures import FigureRows, Where
from donor_room.store.ledger import Ledger

By = Literal["all", "day", "month", "quarter", "year", "site", "vehicle", "drive", "organisation", "person"]

_OF_DAY: dict[str, Callable[[date], str]] = {
    "all": lambda _on: "",
    "day": date.isoformat,
    "month": lambda on: f"{on:%Y-%m}",
    "quarter": lambda on: f"{on.year}-Q{(on.month + 2) // 3}",
    "year": lambda on: str(on.year),
}


def report(
    database: Database, ledger: Ledger, rules: RulePack, *, first: date, last: date, by: By = "all"
) -> dict[str, Figures]:
    """Return the figures of these days, both ends included, one for each part in the order of its name.

    What no shift or person is known of stands under an empty name; nothing is left out.
    """
    shifts = {
        line.act.shift: line.act
        for line in ledger.of_house(e.ShiftOpened.KIND)
        if isinstance(line.act, e.ShiftOpened)
    }
    parts: dict[str, list[Group]] = defaultdict(list)
    for where, group in _every(database, ledger, first, last):
        parts[_part(by, where, shifts.get(where.shift))].append(group)
    return {name: add_up(rules, parts[name]) for name in sorted(parts)}


def _every(database: Database, ledger: Ledger, first: date, last: date) -> Iterator[tuple[Where, Group]]:
    rows = FigureRows(database)
    yield from rows.groups(first, last)
    for visit in rows.without_row(first, last):
        row = figures_of(fold_visit(ledger.of_visit(visit)))
        if first <= row.on <= last:
            yield Where(row.shift, row.on, row.pierced_by), group_of(row)


def _part(by: By, where: Where, shift: e.ShiftOpened | None) -> str:
    of_day = _OF_DAY.get(by)
    if of_day is not None:
        return of_day(where.on)
    if by == "person":
        return where.pierced_by or ""
    return (getattr(shift, by) or "") if shift is not None else ""
