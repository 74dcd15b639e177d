"""In which crate each bag, tube and form was packed, as the vehicles wrote it down."""

from __future__ import annotations

from collections.abc import Iterable

from donor_room.domain.entries import UnitsPacked
from donor_room.domain.visit import Recorded
from donor_room.station.store import Connection

_LONGEST = 128


def add_packed(conn: Connection, station_code: str, readable: Iterable[Recorded]) -> None:
    """Note what was packed; a name that is longer than any true one is not."""
    rows = [
        (station_code, entry.book, entry.seq, act.number, act.role, act.box)
        for entry, act in readable
        if isinstance(act, UnitsPacked) and max(len(act.number), len(act.role), len(act.box)) <= _LONGEST
    ]
    with conn.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO packed (station_code, book, seq, number, role, box) VALUES (%s, %s, %s, %s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            rows,
        )
