"""A push taken apart: what the book has already, what follows it, and the first line that does not belong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from donor_room.wire.codec import Broken
from donor_room.wire.envelope import Envelope, check_hash, check_link, read_envelope
from donor_room.wire.hollow import NO_COVERS, Covers, decode_line, is_envelope
from donor_room.wire.messages import Head


class Line(NamedTuple):
    """A link of the chain and the bytes in which it came; what its body says is read later."""

    entry: Envelope
    raw: bytes


class Sorted(NamedTuple):
    """A push taken apart: what the book has already, what follows it, and why the rest does not."""

    known: list[Line]
    fresh: list[Line]
    broken: Broken | None


def sort_out(head: Head, raws: Iterable[bytes], covers: Covers = NO_COVERS) -> Sorted:
    """Take a push apart against the head of its book, up to the first line that does not belong.

    An entry without its body belongs only where a receipt covers it that the station gave before.
    """
    known: list[Line] = []
    fresh: list[Line] = []
    seq, last = head.seq, head.hash
    for raw in raws:
        try:
            entry = of_book(read_envelope(raw), head.book)
            if entry.seq > head.seq:
                check_following(Line(entry, raw), covers, after_seq=seq, after_hash=last)
                seq, last = entry.seq, entry.hash
            else:
                _check_known(entry, raw, covers)
        except Broken as broken:
            return Sorted(known, fresh, broken)
        (fresh if entry.seq > head.seq else known).append(Line(entry, raw))
    return Sorted(known, fresh, None)


def of_book(entry: Envelope, book: str) -> Envelope:
    if entry.book != book:
        raise Broken("book", book=entry.book, seq=entry.seq)
    return entry


def check_following(line: Line, covers: Covers, *, after_seq: int, after_hash: str) -> None:
    """Raise Broken unless a line hangs on (after_seq, after_hash), whole or under a receipt."""
    if is_envelope(line.raw):
        covers.check(decode_line(line.raw), after_seq=after_seq, after_hash=after_hash)
    else:
        check_link(line.entry, after_seq=after_seq, after_hash=after_hash)


def _check_known(entry: Envelope, raw: bytes, covers: Covers) -> None:
    if entry.seq < 1:
        raise Broken("gap", book=entry.book, seq=entry.seq)
    if is_envelope(raw):  # it is held against the hash that stands here
        covers.check_over(decode_line(raw))
    else:
        check_hash(entry)
