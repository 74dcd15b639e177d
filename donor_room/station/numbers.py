"""Which donation numbers are lent to which terminal: ranges that never meet and are never lent twice."""

from __future__ import annotations

import re
from secrets import token_hex
from typing import Any, LiteralString

from donor_room.domain.clock import Clock
from donor_room.domain.donation_number import (
    NumberProfile,
    NumberRange,
    number_head,
    number_range,
    number_with,
    own_or_none,
)
from donor_room.domain.house_acts import Use
from donor_room.domain.refusal import Refusal
from donor_room.station import fences
from donor_room.station.founding import House
from donor_room.station.passing_over import beginning, refuse_too_early
from donor_room.station.profiles import asked_for, kept, read_kept
from donor_room.station.refused import refused
from donor_room.station.restored import lock_numbers
from donor_room.station.store import Connection, one
from donor_room.wire.lease import sign_lease
from donor_room.wire.messages import MAX_RANGE, STATIONS_PROFILE, LeasedRange, LentRanges, RangeRequest

_REQUEST = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


def lend(conn: Connection, house: House, terminal: str, request: RangeRequest, clock: Clock) -> LeasedRange:
    """Lend to a terminal that calls, as `lease` does; raises Refused for a copy of it."""
    with conn.transaction():
        lock_numbers(conn, house.code)
        if not fences.admits(conn, house, terminal, request.fence):
            raise refused(409, "copied")
        return lease(conn, house, terminal, request, clock)


def lease(conn: Connection, house: House, terminal: str, request: RangeRequest, clock: Clock) -> LeasedRange:
    """Lend the next numbers; the same request of the same terminal is answered with the same range.

    It is signed. Raises Refused when all numbers of the year are lent, the profile does not fit, or a backup
    was put back just now.
    """
    if not 1 <= request.count <= MAX_RANGE:
        raise refused(400, "numbers.count", limit=MAX_RANGE)
    if not _REQUEST.fullmatch(request.request):
        raise refused(400, "numbers.request")
    with conn.transaction():
        lock_numbers(conn, house.code)
        locked = one(
            conn,
            "SELECT locked_at IS NOT NULL FROM terminal"
            " WHERE station_code = %(station)s AND terminal = %(terminal)s FOR UPDATE",
            {"station": house.code, "terminal": terminal},
        )
        if locked is not None and locked[0]:  # perhaps since it was proven who asks
            raise refused(423, "terminal_locked")
        lent = _lent(conn, house, terminal, request.request)
        return lent or _lend(conn, house, terminal, request, clock)


def _lent(conn: Connection, house: House, terminal: str, request: str) -> LeasedRange | None:
    row = one(
        conn,
        f"{_LENT} AND request = %(request)s AND use = 'printer'",
        {"station": house.code, "terminal": terminal, "request": request},
    )
    if row is not None and row[-1]:
        raise refused(409, "numbers.spent")
    return None if row is None else _read(house, terminal, row)


_LENT: LiteralString = (
    "SELECT range_id, profile, first, last, last_serial - first_serial + 1, own_profile, use,"
    " spent_at IS NOT NULL FROM number_range WHERE station_code = %(station)s AND terminal = %(terminal)s"
)


def _read(house: House, terminal: str, row: tuple[Any, ...]) -> LeasedRange:
    lent = LeasedRange(
        range_id=row[0],
        profile=row[1],
        first=row[2],
        last=row[3],
        count=row[4],
        own_profile=own_or_none(read_kept(row[1], row[5])),
        use=row[6],
    )
    return sign_lease(lent, house.key, station_code=house.code, terminal=terminal)


def lend_preprinted(conn: Connection, house: House, terminal: str, count: int, clock: Clock) -> LeasedRange:
    """Lend numbers whose labels this station prints; the terminal hears of them when it next calls.

    Raises Refused for a terminal that is not here, and as `lease` does.
    """
    if not 1 <= count <= MAX_RANGE:
        raise refused(400, "numbers.count", limit=MAX_RANGE)
    request = RangeRequest(request=f"preprinted-{token_hex(8)}", profile=STATIONS_PROFILE, count=count)
    with conn.transaction():
        lock_numbers(conn, house.code)
        known = one(
            conn,
            "SELECT 1 FROM terminal WHERE station_code = %(station)s AND terminal = %(terminal)s FOR UPDATE",
            {"station": house.code, "terminal": terminal},
        )
        if known is None:
            raise refused(404, "terminal_unknown")
        return _lend(conn, house, terminal, request, clock, use="preprinted")


def preprinted(conn: Connection, house: House, terminal: str) -> LentRanges:
    """Return every range that was lent to a terminal for labels of the station's own print."""
    rows = conn.execute(
        f"{_LENT} AND use = 'preprinted' ORDER BY year, first_serial, range_id",
        {"station": house.code, "terminal": terminal},
    )
    return LentRanges(ranges=tuple(_read(house, terminal, row) for row in rows))


def _lend(
    conn: Connection,
    house: House,
    terminal: str,
    request: RangeRequest,
    clock: Clock,
    use: Use = "printer",
) -> LeasedRange:
    profile = _profile(conn, house, request.profile)
    year = clock.today().year % 100
    head = number_head(profile, facility=house.facility, year=year)
    first_serial, last_serial = _take(conn, house, profile, head, request.count, clock)
    numbers = _written(profile, head, first_serial, last_serial)
    _refuse_overlap(conn, house, numbers)
    lent = LeasedRange(
        range_id=token_hex(8),
        profile=profile.name,
        first=numbers.first,
        last=numbers.last,
        count=request.count,
        own_profile=own_or_none(profile),
        use=use,
    )
    conn.execute(
        "INSERT INTO number_range (station_code, range_id, terminal, request, profile, own_profile, year,"
        " first_serial, last_serial, first, last, leased_at, use)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [house.code, lent.range_id, terminal, request.request, lent.profile, kept(lent.own_profile), year,
         first_serial, last_serial, lent.first, lent.last, clock.now(), use],
    )  # fmt: skip
    return sign_lease(lent, house.key, station_code=house.code, terminal=terminal)


def _profile(conn: Connection, house: House, name: str) -> NumberProfile:
    try:
        return asked_for(conn, house, name)
    except Refusal as problem:
        raise refused(400, "numbers.profile_unknown") from problem


def _take(
    conn: Connection, house: House, profile: NumberProfile, head: str, count: int, clock: Clock
) -> tuple[int, int]:
    """Move the counter of a head, whatever profile writes it; its row stays locked until then.

    Raises Refused where a backup was put back and so many of this head may not be lent yet.
    """
    began = beginning(conn, house.code)
    row = one(
        conn,
        "INSERT INTO number_counter AS c (station_code, head, last_serial, began_at)"
        " VALUES (%(station)s, %(head)s, coalesce(%(beyond)s, 0) + %(count)s, %(beyond)s)"
        " ON CONFLICT (station_code, head) DO UPDATE SET last_serial = c.last_serial + %(count)s"
        " RETURNING last_serial, last_serial - began_at",
        {"station": house.code, "head": head, "count": count, "beyond": began.beyond(house, profile, head)},
    )
    last, since = row or (0, None)
    if since is not None:
        refuse_too_early(began, since, clock.now())
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
