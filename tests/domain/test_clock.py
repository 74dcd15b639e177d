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
    day_at_site,
    instant_of,
    parse_hybrid,
)

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
MS = st.integers(min_value=0, max_value=2**47)


def test_the_machine_says_an_aware_instant_in_utc() -> None:
    clock = SystemClock()
    assert clock.now().utcoffset() == timedelta(0)
    assert clock.today() - day_at_site(clock.now()) in (timedelta(0), timedelta(days=-1))


@pytest.mark.parametrize(("hour", "day"), [(15, 21), (16, 22)])
def test_a_day_begins_at_midnight_of_the_site(hour: int, day: int) -> None:
    assert FixedClock(datetime(2026, 11, 21, hour, tzinfo=UTC)).today() == date(2026, 11, day)


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
    full = str(HybridTime(int(NOON.timestamp() * 1000), 0xFFFF, "book"))
    after = HybridClock(FixedClock(NOON), "book", full).tick()
    assert parse_hybrid(after) == HybridTime(int(NOON.timestamp() * 1000) + 1, 0, "book")


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


@given(MS, st.integers(min_value=0, max_value=0xFFFF), st.text("0123456789abcdef", max_size=8))
def test_a_hybrid_time_comes_back_from_its_text(ms: int, counter: int, book: str) -> None:
    time = HybridTime(ms, counter, book)
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
    ],
)
def test_another_text_is_no_hybrid_time(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_hybrid(text)
