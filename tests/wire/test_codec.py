"""The one form of an entry in bytes, and its chain."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.wire import codec
from donor_room.wire.codec import Broken
from tests.support.van import Book


@pytest.fixture
def book() -> Book:
    book = Book()
    book.open_shift()
    book.open_visit("v1")
    return book


def reason(caught: pytest.ExceptionInfo[Broken]) -> str:
    return caught.value.reason


def test_an_entry_comes_back_from_its_bytes_as_it_was(book: Book) -> None:
    assert [codec.decode_entry(line) for line in book.lines] == book.entries


def test_an_act_comes_back_from_its_entry(book: Book) -> None:
    assert isinstance(codec.decode_body(book.entries[2]), e.VisitOpened)


@given(st.text(), st.text(), st.integers(min_value=1, max_value=2**53))
def test_any_text_of_a_person_survives_the_bytes(reason_text: str, by: str, seq: int) -> None:
    act = e.Corrected(corrects="c", body="{}", reason=reason_text)
    entry = codec.seal(act, book="b", seq=seq, entry_id="i", visit=None, hlc="h", by=by, prev_hash="p")
    again = codec.decode_entry(codec.encode_entry(entry))
    assert (again, codec.decode_body(again)) == (entry, act)


@pytest.mark.parametrize("name", ["䶮", "𬭎", "𠮷田", "阿依古丽·买买提"])
def test_a_rare_character_stands_unescaped(name: str) -> None:
    body = codec.encode_body(e.StaffAdded(staff="s", name=name, roles=("nurse",), password="x"))
    assert name in body


def test_keys_are_sorted_and_there_is_no_white_space() -> None:
    assert codec.encode_body(e.PinSet(staff="s", pin="p")) == '{"pin":"p","staff":"s"}'


def test_an_act_of_an_unknown_kind_is_kept_as_unknown(book: Book) -> None:
    newer = replace(book.entries[0], kind="moon.landed")
    assert codec.decode_body(newer) == e.UnknownAct(kind="moon.landed", version=1)


def test_an_act_of_a_newer_version_is_kept_as_unknown(book: Book) -> None:
    newer = replace(book.entries[0], version=99)
    assert codec.decode_body(newer) == e.UnknownAct(kind="book.opened", version=99)


@pytest.mark.parametrize("body", ["{}", "[]", "nonsense", "[" * 50_000, ""])
def test_a_body_that_does_not_fit_its_kind_is_broken(book: Book, body: str) -> None:
    with pytest.raises(Broken) as caught:
        codec.decode_body(replace(book.entries[0], body=body))
    assert reason(caught) == "body"


@pytest.mark.parametrize(
    "raw",
    [b"", b"{}", b"null", b"\xff", b'{"body":"\xff"}', b'{"body":' + b"[" * 50_000, b"[" * 50_000],
)
def test_bytes_that_are_no_entry_are_unreadable(raw: bytes) -> None:
    with pytest.raises(Broken) as caught:
        codec.decode_entry(raw)
    assert reason(caught) == "unreadable"


def test_a_body_that_is_no_text_is_unreadable(book: Book) -> None:
    raw = book.lines[0].replace(b'"engine":"SQLite"', b'"engine":"\xff"')
    with pytest.raises(Broken) as caught:
        codec.decode_entry(raw)
    assert reason(caught) == "unreadable"


@pytest.mark.parametrize("change", [(b'"by":', b'"by": '), (b'"seq":1', b'"seq":1,"seq":1'), (b"{", b" {")])
def test_the_same_entry_in_other_bytes_is_not_canonical(book: Book, change: tuple[bytes, bytes]) -> None:
    with pytest.raises(Broken) as caught:
        codec.decode_entry(book.lines[0].replace(*change, 1))
    assert reason(caught) == "not canonical"


def test_an_entry_without_its_hash_is_unreadable(book: Book) -> None:
    sealed = f'"hash":"{book.entries[0].hash}",'.encode()
    with pytest.raises(Broken) as caught:
        codec.decode_entry(book.lines[0].replace(sealed, b""))
    assert reason(caught) == "unreadable"


def test_a_field_more_is_unreadable(book: Book) -> None:
    with pytest.raises(Broken) as caught:
        codec.decode_entry(book.lines[0].replace(b'"by":', b'"bz":1,"by":'))
    assert reason(caught) == "unreadable"


def test_a_whole_chain_gives_its_last_hash(book: Book) -> None:
    assert codec.check_chain(book.entries, book="van1") == book.head


def test_a_chain_may_be_checked_from_its_middle(book: Book) -> None:
    first = book.entries[0]
    assert codec.check_chain(book.entries[1:], book="van1", after_seq=1, after_hash=first.hash) == book.head


def test_an_empty_book_ends_in_its_first_hash() -> None:
    assert codec.check_chain([], book="van1") == codec.first_hash("van1") != codec.first_hash("van2")


@pytest.mark.parametrize(
    ("name", "order"), [("gap", [0, 2]), ("gap", [1]), ("gap", [0, 0]), ("gap", [1, 0]), ("chain", [0, 1, 2])]
)
def test_a_missing_doubled_or_moved_entry_is_found(book: Book, name: str, order: list[int]) -> None:
    entries = [book.entries[place] for place in order]
    if name == "chain":
        entries[1] = replace(entries[1], prev_hash="sha256:other")
    with pytest.raises(Broken) as caught:
        codec.check_chain(entries, book="van1")
    assert reason(caught) == name


def test_an_entry_of_another_book_is_found(book: Book) -> None:
    with pytest.raises(Broken) as caught:
        codec.check_chain(book.entries, book="van2")
    assert reason(caught) == "book"


@pytest.mark.parametrize("field", ["id", "kind", "version", "visit", "hlc", "by", "body"])
def test_a_change_of_any_field_is_found(book: Book, field: str) -> None:
    other: dict[str, object] = {"version": 2, "body": "{}"}
    changed = replace(book.entries[0], **{field: other.get(field, "other")})
    with pytest.raises(Broken) as caught:
        codec.check_chain([changed], book="van1")
    assert reason(caught) == "hash"


@given(st.data())
def test_a_flipped_bit_anywhere_is_found(data: st.DataObject) -> None:
    book = Book()
    raw = bytearray(book.lines[0])
    place = data.draw(st.integers(min_value=0, max_value=len(raw) * 8 - 1))
    raw[place // 8] ^= 1 << place % 8
    with pytest.raises(Broken):
        codec.check_chain([codec.decode_entry(bytes(raw))], book="van1")


def test_a_broken_entry_is_named() -> None:
    assert str(Broken("hash", book="van1", seq=3)) == "hash van1#3"


def test_every_kind_of_act_can_be_asked_for_by_its_name() -> None:
    assert all(issubclass(e.act_type(kind) or int, msgspec.Struct) for kind in e.act_kinds())
