"""A piece of something is asked for in one form; what is no such form asks for the whole."""

from __future__ import annotations

import pytest

from donor_room.wire.byte_range import WHOLE, read_range, write_range


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("bytes=0-9", (0, 9)),
        ("bytes=5-5", (5, 5)),
        ("bytes=7-", (7, None)),
        ("bytes=9-5", WHOLE),
        ("bytes=-5", WHOLE),
        ("bytes=0-1,4-5", WHOLE),
        ("bytes=１-２", WHOLE),
        ("bytes=1234567890-", WHOLE),
        ("lines=0-9", WHOLE),
        ("", WHOLE),
        (None, WHOLE),
    ],
)
def test_a_piece_is_read_as_it_is_asked_for(field: str | None, found: tuple[int, int | None]) -> None:
    assert read_range(field) == found


def test_what_is_asked_for_is_what_is_read() -> None:
    assert read_range(write_range(256, 64)) == (256, 319)
