"""The slanted stripes that tell practice from a real day."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from donor_room.ui.theme import px, theme


def draw_stripes(painter: QPainter, left: float, height: int) -> None:
    """Paint the slanted stripes that no real day has."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().colour("on_practice"))
    for place in range(3):
        x = left + px(10 + 14 * place) - px(8)
        corners = [(x + px(8), 0), (x + px(14), 0), (x + px(6), height), (x, height)]
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
