"""What follows the thanks: how a family gets its blood paid for, with the proof; and the donor's own word."""

from __future__ import annotations

from donor_room.domain.clock import day_at_site
from donor_room.packs.texts import Texts
from donor_room.printing.documents import AftercareSlip, Claim, UnitWord
from donor_room.printing.paper import EDGE, QUIET, WASH, Paper
from donor_room.printing.slip_parts import foot, number_with_check
from donor_room.wire.unit_code import grouped_code

_LEFT = 14
_QR_SIDE = 43
_SLIP_HEIGHT = 44


def add_claim_page(paper: Paper, slip: AftercareSlip, claim: Claim, texts: Texts) -> None:
    """Add the page that a family takes along to hospital or station."""
    inner = paper.width - 2 * _LEFT
    paper.new_page()
    paper.text(_LEFT, 11, slip.station, size=10, tone=QUIET, width=inner, least=7)
    paper.text(_LEFT, 17, texts.say("documents.claim.title"), size=19, face="bold", width=inner, least=14)
    y = _proof(paper, slip, claim, texts, 29)
    paper.text(_LEFT, y + 4, texts.say("documents.claim.how"), size=11, face="bold")
    y += 11
    for place, words in enumerate(claim.lines, 1):
        paper.text(_LEFT, y, str(place), size=9, face="bold", tone=QUIET)
        y = paper.paragraph(_LEFT + 5, y, inner - 5, words, size=9.5, leading=1.5) + 1
    if claim.entitled:
        _entitled(paper, claim.entitled, texts, y + 2)
    foot(paper, slip.phone, texts, left=_LEFT)


def _proof(paper: Paper, slip: AftercareSlip, claim: Claim, texts: Texts, y: float) -> float:
    """Draw what is proved in words, and beside it the same as a QR code; returns the y below the box."""
    inner = paper.width - 2 * _LEFT
    height = _QR_SIDE + 4
    paper.box(_LEFT, y, inner, height, edge=EDGE)
    room = inner - 10 - (_QR_SIDE if claim.proof else 0)
    paper.text(_LEFT + 5, y + 4, texts.say("documents.number"), size=8.5, tone=QUIET, width=room)
    number_with_check(paper, _LEFT + 5, y + 8.5, slip.number, slip.check, 14)
    facts = f"{slip.kind} {slip.volume_ml} mL", day_at_site(slip.collected_at).isoformat(), claim.masked_name
    at = y + 17
    for fact in facts:
        paper.text(_LEFT + 5, at, fact, size=12, face="bold", width=room, least=7)
        at += 6
    key = "proved" if claim.proof else "no_proof"
    paper.paragraph(
        _LEFT + 5, at + 0.5, room, texts.say(f"documents.claim.{key}"), size=7.5, tone=QUIET, leading=1.35
    )
    if claim.proof:
        paper.square(_LEFT + inner - _QR_SIDE - 2, y + 2, claim.proof, side=_QR_SIDE)
    return y + height


def _entitled(paper: Paper, entitled: tuple[str, ...], texts: Texts, y: float) -> None:
    inner = paper.width - 2 * _LEFT
    paper.text(_LEFT, y, texts.say("documents.claim.entitled"), size=11, face="bold")
    y += 7
    for words in entitled:
        y = paper.paragraph(_LEFT, y, inner, words, size=9.5, leading=1.5) + 1


def add_unit_page(paper: Paper, slip: AftercareSlip, unit: UnitWord, texts: Texts) -> None:
    """Add the page that every donor gets: say by telephone or by a slip whether the unit may be used."""
    inner = paper.width - 2 * _LEFT
    paper.new_page()
    paper.text(_LEFT, 11, slip.station, size=10, tone=QUIET, width=inner, least=7)
    paper.text(_LEFT, 17, texts.say("documents.unit.title"), size=19, face="bold", width=inner, least=14)
    y = paper.paragraph(_LEFT, 29, inner, texts.say("documents.unit.lead"), size=10.5)
    paper.box(_LEFT, y + 3, inner, 23, fill=WASH, edge=None)
    paper.text(_LEFT + 5, y + 6.5, texts.say("documents.unit.call"), size=10, width=inner - 10, least=7)
    paper.text(_LEFT + 5, y + 13.5, grouped_code(unit.call), size=20, face="bold")
    y = paper.paragraph(_LEFT, y + 31, inner, texts.say("documents.unit.slips"), size=10.5)
    sides = ("apart", "use") if unit.apart_is_left else ("use", "apart")
    for side, meaning in zip(("left", "right"), sides, strict=True):
        words = texts.say(f"documents.unit.{side}", word=texts.say(f"documents.unit.{meaning}"))
        paper.text(_LEFT + 5, y + 1.5, words, size=12, face="bold", width=inner - 5, least=8)
        y += 7.5
    paper.paragraph(_LEFT, y + 2, inner, texts.say("documents.unit.alike"), size=9, tone=QUIET)
    top = paper.height - _SLIP_HEIGHT
    foot(paper, slip.phone, texts, left=_LEFT, at=top - 13)
    _slips(paper, slip.station, unit, texts, top)


def _slips(paper: Paper, station: str, unit: UnitWord, texts: Texts, top: float) -> None:
    """Draw the two slips: nothing but the code tells one from the other."""
    half = paper.width / 2
    paper.cut_line(0, top, paper.width)
    paper.cut_line(half, top, _SLIP_HEIGHT, upright=True)
    for at, code in ((0.0, unit.left), (half, unit.right)):
        paper.text(at + 5, top + 5, station, size=8.5, tone=QUIET, width=half - 10, least=5, align="center")
        paper.symbol(at + 5, top + 11, code, width=half - 10, height=14)
        paper.text(at, top + 27, grouped_code(code), size=13, face="bold", width=half, align="center")
        paper.text(at + 5, top + 34, texts.say("documents.unit.into_box"), size=8.5, tone=QUIET,
                   width=half - 10, least=5, align="center")  # fmt: skip
