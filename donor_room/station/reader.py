"""The thread that reads the books into tables whenever they have grown."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread

import psycopg

from donor_room.domain.clock import Clock
from donor_room.domain.refusal import Trouble
from donor_room.station import due
from donor_room.station.projector import project_all
from donor_room.station.store import Connections
from donor_room.station.world import World

_AGAIN_S = 2.0
_IDLE_S = 30.0

log = logging.getLogger(__name__)


class Reader:
    """Reads on until it is stopped; what it cannot do now it does a little later."""

    def __init__(self, connections: Connections, worlds: list[World], clock: Clock) -> None:
        self._connections = connections
        self._worlds = worlds
        self._clock = clock
        self._grew = Event()
        self._over = Event()
        self._thread = Thread(target=self._run, name="station-reader", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Say that there is something to read."""
        self._grew.set()

    def stop(self) -> None:
        """Finish the run that is being read, and end; the rest is read when a station begins again."""
        self._over.set()
        self._grew.set()
        if self._thread.is_alive():
            self._thread.join()

    def read_all(self, is_over: Callable[[], bool] = lambda: False) -> None:
        """Read everything now, on the caller's thread, or until it is over; then count due days anew.

        New entries come before the counting, which goes on after them.
        """
        with self._connections.lend() as conn:
            for world in self._worlds:
                project_all(conn, world, self._clock.now(), is_over=is_over)
                due.recount(
                    conn,
                    world.station_code,
                    self._clock.now(),
                    is_over=lambda: is_over() or self._grew.is_set(),
                )

    def _run(self) -> None:
        while not self._over.is_set():
            self._grew.clear()
            try:
                self.read_all(self._over.is_set)
            except (psycopg.Error, Trouble) as problem:
                log.warning("reading the books waits: %s", type(problem).__name__)
                self._over.wait(_AGAIN_S)
                self._grew.set()
            self._grew.wait(_IDLE_S)
