"""What is said of a clock that was set, or that differs from the station's."""

from __future__ import annotations

from datetime import datetime

from donor_room.domain.clock import DONATION_SITE
from donor_room.domain.clock_watch import LEAST_JUMP
from donor_room.domain.entries import ClockJumped
from donor_room.ui.texts import say

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def span_words(seconds: int) -> str:
    """Return a span in its two largest units at most: days, hours and minutes, minutes."""
    if seconds >= _DAY:
        return say("clock.days", days=seconds // _DAY)
    hours, minutes = seconds // _HOUR, seconds % _HOUR // _MINUTE
    if hours:
        return say("clock.hours", hours=hours, minutes=minutes)
    return say("clock.minutes", minutes=minutes)


def jump_words(jumped: ClockJumped, now: datetime) -> str:
    """Return the sentence that is said once: what happened, what it shows now, and what to do."""
    shown = now.astimezone(DONATION_SITE).strftime("%Y-%m-%d %H:%M")
    return say(f"clock.jumped.{jumped.direction}", span=span_words(jumped.seconds), now=shown)


def band_words(ahead_s: int | None, *, has_jumped: bool) -> str:
    """Return the few words beside the time: the station's clock counts more than a jump."""
    if ahead_s is not None and abs(ahead_s) > LEAST_JUMP.total_seconds():
        return say(f"clock.{'fast' if ahead_s > 0 else 'slow'}", span=span_words(abs(ahead_s)))
    return say("clock.was_set") if has_jumped else ""
