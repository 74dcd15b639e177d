"""Plain rows of the ledger for tests of the file under it; their hashes are a chain of their own."""

from __future__ import annotations

import hashlib

from donor_room.store.database import Database

INSERT = (
    "INSERT INTO ledger (place, book, seq, id, kind, version, visit, hlc, by_staff, body, prev_hash, hash) "
    "VALUES ((SELECT number FROM book WHERE name = :book) << 32 | :seq, :book, :seq, 'id', 'test', 1, "
    ":visit, printf('%012x-0000-book', :seq), 'staff', :body, :prev, :hash)"
)


def add_book(database: Database, book: str = "book") -> None:
    database.execute("INSERT INTO book (name) VALUES (?)", (book,))


def write(
    database: Database, seq: int, body: str = "{}", book: str = "book", visit: str | None = "visit"
) -> None:
    previous = hash_of(seq - 1)
    row = {"book": book, "seq": seq, "visit": visit, "body": body, "prev": previous, "hash": hash_of(seq)}
    database.execute(INSERT, row)


def hash_of(seq: int) -> str:
    return hashlib.sha256(str(seq).encode()).hexdigest()


def seqs(database: Database) -> list[int]:
    return [seq for (seq,) in database.rows("SELECT seq FROM ledger ORDER BY place")]
