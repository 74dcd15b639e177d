"""Whether the clock on the wall was set: held against one that nobody can set, and the last entry."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, Protocol, runtime_checkable

from donor_room.domain.clock import Clock
from donor_room.domain.house_acts import ClockJumped

LEAST_JUMP = timedelta(minutes=2)
LONGEST_REST = timedelta(days=90)
"""A terminal that was not used for longer than this has more likely a wrong clock than a long holiday."""


@runtime_checkable
class SteadyClock(Protocol):
    """A clock that also counts seconds which no setting of the time changes."""

    def steady_s(self) -> float:
        """Return seconds since some moment in the past, those of sleep included."""
        ...  # pragma: no cover


class ClockWatch:
    """Looks from time to time; each look tells a jump once."""

    def __init__(self, clock: Clock, last_entry_at: datetime | None) -> None:
        self._clock = clock
        self._steady = clock if isinstance(clock, SteadyClock) else None  # asked at every act: found once
        self._seen: tuple[datetime, float | None] | None = None
        self._last_entry_at = last_entry_at

    def look(self) -> ClockJumped | None:
        """Return how far the clock was set since the last look; at first, how it stands to the last entry."""
        before, now = self._seen, self._clock.now()
        steady = self._steady.steady_s() if self._steady is not None else None
        self._seen = now, steady
        if before is None:
            return self._against_last_entry(now)
        passed = (
            timedelta(0) if steady is None or before[1] is None else timedelta(seconds=steady - before[1])
        )
        gone = now - before[0] - passed
        if steady is None and gone > timedelta(0):  # nobody knows how long it was
            return None
        return _jump(gone, "running_clock") if abs(gone) > LEAST_JUMP else None

    def _against_last_entry(self, now: datetime) -> ClockJumped | None:
        gone = now - self._last_entry_at if self._last_entry_at is not None else timedelta(0)
        return _jump(gone, "last_entry") if not -LEAST_JUMP <= gone <= LONGEST_REST else None


def _jump(gone: timedelta, shown_by: Literal["running_clock", "last_entry"]) -> ClockJumped:
    direction: Literal["forward", "back"] = "forward" if gone > timedelta(0) else "back"
    return ClockJumped(seconds=int(abs(gone).total_seconds()), direction=direction, shown_by=shown_by)
