"""Holds each visit against all that is known of its donor, whenever something new is known of that donor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from donor_room.station import tables
from donor_room.station.joins import Group, groups_of
from donor_room.station.past import EVER, look_back, pasts_of
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


def check_persons(
    conn: Connection, station_code: str, persons: set[str], changed: Mapping[str, datetime] | None = None
) -> None:
    """Hold every visit of these donors that something speaks against, and no other of theirs.

    `changed` says when the first visit was opened of which something new is known: what is older by more than
    LOOK_BACK stays as it was found. Without it every visit is looked at.
    """
    groups = groups_of(conn, station_code, persons)
    since = {person: at for group in groups for person, at in _since(group, changed).items()}
    rules = KeptRules(conn, station_code)
    pasts = pasts_of(conn, station_code, groups, since)
    opened = {came.visit: came.opened_at for past in pasts for came in past.visits}
    found = [one for past in pasts for one in suspicions(past, rules.of)]
    anew = [one for one in found if opened[one.visit] >= since[one.subject]]
    _forget(conn, station_code, since)
    _add(conn, station_code, anew)
    _check_namesakes(conn, station_code, set().union(*groups))


def _since(group: Group, changed: Mapping[str, datetime] | None) -> dict[str, datetime]:
    """Return from when on the visits of a donor's records are looked at again."""
    moments = [(changed or {}).get(person) for person in group]
    first = min((at for at in moments if at is not None), default=None)
    return dict.fromkeys(group, look_back(first) if first else EVER)


def _forget(conn: Connection, station_code: str, since: Mapping[str, datetime]) -> None:
    """Forget what was found before of the visits that are looked at; what a terminal said itself stays."""
    conn.execute(
        "DELETE FROM hold h USING unnest(%s::text[], %s::timestamptz[]) AS a (person, since), visit v"
        " WHERE h.station_code = %s AND h.subject = a.person AND h.reason = ANY(%s)"
        " AND v.station_code = h.station_code AND v.visit = h.visit AND v.opened_at >= a.since",
        [list(since), list(since.values()), station_code, list(_OF_ONE_DONOR)],
    )


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
    _add(conn, station_code, found)


def _add(conn: Connection, station_code: str, found: Iterable[Suspicion]) -> None:
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
        "SELECT DISTINCT a.person, b.person FROM (SELECT DISTINCT station_code, person, name, birth_on, sex"
        "  FROM visit WHERE station_code = %s AND person = ANY(%s)) AS a"
        " JOIN visit b ON b.station_code = a.station_code"
        " AND b.name = a.name AND b.birth_on = a.birth_on AND b.sex = a.sex AND b.person <> a.person",
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
    with conn.transaction():
        tables.lock_feed(conn, station_code)
        conn.execute(
            "INSERT INTO hold (station_code, reason, subject, visit, rests_on)"
            " SELECT DISTINCT ON (book) station_code, %s, book, '', json_build_array(seq, hash)::text"
            " FROM fork WHERE station_code = %s ORDER BY book, seq, hash"
            " ON CONFLICT (station_code, reason, subject, visit) DO UPDATE SET rests_on = excluded.rests_on",
            [_FORK, station_code],
        )


def group_of(conn: Connection, station_code: str, person: str) -> Group:
    """Return all records of one donor."""
    return groups_of(conn, station_code, {person})[0]
