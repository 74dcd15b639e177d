"""When sync talks to the station: on its own thread, when woken, every minute, later after failures."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event as Flag
from threading import Thread

from donor_room.domain.refusal import Trouble
from donor_room.sync.session import STORE_CLOSED, Session, Told

log = logging.getLogger(__name__)

EVERY_S = 60.0
_BETWEEN_PIECES_S = 0.05
"""For so long the store is left to the nurse before the next piece leaves."""


class Schedule:
    """Runs a session again and again; whoever wakes it goes on at once."""

    def __init__(self, session: Session, tell: Callable[[Told], None], *, every_s: float = EVERY_S) -> None:
        """`tell` is called on the sync thread after each conversation."""
        self._session = session
        self._tell = tell
        self._every_s = every_s
        self._woken = Flag()
        self._hurry = Flag()
        self._over = Flag()
        self._thread = Thread(target=self._run, name="sync", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Say that there is something to send; returns at once. A pause after a failure is kept."""
        self._woken.set()

    def try_now(self) -> None:
        """End a pause too: a person asked for it."""
        self._hurry.set()
        self._woken.set()

    def stop(self, wait_s: float = 5.0) -> None:
        """End after the call that is under way; do not wait longer than this for it."""
        self._over.set()
        self.try_now()
        self._thread.join(wait_s)

    def _run(self) -> None:
        while not self._over.is_set():
            self._woken.clear()
            self._hurry.clear()
            try:
                self._talk()
            except Trouble as trouble:
                if trouble.code == STORE_CLOSED:
                    return
                self._woken.wait(self._every_s)  # a full disk, say, stops no later conversation
                continue
            except Exception:
                log.exception("a conversation with the station was broken off")
                self._woken.wait(self._every_s)  # a fault of ours ends no sync that nobody sees end
                continue
            self._wait(self._session.client.pause_s)

    def _talk(self) -> None:
        """Talk, tell how it went, and when all is level let leave what the station has had for long."""
        told = self._session.run(go_on=lambda: not self._over.is_set())
        self._tell(told)
        self._session.purge(go_on=lambda: not self._over.wait(_BETWEEN_PIECES_S))

    def _wait(self, pause_s: float) -> None:
        if pause_s:
            self._hurry.wait(pause_s)
        else:
            self._woken.wait(self._every_s)
