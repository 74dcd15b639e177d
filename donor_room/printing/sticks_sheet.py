"""First sticks held against chance, a line for each person: for whoever leads the nurses, and nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import msgspec

from donor_room.domain.figures import Figures
from donor_room.domain.first_sticks import Sticks, first_sticks, floor_of
from donor_room.packs.texts import Texts
from donor_room.printing.paper import EDGE, INK, QUIET, WASH, Paper

MARGIN, INNER, ROW, LAST_ROW = 15.0, 180.0, 8.0, 270.0
_NAME, _COUNT, _RATE, _CHART = 46.0, 22.0, 16.0, 72.0
_CHART_AT = MARGIN + _NAME + _COUNT + _RATE + 4


class SticksReport(msgspec.Struct, frozen=True, kw_only=True):
    """The first sticks of some days: each person by name, in the order in which they are to stand.

    `target` is the share that the rules want reached, from 0 to 1; None where they want none.
    """

    station: str
    practice: bool
    first: date
    last: date
    sticks: tuple[Sticks, ...]
    target: float | None
    printed_at: datetime


def named(parts: Mapping[str, Figures], names: Mapping[str, str]) -> tuple[Sticks, ...]:
    """Return the sticks of each person under her or his name; what nobody knows has an empty one."""
    return tuple(one._replace(name=names.get(one.name, one.name)) for one in first_sticks(parts))


def draw_sticks(report: SticksReport, texts: Texts) -> bytes:
    """Return the PDF, on as many pages as there are people for; the same report gives the same bytes."""
    pages = _Pen(report, texts, pages=0).draw().drawn
    return _Pen(report, texts, pages=pages).draw().paper.finished()


class _Pen:
    def __init__(self, report: SticksReport, texts: Texts, pages: int) -> None:
        self._report, self._texts, self._pages = report, texts, pages
        self._floor = floor_of(report.sticks)
        mark = texts.say("documents.practice") if report.practice else None
        self.paper = Paper("A4", title=self._say("title"), author=report.station, practice=mark)
        self.drawn, self._y = 1, 14.0

    def draw(self) -> _Pen:
        self._head()
        self._columns()
        for one in self._report.sticks:
            if self._y > LAST_ROW:
                self._next_page()
            self._row(one)
        if not self._report.sticks:
            self.paper.text(MARGIN, self._y + 2, self._say("nobody"), size=11)
        self._foot()
        return self

    def _say(self, key: str, **values: object) -> str:
        return self._texts.say(f"figures.sticks.{key}", **values)

    def _head(self) -> None:
        report, paper = self._report, self.paper
        span = self._texts.say("figures.sheet.span", first=report.first, last=report.last)
        paper.text(MARGIN, self._y, report.station, size=10, tone=QUIET, width=INNER, least=7)
        paper.text(MARGIN, self._y + 6, self._say("title"), size=22, face="bold")
        paper.text(MARGIN + 80, self._y + 9.2, span, size=12, align="right", width=INNER - 80, least=8)
        how = self._say("how")
        if report.target is not None:
            how = f"{how} {self._say('target', share=f'{report.target * 100:g} %')}"
        self._y = paper.paragraph(MARGIN, self._y + 18, INNER, how, size=9, tone=QUIET) + 4

    def _columns(self) -> None:
        """Say what the columns are, and where the axis begins."""
        paper, y = self.paper, self._y
        paper.text(MARGIN, y, self._say("person"), size=9, tone=QUIET, width=_NAME, least=7)
        paper.text(
            MARGIN + _NAME, y, self._say("of"), size=9, tone=QUIET, align="right", width=_COUNT, least=6
        )
        x = MARGIN + _NAME + _COUNT
        paper.text(x, y, self._say("rate"), size=9, tone=QUIET, align="right", width=_RATE, least=6)
        paper.text(_CHART_AT, y, f"{self._floor:.0%}", size=9, tone=QUIET)
        paper.text(_CHART_AT, y, "100%", size=9, tone=QUIET, align="right", width=_CHART)
        paper.line(MARGIN, y + 5, INNER)
        self._y += 7

    def _row(self, one: Sticks) -> None:
        paper, y = self.paper, self._y
        name = one.name or self._texts.say("figures.sheet.no_name")
        below = paper.cell(MARGIN, y + 1, _NAME - 2, name, size=10)
        count = f"{one.good}/{one.pierced}"
        paper.text(MARGIN + _NAME, y + 1, count, size=10, align="right", width=_COUNT, least=6)
        rate = f"{one.rate:.1%}"
        paper.text(MARGIN + _NAME + _COUNT, y + 1, rate, size=10, face="bold", align="right", width=_RATE)
        self._target()
        least, most, low, high, own = map(self._x, (one.least, one.most, one.low, one.high, one.rate))
        paper.box(least, y + 0.5, most - least, 5, fill=WASH, edge=EDGE, radius=0.4)
        paper.line(low, y + 3, high - low, tone=INK, weight=0.35)
        paper.box(own - 0.5, y + 1, 1, 4, fill=INK, edge=None, radius=0)
        if one.standing != "within":
            x = _CHART_AT + _CHART + 2
            paper.text(
                x, y + 1, self._say(one.standing), size=9, face="bold", width=MARGIN + INNER - x, least=6
            )
        self._y = max(y + ROW, below + 1.5)

    def _target(self) -> None:
        """Draw where the target lies, under what is drawn of a person."""
        target = self._report.target
        if target is not None:
            self.paper.box(self._x(target) - 0.15, self._y - 1, 0.3, ROW, fill=EDGE, edge=None, radius=0)

    def _x(self, share: float) -> float:
        return _CHART_AT + max(0.0, share - self._floor) / (1 - self._floor) * _CHART

    def _next_page(self) -> None:
        self._foot()
        self.paper.new_page()
        self.drawn, self._y = self.drawn + 1, 14.0
        self._columns()

    def _foot(self) -> None:
        page = self._texts.say("figures.sheet.page", page=self.drawn, pages=self._pages)
        printed = self._texts.say("figures.sheet.printed", at=self._report.printed_at)
        self.paper.line(MARGIN, 283, INNER)
        self.paper.text(MARGIN, 285, printed, size=8.5, tone=QUIET)
        self.paper.text(MARGIN, 285, page, size=8.5, tone=QUIET, align="right", width=INNER)
