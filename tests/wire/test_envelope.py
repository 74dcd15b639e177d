"""The envelope: read in whatever an entry is wrapped, believed only by the hash of its own bytes."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.wire.codec import SUITE, Broken
from donor_room.wire.envelope import check_hash, check_link, read_envelope
from tests.support.poison import POISON, link_after
from tests.support.van import Book

BOOK = Book()
NEWER = link_after(BOOK, tail=',"zone":"+08:00"')


def refused(raw: bytes) -> str:
    with pytest.raises(Broken) as caught:
        check_link(read_envelope(raw), after_seq=1, after_hash=BOOK.head)
    return caught.value.reason


@pytest.mark.parametrize("what", POISON)
def test_whatever_follows_the_chain_is_a_link(what: str) -> None:
    link = read_envelope(link_after(BOOK, **POISON[what]))
    check_link(link, after_seq=1, after_hash=BOOK.head)
    assert (link.book, link.seq, link.prev_hash) == ("van1", 2, BOOK.head)


def test_an_entry_of_this_program_is_read_as_it_always_was() -> None:
    link = read_envelope(BOOK.lines[0])
    check_hash(link)
    assert (link.seq, link.hash) == (1, BOOK.entries[0].hash)


@given(st.integers(0, len(NEWER) - 1), st.integers(1, 255))
def test_one_changed_byte_is_always_found(place: int, by: int) -> None:
    changed = NEWER[:place] + bytes([NEWER[place] ^ by]) + NEWER[place + 1 :]
    assert refused(changed) in {"unreadable", "hash", "chain", "gap"}


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{}", b"[]", b"null", b"7", b"{", b'{"a":1', b'{"a":1}}', b'{"a":1} ', b' {"a":1}', b"[{]}",
        b'{"hash":"h","hash":"h"}', b'{"book":"b","hash":7,"prev_hash":"p","seq":1,"zone":1}',
        b'{"book":"b","hash":"h","prev_hash":"p","seq":"1","zone":1}', b'{"book":"b","hash":"h","seq":1}',
        b'{"book":"\xff","hash":"h","prev_hash":"p","seq":1}', b'{a:1}', b'{"A":1}', b'x"a":1}', b'["a":1}',
        b'{"a":1}{"b":2}', b"\xff\xfe", b"{" * 50_000, b'{"a":"' + b"\\" * 50_001,
    ],
)  # fmt: skip
def test_what_tells_no_place_is_no_link(raw: bytes) -> None:
    assert refused(raw) == "unreadable"


def test_a_hash_that_comes_first_is_that_of_no_bytes() -> None:
    rest = f'"book":"van1","prev_hash":"{BOOK.head}","seq":2,"zone":1}}'
    digest = sha256(f"{{{rest}".encode()).hexdigest()
    assert refused(f'{{"hash":"{SUITE}:{digest}",{rest}'.encode()) == "hash"


@pytest.mark.parametrize(
    ("seq", "after", "reason"), [(0, None, "gap"), (2, None, "gap"), (1, "sha256:0", "chain")]
)
def test_a_link_of_another_place_does_not_follow(seq: int, after: str | None, reason: str) -> None:
    with pytest.raises(Broken) as caught:
        check_link(read_envelope(NEWER), after_seq=seq, after_hash=after or BOOK.head)
    assert caught.value.reason == reason
