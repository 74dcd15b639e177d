"""Empty databases that were brought to the newest schema once for the whole run; each test has a copy.

What a migration does, and that it is done at the first opening, is held by tests/store/test_migrate.py.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from donor_room.store.database import Database, open_database


def open_from_template(path: Path, key: bytes, migrations: Path) -> Database:
    """Open a database as `store.database.open_database` does; a new one begins as a copy of the template."""
    lay_out(path, key, migrations)
    return open_database(path, key, migrations)


def lay_out(path: Path, key: bytes, migrations: Path) -> None:
    """Copy the template where no database was opened before; a lost one is not replaced."""
    if not any(path.with_name(path.name + end).exists() for end in ("", ".lock", "-wal")):
        path.write_bytes(_template(key, migrations))


@cache
def _template(key: bytes, migrations: Path) -> bytes:
    with tempfile.TemporaryDirectory(prefix="donor-room-template-") as folder:
        path = Path(folder) / "template.db"
        open_database(path, key, migrations).close()
        assert [one.name for one in Path(folder).iterdir() if one.suffix == ".db-wal"] == []
        return path.read_bytes()
