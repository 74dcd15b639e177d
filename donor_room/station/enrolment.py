"""How a terminal comes to belong to the station: a one-time code, given by a person, spent by one key."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import choice, token_hex
from typing import NamedTuple

from donor_room.domain.clock import Clock
from donor_room.domain.refusal import Refusal
from donor_room.domain.tickets import letter_of
from donor_room.station.authority import authority_of
from donor_room.station.forgotten import NEW_TERMINAL, take_in_again
from donor_room.station.founding import House, real_house, twin_of
from donor_room.station.numbers import lease
from donor_room.station.passing_over import AT_REST
from donor_room.station.refused import Refused, refused
from donor_room.station.store import Connection, one
from donor_room.wire.joining import SECRET_LENGTH, SIGNS, Mistyped, read_code, write_code
from donor_room.wire.messages import PROTOCOL, EnrolReply, EnrolRequest, LeasedRange, RangeRequest
from donor_room.wire.signature import public_text

CODE_LASTS = timedelta(minutes=15)


class Terminal(NamedTuple):
    """An enrolled terminal."""

    house: House
    terminal: str
    public_key: str
    is_locked: bool


def new_code(
    conn: Connection,
    houses: dict[str, House],
    terminal_name: str,
    now: datetime,
    *,
    with_authority: bool = True,
) -> str:
    """Return a code that one terminal may enrol with; only the hash of its secret is kept.

    With the authority it says whom the terminal may trust, which TLS cannot do without.
    """
    code = random_code()
    conn.execute(
        "INSERT INTO enrolment_code (station_code, code_sha256, terminal_name, expires_at)"
        " VALUES (%s, %s, %s, %s)",
        [real_house(houses).code, code_hash(code), terminal_name, now + CODE_LASTS],
    )
    return write_code(code, authority_of(conn, real_house(houses), now).mark if with_authority else None)


def random_code() -> str:
    """Return twelve signs that nobody mistakes for another."""
    return "".join(choice(SIGNS) for _ in range(SECRET_LENGTH))


def code_hash(code: str) -> bytes:
    """Return what is kept of a code: of a whole one its secret, because an older terminal sends all of it."""
    try:
        secret = read_code(code).secret
    except Mistyped:
        secret = code
    return sha256(secret.encode()).digest()


def enrol(conn: Connection, houses: dict[str, House], request: EnrolRequest, clock: Clock) -> EnrolReply:
    """Take a terminal in; the same key with the same code is answered alike, whatever got lost on the way.

    Raises Refused for a code that is unknown, over time or spent by another key, and for a locked terminal.
    """
    if PROTOCOL not in request.protocols:
        raise refused(409, "enrol.protocol", limit=PROTOCOL)
    house = twin_of(houses, practice=request.practice)
    with conn.transaction():
        name = _spend_code(conn, real_house(houses).code, request, clock.now())
        terminal = _take_in(conn, house, name, request, clock.now())
        _refuse_locked(conn, house, terminal)
    numbers = _first_numbers(conn, house, terminal, request, clock)
    authority = authority_of(conn, real_house(houses), clock.now()).pem
    return _reply(house, terminal, name, numbers, authority, letter=_letter(conn, house, terminal))


def _letter(conn: Connection, house: House, terminal: str) -> str:
    row = one(
        conn,
        "SELECT place FROM terminal WHERE station_code = %(station)s AND terminal = %(terminal)s",
        {"station": house.code, "terminal": terminal},
    )
    return letter_of(row[0]) if row else ""


def _spend_code(conn: Connection, station_code: str, request: EnrolRequest, now: datetime) -> str:
    values = {"station": station_code, "code": code_hash(request.code), "key": request.public_key, "now": now}
    row = one(
        conn,
        "SELECT terminal_name, expires_at, used_by FROM enrolment_code"
        " WHERE station_code = %(station)s AND code_sha256 = %(code)s FOR UPDATE",
        values,
    )
    if row is None:
        raise refused(403, "enrol.code_unknown")
    name, expires_at, used_by = row
    if used_by not in {None, request.public_key}:
        raise refused(403, "enrol.code_spent")
    if used_by is None and expires_at < now:
        raise refused(403, "enrol.code_over_time")
    conn.execute(
        "UPDATE enrolment_code SET used_by = %(key)s, used_at = coalesce(used_at, %(now)s)"
        " WHERE station_code = %(station)s AND code_sha256 = %(code)s",
        values,
    )
    return str(name)


def _take_in(conn: Connection, house: House, name: str, request: EnrolRequest, now: datetime) -> str:
    if request.before is not None:
        return take_in_again(conn, house, name, request, request.before, now)
    return _add_terminal(conn, house, name, request, now)


def _add_terminal(conn: Connection, house: House, name: str, request: EnrolRequest, now: datetime) -> str:
    conn.execute("SELECT 1 FROM station WHERE station_code = %s FOR UPDATE", [house.code])
    conn.execute(
        f"{NEW_TERMINAL} ON CONFLICT (station_code, public_key) DO NOTHING",
        {"station": house.code, "terminal": f"{house.code}.{token_hex(8)}", "name": name,
         "key": request.public_key, "program": request.program, "now": now},
    )  # fmt: skip
    row = one(
        conn,
        "SELECT terminal FROM terminal WHERE station_code = %(station)s AND public_key = %(key)s",
        {"station": house.code, "key": request.public_key},
    )
    return str(row[0]) if row else ""


def _refuse_locked(conn: Connection, house: House, terminal: str) -> None:
    """Nobody comes in again by the code of once: what is revoked stays so."""
    found = find_terminal(conn, {house.code: house}, terminal)
    if found is not None and found.is_locked:
        raise refused(423, "terminal_locked")


def _first_numbers(
    conn: Connection, house: House, terminal: str, request: EnrolRequest, clock: Clock
) -> LeasedRange | None:
    if request.numbers == 0:
        return None
    wanted = RangeRequest(request="enrol", profile=request.profile, count=request.numbers)
    try:
        return lease(conn, house, terminal, wanted, clock)
    except Refused as no:
        if no.problem.code != AT_REST:
            raise
        return None  # it has come in, and asks for numbers later


def _reply(
    house: House, terminal: str, name: str, numbers: LeasedRange | None, authority: str, *, letter: str
) -> EnrolReply:
    return EnrolReply(
        terminal=terminal,
        terminal_name=name,
        station_code=house.code,
        station_name=house.name,
        station_key=public_text(house.key),
        directory_key=b64encode(house.world.directory_key).decode(),
        practice=house.world.practice,
        protocol=PROTOCOL,
        numbers=numbers,
        authority=authority,
        letter=letter,
    )


def find_terminal(conn: Connection, houses: dict[str, House], terminal: str) -> Terminal | None:
    """Return an enrolled terminal; its own name tells which face of the station it belongs to.

    In which life of its data the station is, another process may know first: it is asked each time.
    """
    house = houses.get(terminal.rpartition(".")[0])
    if house is None:
        return None
    row = one(
        conn,
        "SELECT public_key, locked_at IS NOT NULL, generation FROM terminal JOIN station USING (station_code)"
        " WHERE station_code = %(station)s AND terminal = %(terminal)s",
        {"station": house.code, "terminal": terminal},
    )
    return Terminal(house._replace(generation=row[2]), terminal, row[0], row[1]) if row else None


def note_contact(conn: Connection, terminal: Terminal, now: datetime, created: int) -> None:
    """Remember when a terminal was last heard, and how far its clock is ahead; every 10 s at most."""
    conn.execute(
        "UPDATE terminal SET seen_at = %(now)s, clock_ahead_s = %(ahead)s"
        " WHERE station_code = %(station)s AND terminal = %(terminal)s"
        " AND (seen_at IS NULL OR seen_at < %(now)s - interval '10 seconds')",
        {
            "now": now,
            "ahead": created - int(now.timestamp()),
            "station": terminal.house.code,
            "terminal": terminal.terminal,
        },
    )


def lock_terminal(conn: Connection, station_code: str, terminal: str, now: datetime) -> bool:
    """Take nothing more from a terminal; return whether that is new, and keep since when it has been so."""
    done = conn.execute(
        "UPDATE terminal SET locked_at = %s WHERE station_code = %s AND terminal = %s AND locked_at IS NULL",
        [now, station_code, terminal],
    )
    return done.rowcount == 1


def unlock_terminal(conn: Connection, station_code: str, terminal: str) -> bool:
    """Take from a terminal again, from where its books end; return whether it was locked."""
    done = conn.execute(
        "UPDATE terminal SET locked_at = NULL"
        " WHERE station_code = %s AND terminal = %s AND locked_at IS NOT NULL",
        [station_code, terminal],
    )
    return done.rowcount == 1


def find_by_name(conn: Connection, house: House, name: str) -> str:
    """Return the terminal of this name or id; refuses a name that none or several have."""
    rows = conn.execute(
        "SELECT terminal FROM terminal WHERE station_code = %s AND (terminal = %s OR terminal_name = %s)",
        [house.code, name, name],
    ).fetchall()
    if len(rows) != 1:
        raise Refusal("preprinted.terminal_unknown", terminal=name)
    return str(rows[0][0])
