"""Bring the station's database up to this program: numbered files, forward only, each once and unchanged."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from donor_room.domain.refusal import Refusal
from donor_room.station.store import Connection

FOLDER = Path(__file__).resolve().parents[2] / "db" / "station"
_LOCK = 0x646F6E6F72
_OLDEST = 15_00_00

_MADE = """
CREATE TABLE IF NOT EXISTS migration (
    number integer PRIMARY KEY,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
)
"""


class Migration(NamedTuple):
    """One numbered file."""

    number: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        """The checksum of its text."""
        return sha256(self.sql.encode()).hexdigest()


def migrations(folder: Path = FOLDER) -> list[Migration]:
    """Return the files in their order."""
    files = sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    return [Migration(int(file.name[:4]), file.stem, file.read_text(encoding="utf-8")) for file in files]


def migrate(conn: Connection, known: list[Migration] | None = None) -> list[str]:
    """Apply what is missing and return the names; raises Refusal when the database does not fit."""
    if conn.info.server_version < _OLDEST:
        raise Refusal("station.postgres_too_old", version=conn.info.server_version)
    wanted = migrations() if known is None else known
    with conn.transaction():
        conn.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        conn.execute(_MADE)
        done: dict[int, str] = dict(conn.execute("SELECT number, sha256 FROM migration").fetchall())
        _check(done, wanted)
    return [_apply(conn, migration) for migration in wanted if migration.number not in done]


def _check(done: dict[int, str], wanted: list[Migration]) -> None:
    here = {migration.number: migration.sha256 for migration in wanted}
    for number, checksum in done.items():
        if number not in here:
            raise Refusal("station.schema_newer", number=number)
        if here[number] != checksum:
            raise Refusal("station.schema_changed", number=number)


def _apply(conn: Connection, migration: Migration) -> str:
    with conn.transaction():
        conn.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        mark = "INSERT INTO migration (number, name, sha256) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
        fresh = conn.execute(mark, [migration.number, migration.name, migration.sha256])
        if fresh.rowcount:
            conn.execute(migration.sql.encode())
    return migration.name
