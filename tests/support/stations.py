"""Real stations on a real PostgreSQL, one database for each test, and a terminal that calls them."""

from __future__ import annotations

import atexit
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from shutil import rmtree

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from psycopg.conninfo import make_conninfo

from donor_room.domain.clock import Clock, FixedClock
from donor_room.station.server import Station, embedded_database
from donor_room.sync.link import Link
from donor_room.wire.messages import EnrolReply, EnrolRequest, HeadReply, PushReply, pack_lines
from donor_room.wire.signature import new_key, public_text, read_public
from tests.support.van import MORNING

GIVEN = "DONOR_ROOM_TEST_DATABASE_URL"
"""Names the server that the tests use in the place of an embedded one; it must let us make databases."""

_databases = count(1)
_links: list[Link] = []


@cache
def database_server() -> str:
    """Start one PostgreSQL for the whole run, unless one is given; it ends with the process."""
    if GIVEN in os.environ:
        return os.environ[GIVEN]
    folder = Path(tempfile.mkdtemp(prefix="donor-room-station-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    url = embedded_database(folder)
    with psycopg.connect(url, autocommit=True) as conn:  # no test cuts the power of this machine
        conn.execute("ALTER SYSTEM SET fsync = off")
        conn.execute("SELECT pg_reload_conf()")
    return url


def new_database() -> str:
    """Return the address of an empty database."""
    name = f"station_{os.getpid()}_{next(_databases)}"
    server = database_server()
    with psycopg.connect(server, autocommit=True) as conn:
        conn.execute(f"CREATE DATABASE {name}")
    if GIVEN in os.environ:
        atexit.register(_drop, server, name)
    return make_conninfo(server, dbname=name)


def _drop(server: str, name: str) -> None:
    """Leave a server that is not ours as it was."""
    with psycopg.connect(server, autocommit=True) as conn:
        conn.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def running_station(clock: Clock | None = None) -> Iterator[Station]:
    """A station that listens on this machine, with a database of its own."""
    with Station(new_database(), clock=clock or FixedClock(MORNING)) as station:
        yield station
        while _links:
            _links.pop().close()


class Caller:
    """An enrolled terminal without a store."""

    def __init__(self, station: Station, *, practice: bool = False, numbers: int = 0) -> None:
        self.station = station
        self.key: Ed25519PrivateKey = new_key()
        self.reply = enrol(station, self.key, practice=practice, numbers=numbers)
        self.link = self.linked(self.key)

    def linked(self, key: Ed25519PrivateKey) -> Link:
        """Return a link in this terminal's name, signed by any key."""
        link = Link(
            self.station.url,
            key=key,
            keyid=self.reply.terminal,
            station_key=read_public(self.reply.station_key),
            clock=self.station.clock,
        )
        _links.append(link)
        return link

    def push(self, book: str, lines: list[bytes]) -> PushReply:
        return self.link.push("/v1/push", pack_lines(lines), PushReply, book=book)

    def head(self, book: str) -> HeadReply:
        return self.link.get("/v1/head", HeadReply, book=book)


def enrol(
    station: Station,
    key: Ed25519PrivateKey,
    *,
    code: str | None = None,
    practice: bool = False,
    numbers: int = 0,
) -> EnrolReply:
    """Enrol a key, by a new code unless one is given."""
    request = EnrolRequest(
        code=code or station.enrolment_code("van"),
        public_key=public_text(key),
        practice=practice,
        program="0.1",
        protocols=(1,),
        profile="isbt128",
        numbers=numbers,
    )
    with Link(station.url, key=key, keyid="enrol", station_key=None, clock=station.clock) as link:
        return link.enrol(request)
