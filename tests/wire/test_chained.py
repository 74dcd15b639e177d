"""Hashes that follow from a run are left out and filled in again, and nothing else of it changes."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.domain.visit_acts import Corrected
from donor_room.wire.chained import with_hashes, without_hashes
from donor_room.wire.codec import check_chain, decode_entry
from donor_room.wire.hollow import encode_envelope
from donor_room.wire.messages import pack_lines
from tests.support.van import Book

EVIL = Corrected(corrects='x","hash":"', body='{"a":1,"hash":"b","prev_hash":""}', reason=',"prev_hash":"')


def lines(visits: int = 20) -> list[bytes]:
    book = Book()
    book.open_shift()
    for place in range(visits):
        book.open_visit(f"v{place}")
        book.add(EVIL, visit=f"v{place}")
    return book.lines


def test_a_run_comes_back_as_it_was_and_is_a_chain() -> None:
    run = lines()
    told = with_hashes(without_hashes(run))
    assert told == run
    check_chain(map(decode_entry, told), book="van1")


def test_a_run_weighs_less_than_half() -> None:
    run = lines()
    assert len(pack_lines(without_hashes(run))) * 2 < len(pack_lines(run))


def test_the_last_entry_keeps_its_hash_so_that_what_was_filled_in_is_proven() -> None:
    run = lines(3)
    bare = without_hashes(run)
    assert decode_entry(run[-1]).hash.encode() in bare[-1]
    assert not any(b'"hash":"sha256' in line for line in bare[:-1])
    changed = with_hashes([bare[0].replace(b'"version":1', b'"version":9'), *bare[1:]])
    assert changed[-1] != run[-1]


@pytest.mark.parametrize("place", [0, 3, 7])
def test_what_was_written_over_keeps_its_wrong_hash(place: int) -> None:
    run = lines()
    run[place] = run[place].replace(b'"version":1', b'"version":7', 1)
    assert with_hashes(without_hashes(run)) == run


def test_an_entry_whose_body_has_left_keeps_its_hash() -> None:
    run = lines()
    run[4] = encode_envelope(decode_entry(run[4]))
    bare = without_hashes(run)
    assert decode_entry(lines()[4]).hash.encode() in bare[4]
    assert with_hashes(bare) == run


def test_a_part_of_a_book_and_single_entries_go_too() -> None:
    run = lines()
    for part in (run[5:9], run[5:6], []):
        assert with_hashes(without_hashes(part)) == part


ODD = st.sampled_from(
    [
        b"", b"{}", b'{"hash":""}', b',"hash":"', b',"hash":"x', b'{"a":1,"hash":"sha256:0"}',
        b'"prev_hash":"x"', b'{"a":1,"hash":"sha256:0","prev_hash":"sha256:0"}', b"\xff", *lines(1),
    ]
)  # fmt: skip


@given(st.lists(ODD))
def test_what_is_no_chain_is_passed_on_as_it_stands(run: list[bytes]) -> None:
    assert with_hashes(without_hashes(run)) == run


@given(st.lists(st.binary(max_size=60)))
def test_no_bytes_end_the_reading(run: list[bytes]) -> None:
    assert len(with_hashes(run)) == len(run)


def test_a_hash_that_nobody_gave_is_that_of_the_bytes() -> None:
    told = msgspec.json.decode(with_hashes([b'{"a":1,"hash":"","b":2}'])[0])
    assert told["hash"].startswith("sha256:")
