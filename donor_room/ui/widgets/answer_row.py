"""A row of a list that is answered item by item: its digit, a mark, what is asked and what was said."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from donor_room.ui.theme import px
from donor_room.ui.widgets.buttons import Button
from donor_room.ui.widgets.labels import paint_chip
from donor_room.ui.widgets.painting import LEFT, RIGHT, box, draw_tick, draw_warning, text_width, write_line

_TEXT_LEFT = 92


class AnswerLine(Protocol):
    """What a row shows: the words at left and right, a quiet line below each, and how it stands."""

    @property
    def name(self) -> str: ...
    @property
    def below(self) -> str: ...
    @property
    def answer(self) -> str: ...
    @property
    def said(self) -> str: ...
    @property
    def is_done(self) -> bool: ...
    @property
    def is_amiss(self) -> bool: ...


class AnswerRow(Button):
    """Pressed by finger or by its digit; amber ground is for what is amiss."""

    def __init__(self, kind: str, digit: int, height: int, parent: QWidget | None = None) -> None:
        self.digit, self._height = digit, height
        self.answered: AnswerLine | None = None
        super().__init__("", parent)
        self.setObjectName(f"{kind}_{digit}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_answer(self, line: AnswerLine, *, height: int) -> None:
        """Show an item in a row of this height."""
        self.answered, self._height = line, height
        self.updateGeometry()
        self.setText(line.name)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(480), px(self._height))

    def paintEvent(self, event: QPaintEvent) -> None:
        self.cut_texts = set()
        line = self.answered
        if line is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            fill = "amber_soft" if line.is_amiss else "chosen" if self.isDown() else "surface"
            box(painter, self.rect(), fill=fill, edge="hairline", width=1, radius=6)
            chip = QRectF(px(12), (self.height() - px(28)) / 2, px(32), px(28))
            paint_chip(painter, chip, str(self.digit % 10), ink="text", edge="edge", cut=self.cut_texts)
            self._paint_mark(painter, line)
            self._paint_words(painter, line)

    def _paint_mark(self, painter: QPainter, line: AnswerLine) -> None:
        middle = self.height() / 2
        if line.is_amiss:
            side = px(20)
            draw_warning(painter, QRectF(px(58), middle - side / 2, side, side), "amber", "amber_soft")
        elif line.is_done:
            draw_tick(painter, QRectF(px(60), middle - px(5), px(16), px(11)), "quiet", 2)

    def _paint_words(self, painter: QPainter, line: AnswerLine) -> None:
        right = max(text_width(line.answer, 18, bold=True), text_width(line.said, 16)) + 2
        left, edge = px(_TEXT_LEFT), self.width() - px(16)
        room = QRectF(left, 0, edge - right - px(16) - left, self.height())
        is_bold = not line.is_done or line.is_amiss
        self._two(painter, room, (line.name, line.below), bold=is_bold, at_right=False)
        place = QRectF(edge - right, 0, right, self.height())
        ink = "amber" if line.is_amiss else "text"
        self._two(painter, place, (line.answer, line.said), bold=is_bold, at_right=True, ink=ink)

    def _two(
        self, painter: QPainter, room: QRectF, words: tuple[str, str],
        *, bold: bool, at_right: bool, ink: str = "text",
    ) -> None:  # fmt: skip
        """Write one line in the middle, or two."""
        align, first, (upper, lower) = RIGHT if at_right else LEFT, QRectF(room), words
        if lower:
            first.setHeight(room.height() * 0.56)
            second = QRectF(room.left(), room.height() * 0.5, room.width(), room.height() * 0.46)
            write_line(
                painter, second, lower, size=16, bold=False, colour="quiet", align=align, cut=self.cut_texts
            )
        write_line(painter, first, upper, size=18, bold=bold, colour=ink, align=align, cut=self.cut_texts)
