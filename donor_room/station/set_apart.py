"""Units that go apart by a word to the station: of the donor, by a code that says no reason, or by hand.

Whoever hears of the hold hears the same of each. Of which kind it is a physician can read, nobody else.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import LiteralString, NamedTuple

from donor_room.domain.donation_number import number_range
from donor_room.domain.refusal import Refusal
from donor_room.station.founding import House
from donor_room.station.holds import announce
from donor_room.station.journal import note
from donor_room.station.profiles import read_kept
from donor_room.station.store import Connection, one
from donor_room.wire.unit_code import Mistyped, Way, read_code, unit_key, way_of

KIND, REFUSED = "unit_word", "unit_code_refused"
TRIES = 5
SHUT_FOR = timedelta(minutes=15)
COUNTS_FOR = timedelta(days=400)
"""Numbers that were lent longer ago are on no bag any more."""

SHORTEST_WHY, LONGEST_WHY = 4, 1_000


class Word(NamedTuple):
    """One word by which a unit went apart; why is empty for a donor's."""

    number: str
    way: str
    why: str
    taken_by: str
    taken_at: datetime
    is_known: bool
    """Whether the station has read of the donation already."""


def take_code(conn: Connection, house: House, by: str, typed: str, now: datetime) -> None:
    """Take the word of a donor by the code that she or he read out, or that stands on a slip from the box.

    Raises Refusal for a code that no lent number has, and after some of those for a while for every code.
    Nobody is told what it said: the slip that lets the unit be used is taken with the same words.
    """
    try:
        code = read_code(typed)
    except Mistyped as problem:
        raise Refusal("console.problem.unit_code_mistyped") from problem
    if not _try_is_free(conn, house.code, by, now):
        raise Refusal("console.problem.unit_code_shut", minutes=SHUT_FOR // timedelta(minutes=1))
    found = _numbers_with(conn, house, code, now)
    if not found:
        note(conn, house.code, by, REFUSED, {}, now)
        raise Refusal("console.problem.unit_code_unknown")
    with conn.transaction():
        _give_tries_back(conn, house.code, by)
        for number, way in found:
            _set_apart(conn, house, by, number, way, "", now)
    announce(conn, house.code, now)


def set_apart_by_hand(conn: Connection, house: House, by: str, typed: str, why: str, now: datetime) -> None:
    """Let a person set a unit apart that the station has read of; raises Refusal, also without a reason."""
    number = "".join(typed.split()).upper()
    if not SHORTEST_WHY <= len(why.strip()) <= LONGEST_WHY:
        raise Refusal("console.problem.why", least=SHORTEST_WHY, most=LONGEST_WHY)
    known = one(
        conn,
        "SELECT 1 FROM donation_number WHERE station_code = %(station)s AND number = %(number)s"
        " AND state <> 'void'",
        {"station": house.code, "number": number},
    )
    if known is None:
        raise Refusal("console.problem.unit_unknown", number=number)
    with conn.transaction():
        _set_apart(conn, house, by, number, "by_hand", why.strip(), now)
    announce(conn, house.code, now)


def words(conn: Connection, station_code: str, *, number: str = "", limit: int = 200) -> list[Word]:
    """Return why units went apart, newest first: of all numbers, or of one."""
    rows = conn.execute(
        "SELECT number, way, why, taken_by, taken_at, EXISTS (SELECT 1 FROM donation_number n"
        " WHERE n.station_code = a.station_code AND n.number = a.number) FROM set_apart a"
        " WHERE station_code = %(station)s AND (%(number)s = '' OR number = %(number)s)"
        " ORDER BY taken_at DESC, number, way LIMIT %(limit)s",
        {"station": station_code, "number": number, "limit": limit},
    )
    return [Word(*row) for row in rows]


def _set_apart(
    conn: Connection, house: House, by: str, number: str, way: Way | str, why: str, now: datetime
) -> None:
    if way != "slip_use":
        conn.execute(
            "INSERT INTO set_apart (station_code, number, way, why, taken_by, taken_at)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [house.code, number, way, why, by, now],
        )
    note(conn, house.code, by, KIND, {"number": number}, now)


# ---- which number a code is of -----------------------------------------------------------------------------


def _numbers_with(conn: Connection, house: House, code: str, now: datetime) -> list[tuple[str, Way]]:
    """Return the number that bears a code; of two that happen to bear the same both, for none may be used."""
    key = unit_key(house.world.directory_key)
    numbers = {
        *_read_since(conn, house.code, now - COUNTS_FOR),
        *_lent_since(conn, house.code, now - COUNTS_FOR),
    }
    said = ((number, way_of(key, number, code)) for number in sorted(numbers))
    return [(number, way) for number, way in said if way is not None]


def _read_since(conn: Connection, station_code: str, since: datetime) -> Iterator[str]:
    rows = conn.execute(
        "SELECT n.number FROM donation_number n JOIN visit v USING (station_code, visit)"
        " WHERE n.station_code = %s AND v.opened_at >= %s",
        [station_code, since],
    )
    return (number for (number,) in rows)


def _lent_since(conn: Connection, station_code: str, since: datetime) -> Iterator[str]:
    """Return numbers of which the books may tell nothing yet: their vehicle has no line."""
    rows = conn.execute(
        "SELECT first, last, profile, own_profile FROM number_range"
        " WHERE station_code = %s AND leased_at >= %s",
        [station_code, since],
    ).fetchall()
    for first, last, name, own in rows:
        yield from number_range(first, last, read_kept(name, own)).numbers()


# ---- nobody tries codes ------------------------------------------------------------------------------------


def _try_is_free(conn: Connection, station_code: str, login: str, now: datetime) -> bool:
    """Count a try before it is looked at, so that no two at once are one; shut the page with the last."""
    done = conn.execute(
        _COUNT_TRY,
        {"station": station_code, "login": login, "now": now, "tries": TRIES, "until": now + SHUT_FOR},
    )
    return done.rowcount == 1


_COUNT_TRY: LiteralString = """
INSERT INTO unit_code_try AS t (station_code, login, failures) VALUES (%(station)s, %(login)s, 1)
ON CONFLICT (station_code, login) DO UPDATE SET
 failures = CASE WHEN t.shut_until IS NULL THEN t.failures + 1 ELSE 1 END,
 shut_until = CASE WHEN t.shut_until IS NULL AND t.failures + 1 >= %(tries)s THEN %(until)s::timestamptz END
WHERE t.shut_until IS NULL OR t.shut_until <= %(now)s
"""


def _give_tries_back(conn: Connection, station_code: str, login: str) -> None:
    conn.execute("DELETE FROM unit_code_try WHERE station_code = %s AND login = %s", [station_code, login])
