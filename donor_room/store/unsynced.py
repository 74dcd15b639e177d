"""What was written to a file and not synced, and what is left of it when the power goes."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import NamedTuple

SECTOR = 512
"""Of this many bytes all or nothing is there."""


class _Change(NamedTuple):
    """A write at a place, or with no new bytes a cut of the file there; what was there before with it."""

    at: int
    new: bytes | None
    old: bytes
    size_before: int


class Unsynced:
    """The changes of one file since it was last synced."""

    def __init__(self, read: Callable[[int, int], bytes]) -> None:
        self.read = read
        self._changes: list[_Change] = []

    def written(self, at: int, new: bytes, size: int) -> None:
        """Note a write, before it is done."""
        old = self.read(at, len(new)) if at < size else b""
        self._changes.append(_Change(at, new, old, size))

    def truncated(self, to: int, size: int) -> None:
        """Note that the file is made shorter, before it is."""
        old = self.read(to, size - to) if to < size else b""
        self._changes.append(_Change(to, None, old, size))

    def synced(self) -> None:
        self._changes.clear()

    def after_power_cut(self, chance: random.Random) -> bytes | None:
        """Return what the disk holds now; None for a file of which not even the name is there."""
        content = self.on_the_disk()
        if not content and self._changes and chance.random() < 0.3:
            return None
        kept = _KEPT[chance.randrange(len(_KEPT))]
        for place, change in enumerate(self._changes):
            kept(content, change, (place + 1) / len(self._changes), chance)
        return bytes(content)

    def on_the_disk(self) -> bytearray:
        """Return what was synced, and nothing else."""
        content = bytearray(self.read(0, 1 << 40))
        for change in reversed(self._changes):
            content[change.at : change.at + len(change.old)] = change.old
            del content[change.size_before :]
        return content


def _nothing(content: bytearray, change: _Change, share: float, chance: random.Random) -> None:
    """Nothing of it had left the memory."""


def _all(content: bytearray, change: _Change, share: float, chance: random.Random) -> None:
    """All of it was on its way, and arrived."""
    if change.new is None:
        del content[change.at :]
        return
    _put(content, change.at, change.new)


def _first(content: bytearray, change: _Change, share: float, chance: random.Random) -> None:
    """It arrived in order, and not to the end."""
    if share < chance.random():
        _all(content, change, share, chance)


def _some(content: bytearray, change: _Change, share: float, chance: random.Random) -> None:
    """Sectors arrived as they liked: what is asked of a disk is only that a synced one stays."""
    if change.new is None:
        if chance.random() < 0.5:
            del content[change.at :]
        return
    edges = range(-(change.at % SECTOR), len(change.new), SECTOR)
    for edge in edges:
        if chance.random() < 0.5:
            begin = max(0, edge)
            _put(content, change.at + begin, change.new[begin : edge + SECTOR])


_KEPT = (_nothing, _all, _first, _some)


def _put(content: bytearray, at: int, new: bytes) -> None:
    if len(content) < at:
        content.extend(bytes(at - len(content)))
    content[at : at + len(new)] = new
