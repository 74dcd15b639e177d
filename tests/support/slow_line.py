"""A mobile network in user space: real TCP to a proxy that passes segments on at a rate, late, and again.

No packet is lost here: what loss does to a stream is modelled. A segment that would be lost waits for the
time after which TCP sends it again, twice as long each time, and what is behind it waits too. There is no
fast retransmission in it, so a real line of the same loss is rather quicker.
"""

from __future__ import annotations

import random
import socket
import time
from contextlib import suppress
from threading import Thread

from tests.support.bad_line import Line

SEGMENT = 1_400


class SlowLine(Line):
    """A door of its own before a station; fast until `is_slow`."""

    def __init__(
        self, port: int, *, seed: int, bits_per_s: int = 64_000, round_trip_s: float = 0.2, loss: float = 0.3
    ) -> None:
        super().__init__(port)
        self.is_slow = False
        self.segments = self.lost = 0
        self._dice = random.Random(seed)
        self._byte_s, self._way_s, self._loss = 8 / bits_per_s, round_trip_s / 2, loss

    def _serve(self, near: socket.socket) -> None:
        with near, suppress(OSError), socket.create_connection(self._to) as far:
            self._lag(2)  # the handshake
            back = Thread(target=self._carry, args=(far, near), daemon=True)
            back.start()
            self._carry(near, far)
            back.join()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        """Carry one direction, segment by segment; what follows at once is not late a second time."""
        with suppress(OSError):
            quiet_since = 0.0
            while part := one.recv(SEGMENT):
                if time.monotonic() - quiet_since > self._way_s:
                    self._lag(1)
                self._send_late(len(part))
                other.sendall(part)
                quiet_since = time.monotonic()
        with suppress(OSError):
            other.shutdown(socket.SHUT_WR)

    def _lag(self, ways: int) -> None:
        if self.is_slow:
            time.sleep(ways * self._way_s)

    def _send_late(self, size: int) -> None:
        if not self.is_slow:
            return
        self.segments += 1
        again_s = 3 * self._way_s
        while self._dice.random() < self._loss:
            self.lost += 1
            time.sleep(again_s)
            again_s = min(again_s * 2, 10)
        time.sleep(size * self._byte_s)
