"""How many persons gave on some days: one donor with several documents is one, whoever gave twice is one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import LiteralString, NamedTuple

from donor_room.domain.persons import Persons
from donor_room.station.joins import groups_of, records_joined
from donor_room.station.store import Connection

_GAVE: LiteralString = """
SELECT v.person, bool_or(f.times = 'first') AS first, bool_or(f.times = 'repeat') AS repeat, count(*) AS times
FROM figure f JOIN visit v USING (station_code, visit)
WHERE f.station_code = %(station)s AND f.on_day BETWEEN %(first)s AND %(last)s AND f.ended = 'donated'
GROUP BY v.person
"""
_ALONE: LiteralString = f"""
SELECT count(*), count(*) FILTER (WHERE first), count(*) FILTER (WHERE NOT first AND repeat),
    coalesce(sum(times), 0)
FROM ({_GAVE}) AS gave WHERE person <> ALL(%(joined)s)
"""  # noqa: S608 - a text of ours
_JOINED: LiteralString = f"SELECT * FROM ({_GAVE}) AS gave WHERE person = ANY(%(joined)s)"  # noqa: S608


class _Record(NamedTuple):
    person: str
    is_first: bool
    is_repeat: bool
    times: int


def count_persons(conn: Connection, station_code: str, first: date, last: date) -> Persons:
    """Count the persons who gave on these days, both included."""
    joined = records_joined(conn, station_code)
    asked = {"station": station_code, "first": first, "last": last, "joined": sorted(joined)}
    persons, firsts, repeats, donations = conn.execute(_ALONE, asked).fetchone() or (0, 0, 0, 0)
    alone = Persons(persons, firsts, repeats, int(donations))
    records = {row[0]: _Record(*row) for row in conn.execute(_JOINED, asked)}
    groups = groups_of(conn, station_code, records)
    together = [_one(records[one] for one in group if one in records) for group in groups]
    return Persons(*(sum(column) for column in zip(alone, *together, strict=True)))


def _one(records: Iterable[_Record]) -> Persons:
    """Return the records of one donor as one person."""
    found = list(records)
    is_first = any(one.is_first for one in found)
    is_repeat = not is_first and any(one.is_repeat for one in found)
    return Persons(1, int(is_first), int(is_repeat), sum(one.times for one in found))
