"""Our own line icons, drawn in the colour of a token."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from donor_room.ui.theme import RESOURCES, px, theme

_drawn: dict[tuple[str, str, int, float], QPixmap] = {}


def icon(name: str, token: str, side: int, ratio: float = 1.0) -> QPixmap:
    """Return an icon of resources/icons; side in logical pixels, ratio as the screen tells it."""
    colour = theme().colour(token).name()
    key = (name, colour, side, ratio)
    found = _drawn.get(key)
    if found is None:
        found = _draw(name, colour, side, ratio)
        _drawn[key] = found
    return found


def _draw(name: str, colour: str, side: int, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    drawing = (RESOURCES / "icons" / f"{name}.svg").read_text("utf-8").replace("currentColor", colour)
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, side, side))
    return pixmap


class Icon(QWidget):
    """One icon; side in px at scale 1."""

    def __init__(
        self, name: str, colour: str = "quiet", side: int = 24, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._token, self._side = name, colour, side
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.restyle()

    def show_icon(self, name: str, token: str) -> None:
        self._name, self._token = name, token
        self.update()

    def restyle(self) -> None:
        self.setFixedSize(QSize(px(self._side), px(self._side)))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._name:
            with QPainter(self) as painter:
                picture = icon(self._name, self._token, self.width(), self.devicePixelRatioF())
                painter.drawPixmap(0, 0, picture)
