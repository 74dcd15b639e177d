"""What must stay in sight of a whole page: a calm mark on top of the rail, there for as long as it is so."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent

from donor_room.ui.theme import px
from donor_room.ui.widgets.labels import Label
from donor_room.ui.widgets.layout import Column, Surface
from donor_room.ui.widgets.painting import draw_warning


class RailMark(Surface):
    """Says what happened, and below it what is to be done; nobody can wave it away."""

    def __init__(self) -> None:
        super().__init__("amber_soft")
        whole = Column(self, gap=2, margins=(59, 10, 24, 10))
        self.words = Label("", 18, bold=True, colour="amber", wrap=True)
        self.below = Label("", 16, wrap=True)
        whole.addWidget(self.words)
        whole.addWidget(self.below)

    def show_mark(self, words: str, below: str) -> None:
        """Empty words take the mark away."""
        self.words.setText(words)
        self.below.setText(below)
        self.below.setVisible(bool(below))
        self.setVisible(bool(words))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_warning(painter, QRectF(px(24), px(13), px(22), px(22)), "amber", "amber_soft")
