"""How boxes, shapes and texts are drawn; a text that did not fit is remembered, never cut in silence."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from donor_room.ui.theme import px, theme
from donor_room.ui.tokens import Shape

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter


class Drawn(QWidget):
    """A widget that paints itself and knows which of its texts did not fit when last painted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cut_texts: set[str] = set()

    @contextmanager
    def drawing(self) -> Iterator[QPainter]:
        self.cut_texts = set()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            yield painter

    def write(
        self,
        painter: QPainter,
        rect: QRect | QRectF,
        text: str,
        *,
        size: float = 18,
        bold: bool = False,
        colour: str = "text",
        align: Qt.AlignmentFlag = LEFT,
        wraps: bool = False,
    ) -> float:
        """Write one line in a rectangle; return its width. What is too wide is shortened and remembered.

        wraps lets it take two lines where one is too short.
        """
        if wraps and text_width(text, size, bold=bold) > QRectF(rect).width() + 1:
            room = QRectF(rect)
            return write_two_lines(
                painter, room, text, size=size, bold=bold, colour=colour, cut=self.cut_texts
            )
        return write_line(
            painter, rect, text, size=size, bold=bold, colour=colour, align=align, cut=self.cut_texts
        )


def write_line(
    painter: QPainter,
    rect: QRect | QRectF,
    text: str,
    *,
    size: float,
    bold: bool,
    colour: str,
    align: Qt.AlignmentFlag,
    cut: set[str],
) -> float:
    font = theme().font(size, bold=bold)
    metrics = QFontMetricsF(font)
    width = metrics.horizontalAdvance(text)
    box = QRectF(rect)
    if width > box.width() + 1:
        cut.add(text)
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.setFont(font)
    painter.setPen(theme().colour(colour))
    painter.drawText(box, align | Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip, text)
    return width


def write_two_lines(
    painter: QPainter, rect: QRectF, text: str, *, size: float, bold: bool, colour: str, cut: set[str]
) -> float:
    """Break where the room ends, sooner at a space or the dot of a name; return the width of the room."""
    text = kept_together(text)
    end = _break_of(text, rect.width(), size, bold=bold)
    line = px(size * 1.3)
    top = QRectF(rect.x(), rect.center().y() - line, rect.width(), line)
    for part, room in ((text[:end].rstrip(), top), (text[end:].lstrip(), top.translated(0, line))):
        write_line(painter, room, part, size=size, bold=bold, colour=colour, align=LEFT, cut=cut)
    return rect.width()


_NEVER_FIRST = tuple("，。、；：）》”’")


def kept_together(text: str) -> str:
    """Return a text in which no line ends between a number and its unit."""
    return _NUMBER_AND_UNIT.sub(_HELD, text)


_HELD = "\u00a0"
_NUMBER_AND_UNIT = re.compile(r"(?<=\d) (?=[^\W\d]|%|°)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_OPEN_NUMBER = re.compile(rf"\d[\d.,]*{_HELD}?$")


def _break_of(text: str, width: float, size: float, *, bold: bool) -> int:
    """Chinese may break anywhere, a day nowhere; other words at a space, a name of many parts at its dot."""
    fitting = (n for n in range(len(text), 0, -1) if text_width(text[:n], size, bold=bold) <= width)
    end = next(fitting, 1)
    torn = next((day for day in _DAY.finditer(text) if 0 < day.start() < end < day.end()), None)
    if torn is not None:
        return torn.start()
    if end > 1 and text[end : end + 1] in _NEVER_FIRST:
        end -= 1
    number = _OPEN_NUMBER.search(text, 0, end)
    if number is not None and number.start() and _HELD in text[end - 1 : end + 1]:
        return number.start()
    dot = text.rfind("·", 0, end) + 1
    if dot and text_width(text[dot:], size, bold=bold) <= width:
        return dot
    space = text.rfind(" ", 0, end)
    if space > 0 and _is_inside_word(text, end) and text_width(text[space:], size, bold=bold) <= width:
        return space + 1
    return space + 1 if space > end * 0.6 and end < len(text) and text[end - 1].isascii() else end


def cover(painter: QPainter, area: QRect | QRectF, token: str) -> None:
    """Fill an area with the colour of a token; pen and brush stay as they are.

    QPainter.fillRect does the same, but its first call makes Python's twin of every gradient there is: of the
    time to the first paint, 4 ms.
    """
    painter.setBackground(theme().colour(token))
    painter.eraseRect(area)


def _is_inside_word(text: str, place: int) -> bool:
    """Whether a word of letters or a number would be torn at this place."""
    around = text[place - 1 : place + 1]
    return place < len(text) and all(char.isascii() and char.isalnum() for char in around)


def text_width(text: str, size: float, *, bold: bool = False) -> int:
    """Return how wide a text is, in logical pixels of this screen."""
    return math.ceil(QFontMetricsF(theme().font(size, bold=bold)).horizontalAdvance(text))


def baseline_write(painter: QPainter, at: QPointF, text: str, font: QFont, colour: str) -> float:
    """Write from a point on the baseline; return where the next text may begin."""
    painter.setFont(font)
    painter.setPen(theme().colour(colour))
    painter.drawText(at, text)
    return at.x() + QFontMetricsF(font).horizontalAdvance(text)


def box(
    painter: QPainter,
    rect: QRect | QRectF,
    *,
    fill: str = "",
    edge: str = "",
    width: float = 0,
    radius: float = 8,
) -> None:
    """Draw a rounded box whose edge lies wholly inside; width and radius in px at scale 1."""
    pen_width = max(1, px(width)) if edge else 0
    inset = pen_width / 2
    painter.setPen(QPen(theme().colour(edge), pen_width) if edge else Qt.PenStyle.NoPen)
    painter.setBrush(theme().colour(fill) if fill else Qt.BrushStyle.NoBrush)
    inner = QRectF(rect).adjusted(inset, inset, -inset, -inset)
    painter.drawRoundedRect(inner, px(radius) - inset, px(radius) - inset)


def line_pen(colour: str, width: float) -> QPen:
    """Return a pen with round ends; width in px at scale 1."""
    pen = QPen(theme().colour(colour), width * theme().scale)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def draw_tick(painter: QPainter, rect: QRectF, colour: str, width: float) -> None:
    x, y, w, h = rect.x(), rect.y(), rect.width(), rect.height()
    painter.setPen(line_pen(colour, width))
    points = [QPointF(x, y + h * 0.55), QPointF(x + w * 0.36, y + h), QPointF(x + w, y)]
    painter.drawPolyline(QPolygonF(points))


def draw_shape(painter: QPainter, shape: Shape, rect: QRectF, ink: str, ground: str) -> None:
    """Draw the sign of a meaning: ink is the body, ground the sign cut out of it."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().colour(ink))
    _SHAPES[shape](painter, rect, theme().colour(ink), ground)


def _disc_tick(painter: QPainter, rect: QRectF, ink: QColor, ground: str) -> None:
    side = rect.width()
    painter.drawEllipse(rect)
    inner = QRectF(rect.x() + side * 0.27, rect.y() + side * 0.34, side * 0.48, side * 0.34)
    draw_tick(painter, inner, ground, side * 0.11 / theme().scale)


def _triangle(rect: QRectF) -> QPainterPath:
    path = QPainterPath()
    path.moveTo(rect.center().x(), rect.top() + rect.height() * 0.08)
    path.lineTo(rect.right(), rect.bottom() - rect.height() * 0.06)
    path.lineTo(rect.left(), rect.bottom() - rect.height() * 0.06)
    path.closeSubpath()
    return path


def _filled(painter: QPainter, path: QPainterPath, ink: QColor, side: float) -> None:
    pen = QPen(ink, side * 0.06)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPath(path)


def _triangle_clock(painter: QPainter, rect: QRectF, ink: QColor, ground: str) -> None:
    side = rect.width()
    _filled(painter, _triangle(rect), ink, side)
    centre = QPointF(rect.center().x(), rect.top() + side * 0.64)
    radius = side * 0.17
    painter.setPen(line_pen(ground, side * 0.055 / theme().scale))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(centre, radius, radius)
    hands = [centre - QPointF(0, radius * 0.6), centre, centre + QPointF(radius * 0.5, radius * 0.25)]
    painter.drawPolyline(QPolygonF(hands))


def draw_warning(painter: QPainter, rect: QRectF, ink: str, ground: str) -> None:
    """Draw the small triangle of "please check"."""
    side = rect.width()
    painter.setBrush(theme().colour(ink))
    _filled(painter, _triangle(rect), theme().colour(ink), side)
    x = rect.center().x()
    painter.setPen(line_pen(ground, side * 0.11 / theme().scale))
    painter.drawLine(QPointF(x, rect.top() + side * 0.4), QPointF(x, rect.top() + side * 0.62))
    painter.drawPoint(QPointF(x, rect.top() + side * 0.8))


def draw_error(painter: QPainter, rect: QRectF, ink: str, ground: str) -> None:
    """Draw the disc with a cross of "cannot be read"."""
    side = rect.width()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().colour(ink))
    painter.drawEllipse(rect)
    reach = side * 0.17
    centre = rect.center()
    painter.setPen(line_pen(ground, side * 0.11 / theme().scale))
    painter.drawLine(centre - QPointF(reach, reach), centre + QPointF(reach, reach))
    painter.drawLine(centre + QPointF(-reach, reach), centre + QPointF(reach, -reach))


def _octagon(painter: QPainter, rect: QRectF, ink: QColor, ground: str) -> None:
    radius = rect.width() / 2 / math.cos(math.pi / 8)
    angles = [math.pi / 8 + step * math.pi / 4 for step in range(8)]
    centre = rect.center()
    painter.drawPolygon(
        QPolygonF([centre + QPointF(math.cos(angle) * radius, math.sin(angle) * radius) for angle in angles])
    )
    side = rect.width()
    bar = QRectF(centre.x() - side * 0.29, centre.y() - side * 0.06, side * 0.58, side * 0.12)
    painter.setBrush(theme().colour(ground))
    painter.drawRoundedRect(bar, side * 0.05, side * 0.05)


def _diamond_cross(painter: QPainter, rect: QRectF, ink: QColor, ground: str) -> None:
    centre, half = rect.center(), rect.width() / 2
    corners = [QPointF(0, -half), QPointF(half, 0), QPointF(0, half), QPointF(-half, 0)]
    painter.drawPolygon(QPolygonF([centre + corner for corner in corners]))
    reach = half * 0.4
    painter.setPen(line_pen(ground, half * 0.2 / theme().scale))
    painter.drawLine(centre - QPointF(reach, 0), centre + QPointF(reach, 0))
    painter.drawLine(centre - QPointF(0, reach), centre + QPointF(0, reach))


def _outline(painter: QPainter, rect: QRectF, ink: QColor, ground: str) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = QPen(ink, rect.width() * 0.06)
    pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    inset = rect.width() * 0.05
    painter.drawEllipse(rect.adjusted(inset, inset, -inset, -inset))


_SHAPES = {
    Shape.DISC_TICK: _disc_tick,
    Shape.TRIANGLE_CLOCK: _triangle_clock,
    Shape.OCTAGON: _octagon,
    Shape.DIAMOND_CROSS: _diamond_cross,
    Shape.OUTLINE: _outline,
}
