"""Which donation numbers are lent to which terminal: ranges that never meet and are never lent twice."""

from __future__ import annotations

import re
from secrets import token_hex

from donor_room.domain.clock import Clock
from donor_room.domain.donation_number import (
    NumberProfile,
    NumberRange,
    number_head,
    number_range,
    number_with,
    own_or_none,
)
from donor_room.domain.refusal import Refusal
from donor_room.station.founding import House
from donor_room.station.profiles import asked_for, kept, read_kept
from donor_room.station.refused import refused
from donor_room.station.store import Connection, one
from donor_room.wire.lease import sign_lease
from donor_room.wire.messages import MAX_RANGE, LeasedRange, RangeRequest

_REQUEST = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


def lease(conn: Connection, house: House, terminal: str, request: RangeRequest, clock: Clock) -> LeasedRange:
    """Lend the next numbers; the same request of the same terminal is answered with the same range.

    It is signed. Raises Refused when all numbers of the year are lent or the profile does not fit.
    """
    if not 1 <= request.count <= MAX_RANGE:
        raise refused(400, "numbers.count", limit=MAX_RANGE)
    if not _REQUEST.fullmatch(request.request):
        raise refused(400, "numbers.request")
    with conn.transaction():
        conn.execute(
            "SELECT 1 FROM terminal WHERE station_code = %s AND terminal = %s FOR UPDATE",
            [house.code, terminal],
        )
        lent = _lent(conn, house, terminal, request.request)
        return lent or _lend(conn, house, terminal, request, clock)


def _lent(conn: Connection, house: House, terminal: str, request: str) -> LeasedRange | None:
    row = one(
        conn,
        "SELECT range_id, profile, first, last, last_serial - first_serial + 1, own_profile FROM number_range"
        " WHERE station_code = %(station)s AND terminal = %(terminal)s AND request = %(request)s",
        {"station": house.code, "terminal": terminal, "request": request},
    )
    if row is None:
        return None
    lent = LeasedRange(
        range_id=row[0],
        profile=row[1],
        first=row[2],
        last=row[3],
        count=row[4],
        own_profile=own_or_none(read_kept(row[1], row[5])),
    )
    return sign_lease(lent, house.key, station_code=house.code, terminal=terminal)


def _lend(conn: Connection, house: House, terminal: str, request: RangeRequest, clock: Clock) -> LeasedRange:
    profile = _profile(conn, house, request.profile)
    year = clock.today().year % 100
    head = number_head(profile, facility=house.facility, year=year)
    first_serial, last_serial = _take(conn, house, head, request.count)
    numbers = _written(profile, head, first_serial, last_serial)
    _refuse_overlap(conn, house, numbers)
    lent = LeasedRange(
        range_id=token_hex(8),
        profile=profile.name,
        first=numbers.first,
        last=numbers.last,
        count=request.count,
        own_profile=own_or_none(profile),
    )
    conn.execute(
        "INSERT INTO number_range (station_code, range_id, terminal, request, profile, own_profile, year,"
        " first_serial, last_serial, first, last, leased_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [house.code, lent.range_id, terminal, request.request, lent.profile, kept(lent.own_profile), year,
         first_serial, last_serial, lent.first, lent.last, clock.now()],
    )  # fmt: skip
    return sign_lease(lent, house.key, station_code=house.code, terminal=terminal)


def _profile(conn: Connection, house: House, name: str) -> NumberProfile:
    try:
        return asked_for(conn, house, name)
    except Refusal as problem:
        raise refused(400, "numbers.profile_unknown") from problem


def _take(conn: Connection, house: House, head: str, count: int) -> tuple[int, int]:
    """Move the counter of a head, whatever profile writes it; its row stays locked until then."""
    row = one(
        conn,
        "INSERT INTO number_counter AS c (station_code, head, last_serial)"
        " VALUES (%(station)s, %(head)s, %(count)s)"
        " ON CONFLICT (station_code, head) DO UPDATE SET last_serial = c.last_serial + %(count)s"
        " RETURNING last_serial",
        {"station": house.code, "head": head, "count": count},
    )
    last = int(row[0]) if row else 0
    return last - count + 1, last


def _written(profile: NumberProfile, head: str, first: int, last: int) -> NumberRange:
    if len(str(last)) > profile.serial_digits:
        raise refused(409, "numbers.year_spent", limit=10**profile.serial_digits - 1)
    try:
        return number_range(number_with(head, first, profile), number_with(head, last, profile), profile)
    except Refusal as problem:
        raise refused(409, "numbers.facility") from problem


def _refuse_overlap(conn: Connection, house: House, numbers: NumberRange) -> None:
    """Numbers are text: two heads of different length can write the same one, so every range is looked at."""
    met = one(
        conn,
        "SELECT 1 FROM number_range WHERE station_code = %(station)s AND length(first) = length(%(first)s)"
        ' AND first COLLATE "C" <= %(last)s AND last COLLATE "C" >= %(first)s',
        {"station": house.code, "first": numbers.first, "last": numbers.last},
    )
    if met is not None:
        raise refused(409, "numbers.overlap")
