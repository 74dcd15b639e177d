"""The station's database for a command: where it lies, and how a line of what was done is told."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from donor_room import settings
from donor_room.station.founding import TRY_OUT, Founding, House
from donor_room.station.server import embedded_database, make_ready
from donor_room.station.store import Connection, Connections


def url_of(wanted: argparse.Namespace) -> str:
    if wanted.database_url:
        return str(wanted.database_url)
    return embedded_database(wanted.data or settings.home(os.environ) / "station")


def founding_of(wanted: argparse.Namespace) -> Founding | None:
    """Return what a new station is called; where a person is added --name is that of the person."""
    if not wanted.station_code or wanted.work == "add-person":
        return None
    return Founding(wanted.station_code, wanted.name or TRY_OUT.name, wanted.facility)


@contextmanager
def office(wanted: argparse.Namespace) -> Iterator[tuple[Connection, dict[str, House]]]:
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
