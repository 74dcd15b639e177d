"""The handover sheet of a shift, once for each side: sums, every unit, signatures, the book's head."""

from __future__ import annotations

from collections.abc import Sequence

from donor_room.domain.refusal import Refusal
from donor_room.packs.texts import Texts
from donor_room.printing.documents import HandoverSheet, UnitLine
from donor_room.printing.paper import EDGE, INK, QUIET, WASH, Paper

_Rows = Sequence[Sequence[str]]

MARGIN = 15.0
INNER = 180.0
ROW = 6.2
LAST_ROW = 268.0
SIGNATURES_HEIGHT = 54.0
COPIES = ("copy_given", "copy_received")
"""Who keeps which of the two copies; both say the same."""


def draw_handover(sheet: HandoverSheet, texts: Texts) -> bytes:
    """Return the PDF with both copies; refuses a sheet whose numbers or units do not add up."""
    _check_sums(sheet)
    pages = _HandoverPen(sheet, texts, pages=0).draw(COPIES[0]).pages_drawn
    pen = _HandoverPen(sheet, texts, pages=pages)
    for copy in COPIES:
        pen.draw(copy)
    return pen.paper.finished()


def _check_sums(sheet: HandoverSheet) -> None:
    numbers_agree = sheet.issued == sheet.used + sheet.void + sheet.returned + sheet.unexplained
    volume_agrees = sheet.volume_ml == sum(unit.volume_ml for unit in sheet.units)
    if not (numbers_agree and volume_agrees and sheet.used == len(sheet.units)):
        raise Refusal("documents.sum_wrong")


class _HandoverPen:
    """Draws the sheet from top to bottom and turns the page where it ends."""

    def __init__(self, sheet: HandoverSheet, texts: Texts, pages: int) -> None:
        self._sheet, self._texts, self._pages = sheet, texts, pages
        mark = texts.say("documents.practice") if sheet.practice else None
        title = texts.say("documents.handover.title")
        self.paper = Paper("A4", title=title, author=sheet.station, practice=mark)
        self._copy = ""
        self.pages_drawn = 0
        self._y = 14.0

    def draw(self, copy: str) -> _HandoverPen:
        """Draw one copy; its pages are counted by themselves."""
        if self._copy:
            self.paper.new_page()
        self._copy, self.pages_drawn, self._y = copy, 1, 14.0
        self._head()
        self._equation()
        self._counts_and_boxes()
        self._units()
        self._marks()
        self._released()
        self._dead()
        self._open()
        self._by_hand()
        self._supplies()
        self._guests()
        self._signatures()
        self._page_foot()
        return self

    def _say(self, key: str, **values: object) -> str:
        return self._texts.say(f"documents.handover.{key}", **values)

    def _head(self) -> None:
        sheet, paper = self._sheet, self.paper
        paper.text(MARGIN, self._y, sheet.station, size=10, tone=QUIET, width=INNER - 50)
        paper.text(MARGIN, self._y, self._say(self._copy), size=10, align="right", width=INNER)
        paper.text(MARGIN, self._y + 6, self._say("title"), size=22, face="bold")
        where = "  ".join(part for part in (sheet.on.isoformat(), sheet.site, sheet.vehicle) if part)
        paper.text(MARGIN + 60, self._y + 9.2, where, size=12, align="right", width=INNER - 60, least=8)
        self._y += 20

    def _equation(self) -> None:
        """Draw issued = used + void + returned + unexplained in large figures."""
        sheet, paper, y = self._sheet, self.paper, self._y
        terms = [("issued", sheet.issued), ("used", sheet.used)]
        terms += [("void", sheet.void), ("returned", sheet.returned)]
        terms += [("unexplained", sheet.unexplained)] if sheet.unexplained else []
        paper.box(MARGIN, y, INNER, 26)
        column = INNER / len(terms)
        for position, (key, value) in enumerate(terms):
            x = MARGIN + position * column
            if key == "unexplained":
                paper.box(x + 4.5, y + 2, column - 9, 22, fill=WASH, edge=INK, weight=0.5)
            paper.text(x, y + 3.5, str(value), size=28, face="bold", align="center", width=column)
            paper.text(x, y + 17, self._say(key), size=10, tone=QUIET, align="center", width=column)
            if position:
                sign = "=" if position == 1 else "+"
                paper.text(x - 6, y + 6, sign, size=18, tone=QUIET, align="center", width=12)
        self._y += 32

    def _counts_and_boxes(self) -> None:
        """Draw what was counted in one line, and below it every box."""
        counts = self._sheet.counts
        share = 1 / max(len(counts), 1)
        self._cells(MARGIN, INNER, [share] * len(counts), [one.what for one in counts], size=8.5, quiet=True)
        figures = [self._say("scanned_of", scanned=one.scanned, expected=one.expected) for one in counts]
        self._cells(MARGIN, INNER, [share] * len(counts), figures, size=10.5)
        self._y += 4
        heads = ("box", "bags", "tubes", "forms", "temperature", "remark")
        rows = [
            (line.box, str(line.bags), str(line.tubes), str(line.forms), line.temperature, line.remark)
            for line in self._sheet.boxes
        ]
        if rows:
            self._table(MARGIN, INNER, (0.14, 0.08, 0.08, 0.08, 0.22, 0.4), heads, rows)
        self._y += 5

    def _table(
        self, x: float, width: float, shares: Sequence[float], heads: Sequence[str], rows: _Rows
    ) -> float:
        """Draw a small table; returns the y below it."""
        self._cells(x, width, shares, [self._say(head) for head in heads], size=8.5, quiet=True)
        for row in rows:
            self._cells(x, width, shares, row, size=10.5)
        return self._y

    def _cells(
        self,
        x: float,
        width: float,
        shares: Sequence[float],
        cells: Sequence[str],
        *,
        size: float,
        quiet: bool = False,
    ) -> None:
        lowest = self._y + ROW
        for share, cell in zip(shares, cells, strict=True):
            tone = QUIET if quiet else INK
            lowest = max(
                lowest, self.paper.cell(x, self._y + 1, width * share - 2, cell, size=size, tone=tone) + 0.8
            )
            x += width * share
        self._y = lowest
        self.paper.line(x - width, self._y - 0.4, width, weight=0.3 if quiet else 0.15)

    def _units(self) -> None:
        """List every donation in two columns that are filled one after the other."""
        sheet = self._sheet
        self._heading(self._say("units", n=len(sheet.units), volume_ml=sheet.volume_ml))
        half, waiting = INNER / 2 - 4, list(enumerate(sheet.units, start=1))
        while waiting:
            top = self._y
            room = max(1, int((LAST_ROW - top - ROW) // ROW))
            each = min(room, (len(waiting) + 1) // 2)
            bottoms = []
            for x in (MARGIN, MARGIN + half + 8):
                taken, waiting = waiting[:each], waiting[each:]
                self._y = top
                bottoms.append(self._unit_column(x, half, taken) if taken else top)
            self._y = max(bottoms) + 5
            if waiting:
                self._turn()

    def _unit_column(self, x: float, width: float, lines: Sequence[tuple[int, UnitLine]]) -> float:
        shares, heads = (0.09, 0.5, 0.13, 0.28), ("position", "number", "volume", "box")
        rows = [
            (str(place), " ".join(filter(None, (unit.number, unit.check))), str(unit.volume_ml), unit.box)
            for place, unit in lines
        ]
        return self._table(x, width, shares, heads, rows)

    def _marks(self) -> None:
        """List the units that the laboratory must treat differently."""
        rows = [(unit.number, "、".join(unit.marks)) for unit in self._sheet.units if unit.marks]
        self._long_table("special", (0.34, 0.66), ("number", "marks"), rows)

    def _released(self) -> None:
        """Say who released how many findings: a careless hand is seen at the station (C10)."""
        rows = [(name, str(count)) for name, count in self._sheet.released]
        self._long_table("released", (0.5, 0.5), ("person", "times"), rows)

    def _dead(self) -> None:
        """List every number that carries no blood, with its reason."""
        rows = [
            (line.number, self._say(line.how), line.reason, "、".join(line.persons))
            for line in self._sheet.dead
        ]
        self._long_table("dead", (0.34, 0.14, 0.32, 0.2), ("number", "how", "reason", "persons"), rows)

    def _open(self) -> None:
        """List what two persons said is not as it should be, by name."""
        rows = [(line.what, line.reason, "、".join(line.persons)) for line in self._sheet.open]
        self._long_table("open", (0.36, 0.4, 0.24), ("what", "reason", "persons"), rows)

    def _by_hand(self) -> None:
        """List what was typed in the place of a scan, and what was printed again."""
        told = self._texts.say
        rows = [
            (line.number, told(f"preprinted.told.{line.how}"), str(line.times))
            for line in self._sheet.by_hand
        ]
        heads = (self._say("number"), "", self._say("times"))
        self._rows(told("preprinted.told.title"), (0.34, 0.46, 0.2), heads, rows)

    def _supplies(self) -> None:
        """List what was counted out and in; a difference stands by name."""
        rows = [
            (one.what, one.out, one.more, one.taken, one.counted, one.difference, one.remark)
            for one in self._sheet.supplies
        ]
        heads = ("what", "supply_out", "supply_more", "supply_taken", "supply_in", "difference", "remark")
        self._long_table("supplies", (0.24, 0.09, 0.09, 0.11, 0.09, 0.13, 0.25), heads, rows)

    def _guests(self) -> None:
        """Say how many were only measured: no donor and no unit of this sheet is one of them."""
        guests = self._sheet.guests
        if guests.measured:
            self._make_room(ROW + 4)
            said = self._say("guests", pressure=guests.pressure, group=guests.group)
            self.paper.text(MARGIN, self._y, said, size=10, width=INNER, least=7)
            self._y += ROW + 2

    def _long_table(self, title: str, shares: Sequence[float], heads: Sequence[str], rows: _Rows) -> None:
        self._rows(self._say(title), shares, [self._say(head) for head in heads], rows)

    def _rows(self, title: str, shares: Sequence[float], heads: Sequence[str], rows: _Rows) -> None:
        if not rows:
            return
        self._make_room(3 * ROW + 8)
        self._heading(title)
        self._cells(MARGIN, INNER, shares, heads, size=8.5, quiet=True)
        for row in rows:
            self._make_room(ROW)
            self._cells(MARGIN, INNER, shares, row, size=10)
        self._y += 4

    def _signatures(self) -> None:
        self._make_room(SIGNATURES_HEIGHT)
        sheet, half, y = self._sheet, INNER / 2 - 4, self._y + 2
        sides = ((MARGIN, "given", sheet.given_by), (MARGIN + half + 8, "received", sheet.received_by))
        for x, key, person in sides:
            self.paper.box(x, y, half, 30)
            self.paper.text(x + 5, y + 4, self._say(key), size=9, tone=QUIET)
            self.paper.text(x + 5, y + 9, person, size=13, face="bold", width=half - 10, least=8)
            self.paper.line(x + 5, y + 23.5, half - 10, tone=INK)
            self.paper.text(x + 5, y + 24.7, self._say("sign_here"), size=7.5, tone=QUIET, width=half - 10)
        self._chain_head(y + 35)

    def _chain_head(self, y: float) -> None:
        sheet = self._sheet
        self.paper.box(MARGIN, y, INNER, 13, fill=WASH, edge=None)
        where = self._say("chain", book=sheet.book, seq=str(sheet.seq))
        self.paper.text(MARGIN + 4, y + 1.8, where, size=8, tone=QUIET, width=INNER - 8, least=6)
        grouped = " ".join(sheet.head[at : at + 8] for at in range(0, len(sheet.head), 8))
        self.paper.text(MARGIN + 4, y + 6.6, grouped, size=9.5, width=INNER - 8, least=6)

    def _heading(self, text: str) -> None:
        self.paper.text(MARGIN, self._y, text, size=12, face="bold", width=INNER, least=9)
        self._y += 7.5

    def _make_room(self, height: float) -> None:
        if self._y + height > LAST_ROW + 10:
            self._turn()

    def _turn(self) -> None:
        self._page_foot()
        self.paper.new_page()
        self.pages_drawn += 1
        self._y = 16.0

    def _page_foot(self) -> None:
        sheet = self._sheet
        self.paper.line(MARGIN, 283, INNER, tone=EDGE)
        left = self._say("printed", at=sheet.printed_at, site=sheet.site, on=sheet.on)
        self.paper.text(MARGIN, 285, left, size=8, tone=QUIET, width=140, least=6)
        page = self._say("page", page=self.pages_drawn, pages=self._pages)
        self.paper.text(MARGIN, 285, page, size=8, tone=QUIET, align="right", width=INNER)
