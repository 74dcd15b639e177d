"""A directory that cannot be read stops nobody: it is put aside and kept, and the station gives another.

Until then nothing is known of any donor, and unknown never counts as normal.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

from donor_room.domain.refusal import Trouble
from donor_room.settings import directory_migrations
from donor_room.store.database import Database, open_database
from donor_room.store.directory_rows import move_rows_of_before, refuse_unreadable
from donor_room.store.files import move_aside
from donor_room.store.generation import open_again
from donor_room.workflow.desk import Desk

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
    aside = move_aside(path, _mark(now))
    return _opened(path, key), aside


def watch_directory(desk: Desk, aside: Path | None) -> None:
    """Keep where a damaged directory lies, and let one that a look-up finds damaged go aside too."""
    desk.directory_aside = aside
    desk.directory_file.when_damaged = partial(_put_aside, desk)


def _put_aside(desk: Desk) -> Trouble:
    """Put an empty directory in the place of the open one; whoever looked is told to look again."""
    file = desk.directory_file
    fresh = file.path.with_name(f"{file.path.name}.fresh")
    _opened(fresh, file.key).close()
    file.connection.close()
    try:
        desk.directory_aside = move_aside(file.path, _mark(desk.clock.now()))
        fresh.replace(file.path)
    finally:
        open_again(file)
    fresh.with_name(f"{fresh.name}.lock").unlink(missing_ok=True)
    return Trouble("directory.put_aside", path=str(desk.directory_aside))


def _mark(now: datetime) -> str:
    return f"damaged-{now:%Y%m%d-%H%M%S}"


def _opened(path: Path, key: bytes) -> Database:
    database = open_database(path, key, directory_migrations())
    try:
        move_rows_of_before(database)
        refuse_unreadable(database)
    except BaseException:
        database.close()
        raise
    return database
