"""Which copy of a terminal may print: a fence is a token used once, and whoever shows another one is a copy.

A fence is proven by the station's own key. One that was given and is not remembered tells that this station's
data are those of a backup.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from hmac import new as hmac
from secrets import token_hex
from typing import Literal, NamedTuple

from donor_room.station.founding import House
from donor_room.station.store import Connection, one
from donor_room.wire.hello import NO_FENCE

_PURPOSE = b"donor-room fence 1\n"

Verdict = Literal["confirmed", "offered", "adopted", "other_copy", "copied", "restored"]


class Fence(NamedTuple):
    """What the station remembers of a terminal's fences."""

    life: int
    given: int
    confirmed: str | None
    offered: str | None
    is_frozen: bool


class Shown(NamedTuple):
    """What a fence says of itself; one that this station never gave says nothing."""

    life: int
    number: int


NEVER_GIVEN = Shown(0, 0)


def make_fence(house: House, terminal: str, life: int, count: int) -> str:
    """Return a new fence that only this station can make."""
    said = f"{life}.{count}.{token_hex(8)}"
    return f"{said}.{_proof(house, terminal, said)}"


def read_shown(house: House, terminal: str, fence: str) -> Shown:
    """Return what a fence says, NEVER_GIVEN for anything that this station did not make for this terminal."""
    said, _, proof = fence.rpartition(".")
    if not compare_digest(proof.encode(), _proof(house, terminal, said).encode()):
        return NEVER_GIVEN
    life, count, _secret = said.split(".")
    return Shown(int(life), int(count))


def _proof(house: House, terminal: str, said: str) -> str:
    text = f"{house.code}\n{terminal}\n{said}".encode()
    return hmac(house.key.private_bytes_raw(), _PURPOSE + text, sha256).hexdigest()[:32]


def judge(fence: Fence, shown: str, says: Shown) -> Verdict:
    """Say who shows a fence: the terminal itself, a copy that a person has ruled out, or another copy."""
    if says.life < fence.life:
        return "other_copy"
    if fence.confirmed is None and (says != NEVER_GIVEN or shown == NO_FENCE):
        return "adopted"
    if (says.life, says.number) > (fence.life, fence.given):
        return "restored"
    if shown == fence.offered:
        return "offered"
    return "confirmed" if shown == fence.confirmed else "copied"


def lock_fence(conn: Connection, station_code: str, terminal: str) -> Fence:
    """Return what is remembered of a terminal and keep others from it until the end of the transaction."""
    values = {"station": station_code, "terminal": terminal}
    conn.execute(
        "INSERT INTO fence (station_code, terminal) VALUES (%(station)s, %(terminal)s)"
        " ON CONFLICT DO NOTHING",
        values,
    )
    row = one(
        conn,
        "SELECT life, given, confirmed, offered, frozen_at IS NOT NULL FROM fence"
        " WHERE station_code = %(station)s AND terminal = %(terminal)s FOR UPDATE",
        values,
    )
    return Fence(*row) if row else Fence(0, 0, "", None, is_frozen=False)


def offer(conn: Connection, house: House, terminal: str, shown: str, says: Shown) -> str:
    """Take a fence as confirmed and return the next one, of which nobody knows yet whether it arrives."""
    fence = lock_fence(conn, house.code, terminal)
    life, count = max(fence.life, says.life), max(fence.given, says.number) + 1
    fresh = make_fence(house, terminal, life, count)
    conn.execute(
        "UPDATE fence SET life = %s, given = %s, confirmed = %s, offered = %s"
        " WHERE station_code = %s AND terminal = %s",
        [life, count, shown, fresh, house.code, terminal],
    )
    return fresh


def freeze(conn: Connection, station_code: str, terminal: str, why: str, now: datetime) -> None:
    """Lend nothing more to a terminal of which another copy was found; the first reason stays."""
    lock_fence(conn, station_code, terminal)
    conn.execute(
        "UPDATE fence SET frozen_at = coalesce(frozen_at, %s), frozen_by = coalesce(frozen_by, %s)"
        " WHERE station_code = %s AND terminal = %s",
        [now, why, station_code, terminal],
    )


def note_other_copy(conn: Connection, house: House, terminal: str, now: datetime) -> None:
    """Remember that a copy is still in use that a person has ruled out."""
    conn.execute(
        "UPDATE fence SET other_copy_at = %s WHERE station_code = %s AND terminal = %s",
        [now, house.code, terminal],
    )


def admits(conn: Connection, house: House, terminal: str, shown: str) -> bool:
    """Say whether numbers may be lent to whoever shows this fence; it confirms itself by that.

    A terminal that never greeted shows none. Nobody is frozen here: the next greeting finds the copy.
    """
    fence = lock_fence(conn, house.code, terminal)
    verdict = judge(fence, shown, read_shown(house, terminal, shown))
    if fence.is_frozen or verdict not in {"confirmed", "offered"}:
        return False
    conn.execute(
        "UPDATE fence SET confirmed = %s WHERE station_code = %s AND terminal = %s",
        [shown, house.code, terminal],
    )
    return True
