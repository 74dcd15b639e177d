"""The parts of the directory's key: their sums, kept with each row that is told, and their rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import LiteralString

import msgspec

from donor_room.domain.directory import DirectoryDonor
from donor_room.station.store import Connection
from donor_room.wire.compact import encode_row, pack_row, pack_rows
from donor_room.wire.generation import PARTS, mark_of, part_of

Row = tuple[str, int]
"""A person and a revision of what is told."""

_COUNTED: LiteralString = (
    "SELECT get_byte(decode(person, 'hex'), 0) AS part, sum(('x' || encode(substring(sha256("
    "decode(person, 'hex') || int8send(revision)) FROM 1 FOR 5), 'hex'))::bit(40)::bigint)::bigint AS sum,"
    " count(*) AS count FROM directory WHERE station_code = %s AND donor IS NOT NULL GROUP BY 1"
)


def change(conn: Connection, station_code: str, gone: Iterable[Row], come: Iterable[Row]) -> None:
    """Take the marks of the old rows out of their sums and those of the new ones in."""
    changes: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for rows, sign in ((gone, -1), (come, 1)):
        for person, revision in rows:
            key = bytes.fromhex(person)
            changes[part_of(key)][0] += sign * mark_of(key, revision)
            changes[part_of(key)][1] += sign
    with conn.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO directory_part AS p (station_code, part, sum, count) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (station_code, part)"
            " DO UPDATE SET sum = p.sum + excluded.sum, count = p.count + excluded.count",
            [(station_code, part, *change) for part, change in sorted(changes.items())],
        )


def kept(conn: Connection, station_code: str) -> list[tuple[int, int]]:
    """Return (sum, count) of each part, as it was kept."""
    rows = conn.execute(
        "SELECT part, sum, count FROM directory_part WHERE station_code = %s", [station_code]
    ).fetchall()
    return _all_parts(rows)


def counted(conn: Connection, station_code: str) -> list[tuple[int, int]]:
    """Return the same counted from the rows, which takes seconds for millions."""
    return _all_parts(conn.execute(_COUNTED, [station_code]).fetchall())


def rows_of(conn: Connection, station_code: str, part: int) -> bytes:
    """Return the rows of one part, packed."""
    rows = conn.execute(
        "SELECT person, revision, donor FROM directory WHERE station_code = %s AND donor IS NOT NULL"
        " AND person >= %s AND person < %s ORDER BY person",
        [station_code, f"{part:02x}", f"{part + 1:02x}" if part + 1 < PARTS else "g"],
    ).fetchall()
    decoder = msgspec.json.Decoder(DirectoryDonor)
    return pack_rows(encode_row(pack_row(who, n, decoder.decode(donor))) for who, n, donor in rows)


def _all_parts(rows: list[tuple[int, int, int]]) -> list[tuple[int, int]]:
    found = {part: (total, count) for part, total, count in rows}
    return [found.get(part, (0, 0)) for part in range(PARTS)]
