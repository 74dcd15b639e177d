"""What donors ask, and the answers, on one page A4: to be handed out or hung up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from donor_room.domain.refusal import Refusal
from donor_room.packs.answers import Told
from donor_room.packs.texts import Texts
from donor_room.printing.paper import EDGE, MM_PER_PT, QUIET, Paper, broken
from donor_room.printing.saved import saved
from donor_room.printing.slip_parts import foot
from donor_room.printing.tickets import shown

_LEFT, _GUTTER, _TOP, _BOTTOM = 15.0, 8.0, 40.0, 30.0
_SIZES = (11.5, 11.0, 10.5, 10.0, 9.5, 9.0, 8.5)
"""Points of an answer; the largest in which all of them fit on the page."""
_LEADING, _QUESTION, _SOURCE, _BETWEEN = 1.5, 1.15, 0.75, 5.0


class AnswersPage(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on the page; the answers are numbered as they are on the screen."""

    station: str
    practice: bool
    phone: str | None
    told: tuple[Told, ...]


def draw_answers(page: AnswersPage, texts: Texts) -> bytes:
    """Return the PDF; refuses a missing glyph and answers that do not fit on one page."""
    title = texts.say("answers.title")
    mark = texts.say("documents.practice") if page.practice else None
    paper = Paper("A4", title=title, author=page.station, practice=mark)
    inner = paper.width - 2 * _LEFT
    paper.text(_LEFT, 13, shown(page.station), size=10, tone=QUIET, width=inner, least=6)
    paper.text(_LEFT, 19, title, size=24, face="bold", width=inner, least=16)
    paper.line(_LEFT, 33, inner)
    column = (inner - _GUTTER) / 2
    room = paper.height - _TOP - _BOTTOM
    size, parted = _fitting(page.told, column, room)
    for place, numbered in enumerate(parted):
        y = _TOP
        for number, told in numbered:
            y = _draw(paper, _LEFT + place * (column + _GUTTER), y, column, number, told, size)
    paper.text(_LEFT, paper.height - 26, texts.say("answers.foot"), size=10, tone=QUIET, width=inner, least=7)
    foot(paper, page.phone, texts, left=_LEFT)
    return paper.finished()


def save_answers(page: AnswersPage, texts: Texts, folder: Path) -> Path:
    """Write the page into a folder; raises Trouble where that cannot be written."""
    return saved(folder / f"answers_{texts.language}.pdf", draw_answers(page, texts))


_Numbered = list[tuple[int, Told]]


def _fitting(every: Sequence[Told], column: float, room: float) -> tuple[float, tuple[_Numbered, _Numbered]]:
    """Return the size in which all fit, and how they part into two columns of about the same height."""
    numbered = list(enumerate(every, 1))
    for size in _SIZES:
        heights = [_height(told, column, size) for _, told in numbered]
        place = min(
            range(len(every) + 1), key=lambda at: max(sum(heights[:at]), sum(heights[at:])), default=0
        )
        if max(sum(heights[:place]), sum(heights[place:])) - _BETWEEN <= room:
            return size, (numbered[:place], numbered[place:])
    raise Refusal("documents.text_does_not_fit", text=every[-1].question)


def _height(told: Told, column: float, size: float) -> float:
    line = size * MM_PER_PT * _LEADING
    question = len(broken(told.question, column - 7, size * _QUESTION, "bold")) * line * _QUESTION
    source = line * _SOURCE * len(broken(told.source, column, size * _SOURCE)) if told.source else 0
    return question + len(broken(told.answer, column, size)) * line + source + 1 + _BETWEEN


def _draw(paper: Paper, x: float, y: float, column: float, number: int, told: Told, size: float) -> float:
    """Write one question with its answer; returns the y below it and the room to the next."""
    paper.text(x, y, str(number), size=size * _QUESTION, face="bold", tone=QUIET)
    y = paper.paragraph(
        x + 7, y, column - 7, told.question, size=size * _QUESTION, face="bold", leading=_LEADING
    )
    y = paper.paragraph(x, y + 1, column, told.answer, size=size, leading=_LEADING)
    if told.source:
        y = paper.paragraph(x, y, column, told.source, size=size * _SOURCE, tone=QUIET, leading=_LEADING)
    paper.line(x, y + _BETWEEN / 2 - 0.6, column, tone=EDGE, weight=0.15)
    return y + _BETWEEN
