"""Visits that cannot all be true: two of one person at one time, under two names, with two blood groups.

Each of them is held, none is merged or split by a machine (I12, I13, I14): a person of the station decides.
"""

from __future__ import annotations

from typing import LiteralString, NamedTuple

from donor_room.station.store import Connection

_CANNOT_BOTH: dict[str, LiteralString] = {
    "open_twice": "a.opened_at < coalesce(b.closed_at, 'infinity')"
    " AND b.opened_at < coalesce(a.closed_at, 'infinity')",
    "other_person": "(a.name, a.sex, a.birth_on) <> (b.name, b.sex, b.birth_on)",
    "group_differs": "a.abo <> b.abo",
}
"""What may not be so of two visits of the same document, by the reason under which they are held."""


class Held(NamedTuple):
    """A visit that waits for a person of the station; subject is a number, or the hash of a document."""

    station_code: str
    reason: str
    subject: str
    visit: str
    shift: str | None


def hold_conflicts(conn: Connection, station_code: str, persons: set[str]) -> None:
    """Hold every visit of these persons that contradicts another one, and no other."""
    given = {"station": station_code, "persons": sorted(persons)}
    conn.execute(
        "DELETE FROM hold WHERE station_code = %(station)s AND subject = ANY(%(persons)s)"
        " AND reason = ANY(%(reasons)s)",
        given | {"reasons": list(_CANNOT_BOTH)},
    )
    for reason, is_so in _CANNOT_BOTH.items():
        conn.execute(
            "INSERT INTO hold (station_code, reason, subject, visit)"  # noqa: S608 - conditions of ours
            " SELECT DISTINCT a.station_code, %(reason)s, a.person, a.visit FROM visit a JOIN visit b"
            " ON b.station_code = a.station_code AND b.person = a.person AND b.visit <> a.visit"
            " WHERE a.station_code = %(station)s AND a.person = ANY(%(persons)s) AND " + is_so,
            given | {"reason": reason},
        )


def all_held(conn: Connection) -> list[Held]:
    """Return every visit that is held, of every station of this database, with the shift it was in."""
    rows = conn.execute(
        "SELECT h.station_code, h.reason, h.subject, h.visit, v.shift FROM hold h"
        " LEFT JOIN visit v USING (station_code, visit) ORDER BY 1, 2, 3, 4"
    )
    return [Held(*row) for row in rows]
