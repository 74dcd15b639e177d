"""Where the entries of each visit lie: an index that is written in idle moments and not with every act."""

from __future__ import annotations

import json

from donor_room.store.database import Database

MOST_WAITING = 512
"""Entries that may wait for their index, so that a start after a kill reads a few pages and not a day."""

_OF_VISIT = "SELECT place FROM place_of_visit WHERE visit = ? UNION SELECT value FROM json_each(?)"
_NOT_PLACED = """
    SELECT entry.visit, entry.place FROM book
    LEFT JOIN placed ON placed.number = book.number
    JOIN ledger AS entry
        ON entry.place > coalesce(placed.place, book.number << 32)
        AND entry.place < (book.number + 1) << 32
    WHERE entry.visit IS NOT NULL
"""
_PLACE = "INSERT OR IGNORE INTO place_of_visit (visit, place) VALUES (?,?)"
_PLACED = """
    INSERT OR REPLACE INTO placed (number, place)
    SELECT number, last FROM (
        SELECT number, (
            SELECT max(place) FROM ledger WHERE place > number << 32 AND place < (number + 1) << 32
        ) AS last FROM book
    ) WHERE last IS NOT NULL
"""
_LOST = """
    SELECT entry.book, entry.seq, entry.id FROM placed
    JOIN ledger AS entry ON entry.place > placed.number << 32 AND entry.place <= placed.place
    WHERE entry.visit IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM place_of_visit AS known WHERE known.visit = entry.visit AND known.place = entry.place
    )
    ORDER BY entry.place LIMIT 1
"""


class Places:
    """The places of the visits: those in the table, and those of the last moments in memory."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: dict[str, list[int]] | None = None
        self._count = 0

    def note(self, visit: str, place: int) -> None:
        """Remember where an entry was just written."""
        if self._waiting is not None:
            self._waiting.setdefault(visit, []).append(place)
            self._count += 1

    def forget(self) -> None:
        """Drop what is in memory: something was undone, and the ledger will be asked again."""
        self._waiting = None

    def of(self, visit: str) -> tuple[str, tuple[str, str]]:
        """Return a query for all places of a visit, and its parameters."""
        return _OF_VISIT, (visit, json.dumps(self._not_placed().get(visit, ())))

    def settle(self, *, most_waiting: int = 0) -> None:
        """Write what waits into the table when it is more than this."""
        waiting = self._not_placed()
        if self._count <= most_waiting:
            return
        with self._database.atomic():
            for visit, places in waiting.items():
                self._database.execute_many(_PLACE, [(visit, place) for place in places])
            self._database.execute(_PLACED)
        self._waiting, self._count = {}, 0

    def _not_placed(self) -> dict[str, list[int]]:
        """Return what is not in the table yet, by visit; read when it is first asked for."""
        if self._waiting is None:
            self._waiting, self._count = {}, 0
            for visit, place in self._database.rows(_NOT_PLACED):
                self.note(visit, place)
        return self._waiting

    def clear(self) -> None:
        """Forget the table; the ledger makes it again."""
        for table in ("place_of_visit", "placed"):
            self._database.execute(f"DELETE FROM {table}")
        self.forget()

    def lost(self) -> tuple[str, int, str] | None:
        """Return book, seq and id of the first entry that the table should know and does not."""
        return self._database.row(_LOST)
