"""What nobody gave: the facts without which nothing can be decided, each the way to its step."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent

from donor_room.ui.theme import px
from donor_room.ui.widgets.labels import paint_chip
from donor_room.ui.widgets.painting import RIGHT, box, cover, text_width
from donor_room.ui.widgets.pressed_line import PressedLine


@dataclass(frozen=True, slots=True)
class Missing:
    """One fact that nobody gave; step is where it is asked, empty when no step of this visit asks it."""

    words: str
    why: str
    where: str
    step: str


class MissingRow(PressedLine):
    """What is missing, why, and the step it leads to."""

    def __init__(self, place: int) -> None:
        self.missing, self.digit = Missing("", "", "", ""), str(place) if place < 10 else ""
        super().__init__()
        self.setObjectName(f"missing_{place}")

    def show_missing(self, missing: Missing) -> None:
        """Say what is missing; without a step that asks it, it cannot be pressed."""
        self.missing = missing
        self.setText(f"{missing.words} {missing.why} {missing.where}")
        self.setEnabled(bool(missing.step))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(320), px(48))

    def focus_rect(self) -> QRect:
        """Leave air between the ring and the words."""
        return self.rect().adjusted(-px(8), px(2), 0, -px(2))

    def paintEvent(self, event: QPaintEvent) -> None:
        self.cut_texts = set()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.isDown():
                box(painter, self.rect(), fill="chosen", radius=6)
            cover(painter, QRect(0, self.height() - 1, self.width(), 1), "hairline")
            if self.digit and self.isEnabled():
                chip = QRectF(0, (self.height() - px(28)) / 2, px(32), px(28))
                paint_chip(painter, chip, self.digit, ink="quiet", edge="edge", cut=self.cut_texts)
            edge = self.width() - px(12)
            right = edge - text_width(self.missing.where, 18) - px(8)
            self.put(painter, px(48), px(360), self.missing.words, size=20, bold=True)
            self.put(painter, px(368), right - px(8), self.missing.why, colour="quiet")
            ink = "action" if self.isEnabled() else "quiet"
            self.put(painter, right, edge, self.missing.where, colour=ink, align=RIGHT)
