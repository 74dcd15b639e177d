"""Bodies that only terminals of one station can read: sealed by a key drawn from the station's own secret."""

from __future__ import annotations

from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from donor_room.wire.signature import Unproven

_NONCE_BYTES = 12
_PURPOSE = b"donor-room beside 1"
ASKED, ANSWERED = b"asked ", b"answered "
"""Bound into what is sealed together with the path: an answer is no question, nor one of another path."""


def beside_key(directory_key: bytes) -> bytes:
    """Return the key for what goes between the laptops of a vehicle."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(directory_key)


def seal_body(key: bytes, body: bytes, way: bytes) -> bytes:
    """Return the body sealed, with its own nonce before it."""
    nonce = token_bytes(_NONCE_BYTES)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, body, way)


def open_body(key: bytes, sealed: bytes, way: bytes) -> bytes:
    """Return what was sealed; raises Unproven for anything that this key did not seal for this way."""
    try:
        return ChaCha20Poly1305(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], way)
    except (InvalidTag, ValueError) as problem:
        raise Unproven("sealed") from problem
