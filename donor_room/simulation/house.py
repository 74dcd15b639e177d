"""The station of a run: a real database and a real desk, without a web server and without threads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from donor_room.domain.clock import FixedClock
from donor_room.simulation.paper import PowerCut
from donor_room.simulation.power import dying_at
from donor_room.station import databases
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


class _Frail(Connections):
    """Connections whose process dies at the n-th statement from when that was asked for."""

    dies_at = 0

    @contextmanager
    def lend(self) -> Iterator[Connection]:
        at, self.dies_at = self.dies_at, 0
        with super().lend() as conn, dying_at(conn, at):
            yield conn


class CentralStation:
    """Answers calls, dies and comes back, is saved every night and restored from that."""

    def __init__(self, server: str, name: str, clock: FixedClock) -> None:
        """Server is the address of a PostgreSQL where databases may be made."""
        self._server, self._name, self.clock = server, name, clock
        self.has_backup = False
        self.deaths = self.restores = 0
        databases.make(server, name)
        self.open()

    def open(self) -> None:
        """Start the station's program."""
        self.connections = _Frail(self._url(self._name), size=1)
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
        self.connections.dies_at = statement
        try:
            return self.answer(call)
        except PowerCut:
            self.restart()
            return None
        finally:
            self.connections.dies_at = 0

    def read(self, *, dies_at: int = 0) -> None:
        """Read into the tables all that has come."""
        self.connections.dies_at = dies_at
        try:
            self._reader.read_all()
        except PowerCut:
            self.restart()
        finally:
            self.connections.dies_at = 0

    def restart(self) -> None:
        """End as a killed process does, and start again on the same database."""
        self.deaths += 1
        self.connections.close()
        self.open()

    def enrolment_code(self, name: str) -> str:
        """Return a code for a new terminal."""
        with self.connections.lend() as conn:
            return new_code(conn, self.houses, name, self.clock.now())

    # ---- nights --------------------------------------------------------------------------------------------

    def back_up(self) -> None:
        """Keep the whole database as it is tonight."""
        self.connections.close()
        databases.copy(self._server, self._name, f"{self._name}_night")
        self.has_backup = True
        self.open()

    def restore(self) -> None:
        """Begin again with last night's database, and say so, as the handbook asks."""
        self.connections.close()
        databases.move(self._server, f"{self._name}_night", self._name)
        self.has_backup = False
        self.restores += 1
        self.open()
        with self.connections.lend() as conn:
            begin_new_generation(conn, self.clock.now())
        self.connections.close()
        self.open()

    def close(self) -> None:
        """Close, and leave no database behind."""
        self.connections.close()
        for name in (self._name, f"{self._name}_night"):
            databases.drop(self._server, name)

    def _url(self, name: str) -> str:
        return self._server.replace("/postgres?", f"/{name}?")
