"""Terminals of which another copy was found; a person lets one copy go on by a one-time code."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from donor_room.domain.refusal import Refusal
from donor_room.station import fences
from donor_room.station.enrolment import CODE_LASTS, code_hash, random_code
from donor_room.station.founding import House
from donor_room.station.refused import refused
from donor_room.station.store import Connection, one
from donor_room.wire.hello import AgainReply, AgainRequest
from donor_room.wire.joining import write_code


class FrozenTerminal(NamedTuple):
    """A terminal that gets no numbers. found_by: `fence`, `fork` or `numbers` that another has too."""

    terminal: str
    terminal_name: str
    frozen_at: datetime
    found_by: str
    last_greeted_at: datetime | None
    forked_books: int


def frozen_terminals(conn: Connection, station_code: str) -> list[FrozenTerminal]:
    """Return every frozen terminal of a station, the longest frozen first."""
    rows = conn.execute(
        "SELECT terminal, terminal_name, frozen_at, frozen_by,"
        " (SELECT max(greeted_at) FROM greeting g WHERE (g.station_code, g.terminal) = (f.station_code,"
        " f.terminal)),"
        " (SELECT count(DISTINCT book) FROM fork b WHERE (b.station_code, b.terminal) = (f.station_code,"
        " f.terminal))"
        " FROM fence f JOIN terminal USING (station_code, terminal)"
        " WHERE station_code = %s AND frozen_at IS NOT NULL ORDER BY frozen_at, terminal",
        [station_code],
    )
    return [FrozenTerminal(*row) for row in rows]


def let_go_on(conn: Connection, house: House, terminal: str, *, by: str, why: str, now: datetime) -> str:
    """Return a code; the copy of the terminal at which it is typed goes on in a new book, and no other.

    Refuses without a reason, and a terminal that is not frozen. Nothing is lifted before the code is used.
    """
    if not (by.strip() and why.strip()):
        raise Refusal("station.go_on.no_reason")
    frozen = one(
        conn,
        "SELECT 1 FROM fence WHERE station_code = %(station)s AND terminal = %(terminal)s"
        " AND frozen_at IS NOT NULL",
        {"station": house.code, "terminal": terminal},
    )
    if frozen is None:
        raise Refusal("station.go_on.not_frozen", terminal=terminal)
    code = random_code()
    conn.execute(
        "INSERT INTO go_on (station_code, code_sha256, terminal, given_by, why, given_at, expires_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        [house.code, code_hash(code), terminal, by.strip(), why.strip(), now, now + CODE_LASTS],
    )
    return write_code(code)


def go_on(conn: Connection, house: House, terminal: str, request: AgainRequest, now: datetime) -> AgainReply:
    """Let the copy that knows the code go on; the same request is answered alike, whatever got lost.

    Every range for a printer that was lent before is spent for ever. Raises Refused for a code that is
    unknown, of another terminal, over time or spent by another request.
    """
    with conn.transaction():
        fence = fences.lock_fence(conn, house.code, terminal)
        told_before = _spend_code(conn, house, terminal, request, now)
        fresh = told_before or fences.make_fence(house, terminal, fence.life + 1, fence.given + 1)
        if told_before is None:
            _begin_life(conn, house, terminal, request, fresh, now)
        spent = conn.execute(
            "SELECT range_id FROM number_range WHERE station_code = %s AND terminal = %s"
            " AND spent_at IS NOT NULL ORDER BY range_id",
            [house.code, terminal],
        )
        return AgainReply(fence=fresh, spent=tuple(range_id for (range_id,) in spent))


def _spend_code(
    conn: Connection, house: House, terminal: str, request: AgainRequest, now: datetime
) -> str | None:
    """Return the fence that this request got before, None for a code that nobody used yet."""
    row = one(
        conn,
        "SELECT terminal, expires_at, used_request, fence FROM go_on"
        " WHERE station_code = %(station)s AND code_sha256 = %(code)s FOR UPDATE",
        {"station": house.code, "code": code_hash(request.code)},
    )
    if row is None or row[0] != terminal:
        raise refused(403, "again.code_unknown")
    _terminal, expires_at, used_request, fence = row
    if used_request not in {None, request.request}:
        raise refused(403, "again.code_spent")
    if used_request is None and expires_at < now:
        raise refused(403, "again.code_over_time")
    return str(fence) if fence else None


def _begin_life(
    conn: Connection, house: House, terminal: str, request: AgainRequest, fresh: str, now: datetime
) -> None:
    values = {
        "station": house.code,
        "terminal": terminal,
        "code": code_hash(request.code),
        "request": request.request,
        "fence": fresh,
        "now": now,
    }
    conn.execute(
        "UPDATE go_on SET used_at = %(now)s, used_request = %(request)s, fence = %(fence)s"
        " WHERE station_code = %(station)s AND code_sha256 = %(code)s",
        values,
    )
    conn.execute(
        "UPDATE fence SET life = life + 1, given = given + 1, confirmed = %(fence)s, offered = NULL,"
        " frozen_at = NULL, frozen_by = NULL WHERE station_code = %(station)s AND terminal = %(terminal)s",
        values,
    )
    conn.execute(
        "UPDATE number_range SET spent_at = %(now)s WHERE station_code = %(station)s"
        " AND terminal = %(terminal)s AND use = 'printer' AND spent_at IS NULL",
        values,
    )
