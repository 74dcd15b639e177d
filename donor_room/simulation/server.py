"""A PostgreSQL for runs: what they write is forgotten with them, so nothing waits for a disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from donor_room.station.databases import cut_off, never_wait_for_disk
from donor_room.station.server import embedded, joined_database

_DIES_IN_S = 10.0


class Server:
    """Where the databases of runs lie; a server that belongs to the runs can be killed."""

    def __init__(self, url: str, folder: Path | None = None) -> None:
        """Without a folder it is somebody else's, and only its connections are cut."""
        self.url, self._folder = url, folder

    def crash(self, name: str) -> None:
        """Kill all of PostgreSQL as it stands, and start it again; a foreign one cuts this database off."""
        if self._folder is None:
            cut_off(self.url, name)
            return
        server = embedded(self._folder)
        _kill(psutil.Process(server.get_pid()))
        server.ensure_postgres_running()
        self.url = str(server.get_uri())


def _kill(postmaster: psutil.Process) -> None:
    """Kill the first process and its children, none of which may tidy up."""
    everybody = [postmaster, *postmaster.children(recursive=True)]
    for one in everybody:
        with suppress(psutil.NoSuchProcess):
            one.kill()
    psutil.wait_procs(everybody, timeout=_DIES_IN_S)


@contextmanager
def database_server(folder: Path) -> Iterator[Server]:
    """Within, a PostgreSQL of this folder runs."""
    with joined_database(folder) as url:
        never_wait_for_disk(url)
        yield Server(url, folder)
