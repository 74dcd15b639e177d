"""The thread that makes a new generation of the directory once a day, beside all that is asked meanwhile."""

from __future__ import annotations

import logging
from threading import Event, Thread

import psycopg

from donor_room.domain.clock import Clock
from donor_room.domain.refusal import Trouble
from donor_room.station import generations
from donor_room.station.founding import House, houses
from donor_room.station.refused import Refused
from donor_room.station.store import Connection, Connections

_EVERY_S = 600.0

log = logging.getLogger(__name__)


class GenerationMaker:
    """Looks now and then, and when woken, whether a generation is due; makes it on its own thread."""

    def __init__(self, connections: Connections, clock: Clock) -> None:
        self._connections = connections
        self._clock = clock
        self._wanted = Event()
        self._over = Event()
        self._thread = Thread(target=self._run, name="station-generations", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End; a generation that is half made is left, as if nobody had begun it."""
        self._over.set()
        self._wanted.set()
        if self._thread.is_alive():
            self._thread.join()

    def manifest(self, conn: Connection, house: House) -> bytes:
        """Return the newest list; where a large one is wanting, make it, and raise Refused meanwhile."""
        try:
            return generations.manifest(conn, house, self._clock.now())
        except Refused as no:
            if no.problem.code == "generation.making":
                self._wanted.set()
            raise

    def make_due(self) -> None:
        """Make what is due now in the life of the data that this is, on the caller's thread."""
        with self._connections.lend() as conn:
            for house in houses(conn).values():
                if generations.due(conn, house, self._clock.now()).is_old:
                    generations.make(conn, house, self._clock.now(), go_on=lambda: not self._over.is_set())

    def _run(self) -> None:
        while not self._over.is_set():
            self._wanted.clear()
            try:
                self.make_due()
            except Refused:
                log.info("the generation is made by another process, or not any more")
            except (psycopg.Error, Trouble) as problem:
                log.warning("the generation waits: %s", type(problem).__name__)
            self._wanted.wait(_EVERY_S)
