"""The sheet that the organiser of a group takes along: how many came and gave, and nobody's name."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from donor_room.domain.told_to_organiser import ToldToOrganiser
from donor_room.packs.texts import Texts
from donor_room.printing.paper import QUIET, Paper

MARGIN, INNER = 18.0, 174.0


class OrganiserSheet(msgspec.Struct, frozen=True, kw_only=True):
    """What is told to whom; `told` holds nothing by which one person is found out."""

    station: str
    practice: bool
    organisation: str
    site: str
    on: date
    told: ToldToOrganiser
    phone: str | None
    printed_at: datetime


def draw_organiser_sheet(sheet: OrganiserSheet, texts: Texts) -> bytes:
    """Return the PDF; the same sheet gives the same bytes."""
    mark = texts.say("documents.practice") if sheet.practice else None
    paper = Paper("A4", title=_say(texts, "title"), author=sheet.station, practice=mark)
    paper.text(MARGIN, 16, sheet.station, size=11, tone=QUIET, width=INNER, least=7)
    paper.text(MARGIN, 24, _say(texts, "title"), size=26, face="bold", width=INNER, least=16)
    y = paper.paragraph(MARGIN, 40, INNER, _say(texts, "thanks", organisation=sheet.organisation), size=13)
    paper.text(
        MARGIN, y + 3, f"{sheet.on.isoformat()}  {sheet.site}", size=11, tone=QUIET, width=INNER, least=7
    )
    y = _numbers(paper, sheet.told, texts, y + 16)
    why = "few" if sheet.told.is_least else "whole"
    y = paper.paragraph(MARGIN, y + 6, INNER, _say(texts, f"note.{why}"), size=10.5, tone=QUIET)
    paper.paragraph(MARGIN, y + 2, INNER, _say(texts, "nobody"), size=10.5, tone=QUIET)
    paper.line(MARGIN, 276, INNER)
    phone = texts.say("documents.phone", phone=sheet.phone or "")
    paper.text(MARGIN, 279, phone, size=9.5, width=INNER / 2, least=7)
    at = texts.say("figures.sheet.printed", at=sheet.printed_at)
    paper.text(MARGIN, 279, at, size=9.5, tone=QUIET, align="right", width=INNER)
    return paper.finished()


def _numbers(paper: Paper, told: ToldToOrganiser, texts: Texts, y: float) -> float:
    gave = _say(texts, "not_told") if told.gave is None else str(told.gave)
    if told.is_least and told.gave is not None:
        gave = _say(texts, "at_least", count=told.gave)
    pairs = [("expected", str(told.expected)), ("came", str(told.came)), ("gave", gave)]
    if told.whole_blood_ml is not None:
        pairs.append(("whole_blood", f"{told.whole_blood_ml:,} mL"))
    for name, value in pairs:
        paper.line(MARGIN, y, INNER)
        paper.text(MARGIN, y + 6, _say(texts, name), size=14, width=INNER * 0.55, least=8)
        paper.text(MARGIN, y + 3, value, size=26, face="bold", align="right", width=INNER, least=12)
        y += 18
    paper.line(MARGIN, y, INNER)
    return y


def _say(texts: Texts, key: str, **values: object) -> str:
    return texts.say(f"organiser.{key}", **values)
