"""A connection beside which somebody else is at work, between two of its statements, on another one."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

from donor_room.station.store import Connection

_ENOUGH_S = 0.2
"""So long somebody is waited for; whoever waits for a lock meanwhile goes on when the statements are over."""


class Busy:
    """After its n-th statement somebody does something: at once, or as soon as no lock is in the way."""

    def __init__(self, conn: Connection, after: int, act: Callable[[], object]) -> None:
        self._conn, self._left, self._act = conn, after, act
        self._thread = Thread(target=self._do, daemon=True)
        self._trouble: BaseException | None = None
        self.happened = False
        """Whether there was an n-th statement."""

    def execute(self, *said: Any, **how: Any) -> Any:
        found = self._conn.execute(*said, **how)
        self._left -= 1
        if self._left == 0:
            self.happened = True
            self._thread.start()
            self._thread.join(_ENOUGH_S)
        return found

    def end(self) -> None:
        """Wait until the other one is done too; raises what went wrong there."""
        if self.happened:
            self._thread.join()
        if self._trouble is not None:
            raise self._trouble

    def _do(self) -> None:
        try:
            self._act()
        except BaseException as trouble:
            self._trouble = trouble

    def __getattr__(self, name: str) -> Any:
        return getattr(self._conn, name)
