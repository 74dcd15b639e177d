"""Which records of the station are one donor: a clerk said so, and may take it back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from donor_room.station import tables
from donor_room.station.store import Connection

Group = frozenset[str]
"""The records of one donor, each by the hash of its document."""


class Join(NamedTuple):
    """Two records that a clerk joined; parted_by is empty while it stands."""

    person: str
    other: str
    joined_by: str
    why: str
    joined_at: datetime
    parted_by: str
    parted_why: str
    parted_at: datetime | None


def groups_of(conn: Connection, station_code: str, persons: Collection[str]) -> list[Group]:
    """Return the donors to whom these records belong, each as all of its records."""
    seen: set[str] = set()
    pairs: list[tuple[str, str]] = []
    wanted = set(persons)
    while wanted - seen:
        seen |= wanted
        found = conn.execute(_STANDING, {"station": station_code, "persons": sorted(wanted)}).fetchall()
        pairs += found
        wanted = {person for pair in found for person in pair} - seen
    return list(_connected(seen, pairs))


def records_joined(conn: Connection, station_code: str) -> set[str]:
    """Return every record that stands joined with another one."""
    rows = conn.execute(
        "SELECT person, other FROM person_join WHERE station_code = %s AND parted_at IS NULL", [station_code]
    )
    return {person for pair in rows for person in pair}


_STANDING = """
SELECT person, other FROM person_join WHERE station_code = %(station)s AND parted_at IS NULL
 AND (person = ANY(%(persons)s) OR other = ANY(%(persons)s))
"""


def _connected(persons: Iterable[str], pairs: Iterable[tuple[str, str]]) -> Iterator[Group]:
    group_of = {person: frozenset({person}) for person in persons}
    for one, other in pairs:
        together = group_of[one] | group_of[other]
        group_of |= dict.fromkeys(together, together)
    yield from sorted(set(group_of.values()), key=min)


def add_join(
    conn: Connection, station_code: str, one: str, other: str, *, by: str, why: str, now: datetime
) -> None:
    """Write down that two records are one donor."""
    feed_no = tables.take_feed_numbers(conn, station_code, 1)
    conn.execute(
        "INSERT INTO person_join (station_code, feed_no, person, other, joined_by, why, joined_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        [station_code, feed_no, one, other, by, why, now],
    )


def end_joins(
    conn: Connection, station_code: str, one: str, other: str, *, by: str, why: str, now: datetime
) -> int:
    """Take back what was said of just these two records; return how many words that were."""
    ended = conn.execute(
        "UPDATE person_join SET parted_by = %(by)s, parted_why = %(why)s, parted_at = %(now)s"
        " WHERE station_code = %(station)s AND parted_at IS NULL"
        " AND ((person = %(one)s AND other = %(other)s) OR (person = %(other)s AND other = %(one)s))",
        {"station": station_code, "one": one, "other": other, "by": by, "why": why, "now": now},
    )
    return ended.rowcount


def joins_of(conn: Connection, station_code: str) -> list[Join]:
    """Return every join that was ever made, the newest first."""
    rows = conn.execute(
        "SELECT person, other, joined_by, why, joined_at, coalesce(parted_by, ''), coalesce(parted_why, ''),"
        " parted_at FROM person_join WHERE station_code = %s ORDER BY feed_no DESC",
        [station_code],
    )
    return [Join(*row) for row in rows]
