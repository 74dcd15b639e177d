"""A PostgreSQL for runs: what they write is forgotten with them, so nothing waits for a disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from donor_room.station.databases import never_wait_for_disk
from donor_room.station.server import joined_database


@contextmanager
def database_server(folder: Path) -> Iterator[str]:
    """Within, a PostgreSQL of this folder runs; its address."""
    with joined_database(folder) as url:
        never_wait_for_disk(url)
        yield url
