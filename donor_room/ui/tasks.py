"""Runs work away from the screen, above all on the one store thread, and brings the answer back."""

from __future__ import annotations

from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from donor_room.domain.refusal import Refusal, Trouble

Work = Callable[[], Any]
Done = Callable[[Any], None]
Refused = Callable[[Refusal], None]
Troubled = Callable[[Trouble], None]


class _Job:
    """A piece of work and who waits for its answer."""

    __slots__ = ("_done", "_refused", "_troubled", "_work", "answer", "failure")

    def __init__(
        self, work: Work, done: Done | None, refused: Refused | None, troubled: Troubled | None
    ) -> None:
        self._work, self._done, self._refused, self._troubled = work, done, refused, troubled
        self.answer: Any = None
        self.failure = ""

    def run(self) -> None:
        try:
            self.answer = self._work()
        except (Refusal, Trouble) as said:
            self.answer = said
        except Exception as bug:
            self.failure = report(bug)

    def hand_over(self) -> bool:
        """Give the answer to whoever waits; False when nobody takes a refusal."""
        if isinstance(self.answer, Refusal):
            return _call(self._refused, self.answer)
        if isinstance(self.answer, Trouble):
            return _call(self._troubled or self._refused, self.answer)
        _call(self._done, self.answer)
        return True


def _call(listener: Callable[[Any], None] | None, answer: object) -> bool:
    """Call a listener unless its page has been closed meanwhile."""
    if listener is None:
        return False
    owner = getattr(listener, "__self__", None)
    if not isinstance(owner, QObject) or isValid(owner):
        listener(answer)
    return True


class _Runner(QObject):
    """What the window hears of work that ended badly."""

    failed = Signal(str)
    """A bug; the reference under which it is logged."""
    unheard = Signal(object)
    """A Refusal or Trouble that no page asked to hear."""

    def _finish(self, job: _Job) -> None:
        if job.failure:
            self.failed.emit(job.failure)
            job.answer = Trouble("frame.failed", reference=job.failure)
            job.hand_over()  # the page must not wait for ever
        elif not job.hand_over():
            self.unheard.emit(job.answer)


class Tasks(_Runner):
    """One thread, for the store or beside it; jobs run in the order they were given."""

    _ended = Signal(object)

    def __init__(self, parent: QObject | None = None, *, name: str = "store") -> None:
        super().__init__(parent)
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._is_left = False
        self._ended.connect(self._take)
        self._thread = Thread(target=self._work_through, name=name, daemon=True)
        self._thread.start()

    def run(
        self,
        work: Work,
        done: Done | None = None,
        refused: Refused | None = None,
        troubled: Troubled | None = None,
    ) -> None:
        """Do work on the store thread; done, refused or troubled is called here, on the screen's thread."""
        self._jobs.put(_Job(work, done, refused, troubled))

    def close(self, seconds: float = 10) -> bool:
        """Finish what was given and end the thread; False when it did not end in time."""
        self._jobs.put(None)
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def leave(self) -> None:
        """End without waiting; nobody is there any more for what the thread still brings."""
        self._is_left = True
        self._jobs.put(None)

    def _work_through(self) -> None:
        while (job := self._jobs.get()) is not None:
            job.run()
            if not isValid(self):
                return
            self._ended.emit(job)

    @Slot(object)
    def _take(self, job: _Job) -> None:
        if not self._is_left:
            self._finish(job)


class InlineTasks(_Runner):
    """The same, at once and on this thread, for tests and pictures."""

    def run(
        self,
        work: Work,
        done: Done | None = None,
        refused: Refused | None = None,
        troubled: Troubled | None = None,
    ) -> None:
        """Do work now and call the listener before returning."""
        job = _Job(work, done, refused, troubled)
        job.run()
        self._finish(job)

    def close(self, seconds: float = 0) -> bool:
        """Nothing to wait for."""
        return True


def report(bug: BaseException) -> str:
    """Log where a bug happened under a short reference, never its message: that may hold a name."""
    import logging
    import secrets
    import traceback

    reference = secrets.token_hex(3).upper()
    places = [
        f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(bug.__traceback__)
    ]
    logging.getLogger(__name__).error(
        "bug %s: %s at %s", reference, type(bug).__name__, " < ".join(reversed(places))
    )
    return reference
