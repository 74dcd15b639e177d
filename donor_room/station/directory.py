"""What terminals are told about donors, page by page, in the order in which it became true."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

import msgspec

from donor_room.domain.directory import DirectoryDonor
from donor_room.domain.refusal import Refusal
from donor_room.station import tables
from donor_room.station.checking import check_persons
from donor_room.station.founding import House
from donor_room.station.projector import tell_directory
from donor_room.station.refused import refused
from donor_room.station.store import Connection, one
from donor_room.station.sums import kept
from donor_room.wire.generation import DirectorySums
from donor_room.wire.messages import encode, person_key

_BATCH = 2_000
_LONGEST_REVISION = 18
_NOBODY = msgspec.Raw(b"null")


class KnownDonor(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a directory file: a donor whom the station knew before its first terminal."""

    document_kind: str
    document_number: str
    donor: DirectoryDonor


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    """A DirectoryRow whose donor is passed on as it was written."""

    donor: msgspec.Raw
    person: str
    revision: int


class _Page(msgspec.Struct, frozen=True, kw_only=True):
    as_of: datetime
    cursor: str
    more: bool
    rows: list[_Row]


def page(conn: Connection, house: House, *, cursor: str, limit: int, now: datetime) -> bytes:
    """Return the DirectoryPage after a cursor as bytes; raises Refused for a cursor of another feed."""
    after = _read_cursor(house, cursor)
    if after > last_revision(conn, house):  # told before a backup was put back: its numbers are given again
        raise refused(410, "directory.cursor")
    found = conn.execute(
        "SELECT person, revision, donor FROM directory WHERE station_code = %s AND revision > %s"
        " ORDER BY revision LIMIT %s",
        [house.code, after, limit + 1],
    ).fetchall()
    rows = [
        _Row(person=who, revision=n, donor=msgspec.Raw(d) if d else _NOBODY) for who, n, d in found[:limit]
    ]
    last = rows[-1].revision if rows else after
    return encode(_Page(rows=rows, cursor=cursor_of(house, last), more=len(found) > limit, as_of=now))


def last_revision(conn: Connection, house: House) -> int:
    """Return the newest revision that was told; 0 before the first."""
    row = one(
        conn,
        "SELECT coalesce(max(revision), 0) FROM directory WHERE station_code = %(station)s",
        {"station": house.code},
    )
    return int(row[0]) if row else 0


def sums(conn: Connection, house: House) -> bytes:
    """Return the DirectorySums of this moment as bytes."""
    with conn.transaction():
        conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        last = last_revision(conn, house)
        return encode(DirectorySums(cursor=cursor_of(house, last), parts=tuple(kept(conn, house.code))))


def cursor_of(house: House, revision: int) -> str:
    """Return where to ask on after a revision of this feed."""
    return urlsafe_b64encode(f"{house.generation}:{revision}".encode()).decode()


def _read_cursor(house: House, cursor: str) -> int:
    """Return the revision of a cursor; an empty one stands before the first row, any other is gone."""
    if not cursor:
        return 0
    try:
        generation, _, revision = urlsafe_b64decode(cursor).decode().partition(":")
        after = int(revision) if len(revision) <= _LONGEST_REVISION else -1
    except (Base64Error, ValueError) as problem:
        raise refused(410, "directory.cursor") from problem
    if generation != house.generation or after < 0:
        raise refused(410, "directory.cursor")
    return after


def load_donors(conn: Connection, house: House, lines: Iterable[bytes]) -> int:
    """Take in a directory file, one KnownDonor a line; return how many donors it had.

    Raises Refusal naming the first line that is none; what stood before it is in.
    """
    donors = _read_donors(lines)
    total = 0
    while batch := list(islice(donors, _BATCH)):
        _load(conn, house, batch)
        total += len(batch)
    return total


def _read_donors(lines: Iterable[bytes]) -> Iterator[KnownDonor]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield msgspec.json.decode(line, type=KnownDonor)
        except (msgspec.DecodeError, UnicodeDecodeError) as problem:
            raise Refusal("station.directory_line", line=number) from problem


def _load(conn: Connection, house: House, batch: list[KnownDonor]) -> None:
    key = house.world.directory_key
    rows = {person_key(key, one.document_kind, one.document_number): encode(one.donor) for one in batch}
    with conn.transaction():
        tables.lock_feed(conn, house.code)
        tables.add_known_donors(conn, house.code, rows)
        check_persons(conn, house.code, set(rows))
        tell_directory(conn, house.world, set(rows))
