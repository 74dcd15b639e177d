"""The oath of an adult on one page A5: who, when, the words, and room for the signature."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from donor_room.domain.refusal import Refusal
from donor_room.packs.texts import Texts
from donor_room.printing.documents import OathPaper
from donor_room.printing.paper import EDGE, MM_PER_PT, QUIET, Paper, broken
from donor_room.printing.tickets import shown

MOST_PICTURE_BYTES = 8 << 20
_MOST_SIDE = 6_000
"""Pixels; no printer shows more on a page of this size, and a bomb of zeros is none."""
_LEFT, _PICTURE_HEIGHT, _FOOT = 18.0, 40.0, 40.0
_SIZES = (13, 12, 11, 10, 9)
"""Points in which the words may stand; the largest in which all of them fit."""
_LEADING, _BETWEEN = 1.6, 1.4
_LINES = ("first", "second", "third", "fourth")


def checked_picture(picture: bytes, name: str) -> bytes:
    """Return a picture that can be printed; refuses what is too large, of another kind or damaged."""
    if len(picture) > MOST_PICTURE_BYTES:
        raise Refusal("oath.picture_too_large", file=name, most=MOST_PICTURE_BYTES >> 20)
    try:
        with Image.open(BytesIO(picture), formats=("PNG", "JPEG")) as image:
            if max(image.size) > _MOST_SIDE:
                raise Refusal("oath.picture_too_large", file=name, most=MOST_PICTURE_BYTES >> 20)
            image.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as fault:
        raise Refusal("oath.picture_unreadable", file=name) from fault
    return picture


def draw_oath(oath: OathPaper, texts: Texts) -> bytes:
    """Return the PDF; refuses a missing glyph and what does not fit."""
    title = texts.say("oath.title")
    mark = texts.say("documents.practice") if oath.practice else None
    paper = Paper("A5", title=title, author=oath.station, practice=mark)
    paper.box(8, 11, paper.width - 16, paper.height - 19, edge=EDGE, radius=2, weight=0.4)
    paper.box(9.5, 12.5, paper.width - 19, paper.height - 22, edge=EDGE, radius=1.5)
    y = 42.0
    if oath.picture is not None:
        paper.picture(_LEFT, 17, oath.picture, width=paper.width - 2 * _LEFT, height=_PICTURE_HEIGHT)
        y = 17 + _PICTURE_HEIGHT + 5
    inner = paper.width - 2 * _LEFT
    paper.text(_LEFT, y, title, size=26, face="bold", align="center", width=inner, least=16)
    paper.text(_LEFT, y + 17, shown(oath.name), size=17, face="bold", align="center", width=inner, least=7)
    y = _facts(paper, oath, texts, y + 27)
    _words(paper, texts, y + 6)
    _foot(paper, oath, texts)
    return paper.finished()


def _facts(paper: Paper, oath: OathPaper, texts: Texts, y: float) -> float:
    """Write what the visit tells: the age on the day, and where blood was given."""
    key = "today" if oath.is_birthday else "since"
    facts = [texts.say(f"oath.age.{key}", on=oath.on, age=oath.age_years)]
    facts.append(texts.say("oath.gave_at", site=oath.site) if oath.site else texts.say("oath.gave"))
    for fact in facts:
        paper.text(
            _LEFT, y, shown(fact), size=11, align="center", tone=QUIET, width=paper.width - 2 * _LEFT, least=6
        )
        y += 6.5
    return y


def _words(paper: Paper, texts: Texts, y: float) -> None:
    inner = paper.width - 2 * _LEFT
    paper.text(_LEFT, y, texts.say("oath.lead"), size=12, face="bold", width=inner, least=8)
    y += 9
    lines = [texts.say(f"oath.words.{line}") for line in _LINES]
    size = _fitting(lines, inner, paper.height - _FOOT - 4 - y)
    for line in lines:
        y = paper.paragraph(_LEFT, y, inner, line, size=size, leading=_LEADING) + _BETWEEN


def _fitting(lines: list[str], width: float, room: float) -> float:
    """Return the size in which the words fit above the signature; refuses words that fit in none."""
    for size in _SIZES:
        count = sum(len(broken(line, width, size)) for line in lines)
        if count * size * MM_PER_PT * _LEADING + len(lines) * _BETWEEN <= room:
            return size
    raise Refusal("documents.text_does_not_fit", text=lines[-1])


def _foot(paper: Paper, oath: OathPaper, texts: Texts) -> None:
    y, half = paper.height - _FOOT, (paper.width - 2 * _LEFT) / 2
    signed = paper.text(_LEFT, y, texts.say("oath.signature"), size=11, width=half, least=8)
    paper.line(_LEFT + signed + 2, y + 5, paper.width - 2 * _LEFT - signed - 2)
    paper.text(_LEFT, y + 13, shown(oath.station), size=10, tone=QUIET, width=half * 2 - 30, least=5)
    paper.text(_LEFT, y + 13, oath.on.isoformat(), size=10, tone=QUIET, align="right", width=half * 2)
