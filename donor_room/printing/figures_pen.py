"""The pen of a report of figures: lines of tables, headings, and the page that turns where it ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from reportlab.lib.colors import Color

from donor_room.packs.fonts import Face
from donor_room.packs.texts import Texts
from donor_room.printing.paper import INK, QUIET, Paper

MARGIN, INNER, ROW, LAST_ROW = 15.0, 180.0, 6.2, 272.0
SHARES = (0.22, 0.08, 0.08, 0.07, 0.07, 0.13, 0.11, 0.08, 0.08, 0.08)
"""Of a name and nine numbers."""


class FiguresPen:
    """Writes from top to bottom, on as many pages as there is need for."""

    def __init__(
        self, texts: Texts, *, station: str, practice: bool, printed_at: datetime, pages: int
    ) -> None:
        self.texts, self._printed_at, self._pages = texts, printed_at, pages
        mark = texts.say("documents.practice") if practice else None
        self.paper = Paper("A4", title=self.say("title"), author=station, practice=mark)
        self.drawn, self.y = 1, 14.0

    def say(self, key: str, **values: object) -> str:
        """Return a text of the report."""
        return self.texts.say(f"figures.sheet.{key}", **values)

    def row(
        self,
        cells: Sequence[str],
        shares: Sequence[float] = SHARES,
        *,
        is_head: bool = False,
        is_bold: bool = False,
    ) -> None:
        """Write a line of the table; a long name takes more than one line, a number never does."""
        name, *numbers = cells
        size, tone = (8.5, QUIET) if is_head else (10, INK)
        face: Face = "bold" if is_bold else "regular"
        x = MARGIN + shares[0] * INNER
        below = self.paper.cell(MARGIN + 1, self.y, x - MARGIN - 3, name, size=size, face=face, tone=tone)
        for share, number in zip(shares[1:], numbers, strict=True):
            width = share * INNER
            self.paper.text(
                x, self.y, number, size=size, least=6, width=width - 1, face=face, align="right", tone=tone
            )
            x += width
        self.y = max(self.y + ROW, below + 1.5)
        if is_head:
            self.paper.line(MARGIN, self.y - 1.2, INNER)

    def turn(self, heads: Sequence[str], shares: Sequence[float] = SHARES) -> None:
        """Turn the page where it ends, and say again what the columns are."""
        if self.y <= LAST_ROW:
            return
        self.next_page()
        self.row(heads, shares, is_head=True)

    def next_page(self) -> None:
        self.foot()
        self.paper.new_page()
        self.drawn, self.y = self.drawn + 1, 14.0

    def heading(self, words: str, lines: int) -> None:
        """Write a heading, on a page that has room for it and some lines behind it."""
        if self.y + 4 > LAST_ROW - lines * ROW:
            self.next_page()
        else:
            self.y += 4
        self.paper.text(MARGIN, self.y, words, size=12, face="bold")
        self.y += 8

    def columns(self, cells: Sequence[str], *, size: float, tone: Color, words: int = 1) -> None:
        """Write a line of equal columns: words to the left, numbers to the right."""
        width = INNER / len(cells)
        for place, cell in enumerate(cells):
            self.paper.text(
                MARGIN + place * width, self.y, cell, size=size, least=6, width=width - 2, tone=tone,
                align="left" if place < words else "right",
            )  # fmt: skip
        self.y += ROW

    def foot(self) -> None:
        page = self.say("page", page=self.drawn, pages=self._pages)
        self.paper.line(MARGIN, 283, INNER)
        self.paper.text(MARGIN, 285, self.say("printed", at=self._printed_at), size=8.5, tone=QUIET)
        self.paper.text(MARGIN, 285, page, size=8.5, tone=QUIET, align="right", width=INNER)
