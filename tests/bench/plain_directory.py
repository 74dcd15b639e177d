"""The plain alternative: an unencrypted table with a row number, an index on the person, donors in JSON."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from donor_room.store import engine


class PlainDirectory:
    """A bare file of SQLite."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.open()

    def open(self) -> None:
        self.connection = engine.connect(str(self.path), isolation_level=None)
        self.connection.execute("PRAGMA journal_mode = WAL").close()
        self.connection.execute("PRAGMA synchronous = FULL").close()

    def close(self) -> None:
        self.connection.close()

    def fill(self, rows: Iterable[tuple[str, int, bytes]]) -> None:
        self.connection.execute("CREATE TABLE donor (person BLOB, revision INTEGER, donor TEXT)")
        self.connection.execute("BEGIN")
        self.connection.executemany(
            "INSERT INTO donor VALUES (?, ?, ?)",
            ((bytes.fromhex(person), revision, donor.decode()) for person, revision, donor in rows),
        )
        self.connection.execute("CREATE UNIQUE INDEX donor_of_person ON donor (person)")
        self.connection.execute("COMMIT")
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()

    def find(self, person: bytes) -> str:
        row = self.connection.execute("SELECT donor FROM donor WHERE person = ?", (person,)).fetchone()
        return str(row[0])

    def apply(self, rows: Iterable[tuple[str, int, bytes]]) -> None:
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.executemany(
            "UPDATE donor SET revision = ?, donor = ? WHERE person = ?",
            ((revision, donor.decode(), bytes.fromhex(person)) for person, revision, donor in rows),
        )
        self.connection.execute("COMMIT")
