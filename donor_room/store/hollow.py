"""Empties the bodies of entries that the station has signed for, and wipes what is left of them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from donor_room.domain.entries import Entry, is_hollow
from donor_room.domain.leaving import STAY_WHOLE, GoneOf, runs_of
from donor_room.domain.refusal import Trouble
from donor_room.store import engine
from donor_room.store.database import Database
from donor_room.wire.hollow import envelopes_hash

_COUNT = (
    "INSERT INTO cursor (name, value) VALUES (?, ?) "
    "ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + excluded.value"
)
_EMPTY = "UPDATE ledger SET body = '' WHERE place = ((SELECT number FROM book WHERE name = ?) << 32) + ?"
_BUSY_MS = 5_000
COMPACT_AFTER = 100_000
"""So many bodies leave holes in the file before it is written anew: about once a month, when nobody works."""

_HOLES = "left.holes"


def may_empty(entry: Entry) -> bool:
    """Say whether an entry of a visit has a body that leaves with the visit."""
    return entry.kind not in STAY_WHOLE and not is_hollow(entry)


def empty_bodies(database: Database, entries: Iterable[Entry]) -> tuple[GoneOf, ...]:
    """Let these bodies leave, in a transaction of the caller, and return what the book says of it.

    The table's triggers refuse what is under no receipt.
    """
    leaving = sorted((one for one in entries if may_empty(one)), key=lambda one: (one.book, one.seq))
    database.execute_many(_EMPTY, [(one.book, one.seq) for one in leaving])
    database.execute(_COUNT, (_HOLES, len(leaving)))
    return tuple(_gone(book, list(those)) for book, those in groupby(leaving, key=lambda one: one.book))


def _gone(book: str, entries: list[Entry]) -> GoneOf:
    return GoneOf(book=book, runs=runs_of([one.seq for one in entries]), envelopes=envelopes_hash(entries))


def compact(database: Database, *, holes: int = COMPACT_AFTER) -> bool:
    """Write the file anew without the holes that bodies left, where there are that many; say whether it was.

    It is the old file or the new one, whenever the power goes. What the disk refuses, or a file that is
    closed already, is done another time.
    """
    try:
        row = database.row("SELECT value FROM cursor WHERE name = ?", (_HOLES,))
        if row is None or int(row[0]) < max(holes, 1):
            return False
        database.execute("VACUUM").close()
        database.execute("DELETE FROM cursor WHERE name = ?", (_HOLES,))
    except (Trouble, engine.Error):
        return False
    wipe_log(database)
    return True


def wipe_log(database: Database) -> bool:
    """Empty the log into the file, so that no older page of it is left; say whether that could be done now.

    It waits for nobody: while a backup is being read, it is done another time.
    """
    database.execute("PRAGMA busy_timeout = 0").close()
    try:
        row = database.row("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        database.execute(f"PRAGMA busy_timeout = {_BUSY_MS}").close()
    return row is not None and row[0] == 0
