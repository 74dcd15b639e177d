"""The code by which a terminal joins a station: a secret used once, and whose certificates it may trust.

Thirty-two signs without I, O, 0 and 1: twelve are the secret, eighteen name the station's certificate
authority (90 bits of its SHA-256), two find a slip of the hand. A code of the secret alone names nobody.
"""

from __future__ import annotations

from hashlib import sha256

import msgspec

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
SECRET_LENGTH = 12
MARK_LENGTH = 18
_CHECK_LENGTH = 2
_WHOLE = SECRET_LENGTH + MARK_LENGTH + _CHECK_LENGTH
_BITS = 5
_PRIME = 1021
"""Above every sign and below two signs: one wrong sign and two exchanged ones always change the check."""


class Mistyped(ValueError):
    """A code that the station cannot have given."""


class JoiningCode(msgspec.Struct, frozen=True):
    """What the typed code says: the secret as it was typed, and the mark of the authority if it has one."""

    secret: str
    authority: str | None


def mark_of(certificate: bytes) -> str:
    """Return the mark of an authority, of its certificate in DER."""
    bits = int.from_bytes(sha256(certificate).digest()) >> (256 - _BITS * MARK_LENGTH)
    return _signs(bits, MARK_LENGTH)


def write_code(secret: str, authority: str | None = None) -> str:
    """Return the code as a person types it, in fours."""
    whole = secret if authority is None else secret + authority + _check(secret + authority)
    return "-".join(whole[place : place + 4] for place in range(0, len(whole), 4))


def read_code(typed: str) -> JoiningCode:
    """Read what a person typed, small or large, with or without hyphens; raises Mistyped."""
    plain = "".join(typed.replace("-", " ").split()).upper()
    if len(plain) <= SECRET_LENGTH:
        return JoiningCode(plain, None)
    said, check = plain[:-_CHECK_LENGTH], plain[-_CHECK_LENGTH:]
    if len(plain) != _WHOLE or not set(plain) <= set(SIGNS) or _check(said) != check:
        raise Mistyped
    return JoiningCode(said[:SECRET_LENGTH], said[SECRET_LENGTH:])


def _check(said: str) -> str:
    total = sum(pow(3, place, _PRIME) * (SIGNS.index(sign) + 1) for place, sign in enumerate(said, 1))
    return _signs(total % _PRIME, _CHECK_LENGTH)


def _signs(value: int, length: int) -> str:
    return "".join(SIGNS[value >> (_BITS * place) & 31] for place in reversed(range(length)))
