"""Calls one address again and again on a thread of its own, so that no dead neighbour delays a living one."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread

from donor_room.domain.refusal import Refusal, Trouble
from donor_room.mesh.neighbour import Neighbour, NoNeighbour
from donor_room.mesh.round import Met, meet
from donor_room.mesh.store import Ask

EVERY_S = 2.0
LONGEST_S = 10.0
STORE_CLOSED = "store.closed"


class Calling:
    """Talks to whoever is at an address until it is stopped."""

    def __init__(
        self, neighbour: Neighbour, ask: Ask, met: Callable[[Met], None], *, every_s: float = EVERY_S
    ) -> None:
        """`met` is called on this thread after each turn that came to something."""
        self._neighbour, self._ask, self._met, self._every_s = neighbour, ask, met, every_s
        self._failures = 0
        self._over = Event()
        self._thread = Thread(target=self._run, name="mesh", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        """Begin no further turn."""
        self._over.set()

    def stop(self, wait_s: float = 2.0) -> None:
        """End after the turn that is under way; do not wait longer than this for it."""
        self.end()
        self._thread.join(wait_s)
        self._neighbour.close()

    def _run(self) -> None:
        while not self._over.is_set():
            try:
                pause_s = self._turn()
            except NoNeighbour:
                self._failures += 1
                pause_s = min(self._every_s * self._failures, LONGEST_S)
            except Refusal:  # the desk is gone
                return
            except Trouble as trouble:  # of the own store: a full disk is no end, a closed one is
                if trouble.code == STORE_CLOSED:
                    return
                pause_s = LONGEST_S
            self._over.wait(pause_s)

    def _turn(self) -> float:
        met = meet(self._neighbour, self._ask)
        self._failures = 0
        self._met(met)
        return 0.0 if met.is_more else self._every_s
