"""Two records of one donor, joined by a clerk after a look at what moves, and parted again.

Nothing is moved in the tables: the word of the clerk stands beside them, and whoever asks for either document
is told the history of both. So parting loses nothing, and reading the books again changes nothing of it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import NamedTuple

from donor_room.domain.directory import DirectoryDonor, EarlierDonation, StandingDeferral
from donor_room.domain.refusal import Refusal
from donor_room.station import joins, tables
from donor_room.station.checking import check_persons
from donor_room.station.founding import House
from donor_room.station.holds import OpenHold, announce, open_holds
from donor_room.station.journal import note
from donor_room.station.projector import tell_directory, told_of
from donor_room.station.store import Connection

_SOMETIME = datetime(2000, 1, 1, tzinfo=UTC)


class Record(NamedTuple):
    """What the station has under one document; the name is of its newest visit."""

    person: str
    name: str
    sex: str
    birth_on: date | None
    abo: str
    visits: tuple[str, ...]
    donations: tuple[EarlierDonation, ...]
    deferrals: tuple[StandingDeferral, ...]


class Preview(NamedTuple):
    """What a join would bring together: both records, what differs between them, and what would be told.

    opens and closes are the holds that would come and go by it.
    """

    one: Record
    other: Record
    differs: tuple[str, ...]
    told: DirectoryDonor | None
    opens: tuple[OpenHold, ...]
    closes: tuple[OpenHold, ...]
    is_joined: bool


def person_of_visit(conn: Connection, station_code: str, visit: str) -> str:
    """Return the record to which a visit belongs; refuses an unknown one."""
    row = conn.execute(
        "SELECT person FROM visit WHERE station_code = %s AND visit = %s", [station_code, visit]
    ).fetchone()
    if row is None:
        raise Refusal("station.visit_unknown", visit=visit)
    return str(row[0])


def person_named(conn: Connection, house: House, what: str) -> str:
    """Return the record that a person names by a visit, a donation number or its own id; raises Refusal."""
    rows = conn.execute(
        "SELECT person FROM visit WHERE station_code = %(station)s AND %(what)s IN (visit, person)"
        " UNION SELECT person FROM known_donor WHERE station_code = %(station)s AND person = %(what)s"
        " UNION SELECT v.person FROM donation_number n JOIN visit v USING (station_code, visit)"
        " WHERE n.station_code = %(station)s AND n.number = %(what)s",
        {"station": house.code, "what": what.strip()},
    ).fetchall()
    if len(rows) != 1:
        raise Refusal("joins.several" if rows else "joins.unknown", what=what)
    return str(rows[0][0])


def preview(conn: Connection, house: House, one: str, other: str) -> Preview:
    """Return what joining two records would bring together, or has brought; changes nothing."""
    with conn.transaction(force_rollback=True):
        tables.lock_feed(conn, house.code)
        records = _record(conn, house.code, one), _record(conn, house.code, other)
        differs = tuple(name for name in ("name", "sex", "birth_on", "abo") if _differs(*records, name))
        is_joined = _is_one(conn, house, one, other)
        before = open_holds(conn, house.code)
        joins.add_join(conn, house.code, one, other, by="", why="", now=_SOMETIME)
        check_persons(conn, house.code, {one, other})
        after, told = open_holds(conn, house.code), told_of(conn, house.code, {one})[one]
    return Preview(*records, differs, told, _only(after, before), _only(before, after), is_joined)


def _is_one(conn: Connection, house: House, one: str, other: str) -> bool:
    """Say whether two records are one donor already, also by way of a third one; refuses the same one."""
    if one == other:
        raise Refusal("joins.same_record")
    return any({one, other} <= group for group in joins.groups_of(conn, house.code, {one}))


def _only(some: list[OpenHold], others: list[OpenHold]) -> tuple[OpenHold, ...]:
    known = {(one.reason, one.visit) for one in others}
    return tuple(one for one in some if (one.reason, one.visit) not in known)


def _differs(one: Record, other: Record, name: str) -> bool:
    here, there = getattr(one, name), getattr(other, name)
    return bool(here and there and here != there)


def _record(conn: Connection, station_code: str, person: str) -> Record:
    visits = tables.visits_of(conn, station_code, {person}).get(person, [])
    known = tables.known_donors(conn, station_code, {person}).get(person)
    donations = tables.donations_of(conn, station_code, {person}).get(person, [])
    deferrals = tables.deferrals_of(conn, station_code, {person}).get(person, [])
    last = visits[-1] if visits else None
    if last is None and known is None:
        raise Refusal("station.person_unknown", person=person)
    return Record(
        person=person,
        name=last.name if last else (known and known.name) or "",
        sex=last.sex if last else (known and known.sex) or "",
        birth_on=last.birth_on if last else (known.birth_on if known else None),
        abo=next((row.abo for row in reversed(visits) if row.abo), (known and known.abo) or "") or "",
        visits=tuple(row.visit for row in visits),
        donations=(*donations, *(known.donations if known else ())),
        deferrals=(*deferrals, *([known.deferral] if known and known.deferral else [])),
    )


def join(conn: Connection, house: House, one: str, other: str, *, by: str, why: str, now: datetime) -> None:
    """Say that two records are one donor; refuses without who and why, and what is joined already."""
    _refuse_silent(by, why)
    with conn.transaction():
        tables.lock_feed(conn, house.code)
        for person in (one, other):
            _record(conn, house.code, person)
        if _is_one(conn, house, one, other):
            raise Refusal("station.joined_already")
        joins.add_join(conn, house.code, one, other, by=by.strip(), why=why.strip(), now=now)
        note(conn, house.code, by.strip(), "records_joined", _said(one, other, why), now)
        _look_again(conn, house, {one, other})
    announce(conn, house.code, now)


def part(conn: Connection, house: House, one: str, other: str, *, by: str, why: str, now: datetime) -> None:
    """Take back that two records are one donor; refuses where nobody has said so of just these two."""
    _refuse_silent(by, why)
    with conn.transaction():
        tables.lock_feed(conn, house.code)
        before = set().union(*joins.groups_of(conn, house.code, {one, other}))
        if not joins.end_joins(conn, house.code, one, other, by=by.strip(), why=why.strip(), now=now):
            raise Refusal("station.not_joined")
        note(conn, house.code, by.strip(), "records_parted", _said(one, other, why), now)
        _look_again(conn, house, before)
    announce(conn, house.code, now)


def _said(one: str, other: str, why: str) -> dict[str, object]:
    return {"one": one, "other": other, "why": why.strip()}


def _refuse_silent(by: str, why: str) -> None:
    if not by.strip() or not why.strip():
        raise Refusal("station.hold_who_and_why")


def _look_again(conn: Connection, house: House, persons: set[str]) -> None:
    check_persons(conn, house.code, persons)
    tell_directory(conn, house.world, persons)
