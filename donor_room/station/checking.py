"""Holds each visit against all that is known of its donor, whenever something new is known of that donor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from donor_room.station.joins import Group, groups_of
from donor_room.station.past import pasts_of
from donor_room.station.rules_kept import KeptRules
from donor_room.station.store import Connection
from donor_room.station.suspicion import Suspicion, suspicions

_OF_ONE_DONOR = (
    "open_twice",
    "other_person",
    "group_differs",
    "interval",
    "deferred_elsewhere",
    "stale_decision",
)
_SAME = "same_person"
_FORK = "fork"


def check_persons(conn: Connection, station_code: str, persons: set[str]) -> None:
    """Hold every visit of these donors that something speaks against, and no other of theirs."""
    groups = groups_of(conn, station_code, persons)
    rules = KeptRules(conn, station_code)
    pasts = pasts_of(conn, station_code, groups)
    found = [one for past in pasts for one in suspicions(past, rules.of)]
    _replace(conn, station_code, set().union(*groups), _OF_ONE_DONOR, found)
    _check_namesakes(conn, station_code, set().union(*groups))


def _replace(
    conn: Connection,
    station_code: str,
    subjects: Iterable[str],
    reasons: Iterable[str],
    found: Iterable[Suspicion],
) -> None:
    """Put what was found in the place of what was found before; what a terminal said itself stays."""
    conn.execute(
        "DELETE FROM hold WHERE station_code = %s AND subject = ANY(%s) AND reason = ANY(%s)",
        [station_code, sorted(subjects), list(reasons)],
    )
    with conn.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO hold (station_code, reason, subject, visit, rests_on) VALUES (%s, %s, %s, %s, %s)",
            [(station_code, *one) for one in found],
        )


# ---- two records that may be one donor ---------------------------------------------------------------------


def _check_namesakes(conn: Connection, station_code: str, persons: set[str]) -> None:
    """Name records with equal name, sex and birth date to a clerk (I13), also those named before."""
    before = conn.execute(
        "SELECT rests_on FROM hold WHERE station_code = %s AND reason = %s AND subject = ANY(%s)",
        [station_code, _SAME, sorted(persons)],
    )
    asked = persons.union(*(msgspec.json.decode(told, type=list[str]) for (told,) in before))
    asked |= {other for _one, other in _namesakes(conn, station_code, persons)}
    group_of = {one: group for group in groups_of(conn, station_code, asked) for one in group}
    others: dict[str, set[str]] = defaultdict(set)
    for one, other in _namesakes(conn, station_code, asked):
        if other not in group_of[one]:
            others[one].add(other)
    _replace(conn, station_code, asked, (_SAME,), _named(conn, station_code, others))


def _namesakes(conn: Connection, station_code: str, persons: set[str]) -> list[tuple[str, str]]:
    return conn.execute(
        "SELECT DISTINCT a.person, b.person FROM visit a JOIN visit b ON b.station_code = a.station_code"
        " AND b.name = a.name AND b.birth_on = a.birth_on AND b.sex = a.sex AND b.person <> a.person"
        " WHERE a.station_code = %s AND a.person = ANY(%s)",
        [station_code, sorted(persons)],
    ).fetchall()


def _named(conn: Connection, station_code: str, others: dict[str, set[str]]) -> list[Suspicion]:
    """A record is named by its first visit."""
    rows = conn.execute(
        "SELECT DISTINCT ON (person) person, visit FROM visit WHERE station_code = %s AND person = ANY(%s)"
        " ORDER BY person, opened_at, visit",
        [station_code, sorted(others)],
    )
    return [
        Suspicion(_SAME, person, visit, msgspec.json.encode(sorted(others[person])).decode())
        for person, visit in rows
    ]


# ---- a book with another branch ----------------------------------------------------------------------------


def hold_forks(conn: Connection, station_code: str) -> None:
    """Hold every book of which another branch was seen, by where the first one begins.

    How far a branch goes changes nothing; one that begins earlier is another thing to decide.
    """
    conn.execute(
        "INSERT INTO hold (station_code, reason, subject, visit, rests_on)"
        " SELECT DISTINCT ON (book) station_code, %s, book, '', json_build_array(seq, hash)::text FROM fork"
        " WHERE station_code = %s ORDER BY book, seq, hash"
        " ON CONFLICT (station_code, reason, subject, visit) DO UPDATE SET rests_on = excluded.rests_on",
        [_FORK, station_code],
    )


def group_of(conn: Connection, station_code: str, person: str) -> Group:
    """Return all records of one donor."""
    return groups_of(conn, station_code, {person})[0]
