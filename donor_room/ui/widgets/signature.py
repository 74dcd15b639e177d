"""The pad on which a donor signs; strokes are kept as points, not as a picture."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from donor_room.ui.theme import px, theme
from donor_room.ui.tokens import DAY
from donor_room.ui.widgets.painting import Drawn, cover, line_pen

Stroke = tuple[tuple[int, int], ...]
"""Points in thousandths of the pad's width, so that a signature looks the same on every screen."""


class SignaturePad(Drawn):
    """Always light, like paper. Writing begins on press; clear() keeps nothing."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strokes: list[list[tuple[int, int]]] = []
        self.caption = ""
        self._height = 256
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.restyle()

    def restyle(self) -> None:
        self.setFixedHeight(px(self._height))

    def stand(self, height: int) -> None:
        """Take this height, in px at scale 1."""
        self._height = height
        self.restyle()

    def sizeHint(self) -> QSize:
        return QSize(px(720), px(self._height))

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        return tuple(tuple(stroke) for stroke in self._strokes)

    @property
    def is_signed(self) -> bool:
        """Whether something longer than a slip of the finger stands there."""
        return sum(len(stroke) for stroke in self._strokes) >= 8

    def clear(self) -> None:
        self._strokes = []
        self.update()
        self.changed.emit()

    def show_strokes(self, strokes: tuple[Stroke, ...]) -> None:
        self._strokes = [list(stroke) for stroke in strokes]
        self.update()

    def show_caption(self, caption: str) -> None:
        self.caption = caption
        self.update()

    def _point(self, at: QPointF) -> tuple[int, int]:
        width = max(1, self.width())
        return round(at.x() * 1000 / width), round(at.y() * 1000 / width)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._strokes.append([self._point(event.position())])
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._strokes and event.buttons() & Qt.MouseButton.LeftButton:
            point = self._point(event.position())
            if point != self._strokes[-1][-1]:
                self._strokes[-1].append(point)
                self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.drawing() as painter:
            painter.setPen(line_pen(DAY.edge, 2))
            painter.setBrush(theme().colour(DAY.surface))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(12), px(12))
            base = self.height() - px(64)
            cover(painter, QRectF(px(40), base, self.width() - px(80), 1), DAY.hairline)
            room = QRectF(px(40), base + px(16), self.width() - px(80), px(30))
            self.write(painter, room, self.caption, size=18, colour=DAY.quiet)
            painter.setPen(line_pen(DAY.text, 4))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            scale = self.width() / 1000
            for stroke in self._strokes:
                points = [QPointF(x * scale, y * scale) for x, y in stroke]
                painter.drawPolyline(QPolygonF(points if len(points) > 1 else points * 2))
