"""What the station has signed for, and how its clock stood: kept beside the books."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import msgspec

from donor_room.domain.clock_trust import ClockCheck
from donor_room.store.database import Database
from donor_room.wire.receipt import Receipt

_CHECKS_KEPT = 5_000
_MOST_AT_ONCE = 2_000


class Covered(NamedTuple):
    """How far the receipts of a book reach without a gap, and the last of them."""

    last: int
    hash: str
    receipt: Receipt | None
    signed_at: datetime | None = None
    """When the station signed for the last of it, also in an earlier life of its data."""


class Receipts:
    """The receipts of this terminal's books; call it in the transaction that believes them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, receipt: Receipt) -> None:
        """Keep a receipt for ever; one over less of the same run than is kept changes nothing.

        One of another branch than what is here is not kept; and one whose last entry is here, by which bodies
        may have left, makes room only for another such.
        """
        self._database.execute(
            "INSERT INTO receipt (generation, book, first, last, hash, before, issued_at, body) "
            "SELECT ?,?,?,?,?,?,?,? WHERE NOT EXISTS "
            "(SELECT 1 FROM ledger WHERE book = ? AND seq = ? AND hash <> ?) "
            "ON CONFLICT (generation, book, first) DO UPDATE SET last = excluded.last, hash = excluded.hash, "
            "issued_at = excluded.issued_at, body = excluded.body "
            "WHERE excluded.last > last AND excluded.before = before AND ("
            "EXISTS (SELECT 1 FROM ledger AS l WHERE l.book = excluded.book AND l.seq = excluded.last) "
            "OR NOT EXISTS (SELECT 1 FROM ledger AS l WHERE l.book = receipt.book AND l.seq = receipt.last))",
            (
                receipt.generation,
                receipt.book,
                receipt.first,
                receipt.last,
                receipt.hash,
                receipt.before,
                receipt.issued_at.isoformat(),
                msgspec.json.encode(receipt, order="sorted").decode(),
                *(receipt.book, receipt.last, receipt.hash),
            ),
        )

    def kept_up_to(self, receipt: Receipt) -> int:
        """Return the last entry of the run that is kept from the same first one on, 0 where none is."""
        row = self._database.row(
            "SELECT last FROM receipt WHERE generation = ? AND book = ? AND first = ?",
            (receipt.generation, receipt.book, receipt.first),
        )
        return int(row[0]) if row else 0

    def covered(self, generation: str, book: str, begin: str) -> Covered:
        """Return how far a book is under receipts that follow one another in one life of the station's data.

        begin is the book's first hash; where a restored station has a gap, they follow on that.
        """
        rows = self._database.rows(
            "SELECT first, before, last, hash FROM receipt WHERE generation = ? AND book = ? ORDER BY first",
            (generation, book),
        )
        gap = self._gap(generation, book)
        reached = gap[:2] if gap else (0, begin)
        last_first: int | None = None
        for first, before, last, last_hash in rows:
            if gap is not None and first <= gap[0]:
                continue
            if (first, before) != (reached[0] + 1, reached[1]):
                break
            reached, last_first = (last, last_hash), first
        last_one = self._read(generation, book, last_first)
        before = datetime.fromisoformat(gap[2]) if gap else None
        return Covered(*reached, last_one, last_one.issued_at if last_one else before)

    def _gap(self, generation: str, book: str) -> tuple[int, str, str] | None:
        return self._database.row(
            "SELECT last, hash, issued_at FROM receipt_gap WHERE generation = ? AND book = ?",
            (generation, book),
        )

    def pass_over(self, generation: str, former: Receipt) -> None:
        """Let the receipts of a life of the station's data follow on one of an earlier life."""
        self._database.execute(
            "INSERT INTO receipt_gap (generation, book, last, hash, issued_at) VALUES (?,?,?,?,?) "
            "ON CONFLICT (generation, book) DO UPDATE SET last = excluded.last, hash = excluded.hash, "
            "issued_at = excluded.issued_at WHERE excluded.last > last",
            (generation, former.book, former.last, former.hash, former.issued_at.isoformat()),
        )

    def newest(self) -> list[tuple[str, datetime]]:
        """Return each book of which there is a receipt, and when its newest was signed."""
        rows = self._database.rows("SELECT book, max(issued_at) FROM receipt GROUP BY book ORDER BY book")
        return [(book, datetime.fromisoformat(at)) for book, at in rows]

    def since(self, book: str, after: datetime | None) -> list[Receipt]:
        """Return the receipts over a book that were signed after a moment, the oldest first."""
        rows = self._database.rows(
            "SELECT body FROM receipt WHERE book = ? AND issued_at > ? ORDER BY issued_at, first LIMIT ?",
            (book, after.isoformat() if after else "", _MOST_AT_ONCE),
        )
        return [msgspec.json.decode(body, type=Receipt) for (body,) in rows]

    def _read(self, generation: str, book: str, first: int | None) -> Receipt | None:
        row = self._database.row(
            "SELECT body FROM receipt WHERE generation = ? AND book = ? AND first = ?",
            (generation, book, first),
        )
        return msgspec.json.decode(row[0], type=Receipt) if row else None


class ClockChecks:
    """How this clock stood to the station's at each greeting."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, check: ClockCheck) -> None:
        """Keep a check; those of long ago make room."""
        self._database.execute(
            "INSERT INTO greeting (wall_ms, offset_ms, mono_ms, boot) VALUES (?,?,?,?)",
            (check.wall_ms, check.offset_ms, check.mono_ms, check.boot),
        )
        self._database.execute(
            "DELETE FROM greeting WHERE place <= (SELECT max(place) FROM greeting) - ?", (_CHECKS_KEPT,)
        )

    def last(self) -> ClockCheck | None:
        """Return the last check, None before the first greeting."""
        row = self._database.row(
            "SELECT wall_ms, offset_ms, mono_ms, boot FROM greeting ORDER BY place DESC LIMIT 1"
        )
        return ClockCheck(*row) if row else None
