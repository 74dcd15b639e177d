"""The figures of some days at the station, from the same row of each visit as at a terminal."""

from __future__ import annotations

from datetime import date

from donor_room.domain.figures import By, Figures, Group, Where, parted
from donor_room.domain.ruleset import RulePack
from donor_room.station.store import Connection

_GROUPS = """
SELECT f.on_day, coalesce(f.pierced_by, ''), coalesce(s.site, ''), coalesce(s.vehicle, ''),
    coalesce(s.drive, ''), coalesce(s.organisation, ''),
    f.ended, f.kind, f.times, f.first_stick, f.severity, f.reasons, f.visits, f.volume_ml, f.needles
FROM (
    SELECT station_code, shift, on_day, pierced_by, ended, kind, times, first_stick, severity, reasons,
        count(*) AS visits, sum(volume_ml) AS volume_ml, sum(needles) AS needles
    FROM figure WHERE station_code = %(station)s AND on_day BETWEEN %(first)s AND %(last)s
    GROUP BY station_code, shift, on_day, pierced_by, ended, kind, times, first_stick, severity, reasons
) AS f LEFT JOIN shift s USING (station_code, shift)
"""


def report(
    conn: Connection, station_code: str, rules: RulePack, *, first: date, last: date, by: By = "all"
) -> dict[str, Figures]:
    """Return the figures of these days, both ends included, one for each part in the order of its name."""
    asked = {"station": station_code, "first": first, "last": last}
    rows = conn.execute(_GROUPS, asked).fetchall()
    return parted(rules, by, ((Where(*row[:6]), Group(*row[6:])) for row in rows))
