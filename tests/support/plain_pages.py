"""Every byte of an encrypted database as it is without its key: each page of the file and of its log."""

from __future__ import annotations

import hashlib
import hmac
import struct
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from donor_room.store.database import Database

PAGE = 4096
_SALT, _IV, _MAC = 16, 16, 64
_RESERVED = _IV + _MAC
_WAL_HEADER, _FRAME_HEADER = 32, 24


def plain_bytes(database: Database) -> bytes:
    """Return all pages decrypted, stale frames of the log too; each page is proven to be one by its seal."""
    file = database.path.read_bytes()
    key, salt = database.key, file[:_SALT]
    seal = hashlib.pbkdf2_hmac("sha512", key, bytes(one ^ 0x3A for one in salt), 2, 32)
    pages = [*_of_file(file), *_of_log(database.path.with_name(database.path.name + "-wal"))]
    return b"\n".join(_opened(page, number, key, seal) for number, page in pages)


def _of_file(file: bytes) -> Iterator[tuple[int, bytes]]:
    for number in range(1, len(file) // PAGE + 1):
        yield number, file[(number - 1) * PAGE : number * PAGE]


def _of_log(path: Path) -> Iterator[tuple[int, bytes]]:
    log = path.read_bytes() if path.exists() else b""
    for at in range(_WAL_HEADER, len(log), _FRAME_HEADER + PAGE):
        frame = log[at : at + _FRAME_HEADER + PAGE]
        yield struct.unpack(">I", frame[:4])[0], frame[_FRAME_HEADER:]


def _opened(page: bytes, number: int, key: bytes, seal: bytes) -> bytes:
    begin = _SALT if number == 1 else 0
    body, iv = page[begin:-_RESERVED], page[-_RESERVED:-_MAC]
    told = hmac.new(seal, body + iv + struct.pack("<I", number), hashlib.sha512).digest()
    assert hmac.compare_digest(told, page[-_MAC:]), f"page {number} is not sealed by this key"
    opener = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return opener.update(body) + opener.finalize()
