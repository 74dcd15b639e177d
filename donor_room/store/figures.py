"""The rows of which figures are added up: one for each visit that is over, by day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from donor_room.domain.directory import Severity
from donor_room.domain.figures import Ended, Group, Key, TakenHome, Times, VisitFigures
from donor_room.domain.waiting import AWAITED, Waiting
from donor_room.store.database import Database

_COLUMNS = (
    "visit, shift, on_day, ended, plan, kind, volume_ml, times, needles, first_stick, pierced_by, severity, "
    "reasons, satisfied, reacted, souvenirs, " + ", ".join(f"{step}_min" for step in AWAITED)
)
_ALIKE = "ended, kind, times, first_stick, severity, reasons, satisfied, reacted"
_KEYS: dict[Key | None, str] = {
    None: "'', NULL, NULL",
    "shift": "shift, NULL, NULL",
    "on_day": "'', on_day, NULL",
    "pierced_by": "'', NULL, pierced_by",
}


class FigureRows:
    """The table of figures; to be used on the store thread only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, row: VisitFigures) -> None:
        """Write the row of a visit, in the place of an earlier one."""
        values = row._replace(on=row.on.isoformat())  # type: ignore[arg-type]
        marks = ",".join("?" * len(values))
        self._database.execute(f"INSERT OR REPLACE INTO figure ({_COLUMNS}) VALUES ({marks})", values)

    def ended(self, shifts: Sequence[str]) -> dict[str, Ended]:
        """Return how the visits of these shifts ended that are over."""
        marks = ",".join("?" * len(shifts))
        return dict(self._database.rows(f"SELECT visit, ended FROM figure WHERE shift IN ({marks})", shifts))

    def groups(
        self, first: date, last: date, key: Key | None
    ) -> Iterator[tuple[str, date, str | None, Group]]:
        """Give shift, day and who pierced first, as far as the key tells them apart, and the visits of each.

        Both days are included; where the day is not told apart it is the first one.
        """
        alike = f"{key}, {_ALIKE}" if key else _ALIKE
        rows = self._database.rows(
            f"SELECT {_KEYS[key]}, {_ALIKE}, count(*), sum(volume_ml), sum(needles) FROM figure "
            f"WHERE on_day BETWEEN ? AND ? GROUP BY {alike}",
            (first.isoformat(), last.isoformat()),
        )
        for shift, on_day, person, *group in rows:
            yield shift, date.fromisoformat(on_day) if on_day else first, person, _group(*group)

    def waits(
        self, first: date, last: date, key: Key | None
    ) -> Iterator[tuple[str, date, str | None, Waiting]]:
        """Give shift, day and who pierced first, as `groups` does, and how many visits waited how long."""
        alike = f"{key}, {{minutes}}" if key else "{minutes}"
        for step in AWAITED:
            minutes = f"{step}_min"
            rows = self._database.rows(
                f"SELECT {_KEYS[key]}, {minutes}, count(*) FROM figure WHERE on_day BETWEEN ? AND ? "
                f"AND {minutes} IS NOT NULL GROUP BY {alike.format(minutes=minutes)}",
                (first.isoformat(), last.isoformat()),
            )
            for shift, on_day, person, waited, visits in rows:
                on = date.fromisoformat(on_day) if on_day else first
                yield shift, on, person, Waiting(step, waited, visits)

    def taken_home(
        self, first: date, last: date, key: Key | None
    ) -> Iterator[tuple[str, date, str | None, TakenHome]]:
        """Give shift, day and who pierced first, as `groups` does, and how many visits took what home."""
        rows = self._database.rows(
            f"SELECT {_KEYS[key]}, souvenirs, count(*) FROM figure WHERE on_day BETWEEN ? AND ? "
            f"AND souvenirs <> '' GROUP BY {f'{key}, souvenirs' if key else 'souvenirs'}",
            (first.isoformat(), last.isoformat()),
        )
        for shift, on_day, person, *told in rows:
            yield shift, date.fromisoformat(on_day) if on_day else first, person, TakenHome(*told)

    def without_row(self, first: date, last: date) -> list[str]:
        """Return the visits of about these days that are not over, or were over before there were rows."""
        rows = self._database.rows(
            "SELECT visit FROM visit_line WHERE opened_at >= ? AND opened_at < ? "
            "AND NOT EXISTS (SELECT 1 FROM figure WHERE figure.visit = visit_line.visit) ORDER BY visit",
            ((first - timedelta(days=1)).isoformat(), (last + timedelta(days=2)).isoformat()),
        )
        return [visit for (visit,) in rows]


def _group(
    ended: Ended, kind: str | None, times: Times, first_stick: int | None, severity: Severity | None,
    reasons: str, satisfied: int | None, reacted: str, visits: int, volume_ml: int, needles: int,
) -> Group:  # fmt: skip
    stick = None if first_stick is None else bool(first_stick)
    return Group(ended, kind, times, stick, severity, reasons, satisfied, reacted, visits, volume_ml, needles)
