"""A clock that runs like the machine's, put ahead: rest and strips need not be waited for."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from donor_room.domain.clock import DONATION_SITE, SystemClock, day_at_site

DOORS_OPEN = time(9, 0)


class RunningClock:
    """The machine's time plus `ahead_s` seconds; what depends on it stays in step, because all ask it."""

    def __init__(self, ahead_s: float = 0.0) -> None:
        self._machine = SystemClock()
        self.ahead_s = ahead_s

    def now(self) -> datetime:
        return self._machine.now() + timedelta(seconds=self.ahead_s)

    def today(self) -> date:
        return day_at_site(self.now())

    def seconds(self) -> float:
        """Return the time as a number of seconds, for what measures spans."""
        return self.now().timestamp()

    def advance(self, seconds: float) -> None:
        """Let time pass at once."""
        self.ahead_s += seconds


def until_the_doors_open() -> float:
    """Return how far a clock must be put ahead (or back) so that it is nine o'clock of today at the site."""
    now = SystemClock().now().astimezone(DONATION_SITE)
    return (datetime.combine(now.date(), DOORS_OPEN, DONATION_SITE) - now).total_seconds()
