"""The clock of the site, and the time that never runs backwards."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.domain.clock import (
    FixedClock,
    HybridClock,
    HybridTime,
    SystemClock,
    beginning_of_day,
    day_at_site,
    instant_of,
    parse_hybrid,
)

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
MS = st.integers(min_value=0, max_value=2**47)
WALLS = st.datetimes(datetime(1970, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def test_the_machine_says_an_aware_instant_in_utc() -> None:
    clock = SystemClock()
    assert clock.now().utcoffset() == timedelta(0)
    assert clock.today() - day_at_site(clock.now()) in (timedelta(0), timedelta(days=-1))


@pytest.mark.parametrize(("hour", "day"), [(15, 21), (16, 22)])
def test_a_day_begins_at_midnight_of_the_site(hour: int, day: int) -> None:
    assert FixedClock(datetime(2026, 11, 21, hour, tzinfo=UTC)).today() == date(2026, 11, day)


@pytest.mark.parametrize("book", ["", "van1"])
def test_all_of_a_day_sorts_behind_its_beginning_and_the_day_before_does_not(book: str) -> None:
    begun = beginning_of_day(NOON)
    midnight = datetime(2026, 11, 20, 16, tzinfo=UTC)
    assert beginning_of_day(midnight) == begun
    assert instant_of(begun) == midnight
    first = HybridClock(FixedClock(midnight), book).tick()
    last = HybridClock(FixedClock(midnight - timedelta(milliseconds=1)), book).tick()
    assert last < begun <= first
    assert beginning_of_day(datetime(1970, 1, 1, tzinfo=UTC)) == "000000000000-0000-"


def test_time_grows_while_the_clock_stands() -> None:
    hybrid = HybridClock(FixedClock(NOON), "book")
    times = [hybrid.tick() for _ in range(5)]
    assert times == sorted(set(times))


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(days=-20_000), timedelta(days=1)])
def test_time_grows_though_the_clock_jumps(jump: timedelta) -> None:
    clock = FixedClock(NOON)
    hybrid = HybridClock(clock, "book")
    first = hybrid.tick()
    clock.instant += jump
    assert hybrid.tick() > first


def test_time_goes_with_the_clock_where_it_can() -> None:
    assert instant_of(HybridClock(FixedClock(NOON), "book").tick()) == NOON


def test_a_full_counter_borrows_a_millisecond() -> None:
    noon_ms = int(NOON.timestamp() * 1000)
    after = HybridClock(FixedClock(NOON), "book", str(HybridTime(noon_ms, 0xFFFF, "book"))).tick()
    assert parse_hybrid(after) == HybridTime(noon_ms + 1, 0, "book", noon_ms)


@pytest.mark.parametrize("wrong", [datetime(2099, 1, 1, tzinfo=UTC), NOON + timedelta(hours=1)])
def test_a_clock_set_back_tells_true_instants_again_in_their_order(wrong: datetime) -> None:
    clock = FixedClock(wrong)
    hybrid = HybridClock(clock, "book")
    before = hybrid.tick()
    clock.instant = NOON
    after = [hybrid.tick() for _ in range(3)]
    assert sorted([before, *after]) == [before, *after]
    assert {instant_of(hlc) for hlc in after} == {NOON}


def test_a_clock_before_1970_stands_at_its_beginning() -> None:
    hybrid = HybridClock(FixedClock(datetime(1969, 7, 20, tzinfo=UTC)), "book", None)
    assert instant_of(hybrid.tick()) == datetime(1970, 1, 1, tzinfo=UTC)


@given(st.lists(WALLS, max_size=9))
def test_whatever_the_clock_does_the_order_holds_and_the_wall_is_told(walls: list[datetime]) -> None:
    clock = FixedClock(NOON)
    hybrid = HybridClock(clock, "book")
    told = []
    for clock.instant in walls:
        told.append(
            (hybrid.tick(), clock.instant.replace(microsecond=clock.instant.microsecond // 1000 * 1000))
        )
    assert [hlc for hlc, _ in told] == sorted({hlc for hlc, _ in told})
    assert all(instant_of(hlc) == wall for hlc, wall in told)


def test_a_millisecond_that_no_float_holds_is_told_exactly() -> None:
    uneven = datetime(2038, 11, 21, 4, 0, 0, 1_000, tzinfo=UTC)
    walls = [uneven + timedelta(milliseconds=step * 7_919) for step in range(999)]
    assert [wall for wall in walls if instant_of(HybridClock(FixedClock(wall), "book").tick()) != wall] == []


def test_the_steady_clock_of_the_machine_never_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SystemClock()
    assert clock.steady_s() <= clock.steady_s()
    monkeypatch.delattr("time.CLOCK_BOOTTIME", raising=False)
    assert clock.steady_s() <= clock.steady_s()


def test_what_follows_another_books_entry_sorts_after_it() -> None:
    ahead = HybridClock(FixedClock(NOON + timedelta(hours=1)), "zzz").tick()
    hybrid = HybridClock(FixedClock(NOON), "aaa")
    hybrid.saw(ahead)
    assert hybrid.tick() > ahead


def test_an_older_entry_of_another_book_changes_nothing() -> None:
    hybrid = HybridClock(FixedClock(NOON), "book")
    first = hybrid.tick()
    hybrid.saw(str(HybridTime(5, 0, "old")))
    assert hybrid.tick() > first


@given(
    MS, st.integers(min_value=0, max_value=0xFFFF), st.text("0123456789abcdef", max_size=8), st.none() | MS
)
def test_a_hybrid_time_comes_back_from_its_text(ms: int, counter: int, book: str, wall: int | None) -> None:
    time = HybridTime(ms, counter, book, wall)
    assert parse_hybrid(str(time)) == time


@given(MS, MS)
def test_texts_sort_as_their_times(one: int, other: int) -> None:
    assert (str(HybridTime(one, 0, "b")) < str(HybridTime(other, 0, "b"))) == (one < other)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1-2-b",
        "00000000000g-0000-b",
        "0x0000000001-0000-b",
        "00000000000A-0000-b",
        "000000000001-0000-b-c",
        "000000000001-0000-b@",
        "000000000001-0000-b@1",
    ],
)
def test_another_text_is_no_hybrid_time(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_hybrid(text)
