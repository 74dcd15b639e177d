"""Entries that the station keeps but could not take in, and books of which there are two."""

from __future__ import annotations

from datetime import datetime
from typing import LiteralString, NamedTuple

from donor_room.domain.refusal import Refusal
from donor_room.station.console.asked import Gone
from donor_room.station.console.held import LONGEST_WHY, SHORTEST_WHY
from donor_room.station.journal import note
from donor_room.station.store import Connection, one

KIND = "quarantine_seen"


class SetAside(NamedTuple):
    """An entry that is kept and acknowledged, and of which nothing is believed; code says why."""

    book: str
    seq: int
    code: str
    terminal_name: str
    received_at: datetime
    seen_by: str | None
    seen_at: datetime | None
    why: str | None


class Parted(NamedTuple):
    """A book of which a terminal brought other entries than the station has."""

    book: str
    terminal_name: str
    seq: int
    entries: int
    found_at: datetime


_ASIDE: LiteralString = """
SELECT q.book, q.seq, q.code, t.terminal_name, e.received_at, a.done_by, a.done_at, a.body ->> 'why'
FROM quarantine q JOIN entry e USING (station_code, book, seq) JOIN book b USING (station_code, book)
JOIN terminal t ON t.station_code = b.station_code AND t.terminal = b.terminal
LEFT JOIN LATERAL (
    SELECT done_by, done_at, body FROM station_act c WHERE c.station_code = q.station_code
     AND c.kind = 'quarantine_seen' AND c.body ->> 'book' = q.book AND (c.body ->> 'seq')::bigint = q.seq
    ORDER BY act DESC LIMIT 1
) a ON true
WHERE q.station_code = %(station)s AND (q.code <> 'hollow' OR q.seq = (SELECT min(h.seq) FROM quarantine h
    WHERE h.station_code = q.station_code AND h.book = q.book AND h.code = 'hollow'))
ORDER BY a.done_at IS NOT NULL, e.received_at DESC, q.book, q.seq LIMIT %(limit)s
"""


def set_aside(conn: Connection, station_code: str, *, limit: int = 500) -> list[SetAside]:
    """Return the entries that were set aside: those first that nobody has looked at.

    Of a gap there is one line for its book.
    """
    return [SetAside(*row) for row in conn.execute(_ASIDE, {"station": station_code, "limit": limit})]


def parted(conn: Connection, station_code: str) -> list[Parted]:
    """Return the books of which there are two."""
    rows = conn.execute(
        "SELECT f.book, max(t.terminal_name), min(f.seq), count(*), min(f.found_at) FROM fork f"
        " JOIN terminal t USING (station_code, terminal) WHERE f.station_code = %s"
        " GROUP BY f.book ORDER BY min(f.found_at) DESC",
        [station_code],
    )
    return [Parted(*row) for row in rows]


def mark_seen(
    conn: Connection, station_code: str, by: str, book: str, seq: int, *, why: str, now: datetime
) -> None:
    """Write down that a person looked at an entry and what came of it; raises Refusal and Gone."""
    if not SHORTEST_WHY <= len(why.strip()) <= LONGEST_WHY:
        raise Refusal("console.problem.why", least=SHORTEST_WHY, most=LONGEST_WHY)
    given = {"station": station_code, "book": book, "seq": seq}
    with conn.transaction():
        row = one(
            conn,
            "SELECT code FROM quarantine"
            " WHERE station_code = %(station)s AND book = %(book)s AND seq = %(seq)s",
            given,
        )
        if row is None:
            raise Gone
        body: dict[str, object] = {"book": book, "seq": seq, "code": row[0], "why": why.strip()}
        note(conn, station_code, by, KIND, body, now)
