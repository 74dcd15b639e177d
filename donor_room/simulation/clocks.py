"""The true time of a run, and clocks on walls that were set wrong or stand still."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from donor_room.domain.clock import FixedClock, day_at_site

_BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)


class WallClock:
    """The clock of one laptop; what counts the seconds since its start is right whatever the wall says."""

    def __init__(self, true: FixedClock) -> None:
        self._true = true
        self.ahead = timedelta(0)
        self.stands_at: datetime | None = None

    def now(self) -> datetime:
        return self.stands_at or self._true.now() + self.ahead

    def today(self) -> date:
        return day_at_site(self.now())

    def steady_s(self) -> float:
        return (self._true.now() - _BEGINNING).total_seconds()

    @property
    def is_right(self) -> bool:
        return self.stands_at is None and not self.ahead

    def put_right(self) -> None:
        self.ahead, self.stands_at = timedelta(0), None
