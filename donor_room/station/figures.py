"""The figures of some days at the station, from the same row of each visit as at a terminal."""

from __future__ import annotations

from datetime import date
from typing import Any, LiteralString

from donor_room.domain.figures import By, Figures, Group, TakenHome, Where, part_of, parted, tells_waits
from donor_room.domain.ruleset import RulePack
from donor_room.domain.waiting import Awaited, Waiting
from donor_room.station.store import Connection

_ALIKE: LiteralString = "ended, kind, times, first_stick, severity, reasons, satisfied, reacted"
_MINUTES: dict[Awaited, LiteralString] = {
    "desk": "desk_min",
    "interview": "interview_min",
    "exam": "exam_min",
    "tests": "tests_min",
    "decision": "decision_min",
    "labels": "labels_min",
    "collection": "collection_min",
    "aftercare": "aftercare_min",
    "stay": "stay_min",
}
_DAYS: dict[By, LiteralString] = {
    "day": "f.on_day",
    "month": "date_trunc('month', f.on_day::timestamp)::date",
    "quarter": "date_trunc('quarter', f.on_day::timestamp)::date",
    "year": "date_trunc('year', f.on_day::timestamp)::date",
}
_NAMES: dict[By, LiteralString] = {
    "site": "coalesce(s.site, '')",
    "vehicle": "coalesce(s.vehicle, '')",
    "drive": "coalesce(s.drive, '')",
    "organisation": "coalesce(s.organisation, '')",
    "campaign": "coalesce(s.campaign, '')",
    "source": "coalesce(s.source, '')",
    "person": "coalesce(f.pierced_by, '')",
}
_SHIFTS: LiteralString = "LEFT JOIN shift s ON s.station_code = f.station_code AND s.shift = f.shift"


def rows_by(by: By, source: LiteralString = "figure") -> LiteralString:
    """Name the part of each row: a day in it, and what it is called where it is no span of time.

    `source` has station_code, shift, on_day and pierced_by, whatever else it tells.
    """
    shifts: LiteralString = _SHIFTS if "s." in _NAMES.get(by, "") else ""
    return f"""
(SELECT {_DAYS.get(by, "%(first)s::date")} AS part_on, {_NAMES.get(by, "''")} AS part, f.*
 FROM {source} f {shifts}
 WHERE f.station_code = %(station)s AND f.on_day BETWEEN %(first)s AND %(last)s) AS f
"""  # noqa: S608 - names of ours


def _groups(by: By) -> LiteralString:
    """Add up in the database, told apart by no more than is asked for."""
    return (
        f"SELECT part_on, part, {_ALIKE}, count(*), sum(volume_ml), sum(needles) FROM {rows_by(by)}"  # noqa: S608
        f" GROUP BY part_on, part, {_ALIKE}"
    )


def _waits(by: By) -> LiteralString:
    """Count how many visits of a part waited just so long before each step, all steps side by side."""
    steps = [
        f"SELECT part_on, part, '{step}', {minutes}, count(*) FROM {rows_by(by)}"  # noqa: S608
        f" WHERE {minutes} IS NOT NULL GROUP BY part_on, part, {minutes}"
        for step, minutes in _MINUTES.items()
    ]
    return " UNION ALL ".join(steps)


def _taken_home(by: By) -> LiteralString:
    """Count how many visits of a part took just these souvenirs home."""
    return (
        f"SELECT part_on, part, souvenirs, count(*) FROM {rows_by(by)}"  # noqa: S608
        " WHERE souvenirs <> '' GROUP BY part_on, part, souvenirs"
    )


def report(
    conn: Connection, station_code: str, rules: RulePack, *, first: date, last: date, by: By = "all"
) -> dict[str, Figures]:
    """Return the figures of these days, both ends included, one for each part in the order of its name."""
    asked = {"station": station_code, "first": first, "last": last}
    groups = conn.execute(_groups(by), asked).fetchall()
    waits = conn.execute(_waits(by), asked).fetchall() if tells_waits(by) else []
    taken = conn.execute(_taken_home(by), asked).fetchall()
    return parted(
        rules,
        by,
        ((_where(by, *row[:2]), Group(*row[2:])) for row in groups),
        ((_where(by, *row[:2]), Waiting(*row[2:])) for row in waits),
        ((_where(by, *row[:2]), TakenHome(*row[2:])) for row in taken),
    )


def name_of_part(by: By, on: date, name: str) -> str:
    """Return the name of the part that a row of `rows_by` is of."""
    return part_of(by, _where(by, on, name))


def _where(by: By, on: date, name: str) -> Where:
    """Return what is known of a part: a day of it, or the one name that was asked for."""
    named: dict[str, Any] = {by: name} if by in _NAMES else {}
    return Where(on, "", "", "", "", "")._replace(**named)
