"""The line to the other laptops of the vehicle while the terminal is open: door, callings, finding."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from typing import NamedTuple, TypeVar

from donor_room.domain.clock import Clock
from donor_room.domain.refusal import Trouble
from donor_room.mesh.calling import EVERY_S, Calling
from donor_room.mesh.company import Company, Here
from donor_room.mesh.counter import Counter
from donor_room.mesh.door import Door
from donor_room.mesh.finding import Finding
from donor_room.mesh.neighbour import Neighbour
from donor_room.mesh.round import Met
from donor_room.store_calls import asked_of_store
from donor_room.wire.beside import Presence
from donor_room.workflow.beside import Beside
from donor_room.workflow.desk import Desk
from donor_room.workflow.membership import Badge

PORT = 47_615
Found = TypeVar("Found")


class Place(NamedTuple):
    """Where to listen and whom to call; `find` looks for others on the network."""

    host: str = "0.0.0.0"  # noqa: S104 - the vehicle's own network; nobody is answered without a membership
    port: int = PORT
    beside: tuple[str, ...] = ()
    find: bool = True


class BesideLine:
    """Keeps this terminal and its neighbours level, as long as they hear each other."""

    def __init__(
        self,
        badge: Badge,
        place: Place,
        clock: Clock,
        *,
        on_store: Callable[[Callable[[], None]], None],
        desk: Callable[[], Desk],
        met: Callable[[], None],
        every_s: float = EVERY_S,
    ) -> None:
        """`on_store` runs work on the store thread; `met` is called on a thread of the line."""
        self._badge_held, self._clock, self._every_s = badge, clock, every_s
        self._on_store, self._desk, self._told = on_store, desk, met
        self.company = Company()
        self._presence: Presence | None = None
        self._lock = Lock()
        self._callings: dict[str, Calling] = {}
        counter = Counter(self._ask, lambda: self._badge_held, clock, lambda: self._presence)
        self._door = Door(counter, host=place.host, port=place.port)
        self._finding: Finding | None = None
        self._begin(place)

    @property
    def port(self) -> int:
        """The port on which neighbours are heard."""
        return self._door.port

    def here(self) -> tuple[Here, ...]:
        """Return which neighbours are here."""
        return self.company.here()

    def show(self, presence: Presence | None) -> None:
        """Let the neighbours know what is on this screen."""
        self._presence = presence

    def call(self, address: str) -> None:
        """Begin to talk to whoever is at an address; once for each."""
        with self._lock:
            if address in self._callings:
                return
            neighbour = Neighbour(address, lambda: self._badge_held, self._clock)
            calling = Calling(neighbour, self._ask, self._met, every_s=self._every_s)
            self._callings[address] = calling
        calling.start()

    def stop(self) -> None:
        """Go away; the neighbours notice it by themselves."""
        with self._lock:
            callings = list(self._callings.values())
        for calling in callings:
            calling.end()
        if self._finding is not None:
            self._finding.stop()
        for calling in callings:
            calling.stop()
        self._door.stop()

    def _begin(self, place: Place) -> None:
        self._door.start()
        for address in place.beside:
            self.call(address)
        if place.find:
            with suppress(
                OSError
            ):  # without a network nobody is found; the named ones are called all the same
                self._finding = Finding(
                    mark=self._badge_held.mark,
                    terminal=self._badge_held.terminal,
                    port=self._door.port,
                    found=self.call,
                )

    def _met(self, met: Met) -> None:
        self.company.meet(met)
        with suppress(Trouble):
            self._badge_held = self._ask(lambda store: store.badge()) or self._badge_held
        self._told()

    def _ask(self, work: Callable[[Beside], Found], /) -> Found:
        return asked_of_store(self._on_store, lambda: work(Beside(self._desk())))
