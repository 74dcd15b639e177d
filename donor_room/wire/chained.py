"""A run of entries without the hashes that follow from them: most of what a packed entry weighs.

The hash of an entry is that of its other bytes, and the next entry repeats it; no compression finds that.
Whoever reads the run fills both in again, byte for byte. The last entry keeps its hash: what was filled in
before it is proven by it. A hash that is not that of its entry is never left out and stays to be seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

from donor_room.wire.codec import SUITE

_HASH, _BEFORE, _END = b',"hash":"', b',"prev_hash":"', b'"'
_NOBODY = b""


def without_hashes(lines: Sequence[bytes]) -> list[bytes]:
    """Return entries of one book, one after another, as they go on a narrow line; `with_hashes` undoes it."""
    told: list[bytes] = []
    before = _NOBODY
    for place, line in enumerate(lines):
        bare = _bare(line, before, keeps_own=place == len(lines) - 1)
        told.append(bare if _whole(bare, before) == line else line)
        before = _value(line, _HASH) or _NOBODY
    return told


def with_hashes(lines: Iterable[bytes]) -> list[bytes]:
    """Return entries with every hash in its place; what never was without one comes back as it is."""
    told: list[bytes] = []
    before = _NOBODY
    for line in lines:
        told.append(_whole(line, before))
        before = _value(told[-1], _HASH) or _NOBODY
    return told


def _bare(line: bytes, before: bytes, *, keeps_own: bool) -> bytes:
    own = _value(line, _HASH)
    bare = _with(line, _BEFORE, _NOBODY) if before and _value(line, _BEFORE) == before else line
    return bare if keeps_own or own != _asked(line) else _with(bare, _HASH, _NOBODY)


def _whole(line: bytes, before: bytes) -> bytes:
    whole = _with(line, _BEFORE, before) if _value(line, _BEFORE) == _NOBODY else line
    return _with(whole, _HASH, _asked(whole)) if _value(whole, _HASH) == _NOBODY else whole


def _asked(line: bytes) -> bytes:
    """Return the hash that an entry's other bytes ask for."""
    begin, end = _place(line, _HASH)
    return f"{SUITE}:{sha256(line[: begin - len(_HASH)] + line[end + 1 :]).hexdigest()}".encode()


def _with(line: bytes, member: bytes, value: bytes) -> bytes:
    begin, end = _place(line, member)
    return line[:begin] + value + line[end:]


def _value(line: bytes, member: bytes) -> bytes | None:
    """Return what a member of the envelope holds; None where there is none."""
    begin, end = _place(line, member)
    return line[begin:end] if begin <= end else None


def _place(line: bytes, member: bytes) -> tuple[int, int]:
    """Return where the value of the last such member begins and ends: a body stands before all of them."""
    at = line.rfind(member)
    begin = at + len(member)
    return (begin, line.find(_END, begin)) if at >= 0 else (0, -1)
