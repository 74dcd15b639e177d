"""What lies on a terminal's disk, for whoever holds it against what lies elsewhere."""

from __future__ import annotations

from donor_room.store.database import Database


def hashes(database: Database) -> set[str]:
    """Return the hash of every entry of every book."""
    return {row[0] for row in database.rows("SELECT hash FROM ledger")}


def places(database: Database) -> dict[str, list[int]]:
    """Return which places of each book are there."""
    found: dict[str, list[int]] = {}
    for book, seq in database.rows("SELECT book, seq FROM ledger ORDER BY book, seq"):
        found.setdefault(book, []).append(seq)
    return found
