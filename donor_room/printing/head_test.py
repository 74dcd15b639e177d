"""A label that shows every dot of a print head by itself, so that a dead one can be named by its number."""

from __future__ import annotations

from PIL import Image, ImageDraw

from donor_room.printing.lettering import font
from donor_room.printing.raster import Raster
from donor_room.printing.sheet import DOTS_PER_MM

STEPS = 10
"""Dots of one staircase: a stroke on each step, so ten dots lie between it and its neighbours on that step."""
_STROKE_MM = 1.5
_BETWEEN_MM = 0.25
_MARGIN_MM = 2.0
_NUMBER_MM = 2.0
_TICK_MM = 1.5
_NUMBERED_MM = 5.0


def head_test(dots: int, dpi: int) -> Raster:
    """Return the test label for a head of so many dots, the first of them number 1.

    Each dot prints one stroke along the feed; strokes go down in stairs of ten, so that the step is the last
    digit of the number (the first step 1, the tenth 0). Ticks and numbers above count the tens.
    """
    at = _Rows(dpi)
    image = Image.new("1", (dots, at.bottom), 1)
    pen = ImageDraw.Draw(image)
    pen.fontmode = "1"
    for dot in range(dots):
        top = at.stroke(dot)
        pen.line((dot, top, dot, top + at.length - 1), fill=0)
    _number_the_tens(pen, dots, at, dpi)
    return Raster(role="head_test", encoded="", symbology="code128", dpi=dpi, direction="picket", image=image)


def dead_dots(image: Image.Image, dpi: int) -> tuple[int, ...]:
    """Return the numbers of the dots whose stroke is missing from a printed test label, from 1."""
    at = _Rows(dpi)
    return tuple(dot + 1 for dot in range(image.width) if not _is_inked(image, dot, at))


def _is_inked(image: Image.Image, dot: int, at: _Rows) -> bool:
    top = at.stroke(dot)
    return image.crop((dot, top, dot + 1, top + at.length)).getextrema()[0] == 0


class _Rows:
    """Where the rows of a test label stand, in dots along the feed."""

    def __init__(self, dpi: int) -> None:
        per_mm = DOTS_PER_MM[dpi]
        self.number = round(_MARGIN_MM * per_mm)
        self.size = round(_NUMBER_MM * per_mm)
        self.tick = self.number + round(self.size * 1.3)
        self.tick_length = round(_TICK_MM * per_mm)
        self.first = self.tick + self.tick_length + round(0.5 * per_mm)
        self.step = round(_STROKE_MM * per_mm)
        self.length = self.step - round(_BETWEEN_MM * per_mm)
        self.bottom = self.first + STEPS * self.step + self.number

    def stroke(self, dot: int) -> int:
        return self.first + dot % STEPS * self.step


def _number_the_tens(pen: ImageDraw.ImageDraw, dots: int, at: _Rows, dpi: int) -> None:
    """Write a number where it has room, and a tick over the first dot of every ten."""
    every = -(-round(_NUMBERED_MM * DOTS_PER_MM[dpi]) // STEPS) * STEPS
    for dot in range(0, dots, STEPS):
        is_numbered = dot % every == 0
        top = at.tick if is_numbered else at.tick + at.tick_length // 2
        pen.line((dot, top, dot, at.tick + at.tick_length - 1), fill=0)
        if is_numbered:
            face = font("regular", at.size)
            words = str(dot + 1)
            if dot + face.getlength(words) <= dots:
                pen.text((dot, at.number + at.size), words, fill=0, font=face, anchor="ls")
