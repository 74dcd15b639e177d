"""The one form of an entry in bytes, its hash, and how a chain of entries is checked.

Canonical JSON: keys sorted, no white space, UTF-8 unescaped, decimals and dates as text, no floats.
The same bytes are hashed, stored at the station, sent over the wire and written to a stick.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

import msgspec

from donor_room.domain.entries import Act, Entry, HollowAct, UnknownAct, act_type, is_hollow

SUITE = "sha256"

_encoder = msgspec.json.Encoder(order="sorted")


class _Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry as it travels; without its hash it is what is hashed. Fields in the order of their names."""

    body: msgspec.Raw
    book: str
    by: str
    hash: str | msgspec.UnsetType = msgspec.UNSET
    hlc: str
    id: str
    kind: str
    prev_hash: str
    seq: int
    version: int
    visit: str | None


_line_encoder = msgspec.json.Encoder()
_line_decoder = msgspec.json.Decoder(_Line)


class Broken(ValueError):
    """An entry or a chain that is not what it says; reason is a word for the machine."""

    def __init__(self, reason: str, *, book: str = "", seq: int = 0, entry_id: str = "") -> None:
        super().__init__(f"{reason} {book}#{seq}".strip())
        self.reason, self.book, self.seq, self.entry_id = reason, book, seq, entry_id


def encode_body(act: Act) -> str:
    """Return the canonical JSON text of an act."""
    return _encoder.encode(act).decode()


def decode_body(entry: Entry) -> Act:
    """Return the act of an entry, UnknownAct of a newer program's, HollowAct of one whose body has left.

    Raises Broken when the kind is known and the body does not fit it.
    """
    if is_hollow(entry):
        return HollowAct(kind=entry.kind, version=entry.version)
    known = act_type(entry.kind)
    if known is None or entry.version > known.VERSION:
        return UnknownAct(kind=entry.kind, version=entry.version)
    try:
        return msgspec.json.decode(entry.body, type=known)
    except (msgspec.DecodeError, RecursionError) as problem:
        raise _broken("body", entry) from problem


def first_hash(book: str) -> str:
    """Return what stands before the first entry of a book, so that books cannot be exchanged."""
    return _hash(b"donor-room book " + book.encode())


def seal(
    act: Act, *, book: str, seq: int, entry_id: str, visit: str | None, hlc: str, by: str, prev_hash: str
) -> Entry:
    """Return the entry of an act with its hash, ready to be appended after prev_hash."""
    unsealed = Entry(
        book=book,
        seq=seq,
        id=entry_id,
        kind=act.KIND,
        version=act.VERSION,
        visit=visit,
        hlc=hlc,
        by=by,
        body=encode_body(act),
        prev_hash=prev_hash,
        hash="",
    )
    return msgspec.structs.replace(unsealed, hash=hash_of(unsealed))


def hash_of(entry: Entry) -> str:
    """Return the hash that the entry's own content asks for."""
    return _hash(_bytes_of(entry, msgspec.UNSET))


def encode_entry(entry: Entry) -> bytes:
    """Return the bytes of an entry: one line of JSON without its line end."""
    return _bytes_of(entry, entry.hash)


def _bytes_of(entry: Entry, own_hash: str | msgspec.UnsetType) -> bytes:
    return _line_encoder.encode(
        _Line(
            body=msgspec.Raw(entry.body.encode()),
            book=entry.book,
            by=entry.by,
            hash=own_hash,
            hlc=entry.hlc,
            id=entry.id,
            kind=entry.kind,
            prev_hash=entry.prev_hash,
            seq=entry.seq,
            version=entry.version,
            visit=entry.visit,
        )
    )


def decode_entry(raw: bytes) -> Entry:
    """Read an entry back from its bytes; raises Broken unless they are exactly what encode_entry gives."""
    try:
        line = _line_decoder.decode(raw)
        body = bytes(line.body).decode()
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise Broken("unreadable") from problem
    if line.hash is msgspec.UNSET:
        raise Broken("unreadable", book=line.book, seq=line.seq)
    entry = Entry(
        book=line.book,
        seq=line.seq,
        id=line.id,
        kind=line.kind,
        version=line.version,
        visit=line.visit,
        hlc=line.hlc,
        by=line.by,
        body=body,
        prev_hash=line.prev_hash,
        hash=line.hash,
    )
    if encode_entry(entry) != raw:
        raise _broken("not canonical", entry)
    return entry


def check_entry(entry: Entry, *, after_seq: int, after_hash: str) -> None:
    """Raise Broken unless the entry follows (after_seq, after_hash) and its hash is right."""
    check_place(entry, after_seq=after_seq, after_hash=after_hash)
    if is_hollow(entry) or entry.hash != hash_of(entry):
        raise _broken("hash", entry)


def check_place(entry: Entry, *, after_seq: int, after_hash: str) -> None:
    """Raise Broken unless the entry follows (after_seq, after_hash); its content is not looked at."""
    if entry.seq != after_seq + 1:
        raise _broken("gap", entry)
    if entry.prev_hash != after_hash:
        raise _broken("chain", entry)


def check_chain(
    entries: Iterable[Entry], *, book: str, after_seq: int = 0, after_hash: str | None = None
) -> str:
    """Return the last hash of a run of one book's entries; raises Broken at the first bad one."""
    seq, last = after_seq, after_hash or first_hash(book)
    for entry in entries:
        if entry.book != book:
            raise _broken("book", entry)
        check_entry(entry, after_seq=seq, after_hash=last)
        seq, last = entry.seq, entry.hash
    return last


def _broken(reason: str, entry: Entry) -> Broken:
    return Broken(reason, book=entry.book, seq=entry.seq, entry_id=entry.id)


def _hash(content: bytes) -> str:
    return f"{SUITE}:{sha256(content).hexdigest()}"
