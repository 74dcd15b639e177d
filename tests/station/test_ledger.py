"""A push taken apart against the head of its book: pure, and held against every order of lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from donor_room.station.ledger import Sorted, sort_out
from donor_room.wire.codec import encode_entry, first_hash, hash_of
from donor_room.wire.messages import Head
from tests.support.van import Book


def a_book() -> Book:
    book = Book()
    book.open_shift()
    for n in range(8):
        book.open_visit(f"v{n}")
    return book


BOOK = a_book()
EMPTY = Head(book="van1", seq=0, hash=first_hash("van1"))


def head_at(seq: int) -> Head:
    return Head(book="van1", seq=seq, hash=BOOK.entries[seq - 1].hash) if seq else EMPTY


def reason(pushed: Sorted) -> str | None:
    return pushed.broken.reason if pushed.broken else None


@given(st.integers(0, 10), st.integers(0, 10), st.integers(0, 10))
def test_a_run_is_parted_into_known_and_fresh_at_the_head(at: int, first: int, last: int) -> None:
    pushed = sort_out(head_at(at), BOOK.lines[first:last])
    seqs = [line.entry.seq for line in pushed.known + pushed.fresh]
    if first <= at:
        assert seqs == list(range(first + 1, max(first, last) + 1))
        assert [line.entry.seq for line in pushed.fresh] == list(range(max(first, at) + 1, last + 1))
    elif first < last:
        assert (seqs, reason(pushed)) == ([], "gap")


@given(st.permutations(range(10)))
def test_of_any_order_only_what_follows_the_chain_is_taken(order: list[int]) -> None:
    pushed = sort_out(EMPTY, [BOOK.lines[place] for place in order])
    taken = [line.entry.seq for line in pushed.fresh]
    assert taken == list(range(1, len(taken) + 1))


@given(st.lists(st.integers(0, 9), max_size=30))
def test_pushes_in_any_order_and_number_build_the_book_or_wait(places: list[int]) -> None:
    """One entry in each push, as a line that doubles and reorders would bring them."""
    head, stored = EMPTY, []
    for place in places:
        for line in sort_out(head, [BOOK.lines[place]]).fresh:
            stored.append(line.raw)
            head = Head(book="van1", seq=line.entry.seq, hash=line.entry.hash)
    assert stored == BOOK.lines[: len(stored)]


@given(st.integers(0, 9), st.sampled_from([0, 5, 10]))
def test_a_changed_line_is_never_taken(place: int, at: int) -> None:
    changed = BOOK.lines[place].replace(b'"by":"nurse"', b'"by":"thief"')
    pushed = sort_out(head_at(at), [*BOOK.lines[:place], changed])
    assert changed not in [line.raw for line in pushed.known + pushed.fresh]
    assert reason(pushed) == "hash"


@pytest.mark.parametrize("seq", [0, -1, -(2**62)])
def test_a_place_before_the_first_is_a_gap(seq: int) -> None:
    odd = replace(BOOK.entries[0], seq=seq)
    odd = replace(odd, hash=hash_of(odd))
    assert reason(sort_out(head_at(3), [encode_entry(odd)])) == "gap"


def test_a_line_of_another_book_ends_the_push() -> None:
    other = Book("van2").lines[0]
    pushed = sort_out(EMPTY, [BOOK.lines[0], other, BOOK.lines[1]])
    assert (len(pushed.fresh), reason(pushed)) == (1, "book")


def test_nothing_pushed_is_nothing_taken() -> None:
    assert sort_out(EMPTY, []) == Sorted([], [], None)
