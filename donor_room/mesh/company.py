"""Which neighbours are here now, by what they last said; safe to ask from any thread."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import NamedTuple

from donor_room.mesh.round import Met
from donor_room.wire.beside import Presence

HEARD_FOR_S = 8.0
"""Whoever was not heard for so long is not here."""


class Here(NamedTuple):
    """A neighbour that is here, and what is on its screen."""

    name: str
    presence: Presence | None


class Company:
    """The neighbours that were met, and when; `steady_s` is a clock that nobody can set."""

    def __init__(self, steady_s: Callable[[], float] = time.monotonic) -> None:
        self._steady_s = steady_s
        self._lock = Lock()
        self._met: dict[str, tuple[Met, float]] = {}

    def meet(self, met: Met) -> None:
        """Take note of a neighbour that was just talked to."""
        with self._lock:
            self._met[met.terminal] = (met, self._steady_s())

    def here(self) -> tuple[Here, ...]:
        """Return who is here, by name."""
        return tuple(sorted(Here(met.name, met.presence) for met in self._lately()))

    def stopped(self) -> dict[str, str]:
        """Return the books that a person must look at, and why, as the neighbours that are here showed."""
        return {book: why for met in self._lately() for book, why in met.stopped.items()}

    def at_step(self, visit: str, step: str) -> Here | None:
        """Return who else has this step of this visit on the screen."""
        return next((one for one in self.here() if _is_at(one.presence, visit, step)), None)

    def heard(self, within_s: float) -> frozenset[str]:
        """Return the terminals that were heard within so many seconds."""
        with self._lock:
            now = self._steady_s()
            return frozenset(met.terminal for met, at in self._met.values() if now - at < within_s)

    def _lately(self) -> list[Met]:
        with self._lock:
            now = self._steady_s()
            return [met for met, at in self._met.values() if now - at < HEARD_FOR_S]


def _is_at(presence: Presence | None, visit: str, step: str) -> bool:
    return presence is not None and (presence.visit, presence.step) == (visit, step)
