"""A whole directory at one moment: chunks named by their hash, under a list that the station has signed.

A chunk is sealed with a key that only the station and its terminals have, so a stick or a folder of them
names nobody. Whoever has the list can take a chunk from anywhere: its name says whether it is the right one.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from hmac import new as hmac
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from donor_room.wire.compact import PackedRow, pack_rows, unpack_rows
from donor_room.wire.signature import Unproven

CHUNK_BYTES = 4 * 1024 * 1024
"""A chunk before it is packed: both ends hold one at a time, and a small body cannot fill the memory."""

FORMAT = 1
MANIFEST = "manifest.json"
PARTS = 256
"""The parts of the key, by its first byte, of which both ends keep a sum."""

MAX_PART_BYTES = 64 * 1024 * 1024
"""The rows of one part, unpacked: of a hundred million donors."""

_PURPOSE = b"donor-room generation 1\n"
_SEAL_BYTES, _NONCE_BYTES, _MARK_BYTES = 16, 12, 5
_SLACK = 1024 * 1024
"""A chunk ends with the row that passes its size, and what cannot be packed grows a little."""

Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$", max_length=64)]


class ChunkName(msgspec.Struct, frozen=True, kw_only=True):
    """One chunk: the hash of its bytes is its name."""

    sha256: Sha256
    bytes: Annotated[int, msgspec.Meta(ge=1, le=CHUNK_BYTES + 2 * _SLACK)]
    rows: Annotated[int, msgspec.Meta(ge=1)]


class Generation(msgspec.Struct, frozen=True, kw_only=True):
    """The list of a whole directory; the feed goes on from its cursor."""

    station_code: str
    name: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{16}$", max_length=16)]
    format: int
    as_of: datetime
    cursor: str
    rows: int
    chunks: tuple[ChunkName, ...]


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """A Generation as it was signed, letter by letter: what a newer station adds breaks no signature."""

    said: str
    signature: str


class DirectorySums(msgspec.Struct, frozen=True, kw_only=True):
    """For each part of the key the sum of its rows' marks and their count, as they stand at a cursor."""

    cursor: str
    parts: tuple[tuple[int, int], ...]


def sign_generation(generation: Generation, key: Ed25519PrivateKey) -> Manifest:
    """Return the list as it travels, with the station's signature."""
    said = msgspec.json.encode(generation, order="sorted")
    return Manifest(said=said.decode(), signature=b64encode(key.sign(_PURPOSE + said)).decode())


def read_manifest(manifest: Manifest, key: Ed25519PublicKey, *, station_code: str) -> Generation:
    """Return the list; raises Unproven unless the key signed it, for this station and in a known form."""
    try:
        key.verify(b64decode(manifest.signature, validate=True), _PURPOSE + manifest.said.encode())
        generation = msgspec.json.decode(manifest.said, type=Generation)
    except (Base64Error, ValueError, InvalidSignature, msgspec.DecodeError) as problem:
        raise Unproven("generation") from problem
    if generation.station_code != station_code or generation.format != FORMAT:
        raise Unproven("generation")
    return generation


def seal_chunk(rows: Iterable[bytes], *, directory_key: bytes, name: str, place: int) -> bytes:
    """Return encoded rows as one chunk of a generation."""
    cipher, nonce, said = _cipher(directory_key, name, place)
    return cipher.encrypt(nonce, pack_rows(rows), said)


def open_chunk(sealed: bytes, *, directory_key: bytes, name: str, place: int) -> list[PackedRow]:
    """Return the rows of a chunk; raises ValueError when it is not the one of this place."""
    cipher, nonce, said = _cipher(directory_key, name, place)
    try:
        packed = cipher.decrypt(nonce, sealed, said)
    except InvalidTag as problem:
        raise ValueError("chunk") from problem
    return unpack_rows(packed, limit=CHUNK_BYTES + _SLACK)


def _cipher(directory_key: bytes, name: str, place: int) -> tuple[AESGCM, bytes, bytes]:
    """A key for each generation, so that the place of a chunk is a nonce that is used once."""
    key = hmac(directory_key, b"\x00generation\x00" + name.encode(), sha256).digest()
    return AESGCM(key), place.to_bytes(_NONCE_BYTES, "big"), _PURPOSE


def part_of(person: bytes) -> int:
    """Return which part of the key a person belongs to."""
    return person[0]


def mark_of(person: bytes, revision: int) -> int:
    """Return what a row adds to the sum of its part: of five bytes, so that no sum of marks is too long.

    A revision is given once, whenever something else is told, so it stands for the content of the row.
    """
    return int.from_bytes(sha256(person + revision.to_bytes(8, "big")).digest()[:_MARK_BYTES], "big")
