"""The line to the station while the terminal is open: sync on its own thread, books asked on the store's."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import Any, TypeVar

from donor_room.domain.clock import Clock
from donor_room.domain.refusal import Trouble
from donor_room.sync.schedule import Schedule
from donor_room.sync.session import Session, Told, link_of
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import Enrolment
from donor_room.workflow.exchange import Exchange, exchange_of

Found = TypeVar("Found")
_LONGEST_S = 60.0


class StationLine:
    """Keeps an enrolled terminal and its station level, as long as there is a network."""

    def __init__(
        self,
        enrolment: Enrolment,
        clock: Clock,
        *,
        on_store: Callable[[Callable[[], None]], None],
        desk: Callable[[], Desk],
        told: Callable[[Told], None],
    ) -> None:
        """`on_store` runs work on the store thread; `told` is called on the line's own thread."""
        self._on_store, self._desk = on_store, desk
        self._link = link_of(enrolment, clock)
        self._schedule = Schedule(Session(self._link, self._ask), told)
        self._schedule.start()

    def wake(self) -> None:
        """Say that there is something to send."""
        self._schedule.wake()

    def try_now(self) -> None:
        """Do not wait for the end of a pause: a person asks."""
        self._schedule.try_now()

    def stop(self) -> None:
        """Hang up after the call that is under way."""
        self._schedule.stop()
        self._link.close()

    def _ask(self, work: Callable[[Exchange], Found], /) -> Found:
        """Have work done on the store's thread and wait for it; raises Trouble once the store is closed."""
        answer: Future[Any] = Future()

        def do() -> None:
            try:
                answer.set_result(work(exchange_of(self._desk())))
            except BaseException as problem:
                answer.set_exception(problem)

        self._on_store(do)
        try:
            found: Found = answer.result(_LONGEST_S)
        except CancelledError as closed:
            raise Trouble("store.closed") from closed
        except TimeoutError as late:  # busy with a long piece of work: the schedule pauses and asks again
            raise Trouble("store.busy") from late
        return found
