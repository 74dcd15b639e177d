"""How the station takes a greeting: which copy it is, how its clock stands, what it works with."""

from __future__ import annotations

from datetime import datetime, timedelta

from donor_room.station import fences
from donor_room.station.founding import House
from donor_room.station.restored import begin_new_generation, lock_stations, wants_ranges
from donor_room.station.store import Connection, one
from donor_room.wire.hello import ClockReading, HelloReply, HelloRequest, Status
from donor_room.wire.messages import PROTOCOL

REMEMBERED = timedelta(days=400)
"""A greeting that is played again within this time changes nothing."""
_LONGEST_WAY = timedelta(days=2)
"""No network holds a greeting back for longer."""


class _BackupPutBack(Exception):
    """The station's data are those of a backup, and nobody has begun anew."""


def greet(conn: Connection, house: House, terminal: str, request: HelloRequest, now: datetime) -> HelloReply:
    """Take a greeting and say whether this is the one terminal; another copy is frozen by it.

    Whoever begins anew changes the fences of all terminals: no fence may be locked before the station is, for
    after a backup all terminals greet at once.
    """
    try:
        with conn.transaction():
            return _greeted(conn, house, terminal, request, now, may_begin_anew=False)
    except _BackupPutBack:
        with conn.transaction():
            lock_stations(conn)
            return _greeted(conn, house, terminal, request, now, may_begin_anew=True)


def _greeted(
    conn: Connection,
    house: House,
    terminal: str,
    request: HelloRequest,
    now: datetime,
    *,
    may_begin_anew: bool,
) -> HelloReply:
    fence = fences.lock_fence(conn, house.code, terminal)
    said = _said_before(conn, house, terminal, request.attempt)
    status, offered = said or _answer(
        conn, house, terminal, fence, request, now, may_begin_anew=may_begin_anew
    )
    if said is None:
        _remember(conn, house, terminal, request, (status, offered), now)
    generation = _generation(conn, house)
    return HelloReply(
        status=status,
        fence=offered,
        now_ms=_ms(now),
        generation=generation,
        wants_ranges=status != "copied" and wants_ranges(conn, house, terminal, generation),
        reads_chained=True,
    )


def _answer(
    conn: Connection,
    house: House,
    terminal: str,
    fence: fences.Fence,
    request: HelloRequest,
    now: datetime,
    *,
    may_begin_anew: bool,
) -> tuple[Status, str]:
    if _came_late(conn, house, terminal, request.clock, now):
        return "copied", ""  # whoever said it has been answered since: a frozen copy would be somebody else
    says = fences.read_shown(house, terminal, request.fence)
    verdict = fences.judge(fence, request.fence, says)
    if verdict == "restored" and not may_begin_anew:
        raise _BackupPutBack
    if verdict == "restored":
        begin_new_generation(conn, now)
    if verdict == "other_copy":
        fences.note_other_copy(conn, house, terminal, now)
    if verdict == "copied":
        fences.freeze(conn, house.code, terminal, "fence", now)
    if verdict in {"other_copy", "copied"} or fence.is_frozen:
        return "copied", ""
    status: Status = "ok" if PROTOCOL in request.protocols else "upgrade"
    return status, fences.offer(conn, house, terminal, request.fence, says)


def _came_late(conn: Connection, house: House, terminal: str, clock: ClockReading, now: datetime) -> bool:
    """Say whether the same run of the same machine has greeted later: this one was long on its way.

    Its fence is an old one by now, as that of a copy would be, and nobody is there to hear the answer.
    """
    later = one(
        conn,
        "SELECT 1 FROM greeting WHERE station_code = %(station)s AND terminal = %(terminal)s"
        " AND greeted_at >= %(since)s AND boot = %(boot)s AND mono_ms > %(mono)s",
        {
            "station": house.code,
            "terminal": terminal,
            "since": now - _LONGEST_WAY,
            "boot": clock.boot,
            "mono": clock.mono_ms,
        },
    )
    return later is not None


def _said_before(conn: Connection, house: House, terminal: str, attempt: str) -> tuple[Status, str] | None:
    row = one(
        conn,
        "SELECT status, offered FROM greeting"
        " WHERE station_code = %(station)s AND terminal = %(terminal)s AND attempt = %(attempt)s",
        {"station": house.code, "terminal": terminal, "attempt": attempt},
    )
    return (row[0], row[1]) if row else None


def _remember(
    conn: Connection,
    house: House,
    terminal: str,
    request: HelloRequest,
    answered: tuple[Status, str],
    now: datetime,
) -> None:
    clock = request.clock
    conn.execute(
        "INSERT INTO greeting (station_code, terminal, attempt, greeted_at, status, offered, offset_ms,"
        " mono_ms, boot, waiting, program, protocols, editions, directory_as_of)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [house.code, terminal, request.attempt, now, *answered, clock.wall_ms - _ms(now), clock.mono_ms,
         clock.boot, request.waiting, request.program, list(request.protocols), list(request.editions),
         request.directory_as_of],
    )  # fmt: skip
    conn.execute(
        "DELETE FROM greeting WHERE station_code = %s AND terminal = %s AND greeted_at < %s",
        [house.code, terminal, now - REMEMBERED],
    )


def _generation(conn: Connection, house: House) -> str:
    row = one(
        conn, "SELECT generation FROM station WHERE station_code = %(station)s", {"station": house.code}
    )
    return str(row[0]) if row else house.generation


def _ms(instant: datetime) -> int:
    return round(instant.timestamp() * 1_000)
