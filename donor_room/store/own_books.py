"""Which books this terminal wrote itself: the one in use and those that it replaced."""

from __future__ import annotations

import msgspec

from donor_room.domain.entries import BookOpened
from donor_room.store.database import Database

_OPENING = (
    "SELECT entry.body FROM ledger AS entry JOIN book ON entry.place = (book.number << 32) + 1 "
    "WHERE book.name = ? AND entry.kind = ?"
)


class OwnBooks:
    """The own books of a file; read once, and again after something was undone or a new one opened."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: frozenset[str] | None = None

    def __contains__(self, book: str) -> bool:
        """Say whether a book is an own one; in a file without an own book every book is."""
        known = self.all()
        return not known or book in known

    def all(self) -> frozenset[str]:
        """Return the own books."""
        if self._known is None:
            self._known = frozenset(self._read())
        return self._known

    def forget(self) -> None:
        """Read again when next asked."""
        self._known = None

    def _read(self) -> list[str]:
        row = self._database.row("SELECT value FROM cursor WHERE name = 'own_book'")
        book, found = (row[0] if row else None), []
        while book is not None and book not in found:
            found.append(book)
            opening = self._database.row(_OPENING, (book, BookOpened.KIND))
            book = msgspec.json.decode(opening[0], type=BookOpened).replaces if opening else None
        return found
