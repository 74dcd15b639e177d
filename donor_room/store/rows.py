"""How an entry stands in the table of the ledger."""

from __future__ import annotations

from typing import Any

from donor_room.domain.entries import Entry

BOOK_BITS = 32
COLUMNS = "book, seq, id, kind, version, visit, hlc, by_staff, body, prev_hash, hash"


def entry_of(row: tuple[Any, ...]) -> Entry:
    """Return the entry of a row of these columns."""
    book, seq, entry_id, kind, version, visit, hlc, by, body, prev_hash, own_hash = row
    return Entry(
        book=book,
        seq=seq,
        id=entry_id,
        kind=kind,
        version=version,
        visit=visit,
        hlc=hlc,
        by=by,
        body=body,
        prev_hash=prev_hash,
        hash=own_hash,
    )
