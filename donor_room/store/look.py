"""What lies on a terminal's disk, for whoever holds it against what lies elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from donor_room.store.database import Database
from donor_room.wire.receipt import Receipt


def hashes(database: Database, books: Iterable[str]) -> set[str]:
    """Return the hash of every entry of these books."""
    question = "SELECT hash FROM ledger WHERE book = ?"
    return {row[0] for book in books for row in database.rows(question, (book,))}


def whole_hashes(database: Database) -> set[str]:
    """Return the hash of every entry of every book whose body is here."""
    return {row[0] for row in database.rows("SELECT hash FROM ledger WHERE body <> ''")}


def hollow(database: Database) -> list[tuple[str, int, str]]:
    """Return book, place and visit of every entry whose body has left."""
    return database.rows("SELECT book, seq, visit FROM ledger WHERE body = '' ORDER BY book, seq")


def visits_with(database: Database, kind: str) -> set[str]:
    """Return the visits of which there is an act of this kind, with or without its body."""
    return {row[0] for row in database.rows("SELECT DISTINCT visit FROM ledger WHERE kind = ?", (kind,))}


def receipts(database: Database) -> list[Receipt]:
    """Return every receipt that is kept and does not speak of another branch than what is here."""
    rows = database.rows(
        "SELECT r.body FROM receipt r LEFT JOIN ledger l ON l.book = r.book AND l.seq = r.last"
        " WHERE l.hash IS NULL OR l.hash = r.hash ORDER BY r.book, r.first"
    )
    return [msgspec.json.decode(body, type=Receipt) for (body,) in rows]


def places(database: Database) -> dict[str, list[int]]:
    """Return which places of each book are there."""
    found: dict[str, list[int]] = {}
    for book, seq in database.rows("SELECT book, seq FROM ledger ORDER BY book, seq"):
        found.setdefault(book, []).append(seq)
    return found
