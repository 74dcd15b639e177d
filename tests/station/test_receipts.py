"""Receipts: made anew from the bytes on the disk, for book and branch, and never for what is not there."""

from __future__ import annotations

import pytest

from donor_room.station.server import Station
from donor_room.sync.link import StationSaysNo
from donor_room.wire.codec import first_hash
from donor_room.wire.receipt import MAX_RECEIPT_ENTRIES, Receipt, ReceiptRequest, check_receipt
from donor_room.wire.signature import read_public
from tests.support.stations import Caller
from tests.support.van import MORNING, Book


def wanted(book: Book, last: int, first: int = 1) -> ReceiptRequest:
    before = book.entries[first - 2].hash if first > 1 else first_hash(book.name)
    return ReceiptRequest(
        book=book.name, first=first, before=before, last=last, hash=book.entries[last - 1].hash
    )


def fetch(caller: Caller, request: ReceiptRequest) -> Receipt:
    return caller.link.post("/v1/receipt", request, Receipt)


def kept(station: Station) -> list[tuple[int, int]]:
    with station.connections.lend() as conn:
        return conn.execute("SELECT first, last FROM receipt ORDER BY 1, 2").fetchall()  # type: ignore[return-value]


def test_what_was_pushed_gets_a_receipt_that_proves_itself(caller: Caller, book: Book) -> None:
    caller.push(book.name, book.lines)
    receipt = fetch(caller, wanted(book, len(book.lines)))
    key = read_public(caller.reply.station_key)
    check_receipt(receipt, key, station_code="66001", terminal=caller.reply.terminal)
    assert (receipt.last, receipt.hash, receipt.copies) == (len(book.lines), book.head, 1)


def test_asked_again_it_is_the_same_receipt(caller: Caller, book: Book) -> None:
    caller.push(book.name, book.lines)
    assert fetch(caller, wanted(book, 2)) == fetch(caller, wanted(book, 2))


def test_one_over_more_takes_the_place_of_the_shorter_one(
    caller: Caller, book: Book, station: Station
) -> None:
    caller.push(book.name, book.lines)
    fetch(caller, wanted(book, 2))
    fetch(caller, wanted(book, 4))
    assert kept(station) == [(1, 4)]


def test_the_next_run_begins_where_a_receipt_ended_and_nowhere_else(caller: Caller, book: Book) -> None:
    caller.push(book.name, book.lines)
    with pytest.raises(StationSaysNo, match=r"receipt\.begin_unknown"):
        fetch(caller, wanted(book, 5, first=3))
    fetch(caller, wanted(book, 2))
    assert fetch(caller, wanted(book, 5, first=3)).last == 5


def test_what_is_not_there_gets_none(caller: Caller, book: Book) -> None:
    caller.push(book.name, book.lines[:3])
    with pytest.raises(StationSaysNo, match=r"receipt\.not_here"):
        fetch(caller, wanted(book, 4))


def test_bytes_that_were_changed_on_the_disk_get_none(caller: Caller, book: Book, station: Station) -> None:
    caller.push(book.name, book.lines)
    with station.connections.lend() as conn:
        conn.execute("UPDATE entry SET raw = replace(convert_from(raw, 'utf8'), 'nurse', 'other')::bytea"
                     " WHERE seq = 2")  # fmt: skip
    with pytest.raises(StationSaysNo, match=r"receipt\.not_here"):
        fetch(caller, wanted(book, 4))


def test_an_entry_that_is_gone_from_the_disk_gets_none(caller: Caller, book: Book, station: Station) -> None:
    caller.push(book.name, book.lines)
    with station.connections.lend() as conn:
        conn.execute("DELETE FROM entry WHERE seq = 2")
    with pytest.raises(StationSaysNo, match=r"receipt\.not_here"):
        fetch(caller, wanted(book, 4))


def test_a_branch_that_was_kept_apart_gets_a_receipt_of_its_own(caller: Caller, station: Station) -> None:
    one, other = Book("b"), Book("b")
    one.open_shift("s1")
    other.open_shift("s2")
    other.open_visit("v2")
    caller.push("b", one.lines)
    with pytest.raises(StationSaysNo, match="fork"):
        caller.push("b", other.lines)
    assert fetch(caller, wanted(other, len(other.lines))).hash == other.head
    assert fetch(caller, wanted(one, 2)).hash == one.head
    assert fetch(caller, wanted(other, len(other.lines))).hash == other.head
    assert kept(station) == [(1, 2), (1, len(other.lines))]


def test_a_book_of_another_terminal_gets_none(caller: Caller, station: Station, book: Book) -> None:
    caller.push(book.name, book.lines)
    with pytest.raises(StationSaysNo, match=r"book\.of_another_terminal"):
        fetch(Caller(station), wanted(book, 2))


@pytest.mark.parametrize(("first", "last"), [(0, 1), (3, 2), (1, MAX_RECEIPT_ENTRIES + 1)])
def test_a_run_of_no_shape_is_refused(caller: Caller, first: int, last: int) -> None:
    request = ReceiptRequest(book="b", first=first, before=first_hash("b"), last=last, hash="h")
    with pytest.raises(StationSaysNo, match=r"receipt\.shape"):
        fetch(caller, request)


def test_it_says_when_it_was_issued(caller: Caller, book: Book) -> None:
    caller.push(book.name, book.lines)
    assert fetch(caller, wanted(book, 2)).issued_at == MORNING
