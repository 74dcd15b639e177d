"""Ends of numbers that no visit tells: returned and explained; and what got two ends is held."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from donor_room.domain.entries import GapExplained, NumbersReturned
from donor_room.domain.visit import Recorded
from donor_room.station.store import Connection

ENDED_TWICE = "number_ended_twice"
"""The reason of a hold: two things are said to have become of one number."""

_MAX_COUNT = 1_000_000


class Ended(NamedTuple):
    """What a run of entries ended: single numbers, and runs of them by both ends."""

    numbers: frozenset[str]
    runs: tuple[tuple[str, str], ...]


def add_ends(conn: Connection, station_code: str, readable: Iterable[Recorded]) -> Ended:
    """Note which numbers came back and which were explained, with both persons."""
    numbers: set[str] = set()
    runs: list[tuple[str, str]] = []
    for entry, act in readable:
        place = (station_code, entry.book, entry.seq)
        if isinstance(act, NumbersReturned) and 0 < act.count <= _MAX_COUNT:
            runs.append((act.first, act.last))
            conn.execute(
                "INSERT INTO number_returned (station_code, book, seq, shift, range_id, first, last, count)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                [*place, act.shift, act.range_id, act.first, act.last, act.count],
            )
        elif isinstance(act, GapExplained):
            numbers.add(act.number)
            conn.execute(
                "INSERT INTO number_explained"
                " (station_code, book, seq, number, shift, reason, explained_by, witness)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                [*place, act.number, act.shift, act.reason, entry.by, act.witness],
            )
    return Ended(frozenset(numbers), tuple(runs))


def hold_ended_twice(conn: Connection, station_code: str, ended: Ended) -> None:
    """Hold what was ended twice among these numbers and runs, and nothing else of them."""
    numbers = sorted(ended.numbers | _touched(conn, station_code, ended.runs))
    conn.execute(
        "DELETE FROM hold WHERE station_code = %s AND reason = %s AND subject = ANY(%s)",
        [station_code, ENDED_TWICE, numbers],
    )
    conn.execute(
        _HOLD,
        {"station": station_code, "reason": ENDED_TWICE, "numbers": numbers},
    )


def numbers_of(conn: Connection, station_code: str, visits: set[str]) -> Ended:
    """Return the numbers that these visits claim."""
    rows = conn.execute(
        "SELECT number FROM donation_number WHERE station_code = %s AND visit = ANY(%s)",
        [station_code, sorted(visits)],
    )
    return Ended(frozenset(number for (number,) in rows), ())


def _touched(conn: Connection, station_code: str, runs: tuple[tuple[str, str], ...]) -> set[str]:
    """Return the numbers inside returned runs of which something else is told as well."""
    found: set[str] = set()
    for first, last in runs:
        rows = conn.execute(_TOUCHED, {"station": station_code, "first": first, "last": last})
        found |= {number for (number,) in rows}
    return found


_TOUCHED = """
SELECT number FROM donation_number WHERE station_code = %(station)s
 AND length(number) = length(%(first)s) AND number COLLATE "C" BETWEEN %(first)s AND %(last)s
UNION SELECT number FROM number_explained WHERE station_code = %(station)s
 AND length(number) = length(%(first)s) AND number COLLATE "C" BETWEEN %(first)s AND %(last)s
UNION SELECT CASE WHEN first COLLATE "C" < %(first)s THEN %(first)s ELSE first END
 FROM number_returned WHERE station_code = %(station)s
 AND length(first) = length(%(first)s) AND first COLLATE "C" <= %(last)s AND last COLLATE "C" >= %(first)s
"""
"""A run that came back twice is held by the first number that both have."""

_HOLD = """
WITH asked AS (SELECT unnest(%(numbers)s::text[]) AS number),
told AS (
    SELECT a.number, coalesce(n.visit, '') AS visit, n.state,
        (SELECT count(*) FROM number_returned r WHERE r.station_code = %(station)s
          AND length(r.first) = length(a.number)
          AND a.number COLLATE "C" BETWEEN r.first AND r.last) AS returned,
        (SELECT count(DISTINCT x.number) FROM number_explained x WHERE x.station_code = %(station)s
          AND x.number = a.number) AS explained
    FROM asked a LEFT JOIN donation_number n ON n.station_code = %(station)s AND n.number = a.number
)
INSERT INTO hold (station_code, reason, subject, visit, rests_on)
SELECT DISTINCT %(station)s, %(reason)s, number, visit,
 json_build_array(state, returned, explained)::text FROM told
WHERE returned + explained > 1 OR (state IS NOT NULL AND returned > 0)
 OR (state IN ('used', 'void') AND explained > 0)
ON CONFLICT DO NOTHING
"""
