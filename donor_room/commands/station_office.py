"""The station's database for a command: where it lies, and how a line of what was done is told."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from donor_room import settings
from donor_room.domain.refusal import Refusal
from donor_room.station.founding import TRY_OUT, Founding, House
from donor_room.station.server import embedded_database, make_ready
from donor_room.station.store import Connection, Connections

_BEGUN = Path("postgres") / "PG_VERSION"
"""What a folder has in which a station's own PostgreSQL was begun."""


def url_of(wanted: argparse.Namespace) -> str:
    """Return where the database is; without an address it is in a folder, which is made if need be."""
    return str(wanted.database_url) if wanted.database_url else embedded_database(_folder(wanted))


def _folder(wanted: argparse.Namespace) -> Path:
    return Path(wanted.data or settings.home(os.environ) / "station")


def _refuse_no_station(wanted: argparse.Namespace) -> None:
    """Refuse a folder in which no station was ever begun: whoever looks or decides makes no new one."""
    folder = _folder(wanted)
    if not wanted.database_url and not (folder / _BEGUN).is_file():
        raise Refusal("station.no_station_there", path=str(folder))


def founding_of(wanted: argparse.Namespace) -> Founding | None:
    """Return what a new station is called; where a person is added --name is that of the person."""
    if not wanted.station_code or wanted.work == "add-person":
        return None
    return Founding(wanted.station_code, wanted.name or TRY_OUT.name, wanted.facility)


@contextmanager
def office(wanted: argparse.Namespace) -> Iterator[tuple[Connection, dict[str, House]]]:
    """Give the database of a station that is there already; raises Refusal for a folder without one."""
    _refuse_no_station(wanted)
    connections = Connections(url_of(wanted), size=1)
    try:
        houses = make_ready(connections, founding_of(wanted))
        with connections.lend() as conn:
            yield conn, houses
    finally:
        connections.close()


def tell(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()
