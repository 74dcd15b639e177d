"""A clock that is set is noticed, told once, and told again only when it is set again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from donor_room.domain.clock import FixedClock, HybridClock, SystemClock, instant_of
from donor_room.domain.clock_watch import LONGEST_REST, ClockWatch, SteadyClock
from donor_room.domain.house_acts import ClockJumped

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
YEARS = {1970: datetime(1970, 1, 1, tzinfo=UTC), 2099: datetime(2099, 1, 1, tzinfo=UTC)}


class WallAndSteady(FixedClock):
    """A clock on the wall that can be set, beside seconds that cannot."""

    def __init__(self, instant: datetime = NOON) -> None:
        super().__init__(instant)
        self.seconds = 1_000.0

    def steady_s(self) -> float:
        return self.seconds

    def pass_by(self, seconds: float) -> None:
        self.instant += timedelta(seconds=seconds)
        self.seconds += seconds


def watched(clock: FixedClock, last: datetime | None = None) -> ClockWatch:
    """Return a watch that has looked once."""
    watch = ClockWatch(clock, last)
    watch.look()
    return watch


@pytest.mark.parametrize(
    ("to", "direction"),
    [
        (NOON - timedelta(hours=1), "back"),
        (NOON + timedelta(days=1), "forward"),
        (YEARS[1970], "back"),
        (YEARS[2099], "forward"),
    ],
)
def test_a_clock_that_is_set_while_it_runs_is_told_once_with_seconds(to: datetime, direction: str) -> None:
    clock = WallAndSteady()
    watch = watched(clock)
    clock.instant = to
    seconds = int(abs((to - NOON).total_seconds()))
    assert watch.look() == ClockJumped(seconds=seconds, direction=direction, shown_by="running_clock")
    assert watch.look() is None


def test_hours_that_pass_are_no_jump() -> None:
    clock = WallAndSteady()
    watch = watched(clock)
    clock.pass_by(3 * 86_400)
    assert watch.look() is None


@pytest.mark.parametrize(("seconds", "is_told"), [(120, False), (121, True), (-120, False), (-121, True)])
def test_two_minutes_either_way_are_let_pass(seconds: int, is_told: bool) -> None:
    clock = WallAndSteady()
    watch = watched(clock)
    clock.pass_by(60)
    clock.instant += timedelta(seconds=seconds)
    assert (watch.look() is not None) is is_told


def test_a_clock_set_back_right_is_told_as_well() -> None:
    clock = WallAndSteady()
    watch = watched(clock)
    for instant, direction in ((YEARS[2099], "forward"), (NOON, "back")):
        clock.instant = instant
        told = watch.look()
        assert told is not None
        assert told.direction == direction


@pytest.mark.parametrize(
    ("now", "direction"),
    [
        (NOON - timedelta(hours=1), "back"),
        (YEARS[1970], "back"),
        (NOON + LONGEST_REST + timedelta(seconds=1), "forward"),
        (YEARS[2099], "forward"),
    ],
)
def test_at_the_start_the_last_entry_shows_a_clock_that_was_set(now: datetime, direction: str) -> None:
    told = ClockWatch(FixedClock(now), NOON).look()
    assert told is not None
    assert (told.direction, told.shown_by) == (direction, "last_entry")


@pytest.mark.parametrize("rest", [timedelta(minutes=-2), timedelta(0), timedelta(days=1), LONGEST_REST])
def test_a_terminal_may_rest(rest: timedelta) -> None:
    assert ClockWatch(FixedClock(NOON + rest), NOON).look() is None


def test_without_an_entry_there_is_nothing_to_hold_it_against() -> None:
    assert ClockWatch(FixedClock(YEARS[1970]), None).look() is None


def test_a_clock_without_seconds_of_its_own_shows_only_that_it_went_back() -> None:
    clock = FixedClock(NOON)
    watch = watched(clock)
    clock.instant += timedelta(days=1)
    assert watch.look() is None
    clock.instant -= timedelta(hours=1)
    told = watch.look()
    assert told is not None
    assert (told.seconds, told.direction) == (3600, "back")


def test_the_clock_of_the_machine_has_seconds_that_nobody_sets() -> None:
    assert isinstance(SystemClock(), SteadyClock)
    assert not isinstance(FixedClock(NOON), SteadyClock)
    assert watched(SystemClock()).look() is None


def test_after_the_false_future_the_true_time_is_told_again() -> None:
    clock = WallAndSteady(YEARS[2099])
    hybrid = HybridClock(clock, "book")
    false = hybrid.tick()
    clock.instant = NOON
    assert instant_of(hybrid.tick()) == NOON
    assert hybrid.tick() > false
