"""An entry without its body as it travels, and what proves that its body may be missing."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

import msgspec

from donor_room.domain.entries import Entry, is_hollow
from donor_room.domain.leaving import STAY_WHOLE
from donor_room.wire.codec import SUITE, Broken, check_entry, check_place, decode_entry, encode_entry
from donor_room.wire.receipt import Receipt


class _Envelope(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of an entry but its body; fields in the order of their names."""

    book: str
    by: str
    hash: str
    hlc: str
    id: str
    kind: str
    prev_hash: str
    seq: int
    version: int
    visit: str


ENVELOPE_BEGINS = b'{"book":'
"""A whole entry begins with its body."""

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(_Envelope)


def encode_line(entry: Entry) -> bytes:
    """Return an entry as it travels: whole, or as an envelope where its body has left."""
    return encode_envelope(entry) if is_hollow(entry) else encode_entry(entry)


def is_envelope(raw: bytes) -> bool:
    """Say whether a line looks like an entry without its body."""
    return raw.startswith(ENVELOPE_BEGINS)


def encode_envelope(entry: Entry) -> bytes:
    """Return what stays of an entry of a visit when its body leaves."""
    return _encoder.encode(
        _Envelope(
            book=entry.book,
            by=entry.by,
            hash=entry.hash,
            hlc=entry.hlc,
            id=entry.id,
            kind=entry.kind,
            prev_hash=entry.prev_hash,
            seq=entry.seq,
            version=entry.version,
            visit=entry.visit or "",
        )
    )


def decode_line(raw: bytes) -> Entry:
    """Read back what encode_line gave; raises Broken unless it is exactly that."""
    try:
        envelope = _decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return decode_entry(raw)
    if _encoder.encode(envelope) != raw or not envelope.visit or envelope.kind in STAY_WHOLE:
        raise Broken("not canonical", book=envelope.book, seq=envelope.seq, entry_id=envelope.id)
    return Entry(body="", **msgspec.structs.asdict(envelope))


def envelopes_hash(entries: Iterable[Entry]) -> str:
    """Return the hash over all that stays of these entries, in this order."""
    told = sha256(b"donor-room envelopes\n")
    for entry in entries:
        told.update(encode_envelope(entry) + b"\n")
    return f"{SUITE}:{told.hexdigest()}"


class Covers:
    """The runs of one book that receipts speak of; whose receipts they are was looked at before."""

    def __init__(self, receipts: Iterable[Receipt]) -> None:
        self._receipts = sorted(receipts, key=lambda one: (one.first, one.last))

    def check(self, entry: Entry, *, after_seq: int, after_hash: str) -> None:
        """Raise Broken unless an entry follows, and is what was written or, hollow, what was signed for.

        At the ends of a receipt's run stand the hashes that were signed.
        """
        if not is_hollow(entry):
            check_entry(entry, after_seq=after_seq, after_hash=after_hash)
            return
        check_place(entry, after_seq=after_seq, after_hash=after_hash)
        self.check_over(entry)

    def check_over(self, entry: Entry) -> None:
        """Raise Broken unless a hollow entry is of a run that was signed for."""
        if entry.kind in STAY_WHOLE or not any(self._holds(one, entry) for one in self._receipts):
            raise Broken("no receipt", book=entry.book, seq=entry.seq, entry_id=entry.id)

    def of_other_branch(self, entries: Iterable[Entry]) -> list[Receipt]:
        """Return the receipts that end at one of these entries and speak of another in its place."""
        hashes = {entry.seq: entry.hash for entry in entries} if self._receipts else {}
        return [one for one in self._receipts if hashes.get(one.last, one.hash) != one.hash]

    def check_without(self, others: list[Receipt], hollow: Iterable[Entry]) -> None:
        """Raise Broken ("differs") unless hollow entries are signed for without some of the receipts."""
        rest = Covers(one for one in self._receipts if one not in others)
        for entry in hollow:
            try:
                rest.check_over(entry)
            except Broken as problem:
                raise Broken("differs", book=entry.book, seq=entry.seq, entry_id=entry.id) from problem

    @staticmethod
    def _holds(receipt: Receipt, entry: Entry) -> bool:
        if not receipt.first <= entry.seq <= receipt.last:
            return False
        begins = entry.seq > receipt.first or entry.prev_hash == receipt.before
        return begins and (entry.seq < receipt.last or entry.hash == receipt.hash)


NO_COVERS = Covers(())
"""Without receipts nothing may be hollow."""
