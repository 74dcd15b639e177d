"""A directory that cannot be read stops nobody: it is put aside and kept, and the station gives another.

Until then nothing is known of any donor, and unknown never counts as normal.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from donor_room.domain.refusal import Trouble
from donor_room.settings import directory_migrations
from donor_room.store.database import Database, open_database
from donor_room.store.directory_rows import move_rows_of_before, refuse_unreadable
from donor_room.store.files import move_aside

_OF_THE_FILE = frozenset(
    {"store.damaged", "store.wrong_key", "store.not_encrypted", "store.database_missing"}
)
"""What the file itself is the reason of: the ledger was opened by the same key before."""


def open_directory(path: Path, key: bytes, now: datetime) -> tuple[Database, Path | None]:
    """Open the directory of a terminal; one that is damaged goes aside, and an empty one takes its place.

    Returns also where the damaged one lies, None as a rule. Raises Trouble for everything else.
    """
    try:
        return _opened(path, key), None
    except Trouble as trouble:
        if trouble.code not in _OF_THE_FILE:
            raise
    aside = move_aside(path, f"damaged-{now:%Y%m%d-%H%M%S}")
    return _opened(path, key), aside


def _opened(path: Path, key: bytes) -> Database:
    database = open_database(path, key, directory_migrations())
    try:
        move_rows_of_before(database)
        refuse_unreadable(database)
    except BaseException:
        database.close()
        raise
    return database
