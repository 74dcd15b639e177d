"""A white label under the pen: millimetres come in, whole dots go out, and what is wrong is kept."""

from __future__ import annotations

from itertools import combinations
from typing import Literal

import msgspec
from PIL import Image, ImageDraw

from donor_room.packs.fonts import missing
from donor_room.packs.label_templates import (
    LEAST_TYPE_MM,
    BoxPlace,
    Flaw,
    Frame,
    LabelTemplate,
    LinePlace,
    MarkPlace,
    SignPlace,
    TextPlace,
    frame_of,
)
from donor_room.printing.lettering import LINE_HEIGHT, OVERHANG, fitted, font, ink

DOTS_PER_MM = {203: 8.0, 300: 300 / 25.4, 600: 600 / 25.4}
"""A 203 dpi head has eight dots to the millimetre."""

LEAST_LATIN_MM = 2.0
"""Capitals of a mark may be smaller than Chinese, whose strokes close up."""

Box = tuple[int, int, int, int]
"""Left, top, right and bottom in dots; right and bottom are the first that are free again."""
Kind = Literal["ink", "rule", "symbol"]


class Placed(msgspec.Struct, frozen=True):
    """One thing that was drawn: what it covers, for a symbol with the white that it needs."""

    element: str
    box: Box
    kind: Kind


class Sheet:
    """One label while it is drawn. Nothing raises here: all flaws are found, not only the first."""

    def __init__(self, template: LabelTemplate, dpi: int) -> None:
        self.dots_per_mm = DOTS_PER_MM[dpi]
        self.image = Image.new("1", (self.dots(template.width), self.dots(template.height)), 1)
        self.pen = ImageDraw.Draw(self.image)
        self.pen.fontmode = "1"
        self.placed: list[Placed] = []
        self.flaws: list[Flaw] = []

    def dots(self, mm: float) -> int:
        return round(mm * self.dots_per_mm)

    def box_of(self, frame: Frame) -> Box:
        left, top, width, height = frame
        x, y = self.dots(left), self.dots(top)
        return (x, y, x + self.dots(width), y + self.dots(height))

    def frame_of_box(self, box: Box) -> Frame:
        left, top, right, bottom = (round(edge / self.dots_per_mm, 2) for edge in box)
        return (left, top, round(right - left, 2), round(bottom - top, 2))

    def note(
        self, code: str, element: str, frame: Frame | None, *, blocks: bool = True, **values: object
    ) -> None:
        """Keep what is wrong."""
        self.flaws.append(Flaw(code=code, element=element, frame=frame, values=values, blocks=blocks))

    def take(self, element: str, box: Box, kind: Kind = "ink") -> None:
        """Note that something covers this box."""
        self.placed.append(Placed(element, box, kind))

    # ---- what is drawn ----

    def text(self, place: TextPlace, text: str) -> None:
        """Write a text in its place, smaller or on more lines where the place allows it."""
        if not self._can_be_drawn(place.show, text, frame_of(place)):
            return
        sizes = range(self.dots(place.size), self.dots(place.least or place.size) - 1, -1)
        room = self.dots(place.width)
        found = fitted(text, place.weight, sizes=sizes, lines=place.lines, room=room)
        if found is None:
            self.note("text_does_not_fit", place.show, frame_of(place), text=text)
            return
        size, lines = found
        share = {"left": 0.0, "center": 0.5, "right": 1.0}[place.align]
        for number, line in enumerate(lines):
            drawn = ink(line, place.weight, size)
            x = self.dots(place.x) + round((room - (drawn.width - 2 * OVERHANG)) * share)
            self._ink(place.show, drawn, x, self.dots(place.y) + number * round(size * LINE_HEIGHT))

    def _can_be_drawn(self, element: str, text: str, frame: Frame) -> bool:
        absent = missing(text)
        if absent:
            self.note("glyph_missing", element, frame, signs=absent)
        return not absent

    def _ink(self, element: str, drawn: Image.Image, x: int, y: int, overhang: int = OVERHANG) -> None:
        self.image.paste(0, (x - overhang, y), drawn)
        covered = drawn.getbbox()
        if covered:
            left, top, right, bottom = covered
            self.take(element, (x - overhang + left, y + top, x - overhang + right, y + bottom))

    def check(self, place: SignPlace, sign: str) -> None:
        """Draw the keyboard check character in its box; a zero is struck through, for O is possible too."""
        side, x, y = self.dots(place.size), self.dots(place.x), self.dots(place.y)
        line = max(2, self.dots(0.3))
        self.pen.rectangle((x, y, x + side - 1, y + side - 1), outline=0, width=line)
        middle = (x + side // 2, y + side // 2)
        self.pen.text(middle, sign, fill=0, font=font("bold", round(side * 0.8)), anchor="mm")
        if sign == "0":
            reach = round(side * 0.16)
            stroke = (middle[0] - reach, middle[1] + reach, middle[0] + reach, middle[1] - reach)
            self.pen.line(stroke, fill=0, width=line)
        self.take("check", (x, y, x + side, y + side))

    def flag(self, place: SignPlace, flag: str) -> None:
        """Write the flag characters turned by a quarter (ST-001: they are no part of the number). 00 is not
        written.
        """
        if flag != "00":
            turned = ink(flag, "regular", self.dots(place.size)).transpose(Image.Transpose.ROTATE_270)
            self._ink("flag", turned, self.dots(place.x), self.dots(place.y), overhang=0)

    def mark(self, element: str, place: MarkPlace, text: str, *, is_filled: bool) -> None:
        """Write a mark in its field: white on black, or black in a thick frame."""
        left, top, right, bottom = box = self.box_of(frame_of(place))
        edge = max(2, self.dots(0.4))
        self.pen.rectangle(
            (left, top, right - 1, bottom - 1), fill=0 if is_filled else 1, outline=0, width=edge
        )
        self.take(element, box)
        least = LEAST_LATIN_MM if text.isascii() else LEAST_TYPE_MM
        sizes = range(self.dots(place.size), self.dots(least) - 1, -1)
        room = right - left - 2 * edge - self.dots(0.4)
        found = fitted(text, "bold", sizes=sizes, lines=1, room=room) if sizes else None
        if found is None or found[0] > bottom - top - edge:
            self.note("text_does_not_fit", element, frame_of(place), text=text)
            return
        middle = ((left + right) // 2, (top + bottom) // 2)
        face = font("bold", found[0])
        self.pen.text(middle, text, fill=int(is_filled), font=face, anchor="mm")

    def rule(self, element: str, place: LinePlace) -> None:
        left, top, right, bottom = self.box_of(frame_of(place))
        box = (left, top, max(right, left + 1), max(bottom, top + 1))
        self.pen.rectangle((box[0], box[1], box[2] - 1, box[3] - 1), fill=0)
        self.take(element, box, "rule")

    def outline(self, element: str, place: BoxPlace) -> None:
        left, top, right, bottom = self.box_of(frame_of(place))
        edge = max(1, self.dots(place.weight))
        self.pen.rectangle((left, top, right - 1, bottom - 1), outline=0, width=edge)
        for side in ((left, top, right, top + edge), (left, bottom - edge, right, bottom),
                     (left, top, left + edge, bottom), (right - edge, top, right, bottom)):  # fmt: skip
            self.take(element, side, "rule")

    # ---- what is wrong ----

    def look_over(self) -> None:
        """Find what lies outside the label, and what lies on something else."""
        whole = (0, 0, *self.image.size)
        for one in self.placed:
            if not _is_inside(one.box, whole):
                self.note("outside", one.element, self.frame_of_box(one.box))
        for one, two in combinations(self.placed, 2):
            if _may_not_touch(one, two) and _meet(one.box, two.box):
                self._overlap(one, two)

    def _overlap(self, one: Placed, two: Placed) -> None:
        if one.kind == "symbol" or two.kind == "symbol":
            symbol, other = (one, two) if one.kind == "symbol" else (two, one)
            frame = self.frame_of_box(symbol.box)
            self.note("symbol_crowded", symbol.element, frame, other=other.element)
        else:
            self.note("overlaps", one.element, self.frame_of_box(one.box), other=two.element)


def _may_not_touch(one: Placed, two: Placed) -> bool:
    return one.element != two.element and not (one.kind == two.kind == "rule")


def _meet(one: Box, two: Box) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def _is_inside(box: Box, whole: Box) -> bool:
    return box[0] >= whole[0] and box[1] >= whole[1] and box[2] <= whole[2] and box[3] <= whole[3]
