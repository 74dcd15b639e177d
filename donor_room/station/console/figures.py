"""What is going on today: visits, how they ended, and the blood of each site."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import LiteralString, NamedTuple

from donor_room.domain.clock import DONATION_SITE, Clock
from donor_room.domain.directory import NOT_DONATIONS
from donor_room.station.store import Connection, one


class SiteFigures(NamedTuple):
    """One site today; site is empty for visits whose shift the station has not read yet."""

    site: str
    visits: int
    under_way: int
    eligible: int
    physician: int
    deferred_until: int
    deferred_for_good: int
    undecided: int
    units: int
    volume_ml: int


class Waiting(NamedTuple):
    """What waits for somebody of the station."""

    holds: int
    quarantined: int
    unread: int
    forks: int


_SITES: LiteralString = """
WITH today AS (
    SELECT coalesce(s.site, '') AS site, v.visit, v.closed_at, v.outcome, d.kind, d.volume_ml
    FROM visit v LEFT JOIN shift s USING (station_code, shift)
    LEFT JOIN donation d USING (station_code, visit)
    WHERE v.station_code = %(station)s AND v.opened_at >= %(begin)s AND v.opened_at < %(end)s
    UNION ALL
    SELECT site, NULL, NULL, NULL, NULL, NULL FROM shift
    WHERE station_code = %(station)s AND shift_on = %(day)s
)
SELECT site, count(visit), count(visit) FILTER (WHERE closed_at IS NULL),
 count(visit) FILTER (WHERE outcome IN ('eligible', 'eligible_check_before_release')),
 count(visit) FILTER (WHERE outcome IN ('physician', 'cannot_decide')),
 count(visit) FILTER (WHERE outcome = 'deferred_until'),
 count(visit) FILTER (WHERE outcome = 'deferred_for_good'),
 count(visit) FILTER (WHERE outcome IS NULL),
 count(visit) FILTER (WHERE kind IS NOT NULL AND kind <> ALL(%(none)s)),
 coalesce(sum(volume_ml), 0)
FROM today GROUP BY site ORDER BY site = '', site
"""


def sites_today(conn: Connection, station_code: str, clock: Clock) -> list[SiteFigures]:
    """Return every site where a team works today or a visit began today, by the calendar of the sites."""
    begin = datetime.combine(clock.today(), time(), DONATION_SITE)
    rows = conn.execute(
        _SITES,
        {
            "station": station_code,
            "day": clock.today(),
            "begin": begin,
            "end": begin + timedelta(days=1),
            "none": list(NOT_DONATIONS),
        },
    )
    return [SiteFigures(*row) for row in rows]


def total_of(sites: list[SiteFigures]) -> SiteFigures:
    """Return the sum of all sites."""
    columns = list(zip(*(one_site[1:] for one_site in sites), strict=True)) or [()] * 9
    return SiteFigures("", *(sum(int(value) for value in column) for column in columns))


def waiting(conn: Connection, station_code: str, open_holds: int) -> Waiting:
    """Return how much waits for a person, and how many entries nobody has read yet."""
    row = one(
        conn,
        "SELECT (SELECT count(*) FROM quarantine q WHERE q.station_code = %(station)s AND NOT EXISTS ("
        "   SELECT 1 FROM station_act a WHERE a.station_code = q.station_code AND a.kind = 'quarantine_seen'"
        "   AND a.body ->> 'book' = q.book AND (a.body ->> 'seq')::bigint = q.seq)"
        "  AND (q.code <> 'hollow' OR NOT EXISTS (SELECT 1 FROM quarantine h WHERE h.code = 'hollow'"
        "   AND h.station_code = q.station_code AND h.book = q.book AND h.seq < q.seq))),"
        " (SELECT coalesce(sum(seq - projected), 0) FROM book WHERE station_code = %(station)s),"
        " (SELECT count(DISTINCT book) FROM fork WHERE station_code = %(station)s)",
        {"station": station_code},
    )
    quarantined, unread, forks = row or (0, 0, 0)
    return Waiting(open_holds, quarantined, int(unread), forks)
