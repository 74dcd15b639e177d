"""Which fonts there are, and which characters they can draw."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Literal

from donor_room.packs.locate import resources_folder

Face = Literal["screen", "screen_bold", "regular", "bold", "rare"]

FILES: dict[Face, str] = {
    "screen": "DonorRoomScreen-Regular.ttf",
    "screen_bold": "DonorRoomScreen-Bold.ttf",
    "regular": "NotoSansSC-Regular.ttf",
    "bold": "NotoSansSC-Bold.ttf",
    "rare": "DonorRoomRare-Regular.ttf",
}

FAMILIES = ("Donor Room Screen", "Noto Sans SC", "Donor Room Rare")
"""Family names in the order in which a screen should ask for them."""


def font_file(face: Face) -> Path:
    return resources_folder() / "fonts" / FILES[face]


def missing(text: str) -> str:
    """Return the characters that no font of ours can draw, each once, in order; empty = the text can be
    shown whole.
    """
    return "".join(dict.fromkeys(sign for sign in text if not (_has("noto", sign) or _has("rare", sign))))


def runs(text: str) -> Iterator[tuple[bool, str]]:
    """Cut a text into stretches of one font: (is rare, stretch). Unknown characters stay with Noto."""
    start = 0
    rare = [not _has("noto", sign) and _has("rare", sign) for sign in text]
    for end in range(1, len(text) + 1):
        if end == len(text) or rare[end] != rare[start]:
            yield rare[start], text[start:end]
            start = end


@lru_cache(maxsize=8192)
def _has(font: str, sign: str) -> bool:
    firsts, lasts = _coverage()[font]
    at = bisect_right(firsts, ord(sign)) - 1
    return at >= 0 and ord(sign) <= lasts[at]


@lru_cache(maxsize=1)
def _coverage() -> dict[str, tuple[list[int], list[int]]]:
    """Read the list that make_fonts.py wrote beside the fonts: opening the fonts themselves would take a
    second.
    """
    table: dict[str, tuple[list[int], list[int]]] = {"noto": ([], []), "rare": ([], [])}
    lines = (resources_folder() / "fonts" / "coverage.txt").read_text(encoding="utf-8").splitlines()
    for line in lines[1:]:
        font, first, last = line.split()
        table[font][0].append(int(first, 16))
        table[font][1].append(int(last, 16))
    return table
