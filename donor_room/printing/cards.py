"""The cards at the chairs, each with the acts for gloved hands, and the codes on the lids of the crates."""

from __future__ import annotations

from donor_room.domain.own_codes import COMMANDS, Command, box_code, chair_code, command_code
from donor_room.packs.texts import Texts
from donor_room.printing.paper import EDGE, QUIET, Paper

_COLUMNS = 2
_LEFT, _TOP = 14.0, 104.0
_ROW = 23.0
_LIDS = 4
_LID_HEIGHT = 66.0


def draw_cards(chairs: int, texts: Texts) -> bytes:
    """Return the PDF of the cards of all chairs, A4, one a page."""
    title = texts.say("chair.card.title", chair=f"1–{chairs}")
    paper = Paper("A4", title=title, author=texts.say("frame.program"), practice=None)
    for chair in range(1, chairs + 1):
        if chair > 1:
            paper.new_page()
        _draw_chair(paper, chair, texts)
        for place, command in enumerate(COMMANDS):
            _draw_command(paper, place, command, texts)
    return paper.finished()


def _draw_chair(paper: Paper, chair: int, texts: Texts) -> None:
    inner = paper.width - 2 * _LEFT
    paper.text(_LEFT, 14, texts.say("chair.card.title", chair=chair), size=64, face="bold", width=inner)
    paper.symbol(_LEFT, 46, chair_code(chair), width=inner, height=24)
    below = texts.say("chair.card.below")
    paper.text(_LEFT, 75, below, size=12, tone=QUIET, align="center", width=inner, least=9)
    paper.line(_LEFT, 88, inner, tone=EDGE)
    commands = texts.say("chair.card.commands")
    paper.text(_LEFT, 92, commands, size=13, face="bold", width=inner, least=9)


def _draw_command(paper: Paper, place: int, command: Command, texts: Texts) -> None:
    """Draw one act: what it does, and its code below; the columns stand far enough apart for a scanner."""
    width = (paper.width - 2 * _LEFT) / _COLUMNS
    x, y = _LEFT + place % _COLUMNS * width, _TOP + place // _COLUMNS * _ROW
    key = "digit" if command.isdigit() else command
    words = texts.say(f"chair.card.{key}", digit=command)
    paper.text(x, y, words, size=13, face="bold", align="center", width=width - 6, least=8)
    paper.symbol(x, y + 6, command_code(command), width=width - 6, height=12)


def draw_lids(boxes: int, texts: Texts) -> bytes:
    """Return the PDF of the codes for the lids of crates, four on a page of A4, to be cut."""
    paper = Paper(
        "A4", title=texts.say("handover.lid.title"), author=texts.say("frame.program"), practice=None
    )
    inner = paper.width - 2 * _LEFT
    for place in range(boxes):
        if place and place % _LIDS == 0:
            paper.new_page()
        y = _LEFT + place % _LIDS * _LID_HEIGHT
        words = texts.say("handover.box", n=place + 1)
        paper.text(_LEFT, y, words, size=40, face="bold", width=inner)
        paper.symbol(_LEFT, y + 20, box_code(place + 1), width=inner, height=24)
        paper.text(_LEFT, y + 47, texts.say("handover.lid.below"), size=11, tone=QUIET, width=inner, least=8)
        paper.line(_LEFT, y + 58, inner, tone=EDGE)
    return paper.finished()
