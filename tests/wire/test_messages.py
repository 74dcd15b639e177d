"""What travels, and its limits."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from donor_room.wire.messages import (
    Head,
    TooLarge,
    encode,
    pack_lines,
    person_key,
    read_directory_key,
    read_within,
    unpack_lines,
)


@given(st.lists(st.binary(min_size=1).filter(lambda line: b"\n" not in line), min_size=1))
def test_lines_come_back_as_they_were_packed(lines: list[bytes]) -> None:
    assert unpack_lines(pack_lines(lines)) == lines


def test_no_lines_are_no_lines() -> None:
    assert unpack_lines(pack_lines([])) == []


def test_a_message_is_json_with_sorted_keys() -> None:
    assert encode(Head(seq=1, hash="h", book="b")) == b'{"book":"b","hash":"h","seq":1}'


def test_what_unpacks_beyond_the_limit_is_too_large() -> None:
    with pytest.raises(TooLarge):
        unpack_lines(pack_lines([b"0" * 1_000]), limit=999)


def test_a_frame_that_hides_its_size_is_too_large() -> None:
    hidden = zstandard.ZstdCompressor(write_content_size=False).compress(b"0" * 1_000)
    with pytest.raises(TooLarge):
        unpack_lines(hidden)


@pytest.mark.parametrize("body", [b"", b"no zstd", pack_lines([b"0" * 100])[:-1], pack_lines([b"0"]) + b"1"])
def test_what_is_no_whole_frame_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="zstd"):
        unpack_lines(body)


def test_a_person_is_named_by_kind_number_and_key() -> None:
    names = {
        person_key(key, kind, number)
        for key in (b"1" * 32, b"2" * 32)
        for kind in ("resident", "passport")
        for number in ("1", "2")
    }
    assert len(names) == 8
    assert {len(name) for name in names} == {32}


def test_a_directory_key_comes_back_from_its_text() -> None:
    assert read_directory_key(b64encode(b"k" * 32).decode()) == b"k" * 32


@pytest.mark.parametrize("text", ["", "####", b64encode(b"short").decode()])
def test_a_text_that_is_no_directory_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="directory_key"):
        read_directory_key(text)


def test_a_body_is_read_to_its_end_or_to_its_limit() -> None:
    taken: list[int] = []

    def endless() -> Iterator[bytes]:
        while True:
            taken.append(1)
            yield b"0" * 10

    assert read_within([b"ab", b"", b"cd"], 4) == b"abcd"
    with pytest.raises(TooLarge):
        read_within(endless(), 95)
    assert len(taken) == 10
