"""What every way to a printer has in common."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from typing import Protocol

from donor_room.printing.languages.speech import Question

ANSWER_WITHIN_S = 1.5
STALLED_AFTER_S = 10.0
"""A printer that takes no byte for so long is stuck; a slow one takes a few all the time."""


class Lost(Exception):
    """The way broke while bytes were on it; `sent` = how many may have arrived."""

    def __init__(self, fault: str, sent: int) -> None:
        super().__init__(fault)
        self.fault, self.sent = fault, sent


class Line(Protocol):
    """An open way to the printer."""

    def send(self, data: bytes) -> None:
        """Send all of it, however slowly it is taken; raises Lost."""
        ...

    def ask(self, question: Question, more_s: float = 0.0) -> bytes:
        """Return what came back in time, or so much later; b"" is silence. Raises Lost when it is broken."""
        ...

    def close(self) -> None:
        """Let go. A way that keeps jobs takes what was sent as one job; raises Lost when it does not."""
        ...


class Channel(Protocol):
    """A way to one printer. `answers` False = nothing ever comes back on it."""

    name: str
    answers: bool

    def open(self) -> Line:
        """Open the way; raises Trouble while nothing has left."""
        ...

    def faults(self) -> tuple[str, ...]:
        """Return what the way itself knows to be wrong, without asking the printer."""
        ...

    def drop_waiting(self) -> bool:
        """Drop every job that the way still keeps; False = one is left."""
        ...


LOOK_EVERY_S = 0.1


def wait_until_gone(
    job: object, waiting: Callable[[], Collection[object]], *, within_s: float, size: int
) -> None:
    """Stay until a job has left its queue for the printer; raises Lost when it does not."""
    until = time.monotonic() + within_s
    while job in waiting():
        if time.monotonic() > until:
            raise Lost("stalled", size)
        time.sleep(LOOK_EVERY_S)


class Hearing:
    """Collects an answer from a `read` that waits, until the question is satisfied or the time is over."""

    def __init__(self, question: Question, within_s: float) -> None:
        self._question, self._until = question, time.monotonic() + within_s
        self.heard = b""

    @property
    def left_s(self) -> float:
        """How long there is still to wait; 0 when the answer is whole."""
        if self.heard and self._question.is_whole(self.heard):
            return 0.0
        return max(0.0, self._until - time.monotonic())
