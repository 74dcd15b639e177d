"""A label as one 1-bit picture at the printer's own resolution, every edge on a whole dot."""

from __future__ import annotations

import hashlib
from functools import lru_cache

import msgspec
from PIL import Image, ImageDraw, ImageFont

from donor_room.domain.label_set import LabelContent
from donor_room.domain.refusal import Refusal
from donor_room.packs.fonts import Face, font_file, missing, runs
from donor_room.packs.labels import LabelTemplate, MarkPlace, SignPlace, TextPlace
from donor_room.packs.texts import Texts
from donor_room.printing.code128 import bars, modules

DOTS_PER_MM = {203: 8.0, 300: 300 / 25.4, 600: 600 / 25.4}
"""A 203 dpi head has eight dots to the millimetre."""

TARGET_X_MM = 0.25
LEAST_X_MM = 0.17
QUIET_X = 10
LEAST_HEIGHT_MM = 5.0
LEAST_HEIGHT_SHARE = 0.15
FREE_ABOVE_AND_BELOW_MM = 0.5
LEAST_MARK_MM = 2.0
_OVERHANG = 4


class Raster(msgspec.Struct, frozen=True, kw_only=True):
    """One drawn label. `image` is as the head prints it (ladder labels lie on their side), mode 1, black =
    0.
    """

    role: str
    encoded: str
    symbology: str
    dpi: int
    direction: str
    image: Image.Image

    @property
    def sha256(self) -> str:
        size = f"{self.image.width}x{self.image.height}:".encode()
        return hashlib.sha256(size + self.image.tobytes()).hexdigest()

    def as_read(self) -> Image.Image:
        """Return the picture the way a person reads the label."""
        if self.direction == "ladder":
            return self.image.transpose(Image.Transpose.ROTATE_270)
        return self.image


def draw_label(content: LabelContent, template: LabelTemplate, texts: Texts, dpi: int) -> Raster:
    """Draw a label; refuses an unknown resolution, a missing glyph, a text or symbol that does not fit."""
    if dpi not in DOTS_PER_MM:
        raise Refusal("labels.dpi_unknown", dpi=dpi)
    sheet = _Sheet(template, dpi)
    _draw_texts(sheet, content, template, texts)
    sheet.symbol(content)
    image = sheet.image
    if template.direction == "ladder":
        image = image.transpose(Image.Transpose.ROTATE_90)
    return Raster(
        role=content.role, encoded=content.encoded, symbology=content.symbology,
        dpi=dpi, direction=template.direction, image=image,
    )  # fmt: skip


def _draw_texts(sheet: _Sheet, content: LabelContent, template: LabelTemplate, texts: Texts) -> None:
    shown = _shown(content, texts)
    for place in template.text:
        if text := place.show.format_map(shown):
            sheet.text(place, text)
    if content.check is not None:
        sheet.check(template.check, content.check)
    if content.flag is not None:
        sheet.flag(template.flag, content.flag)
    if content.practice:
        sheet.mark(template.practice, texts.say("labels.practice"))


def _shown(content: LabelContent, texts: Texts) -> dict[str, str]:
    return {
        "role": texts.say(f"labels.role.{content.role}"),
        "station": content.station,
        "number": content.number,
        "volume": "" if content.volume_ml is None else f"{content.volume_ml} mL",
        "group": "" if content.group is None else texts.say("labels.group", group=content.group),
        "name": content.name or "",
        "collected": texts.say("labels.collected", day=content.collected_on),
    }


class _Sheet:
    """A white label under the pen. Millimetres come in, whole dots go out."""

    def __init__(self, template: LabelTemplate, dpi: int) -> None:
        self._dots_per_mm = DOTS_PER_MM[dpi]
        self._place = template.symbol
        self.image = Image.new("1", (self._dots(template.width), self._dots(template.height)), 1)
        self._pen = ImageDraw.Draw(self.image)
        self._pen.fontmode = "1"

    def _dots(self, mm: float) -> int:
        return round(mm * self._dots_per_mm)

    def text(self, place: TextPlace, text: str) -> None:
        """Write a text in its place, smaller or on more lines where the place allows it."""
        _check_glyphs(text)
        size, lines = self._fit(place, text)
        for number, line in enumerate(lines):
            left = {"left": 0.0, "center": 0.5, "right": 1.0}[place.align]
            free = self._dots(place.width) - _width(line, place.weight, size)
            x = self._dots(place.x) + round(free * left)
            self._write(line, x, self._dots(place.y) + number * round(size * 1.15), place.weight, size)

    def _fit(self, place: TextPlace, text: str) -> tuple[int, list[str]]:
        room = self._dots(place.width)
        largest, least = self._dots(place.size), self._dots(place.least or place.size)
        for size in range(largest, least - 1, -1):
            for count in range(1, place.lines + 1):
                lines = _broken(text, count, place.weight, size if count == 1 else least, room)
                if lines:
                    return (size if count == 1 else least), lines
                if size > least:
                    break
        raise Refusal("labels.text_does_not_fit", text=text)

    def _write(self, text: str, x: int, y: int, weight: Face, size: int) -> None:
        for is_rare, stretch in runs(text):
            ink, advance = _ink(stretch, "rare" if is_rare else weight, size)
            self.image.paste(0, (x - _OVERHANG, y), ink)
            x += advance

    def check(self, place: SignPlace, sign: str) -> None:
        """Draw the keyboard check character in its box; a zero is struck through, for O is possible too."""
        side, x, y = self._dots(place.size), self._dots(place.x), self._dots(place.y)
        line = max(2, self._dots(0.3))
        self._pen.rectangle((x, y, x + side - 1, y + side - 1), outline=0, width=line)
        size = round(side * 0.8)
        self._pen.text((x + side // 2, y + side // 2), sign, fill=0, font=_font("bold", size), anchor="mm")
        if sign == "0":
            reach = round(side * 0.16)
            middle_x, middle_y = x + side // 2, y + side // 2
            self._pen.line(
                (middle_x - reach, middle_y + reach, middle_x + reach, middle_y - reach), fill=0, width=line
            )

    def flag(self, place: SignPlace, flag: str) -> None:
        """Write the flag characters turned by a quarter (ST-001: they are no part of the number). 00 is not
        written.
        """
        if flag == "00":
            return
        ink, _ = _ink(flag, "regular", self._dots(place.size))
        turned = ink.transpose(Image.Transpose.ROTATE_270)
        self.image.paste(0, (self._dots(place.x), self._dots(place.y)), turned)

    def mark(self, place: MarkPlace, text: str) -> None:
        """Draw the practice mark: white on black."""
        x, y = self._dots(place.x), self._dots(place.y)
        wide, high = self._dots(place.width), self._dots(place.height)
        self._pen.rectangle((x, y, x + wide - 1, y + high - 1), fill=0)
        sizes = range(self._dots(place.size), self._dots(LEAST_MARK_MM), -1)
        font = next(
            (_font("bold", size) for size in sizes if _width(text, "bold", size) <= wide * 0.96), None
        )
        if font is None:
            raise Refusal("labels.text_does_not_fit", text=text)
        self._pen.text((x + wide // 2, y + high // 2), text, fill=1, font=font, anchor="mm")

    def symbol(self, content: LabelContent) -> None:
        """Draw the bar code last, on paper that must still be white: nothing may touch a bar or a quiet
        zone.
        """
        pattern = modules(content.encoded, content.symbology)
        x_dots = round(TARGET_X_MM * self._dots_per_mm)
        place = self._place
        left, top = self._dots(place.x), self._dots(place.y)
        wide, high = (len(pattern) + 2 * QUIET_X) * x_dots, self._dots(place.height)
        self._check_symbol(wide, high, len(pattern) * x_dots, x_dots)
        self._check_white(left, top, wide, high)
        first = left + QUIET_X * x_dots
        for at, width in bars(pattern):
            start = first + at * x_dots
            self._pen.rectangle((start, top, start + width * x_dots - 1, top + high - 1), fill=0)

    def _check_symbol(self, wide: int, high: int, length: int, x_dots: int) -> None:
        if wide > self._dots(self._place.width):
            raise Refusal("labels.symbol_does_not_fit", width_mm=round(wide / self._dots_per_mm, 1))
        if x_dots < LEAST_X_MM * self._dots_per_mm:
            raise Refusal("labels.symbol_too_fine", x_dots=x_dots)
        if high < max(LEAST_HEIGHT_MM * self._dots_per_mm, LEAST_HEIGHT_SHARE * length):
            raise Refusal("labels.symbol_too_low", height_mm=self._place.height)

    def _check_white(self, left: int, top: int, wide: int, high: int) -> None:
        free = self._dots(FREE_ABOVE_AND_BELOW_MM)
        box = (left, top - free, left + wide, top + high + free)
        inside = box[0] >= 0 and box[1] >= 0 and box[2] <= self.image.width and box[3] <= self.image.height
        if not inside or self.image.crop(box).getextrema()[0] == 0:
            raise Refusal("labels.symbol_crowded")


def _check_glyphs(text: str) -> None:
    if absent := missing(text):
        raise Refusal("labels.glyph_missing", signs=absent)


def _broken(text: str, count: int, weight: Face, size: int, room: int) -> list[str]:
    """Return the text on at most `count` lines, or nothing when that is not enough."""
    lines: list[str] = []
    rest = text
    while rest and len(lines) < count:
        taken = len(rest)
        while taken > 1 and _width(rest[:taken], weight, size) > room:
            taken -= 1
        lines.append(rest[:taken].strip())
        rest = rest[taken:]
    fits = not rest and all(_width(line, weight, size) <= room for line in lines)
    return lines if fits else []


@lru_cache(maxsize=256)
def _width(text: str, weight: Face, size: int) -> int:
    return sum(round(_font("rare" if rare else weight, size).getlength(part)) for rare, part in runs(text))


@lru_cache(maxsize=128)
def _ink(text: str, face: Face, size: int) -> tuple[Image.Image, int]:
    """Return the drawn text (1 = ink) and its advance; the labels of a set share most of what they say."""
    font = _font(face, size)
    advance = round(font.getlength(text))
    ink = Image.new("1", (advance + 2 * _OVERHANG, round(size * 1.3)), 0)
    pen = ImageDraw.Draw(ink)
    pen.fontmode = "1"
    pen.text((_OVERHANG, round(size * 0.88)), text, fill=1, font=font, anchor="ls")
    return ink, advance


@lru_cache(maxsize=64)
def _font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_file(face)), size, layout_engine=ImageFont.Layout.BASIC)
