"""A station whose data are those of a backup: shown by a fence that it forgot, or told by a person.

Everything that was pushed since comes again from the terminals. Cursors and receipts of the lost time are
void, and numbers go on far beyond those that may have been lent in it.
"""

from __future__ import annotations

from datetime import datetime
from secrets import token_hex

from donor_room.domain.donation_number import (
    NumberProfile,
    number_head,
    number_range,
    own_or_none,
    whole_profile,
)
from donor_room.domain.refusal import Refusal
from donor_room.station.fences import freeze
from donor_room.station.founding import House
from donor_room.station.passing_over import beginning, gap
from donor_room.station.profiles import kept
from donor_room.station.refused import refused
from donor_room.station.store import Connection, one
from donor_room.wire.hello import HeldRanges
from donor_room.wire.lease import check_lease
from donor_room.wire.messages import LeasedRange
from donor_room.wire.signature import Unproven


def begin_new_generation(conn: Connection, now: datetime) -> None:
    """Begin anew with what the backup has: other cursors, other receipts, numbers beyond the lost ones.

    Every terminal may show any fence once that this station has given. Call it in a transaction.
    """
    for code in lock_stations(conn):
        passed = gap(conn, code, now)
        conn.execute(
            "INSERT INTO past_generation (station_code, generation, ended_at)"
            " SELECT station_code, generation, %s FROM station WHERE station_code = %s"
            " ON CONFLICT DO NOTHING",
            [now, code],
        )
        conn.execute(
            "UPDATE number_counter SET last_serial = last_serial + %(numbers)s,"
            " began_at = last_serial + %(numbers)s WHERE station_code = %(station)s",
            {"station": code, "numbers": passed.numbers},
        )
        conn.execute(
            "UPDATE station SET generation = %s, restored_at = %s, passed_over = passed_over + %s,"
            " lends_a_step = %s WHERE station_code = %s",
            [token_hex(8), now, passed.numbers, passed.step, code],
        )
    conn.execute("UPDATE fence SET confirmed = NULL, offered = NULL")


def lock_stations(conn: Connection) -> list[str]:
    """Let nobody else begin anew or take a terminal in until this transaction ends; return both codes."""
    return [code for (code,) in conn.execute("SELECT station_code FROM station ORDER BY 1 FOR UPDATE")]


def lock_numbers(conn: Connection, station_code: str) -> None:
    """Let nobody else lend numbers here, nor begin anew, until this transaction ends.

    A counter that is new would not be moved by whoever begins anew, and two heads may write the same number.
    Call it before a fence or a terminal is locked.
    """
    conn.execute("SELECT 1 FROM station WHERE station_code = %s FOR KEY SHARE", [station_code])
    conn.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"numbers {station_code}"])


def wants_ranges(conn: Connection, house: House, terminal: str, generation: str) -> bool:
    """Say whether a terminal has yet to tell what it was lent, after this station's data were restored."""
    row = one(
        conn,
        "SELECT s.restored_at IS NOT NULL AND f.ranges_told_in IS DISTINCT FROM %(generation)s"
        " FROM station s JOIN fence f USING (station_code)"
        " WHERE s.station_code = %(station)s AND f.terminal = %(terminal)s",
        {"station": house.code, "terminal": terminal, "generation": generation},
    )
    return bool(row and row[0])


def take_ranges(conn: Connection, house: House, terminal: str, held: HeldRanges, now: datetime) -> None:
    """Write down what was lent before and is not known here; raises Refused for what nobody signed."""
    with conn.transaction():
        lock_numbers(conn, house.code)
        for lent in held.ranges:
            _take(conn, house, terminal, lent, now)
        conn.execute(
            "UPDATE fence SET ranges_told_in ="
            " (SELECT generation FROM station WHERE station_code = %(station)s)"
            " WHERE station_code = %(station)s AND terminal = %(terminal)s",
            {"station": house.code, "terminal": terminal},
        )


def _take(conn: Connection, house: House, terminal: str, lent: LeasedRange, now: datetime) -> None:
    try:
        check_lease(lent, house.key.public_key(), station_code=house.code, terminal=terminal)
        profile = whole_profile(lent.profile, lent.own_profile)
        head, first, last = number_range(lent.first, lent.last, profile).serials
    except (Refusal, Unproven) as problem:
        raise refused(400, "numbers.lease_unproven") from problem
    year = _year(house, profile, head, now)
    conn.execute(
        "INSERT INTO number_range (station_code, range_id, terminal, request, profile, own_profile, year,"
        " first_serial, last_serial, first, last, leased_at, use)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        [house.code, lent.range_id, terminal, f"held-{lent.range_id}", lent.profile,
         kept(own_or_none(profile)), year, first, last, lent.first, lent.last, now, lent.use],
    )  # fmt: skip
    conn.execute(
        "INSERT INTO number_counter AS c (station_code, head, last_serial, began_at)"
        " VALUES (%(station)s, %(head)s, greatest(%(last)s, %(beyond)s), greatest(%(last)s, %(beyond)s))"
        " ON CONFLICT (station_code, head) DO UPDATE"
        " SET last_serial = greatest(c.last_serial, %(last)s),"
        " began_at = c.began_at + greatest(0, %(last)s - c.last_serial)",
        {"station": house.code, "head": head, "last": last,
         "beyond": beginning(conn, house.code).beyond(house, profile, head)},
    )  # fmt: skip
    _stop_who_has_the_same(conn, house, terminal, lent, now)


def _stop_who_has_the_same(
    conn: Connection, house: House, terminal: str, lent: LeasedRange, now: datetime
) -> None:
    """Freeze both where numbers went to another terminal before anybody knew that a backup was put back.

    Neither prints any of them from then on; a person lets each go on with new ones. What both have used
    already is held as a number that came twice.
    """
    rows = conn.execute(
        "SELECT terminal, bool_or(spent_at IS NULL) FROM number_range WHERE station_code = %(station)s"
        " AND terminal <> %(terminal)s AND length(first) = length(%(first)s)"
        ' AND first COLLATE "C" <= %(last)s AND last COLLATE "C" >= %(first)s'
        " GROUP BY terminal",
        {"station": house.code, "terminal": terminal, "first": lent.first, "last": lent.last},
    ).fetchall()
    printing = [other for other, may_print in rows if may_print]
    for one_of_both in (terminal, *printing) if rows else ():
        freeze(conn, house.code, one_of_both, "numbers", now)


def _year(house: House, profile: NumberProfile, head: str, now: datetime) -> int:
    years = (year for year in range(100) if number_head(profile, facility=house.facility, year=year) == head)
    return next(years, now.year % 100)
