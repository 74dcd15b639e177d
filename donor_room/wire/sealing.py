"""A file for one receiver: nobody else reads it, and it is believed by the signature of whoever wrote it.

Both sides know each other's Ed25519 key since the enrolment; its other form (X25519, RFC 7748) agrees on a
secret with a key that is made for this file alone. The parts are numbered and the last says that it is the
last, so that none can be left out, doubled or put elsewhere; the signature stands under all of them.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable
from hashlib import sha256, sha512

import msgspec
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"donor-room carry 1\n"
_SIGNATURE = 64
_LENGTH = 4
_COUNTER = 11
_PRIME = 2**255 - 19
_LONGEST_HEAD = 1_000


class Unsealed(ValueError):
    """A file that is damaged, was changed, or is for somebody else."""


class Outside(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands on the file for everybody to see: who wrote it for whom, and half of its secret."""

    sender: str
    receiver: str
    share: str


def seal(
    parts: Iterable[bytes],
    *,
    sender: str,
    receiver: str,
    key: Ed25519PrivateKey,
    receiver_key: Ed25519PublicKey,
) -> bytes:
    """Return a file of these parts, at least one, from the holder of the key to the holder of the other."""
    once = X25519PrivateKey.generate()
    share = b64encode(once.public_key().public_bytes_raw()).decode()
    outside = Outside(sender=sender, receiver=receiver, share=share)
    head = MAGIC + msgspec.json.encode(outside) + b"\n"
    cipher = _cipher(once.exchange(_other_form(receiver_key)), head, key.public_key(), receiver_key)
    whole = list(parts)
    last = len(whole) - 1
    sealed = [cipher.encrypt(_nonce(n, n == last), part, head) for n, part in enumerate(whole)]
    content = head + b"".join(len(part).to_bytes(_LENGTH) + part for part in sealed)
    return content + key.sign(_signed(content))


def outside_of(content: bytes) -> Outside:
    """Return what stands on the file, not believed yet; raises Unsealed when it is no such file."""
    return _head(content)[0]


def open_sealed(content: bytes, *, key: Ed25519PrivateKey, sender_key: Ed25519PublicKey) -> list[bytes]:
    """Return the parts of a file for the holder of the key; raises Unsealed unless the sender wrote it."""
    outside, head = _head(content)
    try:
        sender_key.verify(content[-_SIGNATURE:], _signed(content[:-_SIGNATURE]))
        share = X25519PublicKey.from_public_bytes(b64decode(outside.share, validate=True))
        secret = X25519PrivateKey.from_private_bytes(_other_half(key)).exchange(share)
    except (InvalidSignature, ValueError) as problem:
        raise Unsealed from problem
    cipher = _cipher(secret, head, sender_key, key.public_key())
    sealed = _split(content[len(head) : -_SIGNATURE])
    last = len(sealed) - 1
    try:
        return [cipher.decrypt(_nonce(n, n == last), part, head) for n, part in enumerate(sealed)]
    except InvalidTag as problem:
        raise Unsealed from problem


def _head(content: bytes) -> tuple[Outside, bytes]:
    end = content.find(b"\n", len(MAGIC), len(MAGIC) + _LONGEST_HEAD) + 1
    if not content.startswith(MAGIC) or not end:
        raise Unsealed
    try:
        return msgspec.json.decode(content[len(MAGIC) : end], type=Outside), content[:end]
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise Unsealed from problem


def _split(content: bytes) -> list[bytes]:
    parts: list[bytes] = []
    place = 0
    while place < len(content):
        begin = place + _LENGTH
        place = begin + int.from_bytes(content[place:begin])
        parts.append(content[begin:place])
    if not parts or place != len(content):
        raise Unsealed
    return parts


def _cipher(
    secret: bytes, head: bytes, writer: Ed25519PublicKey, reader: Ed25519PublicKey
) -> ChaCha20Poly1305:
    bound = MAGIC + sha256(head).digest() + writer.public_bytes_raw() + reader.public_bytes_raw()
    return ChaCha20Poly1305(HKDF(SHA256(), 32, None, bound).derive(secret))


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(_COUNTER) + bytes([is_last])


def _signed(content: bytes) -> bytes:
    return MAGIC + sha512(content).digest()


def _other_form(key: Ed25519PublicKey) -> X25519PublicKey:
    """Return the same point of the curve in the form that agrees on secrets: u = (1 + y) / (1 - y)."""
    y = int.from_bytes(key.public_bytes_raw(), "little") & ((1 << 255) - 1)
    u = (1 + y) * pow(1 - y, -1, _PRIME) % _PRIME
    return X25519PublicKey.from_public_bytes(u.to_bytes(32, "little"))


def _other_half(key: Ed25519PrivateKey) -> bytes:
    return sha512(key.private_bytes_raw()).digest()[:32]
