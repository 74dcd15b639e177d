"""What a trial does to a disk: never in a terminal that works for anybody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from donor_room.store.database import Database

_NO_LIMIT = 4_294_967_294


def never_wait_for_disk(database: Database) -> None:
    """Keep what was committed through the end of the process, but through no power cut."""
    database.row("PRAGMA synchronous = OFF")


@contextmanager
def full_disk(database: Database, pages: int) -> Iterator[None]:
    """Within, the disk has room for so many more pages and no more."""
    (used,) = database.row("PRAGMA page_count") or (0,)
    database.row(f"PRAGMA max_page_count = {used + pages}")
    try:
        yield
    finally:
        database.row(f"PRAGMA max_page_count = {_NO_LIMIT}")
