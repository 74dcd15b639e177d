"""What goes between laptops is read by terminals of the station and by nobody else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.wire.beside import station_mark
from donor_room.wire.sealed_body import ANSWERED, ASKED, beside_key, open_body, seal_body
from donor_room.wire.signature import Unproven

KEY = beside_key(bytes(32))


@given(st.binary(max_size=2_000))
def test_what_is_sealed_opens_to_what_it_was(body: bytes) -> None:
    assert open_body(KEY, seal_body(KEY, body, ASKED), ASKED) == body


def test_the_same_words_are_never_sealed_alike() -> None:
    assert seal_body(KEY, b"x", ASKED) != seal_body(KEY, b"x", ASKED)


def test_no_name_is_read_in_what_travels() -> None:
    assert "王芳".encode() not in seal_body(KEY, "王芳".encode(), ASKED)


@pytest.mark.parametrize("key", [beside_key(bytes(31) + b"\1"), bytes(32)])
def test_another_secret_opens_nothing(key: bytes) -> None:
    with pytest.raises(Unproven, match="sealed"):
        open_body(key, seal_body(KEY, b"x", ASKED), ASKED)


def test_a_question_is_no_answer() -> None:
    with pytest.raises(Unproven, match="sealed"):
        open_body(KEY, seal_body(KEY, b"x", ASKED), ANSWERED)


@given(st.binary(max_size=100))
def test_garbage_opens_to_nothing(garbage: bytes) -> None:
    with pytest.raises(Unproven, match="sealed"):
        open_body(KEY, garbage, ASKED)


def test_the_mark_of_a_station_names_it_to_nobody() -> None:
    assert len(station_mark("key")) == 16
    assert station_mark("key") != station_mark("another")
