"""The donation numbers of a shift, each a square with its end; and the sum that must come out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from donor_room.ui.texts import say
from donor_room.ui.theme import px, theme
from donor_room.ui.widgets.painting import CENTRE, Drawn, box, text_width

GAP_FILL, GAP_EDGE, GAP_INK = "#FFC233", "#6F4400", "#16202A"
"""How a number without an end looks wherever it is told, by day and by night."""


class NumberEnd(Enum):
    """How a number of the range ended; the value is the last part of its text key."""

    USED = "used"
    VOID = "void"
    RETURNED = "returned"
    IN_WORK = "in_work"
    UNSPENT = "unspent"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class NumberSquare:
    """One number as the strip shows it."""

    number: str
    end: NumberEnd


_ROW, _LEAST_ROW, _ROOM, _NAMED = 48, 12, 192, 22
"""Height of a row, of the lowest one, of all rows together, and of what names one, in px at scale 1."""


class NumberStrip(Drawn):
    """Twenty-five squares a row, walked by arrow keys; the unexplained ones cannot be overlooked.

    Many rows are lower, so that all of them stay in sight.
    """

    chosen = Signal(str)
    per_row = 25

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.squares: list[NumberSquare] = []
        self._place, self._room = -1, _ROOM
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_squares(self, squares: list[NumberSquare]) -> None:
        self.squares = squares
        self._place = next((n for n, square in enumerate(squares) if square.end is NumberEnd.UNEXPLAINED), -1)
        self.restyle()
        self.update()

    def set_room(self, room: int) -> None:
        """Take at most this height, in px at scale 1."""
        self._room = room
        self.restyle()
        self.update()

    @property
    def _row(self) -> int:
        rows = max(1, -(-len(self.squares) // self.per_row))
        return max(_LEAST_ROW, min(_ROW, self._room // rows))

    def restyle(self) -> None:
        rows = max(1, -(-len(self.squares) // self.per_row))
        self.setFixedHeight(px(self._row * rows))

    def sizeHint(self) -> QSize:
        return QSize(px(800), self.height())

    def rect_of(self, place: int) -> QRectF:
        label = px(82)
        step = (self.width() - label) / self.per_row
        row, column = divmod(place, self.per_row)
        air = self._row // 12
        return QRectF(
            label + column * step + px(1), px(air + self._row * row), step - px(2), px(self._row - 2 * air)
        )

    def focus_rect(self) -> QRectF:
        return self.rect_of(max(0, self._place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Down: self.per_row,
            Qt.Key.Key_Up: -self.per_row,
        }
        by = steps.get(Qt.Key(event.key()))
        if by is None or not self.squares:
            event.ignore()
            return
        self._choose(min(len(self.squares) - 1, max(0, self._place + by)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        places = range(len(self.squares))
        hit = next((place for place in places if self.rect_of(place).contains(event.position())), None)
        if hit is not None:
            self._choose(hit)

    def _choose(self, place: int) -> None:
        self._place = place
        self.update()
        self.chosen.emit(self.squares[place].number)

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.drawing() as painter:
            for place, square in enumerate(self.squares):
                rect = self.rect_of(place)
                if place % self.per_row == 0 and self._is_named(place // self.per_row):
                    middle = rect.center().y()
                    room = QRectF(0, middle - px(14), px(74), px(28))
                    self.write(painter, room, square.number[-6:], size=16, colour="quiet")
                paint_square(painter, rect, square.end)

    def _is_named(self, row: int) -> bool:
        """Low rows have no room for a number each: every second or third is named."""
        return row % -(-_NAMED // self._row) == 0


def paint_square(painter: QPainter, rect: QRectF, end: NumberEnd) -> None:
    """Paint the end of one number; shape and sign differ, not only the colour."""
    if end is NumberEnd.USED:
        box(painter, rect, fill="portrait", radius=4)
    elif end is NumberEnd.VOID:
        box(painter, rect, fill="surface", edge="edge", width=2, radius=4)
        reach = min(rect.width(), rect.height()) * 0.22
        painter.setPen(QPen(theme().colour("quiet"), 1.5 * theme().scale))
        centre = rect.center()
        painter.drawLine(centre - QPointF(reach, reach), centre + QPointF(reach, reach))
        painter.drawLine(centre + QPointF(-reach, reach), centre + QPointF(reach, -reach))
    elif end is NumberEnd.UNSPENT:
        box(painter, rect, fill="surface", edge="hairline", width=1, radius=4)
    elif end is NumberEnd.IN_WORK:
        box(painter, rect, fill="surface", edge="edge", width=2, radius=4)
        dot = min(rect.width(), rect.height()) * 0.16
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("text"))
        painter.drawEllipse(rect.center(), dot, dot)
    elif end is NumberEnd.RETURNED:
        pen = QPen(theme().colour("edge"), 2 * theme().scale)
        pen.setDashPattern([2, 1.5])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), px(4), px(4))
    else:
        box(painter, rect, fill=GAP_FILL, edge=GAP_EDGE, width=3, radius=4)
        if rect.width() > px(20):
            painter.setFont(theme().font(20, bold=True))
            painter.setPen(theme().colour(GAP_INK))
            painter.drawText(rect, CENTRE, "?")


class NumberLegend(Drawn):
    """What the squares mean: those that there are, in their usual order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ends = tuple(NumberEnd)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.restyle()

    def show_ends(self, squares: list[NumberSquare]) -> None:
        """Explain these squares and no others."""
        there = {square.end for square in squares}
        self._ends = tuple(end for end in NumberEnd if end in there)
        self.retext()

    def restyle(self) -> None:
        self.setFixedHeight(px(28))
        self.updateGeometry()

    def retext(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(sum(self._widths()), px(28))

    def _widths(self) -> list[int]:
        return [text_width(say(f"frame.numbers.{end.value}"), 16) + px(24 + 24) for end in self._ends]

    def paintEvent(self, event: QPaintEvent) -> None:
        x = 0.0
        with self.drawing() as painter:
            for end, width in zip(self._ends, self._widths(), strict=True):
                paint_square(painter, QRectF(x, px(6), px(16), px(16)), end)
                room = QRectF(x + px(24), 0, width - px(24), self.height())
                self.write(painter, room, say(f"frame.numbers.{end.value}"), size=16, colour="quiet")
                x += width


_PARTS_AT_EASE = 5


class NumberSum(Drawn):
    """issued = used + void + returned (+ unexplained): the gap is the loudest part."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parts: list[tuple[int, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.restyle()

    def restyle(self) -> None:
        self.setFixedHeight(px(128))

    def sizeHint(self) -> QSize:
        return QSize(px(800), px(128))

    def show_sum(
        self, issued: tuple[int, str], ends: list[tuple[int, str]], gap: tuple[int, str] | None
    ) -> None:
        """Each part is a number and its word; gap None means that the sum comes out."""
        self.parts = [issued, *ends]
        self._gap = gap
        self.update()

    _gap: tuple[int, str] | None = None

    def paintEvent(self, event: QPaintEvent) -> None:
        parts = [*self.parts, *([self._gap] if self._gap else [])]
        with self.drawing() as painter:
            box(painter, self.rect(), fill="surface", edge="hairline", width=1)
            width, at_ease = self.width() / max(1, len(parts)), len(parts) <= _PARTS_AT_EASE
            for place, (number, words) in enumerate(parts):
                rect = QRectF(place * width, 0, width, self.height())
                ink = "text"
                if self._gap and place == len(parts) - 1:
                    ink = "amber"
                    inset = px(24 if at_ease else 12)
                    around = rect.adjusted(inset, px(12), -inset, -px(12))
                    box(painter, around, fill="amber_soft", edge="amber", width=2)
                self.write(
                    painter,
                    rect.adjusted(0, px(20), 0, -px(48)),
                    str(number),
                    size=48,
                    bold=True,
                    colour=ink,
                    align=CENTRE,
                )
                quiet = "quiet" if ink == "text" else ink
                below = rect.adjusted(0, px(80), 0, -px(16))
                size = 18 if at_ease else 16
                self.write(painter, below, words, size=size, bold=ink != "text", colour=quiet, align=CENTRE)
                if place:
                    aside = px(8) if ink != "text" and not at_ease else 0
                    sign = QRectF(rect.left() - px(20) - aside, px(30), px(40), px(40))
                    self.write(
                        painter, sign, "=" if place == 1 else "+", size=28, colour="quiet", align=CENTRE
                    )
