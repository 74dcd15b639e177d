"""The codes by which a donor has the own unit destroyed without a reason, bound to the donation number.

Twelve digits, because any telephone and any voice carries them: eleven of a keyed hash, and a check digit
(ISO 7064, MOD 11,10) that finds every wrong digit. A number has three of them: one to call the station with,
and two on slips for the box at the vehicle that look alike, of which one says that the unit may be used.
"""

from __future__ import annotations

import unicodedata
from hashlib import sha256
from hmac import digest
from typing import Literal, NamedTuple, get_args

DIGITS = 12
_HASHED = 10 ** (DIGITS - 1)
_PURPOSE = b"donor-room unit code 1"

Way = Literal["call", "slip_apart", "slip_use"]
"""What somebody says with a code: by telephone apart, by the slip apart, by the slip that it may be used."""


_WAYS: tuple[Way, ...] = get_args(Way)


class Mistyped(ValueError):
    """Not twelve digits, or digits that no slip bears."""


class UnitCodes(NamedTuple):
    """The three codes of a number; which slip is torn off at the left differs from donor to donor."""

    call: str
    slip_apart: str
    slip_use: str
    apart_is_left: bool


def unit_key(directory_key: bytes) -> bytes:
    """Return the station's key of these codes: made of the secret that each of its terminals has already."""
    return digest(directory_key, _PURPOSE, sha256)


def unit_codes(key: bytes, number: str) -> UnitCodes:
    """Return the codes of a donation number."""
    hashed = digest(key, number.encode(), sha256)
    call, apart, use = (_code(value) for value in _values(hashed))
    return UnitCodes(call, apart, use, apart_is_left=bool(hashed[-1] & 1))


def way_of(key: bytes, number: str, code: str) -> Way | None:
    """Return what a code that was read says of this number, or None where it is another's; quick for many."""
    said = int(code[:-1])
    values = _values(digest(key, number.encode(), sha256))
    return _WAYS[values.index(said)] if said in values else None


def _values(hashed: bytes) -> tuple[int, int, int]:
    """Return what three parts of the hash come to."""
    return (
        int.from_bytes(hashed[:8]) % _HASHED,
        int.from_bytes(hashed[8:16]) % _HASHED,
        int.from_bytes(hashed[16:24]) % _HASHED,
    )


def _code(value: int) -> str:
    said = f"{value:0{DIGITS - 1}d}"
    return said + _check(said)


def read_code(typed: str) -> str:
    """Return the twelve digits of what was typed or scanned, with or without blanks; raises Mistyped."""
    plain = "".join(unicodedata.normalize("NFKC", typed).replace("-", " ").split())
    if len(plain) != DIGITS or not (plain.isascii() and plain.isdigit()) or _check(plain[:-1]) != plain[-1]:
        raise Mistyped
    return plain


def grouped_code(code: str) -> str:
    """Return a code in fours, as it is read out."""
    return " ".join(code[at : at + 4] for at in range(0, DIGITS, 4))


def _check(said: str) -> str:
    rest = 10
    for digit in said:
        rest = ((rest + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - rest) % 10)
