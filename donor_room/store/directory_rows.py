"""How rows of the directory are written into its file, and the sums of their parts kept beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import msgspec

from donor_room.domain.directory import DirectoryDonor
from donor_room.domain.initials import initials
from donor_room.domain.names import canonical
from donor_room.store.database import Database
from donor_room.wire.compact import PackedRow, pack_row
from donor_room.wire.generation import PARTS, mark_of, part_of
from donor_room.wire.messages import DirectoryRow

_INSERT = (
    "INSERT INTO donor (person, revision, name, sought, initials, phone_tail, told)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_PUT = (
    f"{_INSERT} ON CONFLICT (person) DO UPDATE SET revision = excluded.revision, name = excluded.name,"
    " sought = excluded.sought, initials = excluded.initials, phone_tail = excluded.phone_tail,"
    " told = excluded.told"
)


_ROWS_AT_ONCE = 1_000
_CACHE_KIB, _LOG_PAGES = 32 * 1024, 2_000
"""A thousand rows change a thousand pages: room for them in memory, and in the log until an idle moment."""


def make_room(database: Database) -> None:
    """Give the open file of a directory the room that its rows need; anew for each connection."""
    database.execute(f"PRAGMA cache_size = -{_CACHE_KIB}").close()
    database.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}").close()


class Parts:
    """What changes in the sums of the parts while rows are written."""

    def __init__(self) -> None:
        self._changes: dict[int, list[int]] = defaultdict(lambda: [0, 0])

    def take(self, person: bytes, revision: int, sign: int) -> None:
        """Count a row in with 1, or out with -1."""
        change = self._changes[part_of(person)]
        change[0] += sign * mark_of(person, revision)
        change[1] += sign

    def keep(self, database: Database) -> None:
        """Write the changes; call it inside the act that wrote the rows."""
        database.execute_many(
            "INSERT INTO part (n, sum, count) VALUES (?, ?, ?)"
            " ON CONFLICT (n) DO UPDATE SET sum = sum + excluded.sum, count = count + excluded.count",
            [(n, *change) for n, change in sorted(self._changes.items())],
        )


def insert_rows(database: Database, rows: Iterable[PackedRow]) -> None:
    """Write rows of persons who are not here yet."""
    parts = Parts()
    database.execute_many(_INSERT, _counted(rows, parts))
    parts.keep(database)


def apply_rows(database: Database, rows: Iterable[DirectoryRow]) -> None:
    """Write rows of the feed, in the order of their pages; what is not newer than here changes nothing."""
    parts = Parts()
    for row in sorted(rows, key=lambda row: row.person):
        person = bytes.fromhex(row.person)
        before = database.row("SELECT revision FROM donor WHERE person = ?", (person,))
        if before is not None and before[0] >= row.revision:
            continue
        if before is not None:
            parts.take(person, before[0], -1)
        if row.donor is not None:
            database.execute(_PUT, _columns(pack_row(row.person, row.revision, row.donor)))
            parts.take(person, row.revision, 1)
        elif before is not None:
            database.execute("DELETE FROM donor WHERE person = ?", (person,))
    parts.keep(database)


def replace_part(database: Database, n: int, rows: Iterable[PackedRow]) -> None:
    """Put the rows of one part in the place of those that are here, whatever their revisions are."""
    until = bytes([n + 1]) if n + 1 < PARTS else b"\xff" * 17
    database.execute("DELETE FROM donor WHERE person >= ? AND person < ?", (bytes([n]), until))
    database.execute("DELETE FROM part WHERE n = ?", (n,))
    insert_rows(database, rows)


def indexes(database: Database) -> list[tuple[str, str]]:
    """Return the name and the making of each index by which donors are sought."""
    made_by = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'donor' AND sql > ''"
    return [(str(name), str(sql)) for name, sql in database.rows(made_by)]


def refuse_unreadable(database: Database) -> None:
    """Read what every look at the directory rests on; raises Trouble where a page of it is damaged."""
    database.row("SELECT cursor, as_of FROM reading")
    database.rows("SELECT n, sum, count FROM part")


def move_rows_of_before(database: Database) -> int:
    """Pack the rows that an older program wrote; return how many there were. All or nothing."""
    if database.row("SELECT 1 FROM donor_before LIMIT 1") is None:
        return 0
    with database.atomic():
        rows = _rows_of_before(database)
        while some := list(islice(rows, _ROWS_AT_ONCE)):
            apply_rows(database, some)
        return int(database.execute("DELETE FROM donor_before").rowcount)


def _counted(rows: Iterable[PackedRow], parts: Parts) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        parts.take(row.person, row.revision, 1)
        yield _columns(row)


def _columns(row: PackedRow) -> tuple[Any, ...]:
    sought = canonical(row.name) if row.name else None
    letters = initials(sought) or None if sought else None
    return row.person, row.revision, row.name, sought, letters, row.phone_tail, row.told


def _rows_of_before(database: Database) -> Iterator[DirectoryRow]:
    cursor = database.execute(
        "SELECT person, revision, name, sex, birth_on, abo, rhd, phone_tail, phone_mark, donations, count,"
        " had_reaction, deferral, deferral_until_on, readings, reaction_on, reaction_severity"
        " FROM donor_before"
    )
    for row in cursor:
        yield DirectoryRow(person=row[0].hex(), revision=row[1], donor=_donor_of_before(row[2:]))


def _donor_of_before(row: tuple[Any, ...]) -> DirectoryDonor:
    (
        name,
        sex,
        birth_on,
        abo,
        rhd,
        tail,
        mark,
        donations,
        count,
        reacted,
        kind,
        until_on,
        readings,
        on,
        how,
    ) = row
    said = {
        "name": name,
        "sex": sex,
        "birth_on": birth_on,
        "abo": abo,
        "rhd": rhd,
        "donations": msgspec.json.decode(donations),
        "count": count,
        "had_reaction": bool(reacted),
        "deferral": {"kind": kind, "until_on": until_on} if kind else None,
        "phone": {"tail": tail, "mark": mark.hex()} if mark else None,
        "readings": msgspec.json.decode(readings),
        "reaction": {"on": on, "severity": how} if on and how else None,
    }
    return msgspec.convert(said, DirectoryDonor)
