"""The focus ring: yellow outside, a dark line inside, round whatever has the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from shiboken6 import isValid

from donor_room.ui.theme import px
from donor_room.ui.widgets.painting import box

REACH = 5
"""How far the ring stands out, in px at scale 1: 3 yellow and 2 dark."""


class FocusRing(QWidget):
    """Lies over the host and follows the focus inside it; it never takes a press."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        self.hide()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._moved)

    def restyle(self) -> None:
        self.place()

    def _moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if isValid(self):
            self.follow(new)

    def follow(self, target: QWidget | None) -> None:
        self._forget()
        host = self.parentWidget()
        if (
            target is None
            or target is host
            or not host.isAncestorOf(target)
            or hasattr(target, "no_focus_ring")
        ):
            self.hide()
            return
        self._target = target
        widget: QWidget | None = target
        while widget is not None and widget is not host:
            if isinstance(widget, QScrollArea):
                widget.ensureWidgetVisible(target, px(24), px(24))
            widget.installEventFilter(self)
            self._watched.append(widget)
            widget = widget.parentWidget()
        self.place()

    def _forget(self) -> None:
        for widget in self._watched:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._watched, self._target = [], None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self.place()
        return False

    def place(self) -> None:
        """Stand round the target as it lies now."""
        target = self._target
        host = self.parentWidget()
        if target is None or host is None or not isValid(target) or target.visibleRegion().isEmpty():
            self.hide()
            return
        rect = getattr(target, "focus_rect", target.rect)()
        rect = rect if isinstance(rect, QRect) else rect.toRect()
        corner = target.mapTo(host, QPoint(rect.x(), rect.y()))
        reach = px(REACH)
        self.setGeometry(QRect(corner, rect.size()).adjusted(-reach, -reach, reach, reach))
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            box(painter, self.rect(), edge="focus", width=3, radius=11)
            inset = px(3)
            box(
                painter,
                self.rect().adjusted(inset, inset, -inset, -inset),
                edge="focus_inner",
                width=2,
                radius=8,
            )


_MOVES = (
    QEvent.Type.Move,
    QEvent.Type.Resize,
    QEvent.Type.Show,
    QEvent.Type.Hide,
    QEvent.Type.KeyRelease,
    QEvent.Type.LayoutRequest,
)
