"""A clock that was set is told in words that say what to do."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from donor_room.domain.entries import ClockJumped
from donor_room.ui.clock_words import band_words, jump_words, span_words

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (125, "2 分"),
        (3_600, "1 小时 0 分"),
        (86_399, "23 小时 59 分"),
        (86_400, "1 天"),
        (2_300_000_000, "26,620 天"),
    ],
)
def test_a_span_is_told_in_what_people_count(seconds: int, words: str) -> None:
    assert span_words(seconds) == words


@pytest.mark.parametrize(("direction", "words"), [("back", "往回"), ("forward", "往前")])
def test_a_jump_is_told_with_the_time_that_it_shows_now(direction: str, words: str) -> None:
    jumped = ClockJumped(seconds=3_600, direction=direction, shown_by="running_clock")  # type: ignore[arg-type]
    said = jump_words(jumped, NOON)
    assert words in said
    assert "2026-11-21 12:00" in said


@pytest.mark.parametrize(
    ("ahead_s", "has_jumped", "words"),
    [
        (None, False, ""),
        (120, False, ""),
        (121, False, "比血站快 2 分"),
        (-3_700, True, "比血站慢 1 小时 1 分"),
        (0, True, "电脑时间改动过"),
    ],
)
def test_the_band_says_what_differs_most(ahead_s: int | None, has_jumped: bool, words: str) -> None:
    assert band_words(ahead_s, has_jumped=has_jumped) == words
