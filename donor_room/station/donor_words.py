"""What people of the station write down about a donor: that she or he wants no more calls, and tags."""

from __future__ import annotations

from datetime import datetime
from typing import LiteralString, NamedTuple

from donor_room.domain.contact import Said
from donor_room.domain.donor_tags import TAGS
from donor_room.domain.refusal import Refusal
from donor_room.station import tables
from donor_room.station.founding import House
from donor_room.station.joins import groups_of
from donor_room.station.journal import note
from donor_room.station.projector import tell_directory
from donor_room.station.store import Connection, one
from donor_room.station.told_rows import contact_told

SHORTEST_WHY, LONGEST_WHY = 4, 1_000
_CONTACT: LiteralString = "contact"


class Heard(NamedTuple):
    """One time that a donor said whether to be called, and the name of whoever wrote it down."""

    said: Said
    name: str


def withdraw(conn: Connection, house: House, person: str, *, by: str, why: str, now: datetime) -> None:
    """Write down that a donor told the station to call no more; raises Refusal without a reason."""
    _refuse_silent(why)
    with conn.transaction():
        _say(conn, house, person, _CONTACT, is_on=False, why=why.strip(), by=by, now=now)
        note(conn, house.code, by, "donor_withdrew", {"person": person, "why": why.strip()}, now)


def turn_tag(
    conn: Connection, house: House, person: str, *, tag: str, is_on: bool, by: str, now: datetime
) -> None:
    """Give a donor a tag, or take it away; raises Refusal for one that there is not."""
    if tag not in TAGS:
        raise Refusal("donor_words.no_tag")
    with conn.transaction():
        _say(conn, house, person, tag, is_on=is_on, why="", by=by, now=now)
        kind = "donor_tag_given" if is_on else "donor_tag_taken"
        note(conn, house.code, by, kind, {"person": person, "tag": tag}, now)


def _say(
    conn: Connection, house: House, person: str, about: str, *, is_on: bool, why: str, by: str, now: datetime
) -> None:
    tables.lock_feed(conn, house.code)
    conn.execute(
        "INSERT INTO donor_word (station_code, word_no, person, about, is_on, why, said_by, said_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        [house.code, tables.take_feed_numbers(conn, house.code, 1), person, about, is_on, why, by, now],
    )
    tell_directory(conn, house.world, {person})


def _refuse_silent(why: str) -> None:
    if not SHORTEST_WHY <= len(why.strip()) <= LONGEST_WHY:
        raise Refusal("console.problem.why", least=SHORTEST_WHY, most=LONGEST_WHY)


def heard_of(conn: Connection, house: House, person: str) -> list[Heard]:
    """Return every time that this donor said it, under all of her or his documents, the newest first."""
    (group,) = groups_of(conn, house.code, {person})
    told = contact_told(conn, house.code, set(group))
    said = sorted((one for of in told.values() for one in of), key=lambda one: (one.at, one.id), reverse=True)
    return [Heard(one, name_of(conn, house.code, one.by)) for one in said]


def name_of(conn: Connection, station_code: str, staff: str) -> str:
    """Return the name of a person of the terminals; the id where nobody knows it, nothing for the station."""
    row = one(
        conn,
        "SELECT name FROM staff_member WHERE station_code = %(station)s AND staff = %(staff)s"
        " UNION ALL SELECT name FROM staff_seen WHERE station_code = %(station)s AND staff = %(staff)s"
        " LIMIT 1",
        {"station": station_code, "staff": staff},
    )
    return str(row[0]) if row else staff
