"""The station of a run: a real database and a real desk, without a web server and without threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import psycopg

from donor_room.domain.clock import FixedClock
from donor_room.simulation.paper import PowerCut
from donor_room.simulation.power import at_statement
from donor_room.simulation.server import Server
from donor_room.station import databases, sticks
from donor_room.station.call import Answer, Call
from donor_room.station.desk import Desk
from donor_room.station.enrolment import new_code
from donor_room.station.founding import House, twin_of
from donor_room.station.reader import Reader
from donor_room.station.refused import refused
from donor_room.station.restored import begin_new_generation
from donor_room.station.server import make_ready
from donor_room.station.store import Connection, Connections
from donor_room.wire.messages import MAX_BODY_BYTES

_Found = TypeVar("_Found")


def _dies() -> None:
    raise PowerCut


class _Frail(Connections):
    """Connections at whose n-th statement, from when that was asked for, something befalls the station."""

    at = 0
    befalls: Callable[[], None] = staticmethod(_dies)

    @contextmanager
    def lend(self) -> Iterator[Connection]:
        at, self.at = self.at, 0
        with super().lend() as conn, at_statement(conn, at, self.befalls):
            yield conn

    def move_to(self, url: str) -> None:
        """Look for the database here from now on."""
        self._url = url


class CentralStation:
    """Answers calls, dies and comes back, is saved every night and restored from that."""

    def __init__(self, server: Server, name: str, clock: FixedClock) -> None:
        """Server is a PostgreSQL where databases may be made."""
        self._server, self._name, self.clock = server, name, clock
        self.has_backup = False
        self.deaths = self.restores = self.crashes = 0
        databases.make(server.url, name)
        self.open()

    def open(self) -> None:
        """Start the station's program."""
        self.connections = _Frail(self._url(self._name), size=1)
        self.eyes = Connections(self._url(self._name), size=1)
        """For whoever looks at the database from outside, and whom nothing befalls."""
        self.houses = make_ready(self.connections)
        self._reader = Reader(self.connections, [self.house.world], self.clock)
        self._desk = Desk(self.connections, self.houses, self.clock, lambda: None)

    @property
    def house(self) -> House:
        """The face to which the invented people of a run belong."""
        return twin_of(self.houses, practice=True)

    def answer(self, call: Call) -> Answer:
        """Answer as the web server would have it answered."""
        if len(call.body) > MAX_BODY_BYTES:
            return self._desk.refuse(call, refused(413, "too_large", limit=MAX_BODY_BYTES))
        return self._desk.answer(call)

    def die_in(self, call: Call, statement: int) -> Answer | None:
        """Die at a statement of a call and come back; the answer where the call had not so many."""
        self.connections.at = statement
        try:
            return self.answer(call)
        except PowerCut:
            self.restart()
            return None
        finally:
            self.connections.at = 0

    def crash_in(self, call: Call, statement: int) -> Answer:
        """Answer while the database is killed at a statement of the call, or after the last one."""
        crashed_before = self.crashes
        self.connections.at, self.connections.befalls = statement, self._crash
        try:
            answer = self.answer(call)
        finally:
            self.connections.at, self.connections.befalls = 0, _dies
        if self.crashes == crashed_before:
            self._crash()
        return answer

    def _crash(self) -> None:
        self.crashes += 1
        self._server.crash(self._name)
        self.connections.move_to(self._url(self._name))
        self.eyes.close()
        self.eyes = Connections(self._url(self._name), size=1)

    def read(self, *, dies_at: int = 0) -> None:
        """Read into the tables all that has come."""
        self.connections.at = dies_at
        try:
            self._read_on()
        except PowerCut:
            self.restart()
        finally:
            self.connections.at = 0

    def _read_on(self) -> None:
        """Read as the station's thread does, which comes again after its database was gone."""
        try:
            self._reader.read_all()
        except psycopg.OperationalError:
            self._reader.read_all()

    def take_stick(self, content: bytes, *, dies_at: int) -> None:
        """Read a stick, and die at a statement of that; refuses one that is no good."""
        self.connections.at = dies_at
        try:
            self._asked_twice(lambda conn: sticks.carry_in(conn, self.houses, content, self.clock))
        except PowerCut:
            self.restart()
        finally:
            self.connections.at = 0

    def stick_for(self, terminal: str) -> bytes:
        """Write a stick for a terminal."""
        return self._asked_twice(lambda conn: sticks.carry_out(conn, self.house, terminal, self.clock))

    def _asked_twice(self, work: Callable[[Connection], _Found]) -> _Found:
        """Do what a person asks for, who asks again where the database was gone."""
        try:
            with self.connections.lend() as conn:
                return work(conn)
        except psycopg.OperationalError:
            with self.connections.lend() as conn:
                return work(conn)

    def restart(self) -> None:
        """End as a killed process does, and start again on the same database."""
        self.deaths += 1
        self._close()
        self.open()

    def enrolment_code(self, name: str) -> str:
        """Return a code for a new terminal."""
        with self.eyes.lend() as conn:
            return new_code(conn, self.houses, name, self.clock.now())

    # ---- nights --------------------------------------------------------------------------------------------

    def back_up(self) -> None:
        """Keep the whole database as it is tonight."""
        self._close()
        databases.copy(self._server.url, self._name, f"{self._name}_night")
        self.has_backup = True
        self.open()

    def restore(self, *, keeps: bool) -> None:
        """Begin again with that night's database, and say so, as the handbook asks; it may be kept."""
        self._close()
        put = databases.copy if keeps else databases.move
        put(self._server.url, f"{self._name}_night", self._name)
        self.has_backup = keeps
        self.restores += 1
        self.open()
        with self.connections.lend() as conn:
            begin_new_generation(conn, self.clock.now())
        self._close()
        self.open()

    def close(self) -> None:
        """Close, and leave no database behind."""
        self._close()
        for name in (self._name, f"{self._name}_night"):
            databases.drop(self._server.url, name)

    def _close(self) -> None:
        self.connections.close()
        self.eyes.close()

    def _url(self, name: str) -> str:
        return self._server.url.replace("/postgres?", f"/{name}?")
