"""Past values as a line, today's as its dashed end, the limit as a dashed level."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from donor_room.ui.theme import px, theme
from donor_room.ui.tokens import Tone
from donor_room.ui.widgets.painting import RIGHT, Drawn

TREND_WIDTH = 270


class TrendLine(Drawn):
    """Drawn from plain numbers; it judges nothing. Hidden values are not drawn before today's stands."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.past: list[float] = []
        self.today: float | None = None
        self.limit: float | None = None
        self.limit_text = ""
        self.tone = Tone.ACTION
        self.empty_text = ""
        self.restyle()

    def restyle(self) -> None:
        self.setFixedHeight(px(64))
        self.setMinimumWidth(px(TREND_WIDTH))

    def sizeHint(self) -> QSize:
        return QSize(px(TREND_WIDTH), px(64))

    def show_trend(
        self,
        past: list[float],
        today: float | None,
        limit: float | None = None,
        limit_text: str = "",
        tone: Tone = Tone.ACTION,
    ) -> None:
        """Past is oldest first, at most five are drawn; numbers are only for drawing."""
        self.past, self.today, self.limit, self.limit_text, self.tone = (
            past[-5:],
            today,
            limit,
            limit_text,
            tone,
        )
        self.update()

    def show_nothing(self, text: str = "") -> None:
        """No past values, or not to be seen yet; text says which."""
        self.past, self.today, self.limit, self.empty_text = [], None, None, text
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.drawing() as painter:
            if not self.past:
                self.write(painter, QRectF(self.rect()), self.empty_text, size=16, colour="quiet")
                return
            self._paint_limit(painter)
            self._paint_past(painter)
            self._paint_today(painter)

    def _height_of(self, number: float) -> float:
        values = [*self.past, *([self.today] if self.today is not None else [])]
        values += [self.limit] if self.limit is not None else []
        low, high = min(values), max(values)
        span = (high - low) or 1
        top, bottom = px(12), self.height() - px(14)
        return bottom - (number - low) / span * (bottom - top)

    def _x_of(self, place: int) -> float:
        left, right = px(52), self.width() - px(10)
        return left + (right - left) / 5 * (place + 5 - len(self.past))

    def _paint_limit(self, painter: QPainter) -> None:
        if self.limit is None:
            return
        y = self._height_of(self.limit)
        pen = QPen(theme().colour("edge"), max(1.0, 1.25 * theme().scale))
        pen.setDashPattern([5, 3])
        painter.setPen(pen)
        painter.drawLine(QPointF(px(44), y), QPointF(self.width(), y))
        room = QRectF(0, y - px(12), px(36), px(24))
        self.write(painter, room, self.limit_text, size=16, colour="quiet", align=RIGHT)

    def _paint_past(self, painter: QPainter) -> None:
        points = [
            QPointF(self._x_of(place), self._height_of(number)) for place, number in enumerate(self.past)
        ]
        painter.setPen(QPen(theme().colour("quiet"), 1.75 * theme().scale))
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("quiet"))
        for point in points:
            painter.drawEllipse(point, 3.5 * theme().scale, 3.5 * theme().scale)

    def _paint_today(self, painter: QPainter) -> None:
        if self.today is None:
            return
        last = len(self.past) - 1
        start = QPointF(self._x_of(last), self._height_of(self.past[-1]))
        end = QPointF(self._x_of(last + 1), self._height_of(self.today))
        pen = QPen(theme().colour(self.tone.value), 2 * theme().scale)
        pen.setDashPattern([2, 1.5])
        painter.setPen(pen)
        painter.drawLine(start, end)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour(self.tone.value))
        painter.drawEllipse(end, 6 * theme().scale, 6 * theme().scale)
