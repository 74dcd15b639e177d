"""What comes home: received part by part, once, whoever scans it; closed by a clerk, differences settled.

A part belongs to the handover that packed it, also when the entries of that vehicle come after its blood.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import AFTER_TUBES_ROLES
from donor_room.station import tables
from donor_room.station.handed_over import (
    RECEIVED,
    STATES,
    Difference,
    Handover,
    Held,
    Received,
    hold_against,
    waited_for_since,
    without_entries,
)
from donor_room.station.journal import note
from donor_room.station.store import Connection, one


class Taken(NamedTuple):
    """What a scan was: a new part or one that is here already, and the handover it belongs to."""

    received: Received
    is_new: bool
    is_expected: bool


def take_part(
    conn: Connection, station_code: str, shift: str, number: str, role: str | None, *, by: str, now: datetime
) -> Taken:
    """Take a part in, once; without a role it is the next one of this number that is not here yet."""
    with conn.transaction():
        if role is None:
            role = _next_role(conn, station_code, number)
        fresh = conn.execute(
            "INSERT INTO received (station_code, number, role, shift, state, received_by, received_at)"
            " VALUES (%s, %s, %s, %s, 'good', %s, %s) ON CONFLICT DO NOTHING",
            [station_code, number, role, shift, by, now],
        )
        found = _one_received(conn, station_code, number, role)
    owned = one(
        conn,
        "SELECT 1 FROM packed WHERE station_code = %(station)s AND number = %(number)s AND role = %(role)s"
        " AND shift = %(shift)s LIMIT 1",
        {"station": station_code, "number": number, "role": role, "shift": found.shift},
    )
    return Taken(found, fresh.rowcount == 1, owned is not None)


def _one_received(conn: Connection, station_code: str, number: str, role: str) -> Received:
    row = one(
        conn,
        RECEIVED + " AND r.number = %(number)s AND r.role = %(role)s",
        {"station": station_code, "number": number, "role": role},
    )
    if row is None:
        raise Refusal("receiving.not_here", number=number)
    return Received(*row)


def _next_role(conn: Connection, station_code: str, number: str) -> str:
    rows = conn.execute(
        "SELECT role FROM received WHERE station_code = %s AND number = %s", [station_code, number]
    )
    here = {role for (role,) in rows}
    return next((role for role in AFTER_TUBES_ROLES if role not in here), AFTER_TUBES_ROLES[0])


def take_box(conn: Connection, station_code: str, shift: str, box: str, *, by: str, now: datetime) -> bool:
    """Take a crate in; say whether it was not here before."""
    fresh = conn.execute(
        "INSERT INTO received_box (station_code, shift, box, received_by, received_at)"
        " VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        [station_code, shift, box, by, now],
    )
    return fresh.rowcount == 1


def note_warmth(
    conn: Connection, station_code: str, shift: str, box: str, celsius: Decimal, *, by: str, now: datetime
) -> None:
    """Keep how warm a crate was when it came, in °C."""
    conn.execute(
        "INSERT INTO received_box (station_code, shift, box, celsius, received_by, received_at)"
        " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (station_code, shift, box)"
        " DO UPDATE SET celsius = excluded.celsius",
        [station_code, shift, box, celsius, by, now],
    )


def mark(
    conn: Connection,
    station_code: str,
    number: str,
    role: str,
    *,
    state: str,
    remark: str,
    by: str,
    now: datetime,
) -> None:
    """Say how a part that is here looked; the journal keeps every word, the page the last one."""
    if state not in STATES:
        raise Refusal("receiving.state")
    with conn.transaction():
        done = conn.execute(
            "UPDATE received SET state = %s, remark = %s"
            " WHERE station_code = %s AND number = %s AND role = %s",
            [state, remark, station_code, number, role],
        )
        if done.rowcount != 1:
            raise Refusal("receiving.not_here", number=number)
        body: dict[str, object] = {"number": number, "part": role, "state": state, "remark": remark}
        note(conn, station_code, by, "part_marked", body, now)


# ---- closed ------------------------------------------------------------------------------------------------


def close(
    conn: Connection, station_code: str, handover: Handover, *, by: str, remark: str, now: datetime
) -> Held:
    """Close a handover as it is held now; what differs stays open by name. Two clerks close it once."""
    if handover.signed_at is None:
        raise Refusal("receiving.not_told_yet")
    with conn.transaction():
        tables.lock_feed(conn, station_code)  # what was packed is asked twice, and must stay the same
        fresh = conn.execute(
            "INSERT INTO receipt_signed (station_code, shift, signed_by, signed_at, remark)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [station_code, handover.shift, by, now, remark],
        )
        if fresh.rowcount != 1:
            raise Refusal("receiving.closed_meanwhile")
        held = hold_against(conn, station_code, handover)
        with conn.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO difference (station_code, shift, what, number, role, box, found_at)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                [(station_code, *different[:5], now) for different in held.differences],
            )
        note(
            conn,
            station_code,
            by,
            "handover_received",
            {
                "shift": handover.shift,
                "expected": len(held.expected),
                "received": len(held.received),
                "differing": len(held.differences),
                "remark": remark,
            },
            now,
        )
    return held


def open_differences(conn: Connection, station_code: str, *, limit: int = 200) -> list[Difference]:
    """Return what is open, oldest first; what came since is said with its time."""
    rows = conn.execute(
        "SELECT d.shift, d.what, d.number, d.role, d.box, d.found_at, coalesce(s.site, ''), d.settled_by,"
        " (SELECT r.received_at FROM received r WHERE r.station_code = d.station_code AND r.number = d.number"
        "   AND r.role = d.role AND d.what IN ('missing', 'missing_there'))"
        " FROM difference d LEFT JOIN shift s USING (station_code, shift)"
        " WHERE d.station_code = %s AND d.settled_at IS NULL"
        " ORDER BY d.found_at, d.shift, d.what, d.number, d.role LIMIT %s",
        [station_code, limit],
    )
    return [Difference(*row) for row in rows]


class Waiting(NamedTuple):
    """How much of what comes home waits for somebody."""

    handovers: int
    differences: int
    without_entries: int


def waiting(conn: Connection, station_code: str, now: datetime) -> Waiting:
    """Return what waits for a clerk."""
    row = one(
        conn,
        "SELECT (SELECT count(*) FROM handover h"
        "  WHERE h.station_code = %(station)s AND h.signed_at > %(since)s"
        "  AND NOT EXISTS (SELECT 1 FROM receipt_signed r WHERE r.station_code = h.station_code"
        "   AND r.shift = h.shift)),"
        " (SELECT count(*) FROM difference d WHERE d.station_code = %(station)s AND d.settled_at IS NULL)",
        {"station": station_code, "since": waited_for_since(conn, station_code, now)},
    )
    handovers, differences = row or (0, 0)
    return Waiting(handovers, differences, len(without_entries(conn, station_code)))


def settle(
    conn: Connection, station_code: str, different: Difference, *, why: str, by: str, now: datetime
) -> None:
    """Say what came of a difference; one that is settled meanwhile is refused."""
    with conn.transaction():
        done = conn.execute(
            "UPDATE difference SET settled_by = %s, settled_at = %s, why = %s WHERE station_code = %s"
            " AND shift = %s AND what = %s AND number = %s AND role = %s AND box = %s"
            " AND settled_at IS NULL",
            [by, now, why, station_code, *different[:5]],
        )
        if done.rowcount != 1:
            raise Refusal("receiving.settled_meanwhile")
        body: dict[str, object] = dict(
            zip(("shift", "what", "number", "part", "box"), different[:5], strict=True)
        )
        note(conn, station_code, by, "difference_settled", body | {"why": why}, now)
