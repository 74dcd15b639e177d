"""The rows of which figures are added up: one for each visit that is over, by day."""

from __future__ import annotations

from datetime import date, timedelta

from donor_room.domain.figures import Group, VisitFigures
from donor_room.store.database import Database

_COLUMNS = (
    "visit, shift, on_day, ended, plan, kind, volume_ml, times, needles, first_stick, pierced_by, severity, "
    "reasons"
)
_ALIKE = "shift, on_day, pierced_by, ended, kind, times, first_stick, severity, reasons"


class FigureRows:
    """The table of figures; to be used on the store thread only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, row: VisitFigures) -> None:
        """Write the row of a visit, in the place of an earlier one."""
        values = row._replace(on=row.on.isoformat())  # type: ignore[arg-type]
        marks = ",".join("?" * len(values))
        self._database.execute(f"INSERT OR REPLACE INTO figure ({_COLUMNS}) VALUES ({marks})", values)

    def groups(self, first: date, last: date) -> list[tuple[str, date, str | None, Group]]:
        """Return shift, day, who pierced first, and how many such visits there were, both ends included."""
        rows = self._database.rows(
            f"SELECT {_ALIKE}, count(*), sum(volume_ml), sum(needles) FROM figure "
            f"WHERE on_day BETWEEN ? AND ? GROUP BY {_ALIKE}",
            (first.isoformat(), last.isoformat()),
        )
        return [_group(*row) for row in rows]

    def without_row(self, first: date, last: date) -> list[str]:
        """Return the visits of about these days that are not over, or were over before there were rows."""
        rows = self._database.rows(
            "SELECT visit FROM visit_line WHERE opened_at >= ? AND opened_at < ? "
            "AND NOT EXISTS (SELECT 1 FROM figure WHERE figure.visit = visit_line.visit) ORDER BY visit",
            ((first - timedelta(days=1)).isoformat(), (last + timedelta(days=2)).isoformat()),
        )
        return [visit for (visit,) in rows]


def _group(
    shift: str, on_day: str, pierced_by: str | None, ended: str, kind: str | None, times: str,
    first_stick: int | None, severity: str | None, reasons: str, visits: int, volume_ml: int, needles: int,
) -> tuple[str, date, str | None, Group]:  # fmt: skip
    stick = None if first_stick is None else bool(first_stick)
    alike = (ended, kind, times, stick, severity, reasons)
    group = Group(*alike, visits=visits, volume_ml=volume_ml, needles=needles)  # type: ignore[arg-type]
    return shift, date.fromisoformat(on_day), pierced_by, group
