"""What stands around an entry's body and makes it a link of a chain, read also where nothing else can be.

A newer program may write what this one cannot parse: another field, a body nested beyond all reason. As long
as its place, its predecessor and its hash are told, and the hash is that of its own bytes, it is a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import TypeVar

import msgspec

from donor_room.wire.codec import SUITE, Broken, decode_entry, hash_of

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{},]', re.DOTALL)
_MEMBER = re.compile(rb'"([a-z_]+)":(.*)', re.DOTALL)
_OPEN, _CLOSE = b"[{", b"]}"
_Value = TypeVar("_Value", str, int)


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """A link of a chain; `asked_hash` is what its own bytes ask for."""

    book: str
    seq: int
    prev_hash: str
    hash: str
    asked_hash: str


def read_envelope(raw: bytes) -> Envelope:
    """Return what makes these bytes a link; raises Broken when they do not tell it."""
    try:
        entry = decode_entry(raw)
    except Broken:
        return _scanned(raw)
    return Envelope(
        book=entry.book,
        seq=entry.seq,
        prev_hash=entry.prev_hash,
        hash=entry.hash,
        asked_hash=hash_of(entry),
    )


def check_link(link: Envelope, *, after_seq: int, after_hash: str) -> None:
    """Raise Broken unless the link follows (after_seq, after_hash) and its hash is right."""
    if link.seq != after_seq + 1:
        raise Broken("gap", book=link.book, seq=link.seq)
    if link.prev_hash != after_hash:
        raise Broken("chain", book=link.book, seq=link.seq)
    check_hash(link)


def check_hash(link: Envelope) -> None:
    """Raise Broken unless the link's hash is that of its bytes."""
    if link.hash != link.asked_hash:
        raise Broken("hash", book=link.book, seq=link.seq)


def _scanned(raw: bytes) -> Envelope:
    """Find the members by looking for their ends only, whatever they hold and however deep it is nested."""
    found: dict[str, bytes] = {}
    cut = b""
    for start, end in _members(raw):
        member = _MEMBER.fullmatch(raw[start:end])
        if member is None or (name := member[1].decode()) in found:
            raise Broken("unreadable")
        found[name] = member[2]
        if name == "hash":
            cut = (
                raw[: start - 1] + raw[end:]
            )  # with the comma before it: in order of names it is not the first
    return Envelope(
        book=_value(found, "book", str),
        seq=_value(found, "seq", int),
        prev_hash=_value(found, "prev_hash", str),
        hash=_value(found, "hash", str),
        asked_hash=f"{SUITE}:{sha256(cut).hexdigest()}",
    )


def _members(raw: bytes) -> Iterator[tuple[int, int]]:
    """Yield where each member of the outermost object begins and ends; raises Broken for no whole object."""
    depth, start = 0, 1
    for token in _TOKEN.finditer(raw):
        sign, at = token[0], token.start()
        if depth == 1 and sign in (b",", b"}"):
            yield start, at
            start = at + 1
        depth += (sign in _OPEN) - (sign in _CLOSE)
        if depth == 0:
            break
    if depth or start != len(raw) or raw[:1] != b"{":
        raise Broken("unreadable")


def _value(found: dict[str, bytes], name: str, kind: type[_Value]) -> _Value:
    try:
        return msgspec.json.decode(found[name], type=kind)
    except (KeyError, msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise Broken("unreadable") from problem
