"""Which pages of a database its write-ahead log holds anew, read from the log's own bytes.

Power that goes while pages are moved from the log into the database tears these. Nothing is lost by it:
the engine reads them from the log until they were moved whole. Only who looks page by page sees it.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from pathlib import Path

_HEADER, _FRAME = struct.Struct(">8I"), struct.Struct(">6I")
_BIG_ENDIAN, _LITTLE_ENDIAN = 0x377F0683, 0x377F0682
_WORD = 0xFFFFFFFF
_PAGE = re.compile(r"page (\d+)")


def without_moved(seals: list[str], log: Path) -> list[str]:
    """Return what is found of pages, less the pages that are whole in the log."""
    anew = pages_in(log) if seals else frozenset()
    return [line for line in seals if not _is_of(line, anew)]


def _is_of(line: str, pages: frozenset[int]) -> bool:
    said = _PAGE.search(line)
    return said is not None and int(said[1]) in pages


def pages_in(log: Path) -> frozenset[int]:
    """Return the pages that finished acts wrote into a log; none where there is no log."""
    try:
        content = log.read_bytes()
    except FileNotFoundError:
        return frozenset()
    found: set[int] = set()
    act: set[int] = set()
    for page, ends_an_act in _frames(content):
        act.add(page)
        if ends_an_act:
            found |= act
    return frozenset(found)


def _frames(content: bytes) -> Iterator[tuple[int, bool]]:
    """Yield page and end of an act of each frame, up to the first that is not as it was written."""
    if len(content) < _HEADER.size:
        return
    magic, _, size, _, *salts, _, _ = _HEADER.unpack_from(content)
    if magic not in {_BIG_ENDIAN, _LITTLE_ENDIAN}:
        return
    order = ">" if magic == _BIG_ENDIAN else "<"
    sums = _summed((0, 0), content[: _HEADER.size - 8], order)
    for at in range(_HEADER.size, len(content) - _FRAME.size - size + 1, _FRAME.size + size):
        page, ends, *said = _FRAME.unpack_from(content, at)
        begin = at + _FRAME.size
        sums = _summed(sums, content[at : at + 8] + content[begin : begin + size], order)
        if said != [*salts, *sums]:
            return
        yield page, bool(ends)


def _summed(sums: tuple[int, int], content: bytes, order: str) -> tuple[int, int]:
    """SQLite's checksum of a log, carried on over these bytes."""
    first, second = sums
    for one, other in struct.iter_unpack(f"{order}2I", content):
        first = (first + one + second) & _WORD
        second = (second + other + first) & _WORD
    return first, second
