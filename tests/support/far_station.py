"""A station behind a slow line in a process of its own, as far from the window as a real one."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from donor_room.domain.clock import SystemClock
from donor_room.station.server import Station
from tests.support.slow_line import SlowLine
from tests.support.stations import new_database


class FarStation:
    """The near end: where the station is found, a joining code, and when its line becomes slow."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self.url, self.code = pipe.recv()

    def slow_down(self) -> None:
        self._pipe.send("slow")
        self._pipe.recv()

    def segments(self) -> tuple[int, int]:
        """Return how many segments went through, and how often one had to be sent again."""
        self._pipe.send("count")
        sent, again = self._pipe.recv()
        return sent, again


@contextmanager
def far_station(seed: int) -> Iterator[FarStation]:
    """Within, a station runs elsewhere."""
    context = multiprocessing.get_context("spawn")
    near, far = context.Pipe()
    process = context.Process(target=_run, args=(new_database(), seed, far))
    process.start()
    far.close()
    try:
        yield FarStation(near)
    finally:
        near.close()
        process.join()


def _run(database: str, seed: int, pipe: Connection) -> None:
    with Station(database, clock=SystemClock()) as station:
        line = SlowLine(int(station.url.rpartition(":")[2]), seed=seed)
        pipe.send((line.url, station.enrolment_code("van")))
        _answer(line, pipe)
        line.close()


def _answer(line: SlowLine, pipe: Connection) -> None:
    """Do what is asked until the near end is gone."""
    while True:
        try:
            asked = pipe.recv()
        except EOFError:
            return
        line.is_slow = line.is_slow or asked == "slow"
        pipe.send((line.segments, line.lost))
