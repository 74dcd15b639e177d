"""Which donation numbers are lent to which terminal: ranges that never meet and are never lent twice."""

from __future__ import annotations

import re
from secrets import token_hex

from donor_room.domain.clock import Clock
from donor_room.domain.donation_number import NumberProfile, NumberRange, number_range, profile_named
from donor_room.domain.refusal import Refusal
from donor_room.station.founding import House
from donor_room.station.refused import refused
from donor_room.station.store import Connection, one
from donor_room.wire.messages import MAX_RANGE, LeasedRange, RangeRequest

_REQUEST = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


def lease(conn: Connection, house: House, terminal: str, request: RangeRequest, clock: Clock) -> LeasedRange:
    """Lend the next numbers; the same request of the same terminal is answered with the same range.

    Raises Refused when the year's numbers are all lent or the profile does not fit the facility code.
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
        "SELECT range_id, profile, first, last, last_serial - first_serial + 1 FROM number_range"
        " WHERE station_code = %(station)s AND terminal = %(terminal)s AND request = %(request)s",
        {"station": house.code, "terminal": terminal, "request": request},
    )
    return (
        LeasedRange(range_id=row[0], profile=row[1], first=row[2], last=row[3], count=row[4]) if row else None
    )


def _lend(conn: Connection, house: House, terminal: str, request: RangeRequest, clock: Clock) -> LeasedRange:
    year = clock.today().year % 100
    first_serial, last_serial = _take(conn, house, request, year)
    numbers = _written(house, request.profile, year, first_serial, last_serial)
    lent = LeasedRange(
        range_id=token_hex(8),
        profile=request.profile,
        first=numbers.first,
        last=numbers.last,
        count=request.count,
    )
    conn.execute(
        "INSERT INTO number_range (station_code, range_id, terminal, request, profile, year, first_serial,"
        " last_serial, first, last, leased_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [house.code, lent.range_id, terminal, request.request, request.profile, year, first_serial,
         last_serial, lent.first, lent.last, clock.now()],
    )  # fmt: skip
    return lent


def _take(conn: Connection, house: House, request: RangeRequest, year: int) -> tuple[int, int]:
    """Move the year's counter; its row stays locked until the range is written."""
    row = one(
        conn,
        "INSERT INTO number_counter AS c (station_code, profile, year, last_serial)"
        " VALUES (%(station)s, %(profile)s, %(year)s, %(count)s)"
        " ON CONFLICT (station_code, profile, year) DO UPDATE SET last_serial = c.last_serial + %(count)s"
        " RETURNING last_serial",
        {"station": house.code, "profile": request.profile, "year": year, "count": request.count},
    )
    last = int(row[0]) if row else 0
    return last - request.count + 1, last


def _written(house: House, profile_name: str, year: int, first: int, last: int) -> NumberRange:
    try:
        profile = profile_named(profile_name)
    except Refusal as problem:
        raise refused(400, "numbers.profile_unknown") from problem
    if len(str(last)) > profile.serial_digits:
        raise refused(409, "numbers.year_spent", limit=10**profile.serial_digits - 1)
    try:
        return number_range(
            _number(house, profile, year, first), _number(house, profile, year, last), profile
        )
    except Refusal as problem:
        raise refused(409, "numbers.facility") from problem


def _number(house: House, profile: NumberProfile, year: int, serial: int) -> str:
    return f"{house.facility}{year:02d}{serial:0{profile.serial_digits}d}"
