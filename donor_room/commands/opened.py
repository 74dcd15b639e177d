"""Opens a database that a command was given, for looking only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from donor_room import settings
from donor_room.domain.clock import SystemClock
from donor_room.domain.refusal import Trouble
from donor_room.store import vault
from donor_room.store.database import Database, read_database
from donor_room.store.ledger import Ledger
from donor_room.store.migrate import read_migrations, refuse_foreign_schema


@contextmanager
def ledger_of(database: Path) -> Iterator[Ledger]:
    """Give the ledger of a database; opened and refused as by `database_of`."""
    with database_of(database) as opened:
        yield Ledger(opened, SystemClock())


@contextmanager
def database_of(database: Path) -> Iterator[Database]:
    """Give a database to look at; its passphrase comes from the key ring or from the environment.

    Raises Refusal without the passphrase and Trouble where there is no database or it cannot be read.
    """
    if not database.is_file():
        raise Trouble("store.cannot_open", path=str(database))
    key = vault.unlock(database.absolute().parent, settings.passphrase(os.environ))
    opened = read_database(database, key)
    try:
        refuse_foreign_schema(opened, read_migrations(settings.terminal_migrations()))
        yield opened
    finally:
        opened.close()
