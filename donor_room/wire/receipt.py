"""What the station signs for: a run of a book, up to a hash that it made anew from the bytes on its disk."""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from datetime import datetime
from hashlib import sha256

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from donor_room.wire.signature import Unproven

MAX_RECEIPT_ENTRIES = 5_000
MAX_FORMER = 1_000
_NUMBER_SIGNS = 8
_PURPOSE = b"donor-room receipt 1\n"
"""Stands before what is signed, so that a signature given for anything else is none of a receipt."""


class ReceiptRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A terminal asks for a receipt over a run of its book: from first to last, by its own hashes."""

    book: str
    first: int
    before: str
    """The hash that the first entry follows."""
    last: int
    hash: str


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """The station holds these entries of this terminal, first and last included."""

    station_code: str
    terminal: str
    generation: str
    book: str
    first: int
    before: str
    last: int
    hash: str
    copies: int
    """On how many machines they were on the disk when this was signed."""
    issued_at: datetime
    signature: str = ""


class FormerReceipts(msgspec.Struct, frozen=True, kw_only=True):
    """Receipts that a terminal shows again to a station whose data were put back to before."""

    receipts: tuple[Receipt, ...]


def sign_receipt(receipt: Receipt, key: Ed25519PrivateKey) -> Receipt:
    """Return the receipt with the station's signature."""
    return msgspec.structs.replace(receipt, signature=b64encode(key.sign(_text(receipt))).decode())


def check_receipt(receipt: Receipt, key: Ed25519PublicKey, *, station_code: str, terminal: str) -> None:
    """Raise Unproven unless the holder of the key signed exactly this for exactly this terminal."""
    if (receipt.station_code, receipt.terminal) != (station_code, terminal):
        raise Unproven("receipt")
    try:
        key.verify(b64decode(receipt.signature, validate=True), _text(receipt))
    except (Base64Error, ValueError, InvalidSignature) as problem:
        raise Unproven("receipt") from problem


def number_of(receipt: Receipt) -> str:
    """Return by what people name a receipt: a few signs made of all that it says."""
    return sha256(_text(receipt)).hexdigest()[:_NUMBER_SIGNS]


def _text(receipt: Receipt) -> bytes:
    return _PURPOSE + msgspec.json.encode(msgspec.structs.replace(receipt, signature=""), order="sorted")
