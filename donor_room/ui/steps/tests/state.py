"""A strip's time against its reading window."""

from __future__ import annotations

from dataclasses import dataclass
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
