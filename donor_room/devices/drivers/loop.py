"""The one thread a device gets: it opens the link, feeds the machine, and opens again after an unplugging."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from donor_room.devices.transports.link import Link
from donor_room.domain.refusal import Trouble

Event = TypeVar("Event")

FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 30.0
LOOK_S = 0.02


class Machine(Protocol[Event]):
    """Steps without I/O: what arrived and the time go in, what to send and what happened come out."""

    def step(self, received: bytes, at_ms: int) -> tuple[bytes, list[Event]]:
        """Take the bytes that arrived until at_ms."""
        ...  # pragma: no cover


class DeviceLoop(Generic[Event]):
    """Runs fresh machines over a link until stopped. Calls back on its own thread: the screen must hand over.

    told gets each event; absent gets `devices.absent` when the link cannot be opened or breaks.
    """

    def __init__(
        self,
        open_link: Callable[[], Link],
        make_machine: Callable[[], Machine[Event]],
        told: Callable[[Event], None],
        absent: Callable[[str], None],
        *,
        first_wait_s: float = FIRST_WAIT_S,
    ) -> None:
        self._open_link, self._make_machine = open_link, make_machine
        self._told, self._absent = told, absent
        self._first_wait_s = first_wait_s
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="device", daemon=True)

    def start(self) -> None:
        """Begin; a loop is started once."""
        self._thread.start()

    def stop(self, timeout_s: float = 2.0) -> None:
        """End and wait for the thread; safe to call twice, and before start."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def _run(self) -> None:
        wait_s, was_absent = self._first_wait_s, ""
        while not self._stopping.is_set():
            try:
                link = self._open_link()
            except Trouble as trouble:
                was_absent = self._say_absent(trouble.code, was_absent)
            else:
                wait_s, was_absent = self._first_wait_s, self._work(link)
            self._stopping.wait(wait_s)
            wait_s = min(wait_s * 2, LONGEST_WAIT_S)

    def _work(self, link: Link) -> str:
        """Work until the link breaks or the loop is stopped; gives the code of the break, or nothing."""
        machine = self._make_machine()
        try:
            while not self._stopping.is_set():
                self._turn(link, machine)
        except Trouble as trouble:
            return self._say_absent(trouble.code, "")
        finally:
            link.close()
        return ""

    def _turn(self, link: Link, machine: Machine[Event]) -> None:
        received = link.read(LOOK_S)
        sending, events = machine.step(received, int(time.monotonic() * 1000))
        if sending:
            link.write(sending)
        for event in events:
            self._told(event)

    def _say_absent(self, code: str, before: str) -> str:
        if code != before:
            self._absent(code)
        return code
