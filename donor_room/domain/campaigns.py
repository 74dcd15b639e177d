"""What a day was called out for, and how its donors were won: the station's two lists."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from donor_room.domain.occasions import Span
from donor_room.domain.stamp import PackStamp

MOST_OFFERED = 9
"""As many as there are digits beside the one for none."""


class Campaign(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One campaign; with days of the year or spans it is offered on those only, without any always."""

    id: str
    tag: Literal["V", "V2", "R"]
    days_of_year: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    months: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for day in self.days_of_year:
            date.fromisoformat(f"2028-{day}")  # a leap year has every day
        if not all(1 <= month <= 12 for month in self.months):
            raise ValueError(f"{self.id}: there are twelve months")

    def is_offered_on(self, day: date) -> bool:
        """Say whether a shift of this day may name it."""
        if not (self.days_of_year or self.spans or self.months):
            return True
        of_span = any(span.first <= day <= span.last for span in self.spans)
        return of_span or day.month in self.months or day.strftime("%m-%d") in self.days_of_year


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way in which donors are won."""

    id: str
    tag: Literal["V", "V2", "R"]


class Campaigns(msgspec.Struct, frozen=True, kw_only=True):
    """The lists of a station, each in its order."""

    stamp: PackStamp
    campaigns: tuple[Campaign, ...]
    sources: tuple[Source, ...]

    def offered_on(self, day: date) -> tuple[Campaign, ...]:
        """Return the campaigns of a day."""
        return tuple(one for one in self.campaigns if one.is_offered_on(day))

    def has_source(self, source: str) -> bool:
        """Say whether a source is on the list."""
        return any(one.id == source for one in self.sources)
