"""Brings a database to the newest schema: numbered SQL, forward only, each a transaction and a checksum."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from donor_room.domain.refusal import Trouble
from donor_room.store.engine import complete_statement

if TYPE_CHECKING:
    from donor_room.store.database import Database

_FILE = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")
_COMMENTS = re.compile(r"\A(?:\s|--[^\n]*(?:\n|\Z)|/\*.*?\*/)*", re.DOTALL)
_ENDS_A_TRANSACTION = frozenset(
    {"BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE", "VACUUM", "PRAGMA", "ATTACH", "DETACH"}
)

_TABLE = """
CREATE TABLE IF NOT EXISTS migration (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL
) STRICT
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One file: its number, its name and its statements."""

    number: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        """SHA-256 of the text; line ends do not count, so a checkout on Windows is the same migration."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def read_migrations(folder: Path) -> list[Migration]:
    """Read `NNNN_what.sql` in order; raises ValueError on a stray name, a gap or a number used twice."""
    found = [_read(path) for path in sorted(folder.glob("*.sql"))]
    if [migration.number for migration in found] != list(range(1, len(found) + 1)):
        raise ValueError(
            f"migrations in {folder.name} must be numbered 0001, 0002, ... without gap or double"
        )
    return found


def migrate(database: Database, migrations: list[Migration]) -> list[int]:
    """Run what has not run yet and return those numbers.

    Raises Trouble `store.newer_schema` when the database knows a number that this program does not, and
    `store.migration_changed` when a file is not the one that was run. A migration that fails leaves no trace.
    """
    run_before = _run_before(database)
    _refuse_foreign(run_before, migrations)
    todo = migrations[len(run_before) :]
    for migration in todo:
        _run(database, migration)
    return [migration.number for migration in todo]


def refuse_foreign_schema(database: Database, migrations: list[Migration]) -> None:
    """Refuse what `migrate` refuses, for looking only; Trouble `store.database_empty` before the first."""
    run_before = _run_before(database)
    if not run_before:
        raise Trouble("store.database_empty", path=str(database.path))
    _refuse_foreign(run_before, migrations)


def statements(sql: str) -> Iterator[str]:
    """Split a script where its statements end; triggers stay whole. An unfinished one raises ValueError."""
    begun = ""
    for part in re.split(r"(?<=;)", sql):
        begun += part
        if complete_statement(begun):
            yield _COMMENTS.sub("", begun, count=1)
            begun = ""
    if _COMMENTS.sub("", begun, count=1):
        raise ValueError(f"unfinished statement: {begun.strip()[:60]}")


def _read(path: Path) -> Migration:
    named = _FILE.fullmatch(path.name)
    if named is None:
        raise ValueError(f"a migration is named NNNN_what.sql, not {path.name}")
    return Migration(number=int(named[1]), name=path.stem, sql=path.read_text(encoding="utf-8"))


def _run_before(database: Database) -> list[tuple[int, str]]:
    """Ask without writing, so that an up-to-date database is opened without a commit."""
    if database.row("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migration'") is None:
        return []
    return [
        (int(n), str(checksum))
        for n, checksum in database.rows("SELECT number, checksum FROM migration ORDER BY number")
    ]


def _refuse_foreign(run_before: list[tuple[int, str]], migrations: list[Migration]) -> None:
    known = {migration.number: migration.checksum for migration in migrations}
    for number, checksum in run_before:
        if number not in known:
            raise Trouble("store.newer_schema", number=number)
        if known[number] != checksum:
            raise Trouble("store.migration_changed", number=number)


def _run(database: Database, migration: Migration) -> None:
    todo = list(statements(migration.sql))
    for statement in todo:
        if statement.split(None, 1)[0].upper().rstrip(";") in _ENDS_A_TRANSACTION:
            raise ValueError(f"{migration.name}: a migration is one transaction, so not {statement[:40]}")
    with database.atomic():
        database.execute(_TABLE)
        for statement in todo:
            database.execute(statement)
        database.execute(
            "INSERT INTO migration (number, name, checksum) VALUES (?, ?, ?)",
            (migration.number, migration.name, migration.checksum),
        )
