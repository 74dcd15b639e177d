"""One item of the checks: its key, whether it is good, what was said, by whom and when."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from donor_room.domain.shift_checks import State, Wants
from donor_room.ui.theme import px
from donor_room.ui.widgets.buttons import Button
from donor_room.ui.widgets.labels import paint_chip
from donor_room.ui.widgets.painting import LEFT, RIGHT, box, draw_tick, draw_warning, text_width, write_line

_TEXT_LEFT = 92
_HEIGHT, _CLOSE_HEIGHT = 52, 46
_MOST_ROOMY = 8
"""With more items than this the rows stand closer, so that a small screen shows all of them."""


@dataclass(frozen=True, slots=True)
class CheckLine:
    """An item as the page shows it; `below` says what waits for it, `said` who looked at it and when."""

    item: str
    wants: Wants
    state: State
    name: str
    answer: str
    said: str
    below: str


class CheckRow(Button):
    """Pressed by finger or by its digit; amber ground is for what was said to be wrong."""

    def __init__(self, digit: int, parent: QWidget | None = None) -> None:
        self.digit = digit
        self.line: CheckLine | None = None
        self._is_close = False
        super().__init__("", parent)
        self.setObjectName(f"check_{digit}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_line(self, line: CheckLine, *, among: int) -> None:
        """Show an item, one of so many."""
        self.line, self._is_close = line, among > _MOST_ROOMY
        self.updateGeometry()
        self.setText(line.name)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(480), px(_CLOSE_HEIGHT if self._is_close else _HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        self.cut_texts = set()
        if self.line is None:
            return
        is_wrong = self.line.state in ("failed", "expired")
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            fill = "amber_soft" if is_wrong else "chosen" if self.isDown() else "surface"
            box(painter, self.rect(), fill=fill, edge="hairline", width=1, radius=6)
            chip = QRectF(px(12), (self.height() - px(28)) / 2, px(32), px(28))
            paint_chip(painter, chip, str(self.digit % 10), ink="text", edge="edge", cut=self.cut_texts)
            self._paint_mark(painter, is_wrong=is_wrong)
            self._paint_words(painter, self.line, is_wrong=is_wrong)

    def _paint_mark(self, painter: QPainter, *, is_wrong: bool) -> None:
        middle = self.height() / 2
        if is_wrong:
            side = px(20)
            draw_warning(painter, QRectF(px(58), middle - side / 2, side, side), "amber", "amber_soft")
        elif self.line is not None and self.line.state == "good":
            draw_tick(painter, QRectF(px(60), middle - px(5), px(16), px(11)), "quiet", 2)

    def _paint_words(self, painter: QPainter, line: CheckLine, *, is_wrong: bool) -> None:
        right = max(text_width(line.answer, 18, bold=True), text_width(line.said, 16)) + 2
        left, edge = px(_TEXT_LEFT), self.width() - px(16)
        room = QRectF(left, 0, edge - right - px(16) - left, self.height())
        is_done = line.state == "good"
        self._two(painter, room, line.name, line.below, bold=not is_done, align_right=False)
        place = QRectF(edge - right, 0, right, self.height())
        ink = "amber" if is_wrong else "text"
        self._two(painter, place, line.answer, line.said, bold=not is_done, align_right=True, ink=ink)

    def _two(
        self,
        painter: QPainter,
        room: QRectF,
        upper: str,
        lower: str,
        *,
        bold: bool,
        align_right: bool,
        ink: str = "text",
    ) -> None:
        """Write one line in the middle, or two."""
        align = RIGHT if align_right else LEFT
        first = QRectF(room)
        if lower:
            first.setHeight(room.height() * 0.56)
            second = QRectF(room.left(), room.height() * 0.5, room.width(), room.height() * 0.46)
            write_line(
                painter, second, lower, size=16, bold=False, colour="quiet", align=align, cut=self.cut_texts
            )
        write_line(painter, first, upper, size=18, bold=bold, colour=ink, align=align, cut=self.cut_texts)
