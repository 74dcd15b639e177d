"""Real stations on a real PostgreSQL, one database for each test, and a terminal that calls them.

A database is a copy of one that was brought up to this program once, and a station that a test is done with
ends while the next one begins: thousands of tests wait for neither.
"""

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
from threading import Thread

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from donor_room.domain.clock import Clock, FixedClock
from donor_room.station.migrate import migrate
from donor_room.station.server import Station, embedded_database
from donor_room.sync.link import Link
from donor_room.wire.messages import EnrolReply, EnrolRequest, HeadReply, PushReply, pack_lines
from donor_room.wire.signature import new_key, public_text, read_public
from tests.support.van import MORNING

GIVEN = "DONOR_ROOM_TEST_DATABASE_URL"
"""Names the server that the tests use in the place of an embedded one; it must let us make databases."""

_databases = count(1)
_links: list[Link] = []
_ending: list[Thread] = []


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


def empty_database() -> str:
    """Return the address of a database without a table."""
    return _created()


def new_database() -> str:
    """Return the address of a database that is up to this program, with nothing in it."""
    return _created(_pattern())


@cache
def _pattern() -> str:
    """Return the name of a database that all others are copies of; nobody else is connected to it."""
    url = empty_database()
    with psycopg.connect(url) as conn:
        migrate(conn)
    return str(conninfo_to_dict(url)["dbname"])


def _created(pattern: str | None = None) -> str:
    name = f"station_{os.getpid()}_{next(_databases)}"
    server = database_server()
    with psycopg.connect(server, autocommit=True) as conn:
        conn.execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {pattern}" if pattern else ""))
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
    station = Station(new_database(), clock=clock or FixedClock(MORNING)).start()
    try:
        yield station
    finally:
        while _links:
            _links.pop().close()
        _end_beside(station)


def _end_beside(station: Station) -> None:
    """End a station while the tests go on, one at a time; what fails in it fails the test that runs then."""
    _wait_for_the_last()
    ending = Thread(target=station.stop, name="station-ends")
    _ending.append(ending)
    ending.start()


def _wait_for_the_last() -> None:
    while _ending:
        _ending.pop().join()


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
