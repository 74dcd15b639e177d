"""What has become of the donation numbers that were lent, range by range."""

from __future__ import annotations

from datetime import datetime
from typing import LiteralString, NamedTuple

from donor_room.station.store import Connection


class RangeRow(NamedTuple):
    """One range; each number of it is used, void, planned, returned, explained or still out."""

    range_id: str
    terminal: str
    terminal_name: str
    use: str
    first: str
    last: str
    leased_at: datetime
    lent: int
    used: int
    void: int
    planned: int
    returned: int
    explained: int

    @property
    def out(self) -> int:
        """Numbers of which nothing has been told; below 0 something was told twice."""
        return self.lent - self.used - self.void - self.planned - self.returned - self.explained


class Sum(NamedTuple):
    """The sum of several ranges."""

    lent: int = 0
    used: int = 0
    void: int = 0
    planned: int = 0
    returned: int = 0
    explained: int = 0
    out: int = 0


_RANGES: LiteralString = """
SELECT r.range_id, r.terminal, t.terminal_name, r.use, r.first, r.last, r.leased_at,
 r.last_serial - r.first_serial + 1, coalesce(n.used, 0), coalesce(n.void, 0), coalesce(n.planned, 0),
 coalesce(b.returned, 0), coalesce(x.explained, 0)
FROM number_range r JOIN terminal t USING (station_code, terminal)
LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE state = 'used') AS used, count(*) FILTER (WHERE state = 'void') AS void,
     count(*) FILTER (WHERE state = 'planned') AS planned
    FROM (SELECT number, max(state) AS state FROM donation_number d WHERE d.station_code = r.station_code
          AND length(d.number) = length(r.first)
          AND d.number COLLATE "C" >= r.first COLLATE "C" AND d.number COLLATE "C" <= r.last COLLATE "C"
          GROUP BY number) told
) n ON true
LEFT JOIN LATERAL (
    SELECT sum(count) AS returned FROM (
        SELECT DISTINCT first, last, count FROM number_returned m
        WHERE m.station_code = r.station_code AND m.range_id = r.range_id) runs
) b ON true
LEFT JOIN LATERAL (
    SELECT count(DISTINCT number) AS explained FROM number_explained e WHERE e.station_code = r.station_code
     AND length(e.number) = length(r.first)
     AND e.number COLLATE "C" >= r.first COLLATE "C" AND e.number COLLATE "C" <= r.last COLLATE "C"
) x ON true
WHERE r.station_code = %(station)s AND (%(terminal)s = '' OR r.terminal = %(terminal)s)
ORDER BY r.leased_at DESC, r.first DESC LIMIT %(limit)s
"""


def ranges_of(conn: Connection, station_code: str, terminal: str = "", *, limit: int = 500) -> list[RangeRow]:
    """Return the ranges that were lent last, to one terminal where one is named."""
    rows = conn.execute(_RANGES, {"station": station_code, "terminal": terminal, "limit": limit})
    return [RangeRow(*row) for row in rows]


def sums_by_terminal(ranges: list[RangeRow]) -> dict[str, Sum]:
    """Return what became of all numbers of each terminal."""
    sums: dict[str, Sum] = {}
    for row in ranges:
        before = sums.get(row.terminal, Sum())
        sums[row.terminal] = Sum(*(had + getattr(row, name) for name, had in before._asdict().items()))
    return sums
