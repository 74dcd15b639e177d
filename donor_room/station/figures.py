"""The figures of some days at the station, from the same row of each visit as at a terminal."""

from __future__ import annotations

from datetime import date
from typing import LiteralString

from donor_room.domain.figures import By, Figures, Group, Key, Where, key_of, parted
from donor_room.domain.ruleset import RulePack
from donor_room.station.store import Connection

_ALIKE: LiteralString = "ended, kind, times, first_stick, severity, reasons, satisfied"
_COUNTED: LiteralString = "count(*) AS visits, sum(volume_ml) AS volume_ml, sum(needles) AS needles"
_KEYS: dict[Key | None, LiteralString] = {
    None: "%(first)s::date AS on_day, '' AS pierced_by, '' AS shift",
    "on_day": "on_day, '' AS pierced_by, '' AS shift",
    "pierced_by": "%(first)s::date AS on_day, coalesce(pierced_by, '') AS pierced_by, '' AS shift",
    "shift": "%(first)s::date AS on_day, '' AS pierced_by, shift",
}


def _groups(key: Key | None) -> LiteralString:
    """Add up in the database, told apart by no more than is asked for; then say where each shift was."""
    alike = f"{key}, {_ALIKE}" if key else _ALIKE
    return f"""
SELECT f.on_day, f.pierced_by, coalesce(s.site, ''), coalesce(s.vehicle, ''), coalesce(s.drive, ''),
    coalesce(s.organisation, ''), coalesce(s.campaign, ''), coalesce(s.source, ''),
    f.ended, f.kind, f.times, f.first_stick, f.severity, f.reasons, f.satisfied, f.visits,
    f.volume_ml, f.needles
FROM (
    SELECT {_KEYS[key]}, {_ALIKE}, {_COUNTED} FROM figure
    WHERE station_code = %(station)s AND on_day BETWEEN %(first)s AND %(last)s GROUP BY {alike}
) AS f LEFT JOIN shift s ON s.station_code = %(station)s AND s.shift = f.shift
"""  # noqa: S608 - names of ours


def report(
    conn: Connection, station_code: str, rules: RulePack, *, first: date, last: date, by: By = "all"
) -> dict[str, Figures]:
    """Return the figures of these days, both ends included, one for each part in the order of its name."""
    asked = {"station": station_code, "first": first, "last": last}
    rows = conn.execute(_groups(key_of(by)), asked).fetchall()
    return parted(rules, by, ((Where(*row[:8]), Group(*row[8:])) for row in rows))
