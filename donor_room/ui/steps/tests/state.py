"""A strip's time against its reading window, and what a reagent box says in its code."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

Phase = Literal["waiting", "open", "over"]


@dataclass(frozen=True, slots=True)
class Window:
    """Whole minutes after the sample between which a strip is read, as the pack has them."""

    from_minutes: int
    until_minutes: int

    def phase(self, seconds: int) -> Phase:
        """Say whether the strip is not ready, to be read, or spoiled."""
        if seconds < self.from_minutes * 60:
            return "waiting"
        return "open" if seconds < self.until_minutes * 60 else "over"

    def seconds_left(self, seconds: int) -> int:
        """Return how long the present phase lasts; 0 when nothing comes after it."""
        ends = {"waiting": self.from_minutes, "open": self.until_minutes}
        return max(0, ends.get(self.phase(seconds), 0) * 60 - seconds)


@dataclass(frozen=True, slots=True)
class Strip:
    """A strip that is running: whose it is, and when the sample was put on, on the clock of the page."""

    donor: str
    began_at: float
    was_told: bool = False


@dataclass(frozen=True, slots=True)
class BoxCode:
    """Lot and last day of use, as read from a box."""

    lot: str
    expires_on: date


_GS1 = re.compile(r"\(?01\)?\d{14}\(?17\)?(\d{2})(\d{2})(\d{2})\(?10\)?([A-Za-z0-9./_-]{1,20})")


def read_box(text: str) -> BoxCode | None:
    """Read the GS1 code of a reagent box (article 01, expiry 17, lot 10); None for anything else.

    Day 00 means the last day of its month.
    """
    found = _GS1.fullmatch(text.strip().removeprefix("]C1").removeprefix("]d2").rstrip("\x1d"))
    if found is None:
        return None
    year, month, day, lot = found.groups()
    expires_on = _day(2000 + int(year), int(month), int(day))
    return BoxCode(lot=lot, expires_on=expires_on) if expires_on else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day or monthrange(year, month)[1])
    except ValueError:
        return None
