"""A terminal that was enrolled after the backup which was put back: taken in again as what it was.

It has to show what this station once signed for it, and a person has to have given it a joining code.
Its name, key and books stay; the numbers that it was lent are written down before any is lent again.
"""

from __future__ import annotations

from datetime import datetime
from typing import LiteralString

from donor_room.station.founding import House
from donor_room.station.refused import refused
from donor_room.station.restored import begin_new_generation, lock_stations, take_ranges
from donor_room.station.store import Connection, one
from donor_room.wire.hello import HeldRanges
from donor_room.wire.membership import check_once_member
from donor_room.wire.messages import EnrolRequest, KnownBefore
from donor_room.wire.signature import Unproven


def take_in_again(
    conn: Connection, house: House, name: str, request: EnrolRequest, before: KnownBefore, now: datetime
) -> str:
    """Take a terminal in under the id that it had, and return that; asked twice it is answered alike.

    Call it in a transaction. Raises Refused for what this station never signed, and for an id of another key.
    """
    terminal = _proven(house, request, before)
    if _key_of(conn, house, terminal) is None:
        lock_stations(conn)  # another one that comes in again may be beginning anew just now
        if not _has_begun_anew(conn, house, before.generation):
            begin_new_generation(conn, now)
        _add(conn, house, terminal, name, request, now)
    if _key_of(conn, house, terminal) != request.public_key:
        raise refused(409, "enrol.terminal_taken")
    take_ranges(conn, house, terminal, HeldRanges(ranges=before.ranges), now)
    return terminal


def _proven(house: House, request: EnrolRequest, before: KnownBefore) -> str:
    membership = before.membership
    try:
        check_once_member(membership, house.key.public_key(), station_code=house.code)
        if membership.public_key != request.public_key:
            raise Unproven("membership_of_another")  # noqa: TRY301 - one place for all who prove nothing
    except Unproven as problem:
        raise refused(403, "enrol.never_here") from problem
    return membership.terminal


def _key_of(conn: Connection, house: House, terminal: str) -> str | None:
    row = one(
        conn,
        "SELECT public_key FROM terminal WHERE station_code = %(station)s AND terminal = %(terminal)s",
        {"station": house.code, "terminal": terminal},
    )
    return str(row[0]) if row else None


def _has_begun_anew(conn: Connection, house: House, generation: str) -> bool:
    """Say whether the life in which a terminal was last heard is over, and known here to be."""
    row = one(
        conn,
        "SELECT 1 FROM past_generation WHERE station_code = %(station)s AND generation = %(generation)s",
        {"station": house.code, "generation": generation},
    )
    return row is not None


NEW_TERMINAL: LiteralString = (
    "INSERT INTO terminal (station_code, terminal, terminal_name, public_key, program, enrolled_at, place)"
    " SELECT %(station)s, %(terminal)s, %(name)s, %(key)s, %(program)s, %(now)s, coalesce(max(place), 0) + 1"
    " FROM terminal WHERE station_code = %(station)s"
)
"""One more terminal, in the place after all others: by it it has its letter."""


def _add(
    conn: Connection, house: House, terminal: str, name: str, request: EnrolRequest, now: datetime
) -> None:
    """Write the terminal down; it may show any fence that this station has given, as after a backup."""
    conn.execute(
        f"{NEW_TERMINAL} ON CONFLICT DO NOTHING",
        {"station": house.code, "terminal": terminal, "name": name, "key": request.public_key,
         "program": request.program, "now": now},
    )  # fmt: skip
    conn.execute(
        "INSERT INTO fence (station_code, terminal, confirmed)"
        " SELECT station_code, terminal, NULL FROM terminal WHERE station_code = %s AND terminal = %s"
        " ON CONFLICT DO NOTHING",
        [house.code, terminal],
    )
