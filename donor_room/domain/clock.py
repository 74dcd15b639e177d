"""What time it is, and in which order acts happened even when a clock is wrong."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple, Protocol

DONATION_SITE = timezone(timedelta(hours=8), "Asia/Shanghai")
"""All calendar days of the rules are days at the donation site: one offset all year, everywhere in China."""

_COUNTER_LIMIT = 0xFFFF
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


class Clock(Protocol):
    """Where the time comes from; a test gives its own."""

    def now(self) -> datetime:
        """Return this instant, aware, in UTC."""
        ...  # pragma: no cover

    def today(self) -> date:
        """Return the calendar day at the donation site."""
        ...  # pragma: no cover


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - the one place that asks the machine

    def today(self) -> date:
        return day_at_site(self.now())

    def steady_s(self) -> float:
        """Return seconds that run on while the machine sleeps and that nobody can set."""
        since_start = getattr(time, "CLOCK_BOOTTIME", None)  # elsewhere the monotonic clock does not sleep
        return time.monotonic() if since_start is None else time.clock_gettime(since_start)


class FixedClock:
    """A clock that stands where it was put, for plays, tests and pictures."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self) -> datetime:
        return self.instant

    def today(self) -> date:
        return day_at_site(self.instant)


def day_at_site(instant: datetime) -> date:
    """Return the calendar day of an instant at the donation site."""
    return instant.astimezone(DONATION_SITE).date()


class HybridTime(NamedTuple):
    """A moment that never runs backwards: milliseconds, then a counter, then the book that wrote it.

    `wall_ms` is what the clock on the wall said, where it stood behind what was written before.
    """

    ms: int
    counter: int
    book: str
    wall_ms: int | None = None

    def __str__(self) -> str:
        """Give the form that sorts as text in the order of time; what the wall said comes last."""
        order = f"{self.ms:012x}-{self.counter:04x}-{self.book[:8]}"
        return order if self.wall_ms is None else f"{order}@{self.wall_ms:012x}"


def parse_hybrid(text: str) -> HybridTime:
    """Read the text form back; raises ValueError on anything else."""
    order, _, wall = text.partition("@")
    ms, counter, book = order.split("-")
    read = HybridTime(int(ms, 16), int(counter, 16), book, int(wall, 16) if wall else None)
    if str(read) != text:
        raise ValueError(text)
    return read


@lru_cache(maxsize=4_096)  # the time of one entry is read again and again: taken in, folded, told
def instant_of(hlc: str) -> datetime:
    """Return the wall-clock instant, in UTC, that a hybrid time was taken at."""
    told = parse_hybrid(hlc)
    return _BEGINNING + (told.ms if told.wall_ms is None else told.wall_ms) * _MS


def beginning_of_day(instant: datetime) -> str:
    """Return the hybrid time before all that was written on the calendar day of an instant."""
    return hybrid_at(instant.astimezone(DONATION_SITE).replace(hour=0, minute=0, second=0, microsecond=0))


def hybrid_at(instant: datetime) -> str:
    """Return the hybrid time before all that was written from an instant on."""
    return str(HybridTime(max(0, (instant - _BEGINNING) // _MS), 0, ""))


class HybridClock:
    """Gives each entry of a book a time later than every entry seen before (Kulkarni et al., 2014)."""

    def __init__(self, clock: Clock, book: str, last: str | None = None) -> None:
        self._clock = clock
        self._book = book
        self._ms, self._counter = (0, 0)
        if last is not None:
            self.saw(last)

    def tick(self) -> str:
        """Return the next time; it grows even when the wall clock stands still or jumps back.

        A wall clock that is behind is written beside it: the order holds, and people are told the true time.
        """
        wall = max(0, (self._clock.now() - _BEGINNING) // _MS)
        if wall > self._ms:
            self._ms, self._counter = wall, 0
        elif self._counter < _COUNTER_LIMIT:
            self._counter += 1
        else:
            self._ms, self._counter = self._ms + 1, 0
        behind = wall if wall < self._ms else None
        return str(HybridTime(self._ms, self._counter, self._book, behind))

    def saw(self, hlc: str) -> None:
        """Take note of another book's time, so that what follows here sorts after it."""
        other = parse_hybrid(hlc)
        self._ms, self._counter = max((self._ms, self._counter), (other.ms, other.counter))
