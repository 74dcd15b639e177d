"""Pushing over real HTTP into a real PostgreSQL."""

from __future__ import annotations

import pytest

from donor_room.station.server import Station
from donor_room.sync.link import StationSaysNo, Unreachable
from donor_room.wire.messages import MAX_BATCH_ENTRIES, LeasedRange, RangeRequest, pack_lines
from donor_room.wire.signature import new_key
from tests.support.stations import Caller
from tests.support.van import Book


def count_entries(station: Station) -> int:
    with station.connections.lend() as conn:
        row = conn.execute("SELECT count(*) FROM entry").fetchone()
    assert row
    return int(row[0])


def code_of(caught: pytest.ExceptionInfo[StationSaysNo]) -> str:
    return caught.value.problem.code


def test_what_follows_the_chain_is_acknowledged_by_seq_and_hash(caller: Caller, book: Book) -> None:
    head = caller.push("van1", book.lines).acknowledged
    assert (head.book, head.seq, head.hash) == ("van1", len(book.lines), book.head)


def test_the_same_push_again_changes_nothing_and_is_answered_alike(
    station: Station, caller: Caller, book: Book
) -> None:
    first = caller.push("van1", book.lines)
    again = caller.push("van1", book.lines)
    assert (again.acknowledged, again.fresh) == (first.acknowledged, 0)
    assert count_entries(station) == len(book.lines)


def test_an_overlapping_push_adds_only_what_is_new(caller: Caller, book: Book) -> None:
    caller.push("van1", book.lines[:3])
    assert caller.push("van1", book.lines[1:]).fresh == len(book.lines) - 3


def test_an_old_push_played_again_moves_nothing_back(caller: Caller, book: Book) -> None:
    caller.push("van1", book.lines)
    caller.push("van1", book.lines[:2])
    assert caller.head("van1").acknowledged.seq == len(book.lines)


def test_a_push_after_a_gap_is_told_which_number_is_needed(caller: Caller, book: Book) -> None:
    caller.push("van1", book.lines[:2])
    with pytest.raises(StationSaysNo) as caught:
        caller.push("van1", book.lines[3:])
    assert (code_of(caught), caught.value.problem.need) == ("gap", 3)


def test_of_reordered_lines_the_good_beginning_is_kept(caller: Caller, book: Book) -> None:
    one, two, three, four, *_ = book.lines
    with pytest.raises(StationSaysNo) as caught:
        caller.push("van1", [one, two, four, three])
    assert (code_of(caught), caught.value.problem.need) == ("gap", 3)
    assert caller.head("van1").acknowledged.seq == 2


def test_the_bytes_come_back_as_they_went(caller: Caller, book: Book) -> None:
    caller.push("van1", book.lines)
    assert caller.link.lines("/v1/books/van1/entries") == book.lines


def test_another_entry_at_the_same_place_is_refused_and_kept_apart(
    station: Station, caller: Caller, book: Book
) -> None:
    caller.push("van1", book.lines)
    other = Book()
    other.open_shift(site="别处")
    with pytest.raises(StationSaysNo) as caught:
        caller.push("van1", other.lines)
    assert (code_of(caught), caught.value.problem.at) == ("fork", 2)
    with station.connections.lend() as conn:
        kept = conn.execute("SELECT seq, raw FROM fork").fetchall()
    assert [(seq, bytes(raw)) for seq, raw in kept] == [(2, other.lines[1])]
    assert caller.head("van1").acknowledged.hash == book.head


def test_an_entry_that_hangs_on_another_chain_is_refused(caller: Caller, book: Book) -> None:
    caller.push("van1", book.lines[:2])
    other = Book()
    other.open_shift(site="别处")
    other.open_visit("v9")
    with pytest.raises(StationSaysNo) as caught:
        caller.push("van1", other.lines[2:])
    assert code_of(caught) == "chain"


@pytest.mark.parametrize("place", [0, 2])
def test_a_changed_entry_is_refused_whether_it_is_known_or_new(
    caller: Caller, book: Book, place: int
) -> None:
    caller.push("van1", book.lines[:1])
    changed = [line.replace(b'"by":"nurse"', b'"by":"other"') for line in book.lines]
    with pytest.raises(StationSaysNo) as caught:
        caller.push("van1", [*book.lines[:place], changed[place]])
    assert code_of(caught) == "hash"


def test_an_entry_of_another_book_is_refused(caller: Caller, book: Book) -> None:
    with pytest.raises(StationSaysNo) as caught:
        caller.push("van2", book.lines)
    assert code_of(caught) == "book"


def test_a_book_belongs_to_the_terminal_that_began_it(station: Station, caller: Caller, book: Book) -> None:
    caller.push("van1", book.lines[:2])
    with pytest.raises(StationSaysNo) as caught:
        Caller(station).push("van1", book.lines)
    assert (caught.value.status, code_of(caught)) == (403, "book.of_another_terminal")


def test_a_line_that_is_no_entry_is_refused(caller: Caller, book: Book) -> None:
    with pytest.raises(StationSaysNo) as caught:
        caller.push("van1", [*book.lines, b"{}"])
    assert code_of(caught) == "unreadable"
    assert caller.head("van1").acknowledged.seq == len(book.lines)


def test_a_line_nested_beyond_all_reason_under_a_wrong_hash_is_refused(caller: Caller, book: Book) -> None:
    deep = book.lines[0].replace(b'"body":{', b'"body":{"a":' + b"[" * 50_000 + b"]" * 50_000 + b",")
    with pytest.raises(StationSaysNo) as caught:
        caller.push("van1", [deep])
    assert code_of(caught) == "hash"


def test_another_key_in_the_terminals_name_is_refused(station: Station, caller: Caller, book: Book) -> None:
    caller.link = caller.linked(new_key())
    with pytest.raises(StationSaysNo) as caught:
        caller.push("van1", book.lines)
    assert (caught.value.status, code_of(caught)) == (401, "unproven_signature")
    assert count_entries(station) == 0


def test_a_locked_terminal_is_refused(station: Station, caller: Caller, book: Book) -> None:
    with station.connections.lend() as conn:
        conn.execute("UPDATE terminal SET locked_at = now()")
    with pytest.raises(StationSaysNo) as caught:
        caller.push("van1", book.lines)
    assert (caught.value.status, code_of(caught)) == (423, "terminal_locked")


def test_a_batch_of_too_many_entries_is_refused(caller: Caller, book: Book) -> None:
    with pytest.raises(StationSaysNo) as caught:
        caller.push("van1", book.lines[:1] * (MAX_BATCH_ENTRIES + 1))
    assert caught.value.status == 413


def test_a_small_body_that_unpacks_to_a_huge_one_is_refused(caller: Caller) -> None:
    with pytest.raises(StationSaysNo) as caught:
        caller.push("van1", [b"0" * 17_000_000])
    assert (caught.value.status, code_of(caught)) == (413, "too_large")


def test_a_body_that_is_not_packed_is_refused(caller: Caller) -> None:
    with pytest.raises(StationSaysNo) as caught:
        caller.link.push("/v1/push", b"no zstd", LeasedRange, book="van1")
    assert caught.value.status == 400


@pytest.mark.parametrize("name", ["", "a" * 65, "van 1", "van/1", "面包车"])
def test_a_book_of_no_name_is_refused(caller: Caller, name: str) -> None:
    with pytest.raises(StationSaysNo) as caught:
        caller.push(name, [])
    assert code_of(caught) == "book.shape"


def test_an_empty_push_tells_where_the_book_ends(caller: Caller, book: Book) -> None:
    caller.push("van1", book.lines)
    assert caller.push("van1", []).acknowledged.seq == len(book.lines)


def test_an_answer_that_another_station_signed_is_not_believed(caller: Caller, book: Book) -> None:
    caller.reply = caller.reply.__class__(
        **{name: getattr(caller.reply, name) for name in caller.reply.__struct_fields__}
        | {"station_key": Caller(caller.station, practice=True).reply.station_key}
    )
    caller.link = caller.linked(caller.key)
    with pytest.raises(Unreachable) as caught:
        caller.push("van1", book.lines)
    assert caught.value.code == "sync.not_the_station"


def test_a_question_that_the_station_does_not_know_is_answered_so(caller: Caller) -> None:
    with pytest.raises(StationSaysNo) as caught:
        caller.link.post("/v1/nothing", RangeRequest(request="r", profile="isbt128", count=1), LeasedRange)
    assert caught.value.status == 404


def test_pushes_of_many_terminals_at_once_are_all_kept(station: Station) -> None:
    from concurrent.futures import ThreadPoolExecutor

    books = [Book(f"van{n}") for n in range(6)]
    for each in books:
        each.open_shift()
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda each: Caller(station).push(each.name, each.lines), books))
    assert count_entries(station) == 12


def test_the_lines_are_packed_small(book: Book) -> None:
    assert len(pack_lines(book.lines)) < sum(map(len, book.lines)) / 2
