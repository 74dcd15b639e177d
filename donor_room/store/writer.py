"""The one thread that reads and writes the store, strictly in the order it is asked."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from donor_room.domain.refusal import Trouble


class Store(Protocol):
    """What lives on the thread: opened, used, tidied and closed there."""

    def tidy(self) -> None:
        """Do what can wait for an idle moment."""

    def close(self) -> None:
        """Let go of the files."""


S = TypeVar("S", bound=Store)
R = TypeVar("R")
_Asked: TypeAlias = tuple[Callable[[S], Any], Future[Any]]

_IDLE_SECONDS = 0.3


class StoreThread(Generic[S]):
    """Opens the store on its own thread; `submit` hands work over and returns at once."""

    def __init__(self, open_store: Callable[[], S]) -> None:
        self._asked: SimpleQueue[_Asked[S] | None] = SimpleQueue()
        self._guard = threading.Lock()
        self._stopping = False
        self.opened: Future[S] = Future()
        """Done when the store is open; holds the Trouble when it is not."""
        self._thread = threading.Thread(target=self._live, args=(open_store,), name="store", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[S], R]) -> Future[R]:
        """Do the work after all that was asked before; the future holds its answer or what it raised.

        A future cancelled before its turn is passed over. After `stop` the answer is Trouble `store.closed`.
        """
        answer: Future[R] = Future()
        with self._guard:
            if self._stopping:
                answer.set_exception(Trouble("store.closed"))
            else:
                self._asked.put((work, answer))
        return answer

    def stop(self) -> None:
        """Finish what was asked, close the store and end the thread; harmless when done twice."""
        with self._guard:
            if not self._stopping:
                self._stopping = True
                self._asked.put(None)
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _live(self, open_store: Callable[[], S]) -> None:
        try:
            store = open_store()
        except BaseException as error:  # whatever it is, all who wait for the store must hear of it
            self._refuse_all(error)
            return
        self.opened.set_result(store)
        try:
            while (asked := self._next(store)) is not None:
                _do(store, *asked)
        finally:
            store.close()

    def _next(self, store: S) -> _Asked[S] | None:
        """Wait for the next work; tidy once when none comes for a while."""
        try:
            return self._asked.get(timeout=_IDLE_SECONDS)
        except Empty:
            with contextlib.suppress(Trouble):  # the next act meets the same trouble and tells it
                store.tidy()
            return self._asked.get()

    def _refuse_all(self, error: BaseException) -> None:
        with self._guard:
            self._stopping = True
            self._asked.put(None)
        while (asked := self._asked.get()) is not None:
            asked[1].set_exception(error)
        self.opened.set_exception(error)


def _do(store: S, work: Callable[[S], Any], answer: Future[Any]) -> None:
    if not answer.set_running_or_notify_cancel():
        return
    try:
        result = work(store)
    except BaseException as error:  # belongs to the one who asked; the next work goes on
        answer.set_exception(error)
    else:
        answer.set_result(result)
