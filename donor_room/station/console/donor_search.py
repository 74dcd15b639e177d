"""Finds donors by document, donation number, phone or name; opening one is an act in the journal."""

from __future__ import annotations

import re
from datetime import datetime
from typing import LiteralString, NamedTuple

import msgspec

from donor_room.domain.directory import DirectoryDonor, phone_digits, phone_mark
from donor_room.domain.identity import DocumentKind, normalised
from donor_room.station.console.asked import Gone
from donor_room.station.founding import House
from donor_room.station.journal import note
from donor_room.station.store import Connection, one
from donor_room.wire.messages import person_key

OPENED = "donor_opened"
MOST_FOUND = 50
_SHORTEST_NAME, _LONGEST_NAME = 2, 64
_PHONE = re.compile(r"\+?[0-9 -]{7,20}")


class Found(NamedTuple):
    """A donor as the directory has her or him."""

    person: str
    donor: DirectoryDonor


class VisitLine(NamedTuple):
    """One visit of a donor at this station."""

    visit: str
    opened_at: datetime
    site: str | None
    outcome: str | None
    abo: str | None
    number: str | None
    kind: str | None
    volume_ml: int | None
    holds: int


def search(conn: Connection, house: House, asked_for: str) -> list[Found]:
    """Return the donors that a text may mean, at most MOST_FOUND and one more."""
    text = asked_for.strip()
    if not text:
        return []
    persons = _by_document(house, text) | _by_number(conn, house, text) | _by_phone(conn, house, text)
    found = _of_persons(conn, house, sorted(persons))
    return found or _by_name(conn, house, text)


def _by_document(house: House, text: str) -> set[str]:
    """The directory knows no numbers of documents, only their hashes: each kind is tried."""
    number = normalised(text)
    return {person_key(house.world.directory_key, kind.value, number) for kind in DocumentKind}


def _by_number(conn: Connection, house: House, text: str) -> set[str]:
    rows = conn.execute(
        "SELECT v.person FROM donation_number n JOIN visit v USING (station_code, visit)"
        " WHERE n.station_code = %s AND n.number = %s",
        [house.code, text.replace(" ", "").upper()],
    )
    return {person for (person,) in rows}


def _by_phone(conn: Connection, house: House, text: str) -> set[str]:
    mark = phone_mark(house.world.directory_key, phone_digits(text)) if _PHONE.fullmatch(text) else None
    if mark is None:
        return set()
    rows = conn.execute(
        "SELECT DISTINCT person FROM visit WHERE station_code = %s AND phone_mark = %s LIMIT %s",
        [house.code, mark.mark, MOST_FOUND],
    )
    return {person for (person,) in rows}


def _by_name(conn: Connection, house: House, text: str) -> list[Found]:
    """Names that begin so, as the directory writes them: JSON escapes two signs."""
    if not _SHORTEST_NAME <= len(text) <= _LONGEST_NAME:
        return []
    written = msgspec.json.encode(text).decode()[1:-1]
    begins = re.sub(r"([\\%_])", r"\\\1", written) + "%"
    rows = conn.execute(
        "SELECT person, donor FROM directory WHERE station_code = %(station)s"
        " AND donor_name(donor) LIKE %(begins)s ORDER BY donor_name(donor), person LIMIT %(limit)s",
        {"station": house.code, "begins": begins, "limit": MOST_FOUND + 1},
    )
    return [_read(*row) for row in rows]


def _of_persons(conn: Connection, house: House, persons: list[str]) -> list[Found]:
    rows = conn.execute(
        "SELECT person, donor FROM directory WHERE station_code = %s AND person = ANY(%s)"
        " AND donor IS NOT NULL ORDER BY person LIMIT %s",
        [house.code, persons, MOST_FOUND + 1],
    )
    return [_read(*row) for row in rows]


def donor_of(conn: Connection, house: House, person: str) -> Found | None:
    """Return a donor to be shown masked; None of whom nothing is told any more."""
    return next(iter(_of_persons(conn, house, [person])), None)


def _read(person: str, donor: bytes) -> Found:
    return Found(person, msgspec.json.decode(donor, type=DirectoryDonor))


def open_donor(conn: Connection, house: House, by: str, person: str, now: datetime) -> None:
    """Write down who wants to see a donor by name; raises Gone for nobody."""
    if not _of_persons(conn, house, [person]):
        raise Gone
    note(conn, house.code, by, OPENED, {"person": person}, now)


def opened_donor(conn: Connection, house: House, by: str, person: str, since: datetime) -> Found:
    """Return a donor whom this person has opened since then; raises Gone otherwise."""
    opened = one(
        conn,
        "SELECT 1 FROM station_act WHERE station_code = %(station)s AND kind = 'donor_opened'"
        " AND done_by = %(by)s AND done_at >= %(since)s AND body ->> 'person' = %(person)s",
        {"station": house.code, "by": by, "since": since, "person": person},
    )
    found = _of_persons(conn, house, [person])
    if opened is None or not found:
        raise Gone
    return found[0]


_VISITS: LiteralString = """
SELECT v.visit, v.opened_at, s.site, v.outcome, v.abo, coalesce(d.number, n.number), d.kind, d.volume_ml,
 (SELECT count(*) FROM hold h WHERE h.station_code = v.station_code AND h.visit = v.visit)
FROM visit v LEFT JOIN shift s USING (station_code, shift) LEFT JOIN donation d USING (station_code, visit)
LEFT JOIN LATERAL (SELECT max(number) AS number FROM donation_number m
                   WHERE m.station_code = v.station_code AND m.visit = v.visit) n ON true
WHERE v.station_code = %s AND v.person = %s ORDER BY v.opened_at DESC, v.visit LIMIT 100
"""


def visits_of(conn: Connection, house: House, person: str) -> list[VisitLine]:
    """Return the visits of a donor, newest first."""
    return [VisitLine(*row) for row in conn.execute(_VISITS, [house.code, person])]
