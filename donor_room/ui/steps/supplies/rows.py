"""One item of the supplies: its key, what should be there, and what was counted by whom."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from donor_room.ui.theme import px
from donor_room.ui.widgets.buttons import Button
from donor_room.ui.widgets.labels import paint_chip
from donor_room.ui.widgets.painting import LEFT, RIGHT, box, draw_tick, draw_warning, text_width, write_line

_TEXT_LEFT, _HEIGHT = 92, 48


@dataclass(frozen=True, slots=True)
class SupplyLine:
    """An item as the page shows it; `below` says what should be there, `said` who counted and when."""

    item: str
    name: str
    below: str
    answer: str
    said: str
    is_counted: bool
    is_amiss: bool


class SupplyRow(Button):
    """Pressed by finger or by its digit; amber ground is for what differs."""

    def __init__(self, digit: int, parent: QWidget | None = None) -> None:
        self.digit = digit
        self.line: SupplyLine | None = None
        super().__init__("", parent)
        self.setObjectName(f"supply_{digit}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_line(self, line: SupplyLine) -> None:
        """Show an item."""
        self.line = line
        self.setText(line.name)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(480), px(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        self.cut_texts = set()
        line = self.line
        if line is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            fill = "amber_soft" if line.is_amiss else "chosen" if self.isDown() else "surface"
            box(painter, self.rect(), fill=fill, edge="hairline", width=1, radius=6)
            chip = QRectF(px(12), (self.height() - px(28)) / 2, px(32), px(28))
            paint_chip(painter, chip, str(self.digit % 10), ink="text", edge="edge", cut=self.cut_texts)
            self._paint_mark(painter, line)
            right = max(text_width(line.answer, 18, bold=True), text_width(line.said, 16)) + 2
            left, edge = px(_TEXT_LEFT), self.width() - px(16)
            room = QRectF(left, 0, edge - right - px(16) - left, self.height())
            bold = not line.is_counted or line.is_amiss
            self._two(painter, room, (line.name, line.below), bold=bold, at_right=False)
            place = QRectF(edge - right, 0, right, self.height())
            ink = "amber" if line.is_amiss else "text"
            self._two(painter, place, (line.answer, line.said), bold=bold, at_right=True, ink=ink)

    def _paint_mark(self, painter: QPainter, line: SupplyLine) -> None:
        middle = self.height() / 2
        if line.is_amiss:
            side = px(20)
            draw_warning(painter, QRectF(px(58), middle - side / 2, side, side), "amber", "amber_soft")
        elif line.is_counted:
            draw_tick(painter, QRectF(px(60), middle - px(5), px(16), px(11)), "quiet", 2)

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
