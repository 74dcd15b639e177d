"""An entry without its body: how it travels, and that only a receipt covers it."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.wire.codec import Broken, check_entry, decode_body, encode_entry
from donor_room.wire.hollow import (
    NO_COVERS,
    Covers,
    decode_line,
    encode_line,
    envelopes_hash,
    is_envelope,
)
from donor_room.wire.receipt import Receipt, number_of
from tests.support.van import MORNING, Book


@pytest.fixture
def book() -> Book:
    book = Book()
    book.open_shift()
    book.open_visit("v1")
    book.decide("v1", "eligible")
    book.donate("v1", "A999926000001")
    return book


def hollow(book: Book, seq: int) -> e.Entry:
    return replace(book.entries[seq - 1], body="")


def receipt(book: Book, first: int = 1, last: int = 6, **changes: object) -> Receipt:
    told = Receipt(
        station_code="66001",
        terminal="66001.van",
        generation="g1",
        book=book.name,
        first=first,
        before=book.entries[first - 1].prev_hash,
        last=last,
        hash=book.entries[last - 1].hash,
        copies=1,
        issued_at=MORNING,
    )
    return replace(told, **changes)


def check(book: Book, seq: int, *receipts: Receipt) -> None:
    before = book.entries[seq - 2]
    Covers(receipts).check(hollow(book, seq), after_seq=before.seq, after_hash=before.hash)


def test_a_hollow_entry_travels_as_its_envelope_and_comes_back(book: Book) -> None:
    entry = hollow(book, 3)
    raw = encode_line(entry)
    assert is_envelope(raw)
    assert decode_line(raw) == entry
    assert decode_body(entry) == e.HollowAct(kind="visit.opened", version=entry.version)
    assert book.entries[2].body.encode() not in raw


def test_a_whole_entry_travels_as_ever(book: Book) -> None:
    entry = book.entries[2]
    assert encode_line(entry) == encode_entry(entry)
    assert not is_envelope(encode_line(entry))
    assert decode_line(encode_line(entry)) == entry


@pytest.mark.parametrize("raw", [b"", b"{}", b"\xff", b'{"book":1}', b'{"book":"b"}'])
def test_bytes_that_are_neither_are_unreadable(raw: bytes) -> None:
    with pytest.raises(Broken):
        decode_line(raw)


def test_an_envelope_is_taken_in_its_one_form_only(book: Book) -> None:
    raw = encode_line(hollow(book, 3))
    told = msgspec.json.decode(raw)
    assert msgspec.json.encode(told, order="sorted") == raw
    for other in (raw + b" ", msgspec.json.encode(told | {"visit": ""}, order="sorted")):
        with pytest.raises(Broken, match="not canonical"):
            decode_line(other)


def test_an_act_of_a_number_has_its_body(book: Book) -> None:
    planned = next(entry for entry in book.entries if entry.kind == "labels.planned")
    with pytest.raises(Broken, match="not canonical"):
        decode_line(encode_line(replace(planned, body="")))
    with pytest.raises(Broken, match="no receipt"):
        check(book, planned.seq, receipt(book))


def test_a_hollow_entry_is_no_whole_one(book: Book) -> None:
    entry = hollow(book, 3)
    with pytest.raises(Broken, match="hash"):
        check_entry(entry, after_seq=2, after_hash=entry.prev_hash)


def test_a_receipt_covers_its_run_and_no_more(book: Book) -> None:
    check(book, 3, receipt(book))
    check(book, 3, receipt(book, first=3))
    check(book, 3, receipt(book, last=3))
    for other in (receipt(book, first=4), receipt(book, last=2)):
        with pytest.raises(Broken, match="no receipt"):
            check(book, 3, other)
    with pytest.raises(Broken, match="no receipt"):
        NO_COVERS.check_over(hollow(book, 3))


def test_at_the_ends_of_a_run_stand_the_hashes_that_were_signed(book: Book) -> None:
    for wrong in (receipt(book, first=3, before="sha256:0"), receipt(book, last=3, hash="sha256:0")):
        with pytest.raises(Broken, match="no receipt"):
            check(book, 3, wrong)
        check(book, 3, wrong, receipt(book))


def test_a_link_is_looked_at_with_and_without_a_body(book: Book) -> None:
    covers = Covers([receipt(book)])
    whole = book.entries[2]
    covers.check(whole, after_seq=2, after_hash=whole.prev_hash)
    for entry in (whole, hollow(book, 3)):
        with pytest.raises(Broken, match="gap"):
            covers.check(entry, after_seq=1, after_hash=whole.prev_hash)
        with pytest.raises(Broken, match="chain"):
            covers.check(entry, after_seq=2, after_hash="sha256:0")
    with pytest.raises(Broken, match="hash"):
        covers.check(replace(whole, body="{}"), after_seq=2, after_hash=whole.prev_hash)


def test_without_the_receipt_of_another_branch_what_is_hollow_needs_another_one(book: Book) -> None:
    other, one = receipt(book, last=4, hash="sha256:0"), receipt(book, last=3)
    covers = Covers([other, one])
    assert covers.of_other_branch(book.entries[:3]) == []
    assert covers.of_other_branch(book.entries) == [other]
    assert NO_COVERS.of_other_branch(book.entries) == []
    covers.check_without([other], [hollow(book, 3)])
    with pytest.raises(Broken, match="differs"):
        covers.check_without([other, one], [hollow(book, 3)])


def test_the_hash_over_envelopes_is_the_same_with_and_without_bodies(book: Book) -> None:
    whole = [book.entries[2], book.entries[3]]
    assert envelopes_hash(whole) == envelopes_hash([hollow(book, 3), hollow(book, 4)])
    assert envelopes_hash(whole) != envelopes_hash(reversed(whole))
    assert envelopes_hash(whole) != envelopes_hash([whole[0], replace(whole[1], kind="visit.closed")])


def test_people_name_a_receipt_by_a_few_signs(book: Book) -> None:
    one = receipt(book)
    assert number_of(one) == number_of(replace(one, signature="x"))
    assert number_of(one) != number_of(receipt(book, last=5))
    assert len(number_of(one)) == 8
