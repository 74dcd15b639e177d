"""How far the clock on the wall can be trusted: each doubt at its limit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from donor_room.domain.clock import FixedClock, SystemClock
from donor_room.domain.clock_trust import BUILT_ON, ClockCheck, ClockTrust, clock_trust, read_clocks

CHECKED = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
"""Noon at the site."""
WEEK = timedelta(days=7)


def at(
    moment: datetime, *, ahead: timedelta = timedelta(), mono_s: float | None = None, boot: str = "b"
) -> ClockCheck:
    ms = timedelta(milliseconds=1)
    wall_ms = (moment - datetime.fromtimestamp(0, UTC)) // ms
    return ClockCheck(wall_ms, ahead // ms, None if mono_s is None else round(mono_s * 1_000), boot)


def trust(
    later: timedelta = timedelta(hours=1),
    *,
    ahead: timedelta = timedelta(),
    jumped_at: datetime | None = None,
) -> ClockTrust:
    return clock_trust(at(CHECKED + later), at(CHECKED, ahead=ahead), jumped_at=jumped_at, within=WEEK)


@pytest.mark.parametrize(
    ("later", "found"),
    [
        (timedelta(days=6, hours=23), ClockTrust("good")),
        (timedelta(days=7), ClockTrust("aged", "checked_long_ago")),
        (timedelta(minutes=-2), ClockTrust("good")),
        (timedelta(minutes=-2, seconds=-1), ClockTrust("bad", "jumped")),
    ],
)
def test_a_check_is_good_for_a_week_and_never_lies_ahead(later: timedelta, found: ClockTrust) -> None:
    assert trust(later) == found


@pytest.mark.parametrize(
    ("ahead", "found"),
    [
        (timedelta(seconds=119), ClockTrust("good")),
        (timedelta(seconds=120), ClockTrust("aged", "differs")),
        (timedelta(hours=-10), ClockTrust("aged", "differs")),
        (timedelta(hours=-11), ClockTrust("bad", "other_day")),
        (timedelta(hours=13), ClockTrust("aged", "differs")),
        (timedelta(hours=14), ClockTrust("bad", "other_day")),
    ],
)
def test_a_clock_that_differs_is_bad_where_it_shows_another_day(ahead: timedelta, found: ClockTrust) -> None:
    assert trust(ahead=ahead) == found


@pytest.mark.parametrize(("since", "found"), [(-1, "good"), (0, "bad"), (1, "bad")])
def test_a_jump_after_the_last_check_is_bad(since: int, found: str) -> None:
    assert trust(jumped_at=CHECKED + timedelta(seconds=since)).trust == found


def test_without_any_check_the_clock_is_aged_and_bad_after_a_jump() -> None:
    assert clock_trust(at(CHECKED), None, jumped_at=None, within=WEEK) == ClockTrust("aged", "never_checked")
    assert clock_trust(at(CHECKED), None, jumped_at=CHECKED, within=WEEK) == ClockTrust("bad", "jumped")


def test_before_this_program_was_built_no_day_is_believed() -> None:
    before = datetime(BUILT_ON.year, BUILT_ON.month, BUILT_ON.day, tzinfo=UTC) - timedelta(hours=9)
    assert clock_trust(at(before), None, jumped_at=None, within=WEEK) == ClockTrust("bad", "before_build")


@pytest.mark.parametrize(
    ("now", "then", "found"),
    [
        ((3_600.0, "b"), (0.0, "b"), "good"),
        ((3_480.0, "b"), (0.0, "b"), "good"),
        ((3_479.0, "b"), (0.0, "b"), "bad"),
        ((5.0, "b"), (0.0, "b"), "bad"),
        ((5.0, "another"), (0.0, "b"), "good"),
        ((5.0, ""), (0.0, ""), "good"),
        ((None, "b"), (0.0, "b"), "good"),
        ((5.0, "b"), (None, "b"), "good"),
    ],
)
def test_the_wall_is_held_against_the_steady_clock_of_the_same_run(
    now: tuple[float | None, str], then: tuple[float | None, str], found: str
) -> None:
    here = at(CHECKED + timedelta(hours=1), mono_s=now[0], boot=now[1])
    assert (
        clock_trust(here, at(CHECKED, mono_s=then[0], boot=then[1]), jumped_at=None, within=WEEK).trust
        == found
    )


def test_the_clocks_are_read_as_far_as_there_are_any() -> None:
    assert read_clocks(FixedClock(CHECKED), "b") == at(CHECKED)
    assert read_clocks(SystemClock(), "b").mono_ms is not None
