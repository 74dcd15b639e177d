"""A long list of lines, painted as far as there is room: 20,000 rows cost as much as ten."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from donor_room.ui.theme import px, theme
from donor_room.ui.widgets.painting import RIGHT, Drawn, box, cover, draw_tick, text_width

ROW = 56
_DRAG = 12
"""A finger that moved less than this, in px at scale 1, has pressed a line."""

PEOPLE = (0.0, 0.24, 0.47, 0.74)
ROWS = (0.0, 0.14, 0.30, 0.54)
"""Where the columns begin, as a share of the width."""


@dataclass(frozen=True, slots=True)
class Line:
    """Four texts of a row; state is "" or "done" (ticked and quiet) or "check" (the last text is amber).

    `below` stands under the last text, and is the one that is amber then.
    """

    cells: tuple[str, str, str, str]
    state: str = ""
    below: str = ""


class LineList(Drawn):
    """Lines to be read and, where they can be chosen, pressed; arrows, wheel and finger move through them."""

    chosen = Signal(int)
    """A line was pressed."""
    moved = Signal()
    """Other lines are shown, or another one is marked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []
        self.here, self.first = 0, 0
        self._columns: tuple[float, ...] = PEOPLE
        self._can_choose = False
        self._pressed: QPointF | None = None
        self._first_then = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(px(ROW))

    def restyle(self) -> None:
        self.setMinimumHeight(px(ROW))

    def sizeHint(self) -> QSize:
        return QSize(px(400), px(ROW * 4))

    def show_lines(self, lines: list[Line], *, columns: tuple[float, ...], choose: bool) -> None:
        """Show these lines from the first on; the marked one stays marked while it is there."""
        if columns != self._columns or [one.cells[0] for one in lines] != [
            one.cells[0] for one in self.lines
        ]:
            self.here = self.first = 0
        self.lines, self._columns, self._can_choose = lines, columns, choose
        self._go(self.here)

    @property
    def room(self) -> int:
        """Return how many lines there is room for."""
        return max(1, self.height() // px(ROW))

    @property
    def span(self) -> tuple[int, int]:
        """Return the first and last line shown, counted from 1; (0, 0) without lines."""
        return (self.first + 1, min(self.first + self.room, len(self.lines))) if self.lines else (0, 0)

    def step(self, by: int) -> None:
        """Mark a later or earlier line and bring it into sight."""
        self._go(self.here + by)

    def press(self) -> None:
        """Choose the marked line."""
        if self.lines and self._can_choose:
            self.chosen.emit(self.here)

    def _go(self, here: int) -> None:
        self.here = min(max(here, 0), max(len(self.lines) - 1, 0))
        if not self.first <= self.here < self.first + self.room:
            self.first = self.here if self.here < self.first else self.here - self.room + 1
        self._show_from(self.first)

    def _show_from(self, first: int) -> None:
        self.first = min(max(first, 0), max(len(self.lines) - self.room, 0))
        self.update()
        self.moved.emit()

    # keys, wheel and finger

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.take_key(Qt.Key(event.key())):
            event.ignore()

    def take_key(self, key: Qt.Key) -> bool:
        """Move by an arrow or a page; False for any other key."""
        by = {
            Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: self.room, Qt.Key.Key_PageUp: -self.room,
        }.get(key)  # fmt: skip
        if by is not None:
            self.step(by)
        return by is not None

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._show_from(self.first - (1 if event.angleDelta().y() > 0 else -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed, self._first_then = event.position(), self.first

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None:
            self._show_from(self._first_then + round((self._pressed.y() - event.position().y()) / px(ROW)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is None or abs(event.position().y() - pressed.y()) >= px(_DRAG):
            return
        place = self.first + int(event.position().y() // px(ROW))
        if place < min(len(self.lines), self.first + self.room):
            self._go(place)
            self.press()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._go(self.here)

    # drawing

    def focus_rect(self) -> QRectF:
        """Return the marked line; the focus ring is drawn round it."""
        return self._rect(self.here)

    def _rect(self, place: int) -> QRectF:
        return QRectF(0, (place - self.first) * px(ROW), self.width(), px(ROW))

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.drawing() as painter:
            for place in range(self.first, min(self.first + self.room, len(self.lines))):
                self._paint_ground(painter, place)
                self._paint_line(painter, self.lines[place], self._rect(place))

    def _paint_ground(self, painter: QPainter, place: int) -> None:
        rect = self._rect(place)
        if self._can_choose and place == self.here:
            box(painter, rect.adjusted(0, 1, 0, -1), fill="chosen", radius=6)
            cover(painter, QRectF(0, rect.top() + 1, px(4), rect.height() - 2), "action")
        else:
            cover(painter, QRectF(0, rect.bottom() - 1, rect.width(), 1), "hairline")

    def _paint_line(self, painter: QPainter, line: Line, rect: QRectF) -> None:
        rooms = self._rooms(rect)
        first, second, third, last = line.cells
        done = line.state == "done"
        self.write(painter, rooms[0], first, size=self._size(first, rooms[0]), bold=True,
                   colour="quiet" if done else "text")  # fmt: skip
        self.write(painter, rooms[1], second, colour="quiet" if done else "text")
        self.write(painter, rooms[2], _shortened(third, rooms[2].width()), colour="quiet")
        if self._columns is ROWS:
            self._paint_answer(painter, line, rooms[3])
            return
        if done:
            side = text_width(last, 18) + px(28)
            left = QPointF(rooms[3].right() - side, rect.center().y() - px(4))
            draw_tick(painter, QRectF(left.x(), left.y(), px(13), px(9)), "quiet", 2)
        self.write(painter, rooms[3], last, colour="quiet", align=RIGHT)

    def _paint_answer(self, painter: QPainter, line: Line, room: QRectF) -> None:
        """Write what is said of a row of a file, and under it what else the row holds."""
        check, last = line.state == "check", line.cells[3]
        colour = "amber" if check else "quiet"
        if not line.below:
            self.write(painter, room, last, size=16, bold=check, colour=colour, wraps=True)
            return
        above = QRectF(room.left(), room.top() + px(4), room.width(), room.height() / 2 - px(4))
        self.write(painter, above, last, size=18)
        below = above.translated(0, above.height())
        self.write(painter, below, _shortened(line.below, below.width(), 16), size=16, colour=colour)

    def _rooms(self, rect: QRectF) -> list[QRectF]:
        """Return the four places of a row, with air between them."""
        width = rect.width() - px(24)
        lefts = [px(12) + share * width for share in (*self._columns, 1.0)]
        return [
            QRectF(left, rect.top(), right - left - (px(12) if place < 3 else 0), rect.height())
            for place, (left, right) in enumerate(pairwise(lefts))
        ]

    @staticmethod
    def _size(text: str, room: QRectF) -> int:
        return 20 if text_width(text, 20, bold=True) <= room.width() else 16


def _shortened(text: str, width: float, size: int = 18) -> str:
    """Shorten what an organiser wrote too long; it decides nothing."""
    metrics = QFontMetricsF(theme().font(size))
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
