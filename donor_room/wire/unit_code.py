"""The codes by which a donor has the own unit destroyed without a reason, bound to the donation number.

Twelve digits, because any telephone and any voice carries them: eleven of a keyed hash, and a check digit
(ISO 7064, MOD 11,10) that finds every wrong digit. A number has three of them: one to call the station with,
and two on slips for the box at the vehicle that look alike, of which one says that the unit may be used.
"""

from __future__ import annotations

import unicodedata
from hashlib import sha256
from hmac import digest
from typing import Literal, NamedTuple

DIGITS = 12
_HASHED = 10 ** (DIGITS - 1)
_PURPOSE = b"donor-room unit code 1"
_PART_BYTES = 8

Way = Literal["call", "slip_apart", "slip_use"]
"""What somebody says with a code: by telephone apart, by the slip apart, by the slip that it may be used."""


class Mistyped(ValueError):
    """Not twelve digits, or digits that no slip bears."""


class UnitCodes(NamedTuple):
    """The three codes of a number; which slip is torn off at the left differs from donor to donor."""

    call: str
    slip_apart: str
    slip_use: str
    apart_is_left: bool

    def way_of(self, code: str) -> Way | None:
        """Return what this code says, or None where it is of another number."""
        if code == self.call:
            return "call"
        if code == self.slip_apart:
            return "slip_apart"
        return "slip_use" if code == self.slip_use else None


def unit_key(directory_key: bytes) -> bytes:
    """Return the station's key of these codes: made of the secret that each of its terminals has already."""
    return digest(directory_key, _PURPOSE, sha256)


def unit_codes(key: bytes, number: str) -> UnitCodes:
    """Return the codes of a donation number."""
    hashed = digest(key, number.encode(), sha256)
    call, apart, use = (_code(hashed[at : at + _PART_BYTES]) for at in range(0, 3 * _PART_BYTES, _PART_BYTES))
    return UnitCodes(call, apart, use, apart_is_left=bool(hashed[-1] & 1))


def _code(part: bytes) -> str:
    said = f"{int.from_bytes(part) % _HASHED:0{DIGITS - 1}d}"
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
