"""A side of a page that scrolls, by touch and by focus, when the screen is too small for it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QScrollBar, QSizePolicy, QWidget

from donor_room.ui.theme import px
from donor_room.ui.widgets.painting import box


def scrolling(inside: QWidget) -> ScrollSide:
    """Wrap a widget so that it scrolls up and down when the screen is too small for it."""
    area = ScrollSide()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setVerticalScrollBar(ThinBar(area))
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    area.setViewport(QWidget())  # our own is plain already, and asking for Qt's loads every kind of widget
    area.setWidget(inside)
    inside.setAutoFillBackground(False)
    return area


class ScrollSide(QScrollArea):
    """Scrolls by touch and by focus; arrow keys belong to the page."""

    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()


class ThinBar(QScrollBar):
    """A quiet handle without arrows; it is for touch and for knowing that there is more."""

    def sizeHint(self) -> QSize:
        return QSize(px(10), px(48))

    def paintEvent(self, event: QPaintEvent) -> None:
        reach = self.maximum() - self.minimum() + self.pageStep()
        if reach <= 0:
            return
        length = max(px(32), round(self.height() * self.pageStep() / reach))
        span = max(1, self.maximum() - self.minimum())
        top = (self.height() - length) * (self.value() - self.minimum()) // span
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            box(painter, QRect(px(2), top + px(2), px(6), length - px(4)), fill="edge", radius=3)
