"""How releases go down to one terminal, and what each terminal made of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString, NamedTuple

from donor_room.station.cursors import read_cursor, write_cursor
from donor_room.station.enrolment import Terminal
from donor_room.station.store import Connection
from donor_room.wire.releases import HeldRelease, ReleasePage, ReleasesAsked, ToldRelease

_NEXT: LiteralString = """
SELECT r.revision, r.release, r.from_at, r.withdrawn_at IS NOT NULL,
 CASE WHEN r.withdrawn_at IS NULL THEN r.content ELSE ''::bytea END
FROM release r WHERE r.station_code = %(station)s AND r.revision > %(after)s
 AND (NOT EXISTS (SELECT 1 FROM release_for f WHERE f.station_code = r.station_code AND f.release = r.release)
  OR EXISTS (SELECT 1 FROM release_for f WHERE f.station_code = r.station_code AND f.release = r.release
   AND f.terminal = %(terminal)s))
ORDER BY r.revision LIMIT 2
"""


def answer(conn: Connection, terminal: Terminal, asked: ReleasesAsked, now: datetime) -> ReleasePage:
    """Note what a terminal has and return its next release; raises Refused for a cursor of another feed."""
    house = terminal.house
    after = read_cursor(house, "releases", asked.cursor)
    note_held(conn, terminal, asked.held, now)
    wanted = {"station": house.code, "after": after, "terminal": terminal.terminal}
    rows = conn.execute(_NEXT, wanted).fetchall()
    told = tuple(
        ToldRelease(release=release, from_at=from_at, withdrawn=withdrawn, content=bytes(content))
        for _, release, from_at, withdrawn, content in rows[:1]
    )
    last = rows[0][0] if rows else after
    return ReleasePage(releases=told, cursor=write_cursor(house, "releases", last), more=len(rows) > 1)


def note_held(conn: Connection, terminal: Terminal, held: Sequence[HeldRelease], now: datetime) -> None:
    """Keep what is new of it; a release that the station has not is of another life of its data."""
    with conn.transaction(), conn.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO release_held (station_code, release, terminal, state, code, told_at)"
            " SELECT %(station)s, %(release)s, %(terminal)s, %(state)s, %(code)s, %(now)s"
            " WHERE EXISTS (SELECT 1 FROM release WHERE station_code = %(station)s AND release = %(release)s)"
            " ON CONFLICT (station_code, release, terminal) DO UPDATE SET state = excluded.state,"
            " code = excluded.code, told_at = excluded.told_at"
            " WHERE (release_held.state, release_held.code) <> (excluded.state, excluded.code)",
            [
                {
                    "station": terminal.house.code,
                    "terminal": terminal.terminal,
                    "release": one.release,
                    "state": one.state,
                    "code": one.code,
                    "now": now,
                }
                for one in held
            ],
        )


class Holder(NamedTuple):
    """A terminal for which a release is, and what it said of it; told_at None: it has not taken it yet."""

    release: str
    terminal: str
    name: str
    state: str
    code: str
    told_at: datetime | None


def holders(conn: Connection, station_code: str, release: str = "") -> list[Holder]:
    """Return who has which of the releases that were set out, and who has not yet; of one, or of all."""
    rows = conn.execute(_HOLDERS, {"station": station_code, "release": release})
    return [Holder(*row) for row in rows]


_HOLDERS: LiteralString = """
SELECT r.release, t.terminal, t.terminal_name, coalesce(h.state, ''), coalesce(h.code, ''), h.told_at
FROM release r JOIN terminal t ON t.station_code = r.station_code AND t.revoked_at IS NULL
LEFT JOIN release_held h ON h.station_code = r.station_code AND h.release = r.release
 AND h.terminal = t.terminal
WHERE r.station_code = %(station)s AND (%(release)s = '' OR r.release = %(release)s)
 AND r.released_at IS NOT NULL
 AND (NOT EXISTS (SELECT 1 FROM release_for f WHERE f.station_code = r.station_code AND f.release = r.release)
  OR EXISTS (SELECT 1 FROM release_for f WHERE f.station_code = r.station_code AND f.release = r.release
   AND f.terminal = t.terminal))
ORDER BY r.revision DESC, h.told_at IS NOT NULL, t.terminal_name, t.terminal
"""
