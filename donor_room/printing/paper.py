"""A sheet for office printers: millimetres from the upper left corner, and text that must fit."""

from __future__ import annotations

import io
import re
from functools import lru_cache
from typing import Literal

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from donor_room.domain.refusal import Refusal
from donor_room.packs.fonts import Face, font_file, missing, runs
from donor_room.printing.code128 import bars, modules
from donor_room.printing.matrix import qr_code

BLACK, WHITE = HexColor("#000000"), HexColor("#FFFFFF")
INK, QUIET, EDGE, WASH = (HexColor(tone) for tone in ("#16202A", "#55616D", "#AAB4BE", "#EEF1F4"))

SIZES: dict[str, tuple[float, float]] = {
    "A4": (210, 297),
    "A4_wide": (297, 210),
    "A5": (148, 210),
    "A6": (105, 148),
}
PT_PER_MM = 72 / 25.4
MM_PER_PT = 25.4 / 72

SYMBOL_X_MM = 0.254
"""A hundredth of an inch: 3 dots at 300 dpi, 6 at 600."""

QR_QUIET = 4
"""Modules of white around a QR code (ISO/IEC 18004)."""

QR_LEAST_MM = 0.38
"""A module that an office printer prints and a telephone reads."""

_NEVER_FIRST = "，。、；：？！）》”’％…,.;:?!)%"
_NEVER_LAST = "（《“‘("
_PIECES = re.compile(
    r"[\u2E80-\U0003FFFF，。、；：？！（）《》“”]|\s+|[^\s\u2E80-\U0003FFFF，。、；：？！（）《》“”]+"
)

Align = Literal["left", "center", "right"]


class Paper:
    """One document under the pen. Sizes of type are in points, everything else in millimetres."""

    def __init__(self, size: str, *, title: str, author: str, practice: str | None) -> None:
        self.width, self.height = SIZES[size]
        self._practice = practice
        self._bytes = io.BytesIO()
        page = (self.width * PT_PER_MM, self.height * PT_PER_MM)
        self._canvas = Canvas(self._bytes, pagesize=page, invariant=1)
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._begin_page()

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 10,
        face: Face = "regular",
        align: Align = "left",
        tone: Color = INK,
        width: float | None = None,
        least: float | None = None,
    ) -> float:
        """Write one line with its upper edge at y; shrinks to `least` when it is wider than `width`.

        Returns the width written, in mm. Refuses a missing glyph and what does not fit.
        """  # fmt: skip
        _check_glyphs(text)
        room = self.width - x if width is None else width
        size = _fitting(text, size, least or size, face, room)
        written = text_width(text, size, face)
        start = x + {"left": 0.0, "center": (room - written) / 2, "right": room - written}[align]
        self._write(start, y + size * MM_PER_PT * 0.95, text, size, face, tone)
        return written

    def paragraph(
        self, x: float, y: float, width: float, text: str, *, size: float = 10, face: Face = "regular",
        tone: Color = INK, leading: float = 1.55,
    ) -> float:  # fmt: skip
        """Write a text on as many lines as it needs; returns the y below the last one."""
        _check_glyphs(text)
        hanging = max(3.0, 1.1 * size * MM_PER_PT)  # a closing mark may stand beyond the edge
        for line in broken(text, width, size, face):
            self.text(x, y, line, size=size, face=face, tone=tone, width=width + hanging)
            y += size * MM_PER_PT * leading
        return y

    def cell(
        self,
        x: float,
        y: float,
        width: float,
        text: str,
        *,
        size: float,
        least: float = 6.5,
        face: Face = "regular",
        tone: Color = INK,
    ) -> float:
        """Write a text on one line, or on several small ones when it is long; returns the y below it."""
        if text_width(text, least, face) <= width:
            self.text(x, y, text, size=size, face=face, tone=tone, width=width, least=least)
            return y + size * MM_PER_PT
        return self.paragraph(x, y - 0.6, width, text, size=least, face=face, tone=tone, leading=1.15)

    def line(self, x: float, y: float, width: float, *, tone: Color = EDGE, weight: float = 0.2) -> None:
        self._canvas.setStrokeColor(tone)
        self._canvas.setLineWidth(weight * PT_PER_MM)
        self._canvas.line(x * PT_PER_MM, self._up(y), (x + width) * PT_PER_MM, self._up(y))

    def box(
        self, x: float, y: float, width: float, height: float, *, fill: Color | None = None,
        edge: Color | None = EDGE, radius: float = 1.5, weight: float = 0.25,
    ) -> None:  # fmt: skip
        """Draw a rounded field."""
        if fill is not None:
            self._canvas.setFillColor(fill)
        if edge is not None:
            self._canvas.setStrokeColor(edge)
            self._canvas.setLineWidth(weight * PT_PER_MM)
        place = (x * PT_PER_MM, self._up(y + height), width * PT_PER_MM, height * PT_PER_MM)
        self._canvas.roundRect(
            *place, radius * PT_PER_MM, stroke=int(edge is not None), fill=int(fill is not None)
        )

    def picture(self, x: float, y: float, picture: bytes, *, width: float, height: float) -> None:
        """Put a PNG or JPEG into the middle of a box, as large as it fits; raises OSError for any other."""
        image = ImageReader(io.BytesIO(picture))
        wide, high = image.getSize()
        step = min(width / wide, height / high)
        left, top = x + (width - wide * step) / 2, y + (height - high * step) / 2
        size = (wide * step * PT_PER_MM, high * step * PT_PER_MM)
        self._canvas.drawImage(image, left * PT_PER_MM, self._up(top + high * step), *size, mask="auto")

    def symbol(self, x: float, y: float, text: str, *, width: float, height: float) -> None:
        """Draw a Code 128 symbol in the middle of a box that includes its quiet zones; all bars are one
        path.
        """
        pattern = modules(text, "code128")
        length = len(pattern) * SYMBOL_X_MM
        if length + 20 * SYMBOL_X_MM > width:
            raise Refusal("documents.symbol_does_not_fit", width_mm=round(length, 1))
        start = round((x + (width - length) / 2) / SYMBOL_X_MM) * SYMBOL_X_MM
        path = self._canvas.beginPath()
        for at, wide in bars(pattern):
            path.rect(
                (start + at * SYMBOL_X_MM) * PT_PER_MM, self._up(y + height),
                wide * SYMBOL_X_MM * PT_PER_MM, height * PT_PER_MM,
            )  # fmt: skip
        self._canvas.setFillColor(BLACK)
        self._canvas.drawPath(path, stroke=0, fill=1)

    def square(self, x: float, y: float, text: str, *, side: float) -> None:
        """Draw a QR code that fills a square together with the white around it; all of it is one path."""
        rows = qr_code(text)
        step = side / (len(rows) + 2 * QR_QUIET)
        if step < QR_LEAST_MM:
            raise Refusal("documents.symbol_does_not_fit", width_mm=round(step, 2))
        path = self._canvas.beginPath()
        for line, row in enumerate(rows):
            for at, wide in bars(row):
                left, top = x + (at + QR_QUIET) * step, y + (line + QR_QUIET) * step
                path.rect(
                    left * PT_PER_MM, self._up(top + step), wide * step * PT_PER_MM, step * PT_PER_MM
                )  # fmt: skip
        self.box(x, y, side, side, fill=WHITE, edge=None, radius=0)
        self._canvas.setFillColor(BLACK)
        self._canvas.drawPath(path, stroke=0, fill=1)

    def cut_line(self, x: float, y: float, length: float, *, upright: bool = False) -> None:
        """Draw the dashes along which a slip is torn off."""
        self._canvas.saveState()
        self._canvas.setStrokeColor(QUIET)
        self._canvas.setLineWidth(0.3 * PT_PER_MM)
        self._canvas.setDash(2 * PT_PER_MM, 1.5 * PT_PER_MM)
        end = (x, y + length) if upright else (x + length, y)
        self._canvas.line(x * PT_PER_MM, self._up(y), end[0] * PT_PER_MM, self._up(end[1]))
        self._canvas.restoreState()

    def matrix(self, x: float, y: float, rows: tuple[str, ...], *, side: float) -> None:
        """Draw a square code of modules, 1 = dark, `side` wide; the white round it is left free."""
        step, path = side / len(rows), self._canvas.beginPath()
        for down, row in enumerate(rows):
            for at, wide in bars(row):
                place = ((x + at * step) * PT_PER_MM, self._up(y + (down + 1) * step))
                path.rect(*place, wide * step * PT_PER_MM, step * PT_PER_MM)
        self._canvas.setFillColor(BLACK)
        self._canvas.drawPath(path, stroke=0, fill=1)

    def new_page(self) -> None:
        self._canvas.showPage()
        self._begin_page()

    def finished(self) -> bytes:
        """Return the whole document; the same content gives the same bytes."""
        self._canvas.save()
        return self._bytes.getvalue()

    def _begin_page(self) -> None:
        if self._practice is None:
            return
        self.box(0, 0, self.width, 7, fill=INK, edge=None, radius=0)
        self.text(0, 1.6, self._practice, size=11, face="bold", align="center", tone=WHITE)
        self._watermark(self._practice.partition(" ")[0])

    def _watermark(self, text: str) -> None:
        size = min(150.0, self.width * PT_PER_MM * 0.7 / max(1.0, text_width(text, 1, "bold") * PT_PER_MM))
        self._canvas.saveState()
        self._canvas.translate(self.width * PT_PER_MM / 2, self.height * PT_PER_MM / 2)
        self._canvas.rotate(35)
        start = -text_width(text, size, "bold") / 2
        self._canvas.setFillColor(HexColor("#E9ECEF"))
        self._canvas.setFont(_registered("bold"), size)
        self._canvas.drawString(start * PT_PER_MM, -size * 0.35, text)
        self._canvas.restoreState()

    def _write(self, x: float, baseline: float, text: str, size: float, face: Face, tone: Color) -> None:
        self._canvas.setFillColor(tone)
        for is_rare, stretch in runs(text):
            font = _registered("rare" if is_rare else face)
            self._canvas.setFont(font, size)
            self._canvas.drawString(x * PT_PER_MM, self._up(baseline), stretch)
            x += pdfmetrics.stringWidth(stretch, font, size) * MM_PER_PT

    def _up(self, y: float) -> float:
        return (self.height - y) * PT_PER_MM


def text_width(text: str, size: float, face: Face = "regular") -> float:
    """Return how wide a line is, in mm."""
    widths = (
        pdfmetrics.stringWidth(part, _registered("rare" if rare else face), size) for rare, part in runs(text)
    )
    return float(sum(widths)) * MM_PER_PT


def broken(text: str, width: float, size: float, face: Face = "regular") -> list[str]:
    """Break a text into lines: between ideographs and at blanks, no closing mark first, no opening mark
    last.
    """
    lines = [""]
    for piece in _PIECES.findall(text):
        if "\n" in piece:
            lines.append("")
        elif text_width(lines[-1] + piece.rstrip(), size, face) <= width or piece in _NEVER_FIRST:
            lines[-1] += piece
        else:
            carried = lines[-1][-1:] if lines[-1][-1:] in _NEVER_LAST else ""
            lines[-1] = lines[-1][: len(lines[-1]) - len(carried)].rstrip()
            lines.append(carried + piece.lstrip())
    return lines


def _fitting(text: str, size: float, least: float, face: Face, room: float) -> float:
    while text_width(text, size, face) > room + 0.01:
        size -= 0.5
        if size < least:
            raise Refusal("documents.text_does_not_fit", text=text)
    return size


def _check_glyphs(text: str) -> None:
    if absent := missing(text):
        raise Refusal("documents.glyph_missing", signs=absent)


@lru_cache(maxsize=3)
def _registered(face: Face) -> str:
    """Return ReportLab's name of a face; reading the file takes a tenth of a second, once."""
    name = f"DonorRoom-{face}"
    pdfmetrics.registerFont(TTFont(name, str(font_file(face))))
    return name
