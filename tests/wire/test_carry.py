"""The parts of a stick: messages as the line has them, and room for those of newer programs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from donor_room.wire.carry import (
    Acknowledged,
    Asking,
    Heard,
    Newer,
    Signed,
    Written,
    lines_of,
    read_parts,
    write_parts,
)
from donor_room.wire.messages import Head, RangeRequest, pack_lines
from donor_room.wire.notices import NoticePage
from donor_room.wire.receipt import Receipt, ReceiptRequest

ASKING = Asking(
    written_at=datetime(2026, 11, 21, tzinfo=UTC),
    cursor="c",
    wanted=RangeRequest(request="r", profile="", count=5),
)
HEAD = Acknowledged(head=Head(book="b", seq=1, hash="h"))


def test_parts_come_back_as_they_were_written() -> None:
    parts = [ASKING, HEAD, lines_of("b", [b"one", b"two"])]
    assert read_parts(write_parts(parts)) == parts


def test_lines_are_the_bytes_of_the_entries() -> None:
    assert lines_of("b", [b"one", b"two"]).raws == [b"one", b"two"]


def test_a_part_of_a_newer_program_is_passed_over() -> None:
    assert read_parts([pack_lines([b'{"type":"weather","sun":true}']), *write_parts([HEAD])]) == [
        Newer(),
        HEAD,
    ]


@pytest.mark.parametrize(
    "raw", [b"", b"{}", pack_lines([b"{}"]), pack_lines([b'{"type":"lines"}']), pack_lines([b"["])]
)
def test_what_is_no_part_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - which one does not matter
        read_parts([raw])


def test_what_the_line_tells_beside_the_books_comes_back_as_it_was_written() -> None:
    at = datetime(2026, 11, 21, tzinfo=UTC)
    wanted = ReceiptRequest(book="b", first=1, before="h0", last=2, hash="h2")
    receipt = Receipt(
        station_code="66001", terminal="t", generation="g", book="b", first=1, before="h0", last=2,
        hash="h2", copies=1, issued_at=at,
    )  # fmt: skip
    page = NoticePage(notices=(), cursor="c2", more=False)
    parts = [
        Asking(written_at=at, cursor="c", wanted=None, urgent="u", rest="r", receipts=(wanted,)),
        Written(at=at, generation="g"),
        Heard(lane="urgent", asked="u", after="", page=page),
        Signed(receipt=receipt),
    ]
    assert read_parts(write_parts(parts)) == parts
