"""The list of nonconformities on paper: how many of each kind, then every one in a line."""

from __future__ import annotations

from datetime import datetime

from donor_room.domain.refusal import Refusal
from donor_room.packs.fonts import Face, missing
from donor_room.packs.nonconforming import Line, NonconformityList, code_words, heads
from donor_room.packs.texts import Texts
from donor_room.printing.paper import EDGE, INK, MM_PER_PT, QUIET, WASH, Paper, broken, text_width

MARGIN, INNER, LAST_ROW = 15.0, 267.0, 190.0
WIDTHS = (24.0, 40.0, 31.0, 43.0, 46.0, 34.0, 18.0, 31.0)
MOST = 5_000
"""A paper longer than this nobody reads; a workbook holds more."""

_SIZE, _LEADING, _PAD = 8.0, 1.3, 2.4
_LONGEST = 160
_KINDS_IN_ROW = 4
_KIND_ROW = 6.0
_SLACK = 1.5
"""A closing mark may stand out so far, in mm, before a line is cut."""

_NO_SIGN = "〓"
"""The printers' own sign for one that they have not."""


def draw_nonconforming(told: NonconformityList, texts: Texts, printed_at: datetime) -> bytes:
    """Return the PDF; the same list gives the same bytes. Refuses a list that is too long for paper."""
    if len(told.rows) > MOST:
        raise Refusal("nonconforming.too_many", n=len(told.rows), most=MOST)
    lines = told.lines(texts)
    pages = _Pen(told, texts, printed_at, pages=0).draw(lines).drawn
    return _Pen(told, texts, printed_at, pages=pages).draw(lines).paper.finished()


class _Pen:
    """Draws the list from top to bottom and turns the page where it ends."""

    def __init__(self, told: NonconformityList, texts: Texts, printed_at: datetime, *, pages: int) -> None:
        self._list, self._texts, self._at, self._pages = told, texts, printed_at, pages
        mark = texts.say("documents.practice") if told.practice else None
        self.paper = Paper("A4_wide", title=self._say("title"), author=told.station, practice=mark)
        self.drawn, self._y = 1, 14.0

    def draw(self, lines: tuple[Line, ...]) -> _Pen:
        self._head()
        self._kinds()
        if lines:
            self._columns()
        for line, one in zip(lines, self._list.rows, strict=True):
            self._row(line, is_open=one.settled == "open")
        self._foot()
        return self

    def _say(self, key: str, **values: object) -> str:
        return self._texts.say(f"nonconforming.{key}", **values)

    def _head(self) -> None:
        told, paper = self._list, self.paper
        paper.text(MARGIN, self._y, told.station, size=10, tone=QUIET, width=INNER, least=7)
        paper.text(MARGIN, self._y + 6, self._say("title"), size=22, face="bold")
        span = self._say("span", first=told.first, last=told.last)
        paper.text(MARGIN + 110, self._y + 9.2, span, size=12, align="right", width=INNER - 110)
        y = paper.paragraph(MARGIN, self._y + 18, INNER, self._say("how"), size=9, tone=QUIET)
        if told.left:
            y = paper.paragraph(MARGIN, y + 1, INNER, self._say("left", n=told.left), size=10, face="bold")
        self._y = y + 3

    def _kinds(self) -> None:
        """Say how many there are, and how many of each kind, in rows of four."""
        told, paper = self._list, self.paper
        if not told.rows:
            paper.text(MARGIN, self._y + 2, self._say("none"), size=11)
            return
        sums = self._say("count", n=len(told.rows), open=told.open)
        paper.text(MARGIN, self._y, sums, size=12, face="bold", width=INNER, least=8)
        self._y += 7
        width = INNER / _KINDS_IN_ROW
        kinds = told.by_code
        for place, (code, count) in enumerate(kinds):
            x = MARGIN + width * (place % _KINDS_IN_ROW)
            y = self._y + _KIND_ROW * (place // _KINDS_IN_ROW)
            words = code_words(self._texts, "code", code)
            paper.text(x, y, words, size=9, width=width - 18, least=6)
            paper.text(x, y, f"{count:,}", size=9, face="bold", align="right", width=width - 6)
        self._y += _KIND_ROW * -(-len(kinds) // _KINDS_IN_ROW) + 3

    def _columns(self) -> None:
        x = MARGIN
        for head, width in zip(heads(self._texts), WIDTHS, strict=True):
            self.paper.text(x, self._y, head, size=_SIZE, tone=QUIET, width=width - _PAD, least=5.5)
            x += width
        self._y += 4.6
        self.paper.line(MARGIN, self._y - 0.6, INNER, weight=0.3)

    def _row(self, line: Line, *, is_open: bool) -> None:
        """Draw one on as many lines as its longest words need; what is open is marked."""
        cells = [
            _cell(text, width - _PAD, bold=is_open and place == len(line) - 1)
            for place, (text, width) in enumerate(zip(line, WIDTHS, strict=True))
        ]
        step = _SIZE * MM_PER_PT * _LEADING
        height = max(map(len, cells)) * step + 1.6
        if self._y + height > LAST_ROW:
            self._next_page()
        if is_open:
            self.paper.box(MARGIN - 1, self._y - 0.5, INNER + 2, height, fill=WASH, edge=None, radius=0)
        x = MARGIN
        for place, (rows, width) in enumerate(zip(cells, WIDTHS, strict=True)):
            face: Face = "bold" if is_open and place == len(cells) - 1 else "regular"
            for number, text in enumerate(rows):
                y = self._y + 0.3 + number * step
                self.paper.text(x, y, text, size=_SIZE, face=face, tone=INK, width=width, least=5)
            x += width
        self._y += height
        self.paper.line(MARGIN, self._y - 0.5, INNER, tone=EDGE, weight=0.1)

    def _next_page(self) -> None:
        self._foot()
        self.paper.new_page()
        self.drawn, self._y = self.drawn + 1, 14.0
        self._columns()

    def _foot(self) -> None:
        paper, y = self.paper, 197.0
        paper.line(MARGIN, y, INNER)
        paper.text(MARGIN, y + 2, self._say("printed", at=self._at), size=8.5, tone=QUIET)
        page = self._say("page_of", page=self.drawn, pages=self._pages)
        paper.text(MARGIN, y + 2, page, size=8.5, tone=QUIET, align="right", width=INNER)


def _cell(text: str, width: float, *, bold: bool) -> list[str]:
    """Break words into lines that fit; a sign that no font has, and too many words, do not stop a list."""
    said = " ".join(text.split())
    absent = set(missing(said))
    drawable = "".join(_NO_SIGN if sign in absent else sign for sign in said)
    cut = drawable if len(drawable) <= _LONGEST else f"{drawable[:_LONGEST]}…"
    face: Face = "bold" if bold else "regular"
    room = width - 1.1 * _SIZE * MM_PER_PT  # a closing mark stands behind its line, not alone on the next one
    return [part for line in broken(cut, room, _SIZE, face) for part in _chopped(line, width, face)]


def _chopped(line: str, width: float, face: Face) -> list[str]:
    """Cut what has no place to break, such as a word of letters that is longer than its column."""
    parts = [""]
    for sign in line:
        if parts[-1] and text_width(parts[-1] + sign, _SIZE, face) > width + _SLACK:
            parts.append("")
        parts[-1] += sign
    return parts
