"""How far the clock on the wall can be trusted for the days of the rules: good, aged or bad, and why."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple

from donor_room.domain.clock import Clock, day_at_site
from donor_room.domain.clock_watch import LEAST_JUMP, SteadyClock

Trust = Literal["good", "aged", "bad"]
Doubt = Literal["", "never_checked", "checked_long_ago", "differs", "jumped", "before_build", "other_day"]

BUILT_ON = date(2026, 11, 1)
"""No day before this one is today: the program did not exist."""

_MS = timedelta(milliseconds=1)


class ClockCheck(NamedTuple):
    """What a greeting showed: how far this clock was ahead of the station's, and one that nobody can set."""

    wall_ms: int
    offset_ms: int
    mono_ms: int | None
    boot: str

    @property
    def at(self) -> datetime:
        """What this clock showed then."""
        return datetime.fromtimestamp(0, UTC) + self.wall_ms * _MS

    @property
    def offset(self) -> timedelta:
        """How far it was ahead."""
        return self.offset_ms * _MS


class ClockTrust(NamedTuple):
    """How far today's date can be trusted; doubt says what speaks against it."""

    trust: Trust
    doubt: Doubt = ""


def read_clocks(clock: Clock, boot: str) -> ClockCheck:
    """Return what the clocks show now, as a check whose offset nobody knows yet.

    boot names the run of the machine in which its steady seconds count.
    """
    wall_ms = (clock.now() - datetime.fromtimestamp(0, UTC)) // _MS
    mono_ms = round(clock.steady_s() * 1_000) if isinstance(clock, SteadyClock) else None
    return ClockCheck(wall_ms, 0, mono_ms, boot)


def clock_trust(
    now: ClockCheck, last: ClockCheck | None, *, jumped_at: datetime | None, within: timedelta
) -> ClockTrust:
    """Say how far a clock can be trusted now, after its last check, which is good for as long as `within`.

    jumped_at is when it was last seen to be set, or to stand before the last entry; None = never, or somebody
    has confirmed the date since.
    """
    if day_at_site(now.at) < BUILT_ON:
        return ClockTrust("bad", "before_build")
    if last is None:
        return ClockTrust("bad", "jumped") if jumped_at else ClockTrust("aged", "never_checked")
    if _has_jumped(now, last) or (jumped_at is not None and jumped_at >= last.at):
        return ClockTrust("bad", "jumped")
    if day_at_site(now.at) != day_at_site(now.at - last.offset):
        return ClockTrust("bad", "other_day")
    if abs(last.offset) >= LEAST_JUMP:
        return ClockTrust("aged", "differs")
    return ClockTrust("good") if now.at - last.at < within else ClockTrust("aged", "checked_long_ago")


def _has_jumped(now: ClockCheck, last: ClockCheck) -> bool:
    """Hold the wall against the steady clock of the same run; in another run only a wall gone back tells."""
    if now.at < last.at - LEAST_JUMP:
        return True
    if now.mono_ms is None or last.mono_ms is None or not now.boot or now.boot != last.boot:
        return False
    return abs((now.wall_ms - last.wall_ms) - (now.mono_ms - last.mono_ms)) * _MS > LEAST_JUMP
