"""A PostgreSQL for runs: what they write is forgotten with them, so nothing waits for a disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from donor_room.station.server import joined_database


@contextmanager
def database_server(folder: Path) -> Iterator[str]:
    """Within, a PostgreSQL of this folder runs; its address."""
    with joined_database(folder) as url:
        with psycopg.connect(url, autocommit=True) as conn:
            conn.execute("ALTER SYSTEM SET fsync = off")
            conn.execute("SELECT pg_reload_conf()")
        yield url
