"""What several papers of a donor have in common: the number with its check character, and the foot."""

from __future__ import annotations

from donor_room.packs.texts import Texts
from donor_room.printing.paper import INK, Paper


def number_with_check(paper: Paper, x: float, y: float, number: str, check: str | None, size: float) -> None:
    """Write a donation number, and its check character in a box behind it."""
    written = paper.text(x, y, number, size=size, face="bold")
    if check is None:
        return
    side = size * 0.45
    paper.box(x + written + 3, y - 0.6, side, side, edge=INK, radius=0.8, weight=0.35)
    paper.text(
        x + written + 3,
        y + side * 0.5 - size * 0.21,
        check,
        size=size * 0.8,
        face="bold",
        align="center",
        width=side,
    )


def foot(paper: Paper, phone: str | None, texts: Texts, left: float = 10, *, at: float | None = None) -> None:
    """Write the station's telephone at the foot, or a line for it: a donor must be able to call back."""
    y = paper.height - 16 if at is None else at
    paper.line(left, y, paper.width - 2 * left)
    if phone is None:
        words = paper.text(left, y + 3, texts.say("documents.phone", phone=""), size=9.5)
        paper.line(left + words + 2, y + 7.5, 45)
        return
    paper.text(
        left,
        y + 3,
        texts.say("documents.phone", phone=phone),
        size=9.5,
        width=paper.width - 2 * left,
        least=7,
    )
