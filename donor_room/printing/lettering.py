"""Text as dots: which size fits, how it breaks, and the ink of a line; one face for what is rare."""

from __future__ import annotations

from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from donor_room.packs.fonts import Face, font_file, runs

OVERHANG = 4
"""Dots that a letter may reach over its advance."""
LINE_HEIGHT = 1.15


def fitted(
    text: str, weight: Face, *, sizes: range, lines: int, room: int
) -> tuple[int, tuple[str, ...]] | None:
    """Return the largest size, in dots, at which a text stands on one line; else the least on more lines."""
    for size in sizes:
        if width(text, weight, size) <= room:
            return size, (text,)
    for count in range(2, lines + 1):
        if found := broken(text, count, weight, sizes[-1], room):
            return sizes[-1], found
    return None


def broken(text: str, count: int, weight: Face, size: int, room: int) -> tuple[str, ...]:
    """Return the text on at most `count` lines, or nothing when that is not enough."""
    lines: list[str] = []
    rest = text
    while rest and len(lines) < count:
        taken = len(rest)
        while taken > 1 and width(rest[:taken], weight, size) > room:
            taken -= 1
        lines.append(rest[:taken].strip())
        rest = rest[taken:]
    fits = not rest and all(width(line, weight, size) <= room for line in lines)
    return tuple(lines) if fits else ()


@lru_cache(maxsize=512)
def width(text: str, weight: Face, size: int) -> int:
    """Return how many dots a line is wide."""
    return sum(round(font("rare" if rare else weight, size).getlength(part)) for rare, part in runs(text))


@lru_cache(maxsize=256)
def ink(text: str, weight: Face, size: int) -> Image.Image:
    """Return a drawn line, 1 = ink, `OVERHANG` dots wider on either side than its advance."""
    whole = Image.new("1", (width(text, weight, size) + 2 * OVERHANG, round(size * 1.3)), 0)
    at = 0
    for rare, part in runs(text):
        drawn, advance = _stretch(part, "rare" if rare else weight, size)
        whole.paste(1, (at, 0), drawn)
        at += advance
    return whole


def _stretch(text: str, face: Face, size: int) -> tuple[Image.Image, int]:
    chosen = font(face, size)
    advance = round(chosen.getlength(text))
    drawn = Image.new("1", (advance + 2 * OVERHANG, round(size * 1.3)), 0)
    pen = ImageDraw.Draw(drawn)
    pen.fontmode = "1"
    pen.text((OVERHANG, round(size * 0.88)), text, fill=1, font=chosen, anchor="ls")
    return drawn, advance


@lru_cache(maxsize=64)
def font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_file(face)), size, layout_engine=ImageFont.Layout.BASIC)
