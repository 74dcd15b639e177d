"""A key and a database for the tests of the store; none touches this machine's keyring."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring as os_keyring
import pytest
from keyring.backends import fail

from donor_room import settings
from donor_room.store.database import Database, open_database

KEY = bytes(range(32))


@pytest.fixture(autouse=True)
def no_keyring() -> Iterator[None]:
    before = os_keyring.get_keyring()
    os_keyring.set_keyring(fail.Keyring())
    yield
    os_keyring.set_keyring(before)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "terminal.db"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    database = open_database(path, KEY, settings.terminal_migrations())
    yield database
    database.close()
