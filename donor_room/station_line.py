"""The line to the station while the terminal is open: sync on its own thread, books asked on the store's."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from donor_room.domain.clock import Clock
from donor_room.store_calls import asked_of_store
from donor_room.sync.schedule import Schedule
from donor_room.sync.session import Session, Told, link_of
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import Enrolment
from donor_room.workflow.exchange import Exchange, exchange_of

Found = TypeVar("Found")


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
        return asked_of_store(self._on_store, lambda: work(exchange_of(self._desk())))
