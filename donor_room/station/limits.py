"""How much a terminal, an address and a stranger may ask at once; in memory: a new start forgives."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import NamedTuple

from donor_room.station.refused import refused

_BYTES_OF_ONE = 64 * 1024
_MOST_KNOWN = 20_000


class Rate(NamedTuple):
    """What flows back in a second, and how much may be taken at once."""

    per_second: float
    at_once: float


class Rates(NamedTuple):
    """The limits of a station. A whole van's network may stand behind one address, so that one is wide."""

    terminal: Rate = Rate(200, 1_000)
    address: Rate = Rate(1_000, 5_000)
    stranger: Rate = Rate(5, 100)


class Limits:
    """Counts what was asked, on any thread; what was not asked for a while is forgotten."""

    def __init__(self, rates: Rates | None = None, now: Callable[[], float] = time.monotonic) -> None:
        self.rates = rates or Rates()
        self._now = now
        self._left: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def call_from(self, address: str) -> None:
        """Count a call, whoever it is of; raises Refused when this address asks too often."""
        self._take(("address", address), self.rates.address, 1)

    def call_of(self, terminal: str, size: int) -> None:
        """Count a proven call with its body; raises Refused when the terminal asks too much."""
        self._take(("terminal", terminal), self.rates.terminal, 1 + size / _BYTES_OF_ONE)

    def stranger_from(self, address: str) -> None:
        """Count a call that proves nothing; raises Refused when an address makes many of them.

        It is asked only of such calls: a stranger beside a terminal must not silence it.
        """
        self._take(("stranger", address), self.rates.stranger, 1)

    def _take(self, who: tuple[str, str], rate: Rate, cost: float) -> None:
        """What was refused costs nothing, and nothing costs more than all there is: waiting always helps."""
        cost = min(cost, rate.at_once)
        with self._lock:
            now = self._now()
            before, since = self._left.pop(who, (rate.at_once, now))
            left = min(rate.at_once, before + (now - since) * rate.per_second)
            self._left[who] = (left - cost if left >= cost else left, now)
            if len(self._left) > _MOST_KNOWN:
                self._left.popitem(last=False)
        if left < cost:
            wait_s = math.ceil((cost - left) / rate.per_second)
            raise refused(429, "station.too_fast", retry_after_s=wait_s)
