"""Generations of the directory: made from one moment's rows, kept in the database, handed out piece by piece.

A chunk is of 4 MiB before it is packed, not after: so both ends know how much memory it takes, and a reader
refuses what would unpack to more. Packed it is about half of that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import NamedTuple

import msgspec

from donor_room.domain.directory import DirectoryDonor
from donor_room.station import directory
from donor_room.station.founding import House
from donor_room.station.refused import refused
from donor_room.station.store import Connection, one
from donor_room.wire.compact import encode_row, pack_row
from donor_room.wire.generation import (
    CHUNK_BYTES,
    FORMAT,
    MANIFEST,
    ChunkName,
    Generation,
    seal_chunk,
    sign_generation,
)
from donor_room.wire.messages import MAX_PAGE_ROWS, encode

AT_ONCE_ROWS = 20_000
"""So many rows are made into a generation while a terminal waits, in about a second; more are made beside."""

EVERY = timedelta(hours=24)
_CHUNK = re.compile(r"[0-9a-f]{64}\.chunk")
_KEPT = 2
_ROWS_AT_ONCE = 2_000


class Due(NamedTuple):
    """How a station stands: how many donors it tells of, and whether its newest generation is an old one."""

    rows: int
    is_there: bool
    is_old: bool


def make(
    conn: Connection,
    house: House,
    now: datetime,
    *,
    chunk_bytes: int = CHUNK_BYTES,
    go_on: Callable[[], bool] = lambda: True,
) -> Generation:
    """Make a generation of what is told at this moment, in one transaction.

    Rows are read in the order of their key, a few at a time, and one chunk at a time is held in memory.
    Raises Refused while another is made, and when go_on says no before the end.
    """
    name = token_hex(8)
    with conn.transaction():
        conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        _make_alone(conn, house)
        last = directory.last_revision(conn, house)
        chunks: list[ChunkName] = []
        for place, rows in _chunks(conn, house, chunk_bytes):
            chunks.append(_store_chunk(conn, house, name, place, rows))
            if not go_on():
                raise refused(503, "generation.making")
        generation = Generation(
            station_code=house.code,
            name=name,
            format=FORMAT,
            as_of=now,
            cursor=directory.cursor_of(house, last),
            rows=sum(chunk.rows for chunk in chunks),
            chunks=tuple(chunks),
        )
        _store(conn, house, generation, last)
    return generation


def _make_alone(conn: Connection, house: House) -> None:
    row = one(
        conn, "SELECT pg_try_advisory_xact_lock(hashtext(%(what)s))", {"what": f"generation {house.code}"}
    )
    if not (row and row[0]):
        raise refused(503, "generation.making")


def _chunks(conn: Connection, house: House, chunk_bytes: int) -> Iterator[tuple[int, list[bytes]]]:
    """Yield encoded rows by the chunk, with its place."""
    place, size = 0, 0
    rows: list[bytes] = []
    for row in _rows(conn, house):
        rows.append(row)
        size += len(row)
        if size >= chunk_bytes:
            yield place, rows
            place, rows, size = place + 1, [], 0
    if rows:
        yield place, rows


def _rows(conn: Connection, house: House) -> Iterator[bytes]:
    decoder = msgspec.json.Decoder(DirectoryDonor)
    with conn.cursor(name="generation") as cursor:
        cursor.itersize = _ROWS_AT_ONCE
        cursor.execute(
            "SELECT person, revision, donor FROM directory WHERE station_code = %s AND donor IS NOT NULL"
            " ORDER BY person",
            [house.code],
        )
        for person, revision, donor in cursor:
            yield encode_row(pack_row(person, revision, decoder.decode(donor)))


def _store_chunk(conn: Connection, house: House, name: str, place: int, rows: list[bytes]) -> ChunkName:
    content = seal_chunk(rows, directory_key=house.world.directory_key, name=name, place=place)
    hashed = sha256(content).hexdigest()
    conn.execute(
        "INSERT INTO generation_chunk (station_code, sha256, generation, content) VALUES (%s, %s, %s, %b)",
        [house.code, hashed, name, content],
    )
    return ChunkName(sha256=hashed, bytes=len(content), rows=len(rows))


def _store(conn: Connection, house: House, generation: Generation, last: int) -> None:
    """Keep it and the one before, which terminals may be in the midst of taking."""
    manifest = encode(sign_generation(generation, house.key))
    conn.execute(
        "INSERT INTO generation (station_code, generation, feed, revision, made_at, manifest)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        [house.code, generation.name, house.generation, last, generation.as_of, manifest],
    )
    conn.execute(
        "DELETE FROM generation WHERE station_code = %(station)s AND generation NOT IN ("
        "   SELECT generation FROM generation WHERE station_code = %(station)s"
        "   ORDER BY generation <> %(new)s, revision DESC, made_at DESC LIMIT %(kept)s)",
        {"station": house.code, "kept": _KEPT, "new": generation.name},
    )


def due(conn: Connection, house: House, now: datetime) -> Due:
    """Say whether a generation is worth making."""
    row = one(
        conn,
        "SELECT (SELECT coalesce(sum(count), 0) FROM directory_part WHERE station_code = %(station)s),"
        " max(made_at), max(revision) FROM generation WHERE station_code = %(station)s AND feed = %(feed)s",
        {"station": house.code, "feed": house.generation},
    )
    rows, made_at, revision = row or (0, None, None)
    is_old = made_at is None or (made_at + EVERY <= now and revision != directory.last_revision(conn, house))
    return Due(int(rows), made_at is not None, is_old and rows > MAX_PAGE_ROWS)


def manifest(conn: Connection, house: House, now: datetime) -> bytes:
    """Return the newest list; raises Refused: 404 for what one page tells, 503 while it is being made."""
    stands = due(conn, house, now)
    if stands.rows <= MAX_PAGE_ROWS:
        raise refused(404, "generation.small")
    if not stands.is_there and stands.rows > AT_ONCE_ROWS:
        raise refused(503, "generation.making")
    if not stands.is_there:
        make(conn, house, now)
    row = one(
        conn,
        "SELECT manifest FROM generation WHERE station_code = %(station)s AND feed = %(feed)s"
        " ORDER BY revision DESC, made_at DESC LIMIT 1",
        {"station": house.code, "feed": house.generation},
    )
    if row is None:
        raise refused(503, "generation.making")
    return bytes(row[0])


def piece(conn: Connection, house: House, name: str, first: int, last: int | None) -> tuple[bytes, int]:
    """Return the bytes of a chunk from first to last, and how long the whole is; raises Refused.

    404 for a chunk that is not here, 416 for a piece that it has not got.
    """
    row = one(
        conn,
        "SELECT substring(content FROM %(first)s FOR %(count)s), octet_length(content) FROM generation_chunk"
        " WHERE station_code = %(station)s AND sha256 = %(name)s",
        {
            "first": first + 1,
            "count": CHUNK_BYTES * 2 if last is None else last - first + 1,
            "station": house.code,
            "name": name,
        },
    )
    if row is None:
        raise refused(404, "chunk")
    if not row[0]:
        raise refused(416, "chunk.range", limit=row[1])
    return bytes(row[0]), int(row[1])


def write_out(conn: Connection, house: House, folder: Path, now: datetime) -> Generation:
    """Make a generation and write it into a folder, to be carried; the list last, when all else is there."""
    generation = make(conn, house, now)
    folder.mkdir(parents=True, exist_ok=True)
    for chunk in generation.chunks:
        content, _ = piece(conn, house, chunk.sha256, 0, None)
        (folder / f"{chunk.sha256}.chunk").write_bytes(content)
    stored = one(
        conn,
        "SELECT manifest FROM generation WHERE station_code = %(station)s AND generation = %(name)s",
        {"station": house.code, "name": generation.name},
    )
    new = folder / f"{MANIFEST}.new"
    new.write_bytes(bytes(stored[0]) if stored else b"")
    new.replace(folder / MANIFEST)
    _clear(folder, {f"{chunk.sha256}.chunk" for chunk in generation.chunks})
    return generation


def _clear(folder: Path, named: set[str]) -> None:
    """Take the chunks of an earlier generation away, and nothing else: the stick may hold other things."""
    for path in folder.glob("*.chunk"):
        if _CHUNK.fullmatch(path.name) and path.name not in named:
            path.unlink()
