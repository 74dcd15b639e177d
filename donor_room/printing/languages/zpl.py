"""ZPL II: Zebra and what imitates it. Each label is one format with one bitmap, printed once."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Sequence

from donor_room.printing.languages.bitmap import black_is_one, bytes_per_row
from donor_room.printing.languages.speech import DARKEST, Picture, PrintSettings
from donor_room.printing.languages.zpl_status import ERRORS, state

__all__ = ["CANCEL", "FILL", "NAME", "SIGN_OF_LIFE", "crc16", "job", "label", "packed_label", "state"]

NAME = "zpl"
FILL = b""
CANCEL = b"~JA\r\n"
"""Formats in the buffer and batches in print are dropped; the label in the head is finished."""

SIGN_OF_LIFE = ERRORS
_DARKEST_OF_ZPL = 30


def job(pictures: Sequence[Picture], settings: PrintSettings) -> bytes:
    """Return one job: the darkness, then a format for each picture."""
    return _darkness(settings) + b"".join(label(picture, settings) for picture in pictures)


def label(picture: Picture, settings: PrintSettings) -> bytes:
    """Return one format with its bitmap in hexadecimal, which every ZPL printer reads."""
    return _format(picture, settings, black_is_one(picture.image).hex().upper())


def packed_label(picture: Picture, settings: PrintSettings) -> bytes:
    """Return one format with its bitmap compressed to a thirtieth; not every imitation reads it."""
    packed = base64.b64encode(zlib.compress(black_is_one(picture.image), 9))
    return _format(picture, settings, f":Z64:{packed.decode()}:{crc16(packed):04X}")


def crc16(data: bytes) -> int:
    """Return the check value of packed data: CRC-16 with x^16 + x^12 + x^5 + 1, begun with 0."""
    value = 0
    for byte in data:
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ 0x1021 if value & 0x8000 else value << 1) & 0xFFFF
    return value


def _darkness(settings: PrintSettings) -> bytes:
    if settings.darkness is None:
        return b""
    return f"~SD{round(settings.darkness * _DARKEST_OF_ZPL / DARKEST):02d}\r\n".encode()


def _format(picture: Picture, settings: PrintSettings, bitmap: str) -> bytes:
    """Frame a bitmap. ^JZN: what a fault has torn is not printed again by the printer on its own."""
    wide = bytes_per_row(picture.image)
    total = wide * picture.image.height
    return (
        "^XA^JZN^MCY^LH0,0^PON^PMN"
        f"^PW{picture.image.width}^LL{picture.image.height}^PR{settings.speed_ips}"
        f"^FO0,0^GFA,{total},{total},{wide},{bitmap}^FS^PQ1,0,1,N^XZ\r\n"
    ).encode()
