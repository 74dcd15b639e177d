"""The test label: a stair of single dots in which a dead one leaves a gap, and a code to judge by."""

from __future__ import annotations

from collections.abc import Iterable

from PIL import Image, ImageDraw, ImageFont

from donor_room.packs.fonts import font_file
from donor_room.packs.label_templates import LabelTemplate
from donor_room.packs.texts import Texts
from donor_room.printing.code128 import bars, modules
from donor_room.printing.languages.speech import dots
from donor_room.printing.raster import Raster

CODE = "DRT"
"""No structure of ISBT 128 begins so: where a number is asked for, the test label is refused."""
STEPS = 20
"""Columns after which the stair begins anew."""
NUMBERED = 100
_STEP_MM = 0.5
_STAIR_AT_MM = 4.5
_CODE_AT_MM = 16.0
_CODE_MM = 8.0
_X_MM = 0.25
_QUIET = 10


def size_of_largest(templates: Iterable[LabelTemplate]) -> tuple[float, float]:
    """Return the largest label that is printed here, as it lies under the head, in mm."""
    sizes = [
        (one.height, one.width) if one.direction == "ladder" else (one.width, one.height) for one in templates
    ]
    return max(sizes, key=lambda size: size[0])


def draw_trial(texts: Texts, dpi: int, width_mm: float, height_mm: float) -> Raster:
    """Return the test label; every column under the head has one dash of the stair and stands alone in it."""
    wide, high = dots(width_mm, dpi), dots(height_mm, dpi)
    image = Image.new("1", (wide, high), 1)
    pen = ImageDraw.Draw(image)
    pen.fontmode = "1"
    _stair(pen, wide, dpi)
    _code(pen, dpi)
    size = dots(3, dpi)
    font = ImageFont.truetype(str(font_file("regular")), size, layout_engine=ImageFont.Layout.BASIC)
    below = dots(_CODE_AT_MM + _CODE_MM + 1, dpi)
    pen.text((dots(2, dpi), below), texts.say("printer.label"), fill=0, font=font)
    return Raster(role="test", encoded=CODE, symbology="code128", dpi=dpi, direction="picket", image=image)


def _stair(pen: ImageDraw.ImageDraw, wide: int, dpi: int) -> None:
    step, top = dots(_STEP_MM, dpi), dots(_STAIR_AT_MM, dpi)
    font = ImageFont.truetype(str(font_file("bold")), dots(2.5, dpi), layout_engine=ImageFont.Layout.BASIC)
    for column in range(wide):
        begin = top + column % STEPS * step
        pen.line((column, begin, column, begin + step - 1), fill=0)
        if (column + 1) % NUMBERED == 0:
            pen.line((column, top - dots(1, dpi), column, top - 1), fill=0)
            pen.text((column, top - dots(1.2, dpi)), str(column + 1), fill=0, font=font, anchor="ms")


def _code(pen: ImageDraw.ImageDraw, dpi: int) -> None:
    module, top = dots(_X_MM, dpi), dots(_CODE_AT_MM, dpi)
    left = dots(2, dpi) + _QUIET * module
    for at, width in bars(modules(CODE, "code128")):
        begin = left + at * module
        pen.rectangle((begin, top, begin + width * module - 1, top + dots(_CODE_MM, dpi) - 1), fill=0)
