"""Rows and columns whose lengths follow the scale of the theme.

The items of a Qt layout are never asked for (itemAt, takeAt): Python would keep a name for each after Qt has
deleted it, and a widget made later at the same place in memory would take the program down with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
)

from donor_room.ui.theme import px
from donor_room.ui.widgets.painting import box, cover

Margins = tuple[int, int, int, int]
NONE: Margins = (0, 0, 0, 0)


class _Scaled:
    """Keeps lengths at scale 1 and lays them on again after each change of scale."""

    def _keep(self, gap: int, margins: Margins) -> None:
        self._gap, self._margins_at_1 = gap, margins
        self._fixed_gaps: list[tuple[QSpacerItem, int]] = []
        self.filling: list[Any] = []
        self.rescale()

    def rescale(self) -> None:
        self.setSpacing(px(self._gap))
        self.setContentsMargins(*(px(side) for side in self._margins_at_1))
        for spacer, length in self._fixed_gaps:
            spacer.changeSize(*self._gap_size(length))

    def _gap_size(self, length: int) -> tuple[int, int, QSizePolicy.Policy, QSizePolicy.Policy]:
        fixed, free = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum
        if self.direction() in (QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.BottomToTop):
            return 0, px(length), free, fixed
        return px(length), 0, fixed, free

    def gap(self, length: int) -> None:
        """Leave a fixed distance, in px at scale 1."""
        spacer = QSpacerItem(*self._gap_size(length))
        self._fixed_gaps.append((spacer, length))
        self.addSpacerItem(spacer)

    def fill(self, widgets: Sequence[QWidget]) -> None:
        """Let these stand first, in the place of those of the last filling, which are gone."""
        for old in self.filling:
            self.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.filling = list(widgets)
        for place, widget in enumerate(self.filling):
            self.insertWidget(place, widget)

    def set_margins(self, margins: Margins) -> None:
        self._margins_at_1 = margins
        self.rescale()


class Row(_Scaled, QHBoxLayout):
    """Things beside each other; gap and margins (left, top, right, bottom) in px at scale 1."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = 16, margins: Margins = NONE) -> None:
        super().__init__()
        self._keep(gap, margins)
        if parent is not None:
            parent.setLayout(self)


class Column(_Scaled, QVBoxLayout):
    """Things below each other; gap and margins (left, top, right, bottom) in px at scale 1."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = 0, margins: Margins = NONE) -> None:
        super().__init__()
        self._keep(gap, margins)
        if parent is not None:
            parent.setLayout(self)


class Grid(QGridLayout):
    """Cells in columns; gaps in px at scale 1."""

    def __init__(self, parent: QWidget | None = None, *, across: int = 16, down: int = 8) -> None:
        super().__init__()
        self._gaps = (across, down)
        self.setContentsMargins(0, 0, 0, 0)
        self.rescale()
        if parent is not None:
            parent.setLayout(self)

    def set_gaps(self, across: int, down: int) -> None:
        self._gaps = (across, down)
        self.rescale()

    def rescale(self) -> None:
        self.setHorizontalSpacing(px(self._gaps[0]))
        self.setVerticalSpacing(px(self._gaps[1]))


class HairLine(QWidget):
    """One quiet line; space above and below in px at scale 1."""

    def __init__(self, parent: QWidget | None = None, *, above: int = 0, below: int = 0) -> None:
        super().__init__(parent)
        self._above, self._below = above, below
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.restyle()

    def restyle(self) -> None:
        self.setFixedHeight(px(self._above) + 1 + px(self._below))

    def set_air(self, above: int, below: int) -> None:
        """Stand closer to what is above and below, or farther off."""
        self._above, self._below = above, below
        self.restyle()

    def sizeHint(self) -> QSize:
        return QSize(px(48), self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            cover(painter, QRect(0, px(self._above), self.width(), 1), "hairline")


class Surface(QWidget):
    """A plain ground of one colour, with an optional hairline at one side."""

    def __init__(self, token: str, parent: QWidget | None = None, *, line: str = "") -> None:
        super().__init__(parent)
        self._token, self._line = token, line

    def set_ground(self, token: str) -> None:
        self._token = token
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            cover(painter, self.rect(), self._token)
            sides = {
                "left": QRect(0, 0, 1, self.height()),
                "top": QRect(0, 0, self.width(), 1),
                "bottom": QRect(0, self.height() - 1, self.width(), 1),
            }
            if self._line:
                cover(painter, sides[self._line], "hairline")


class Card(QWidget):
    """A white ground with round corners and a hairline: something that belongs together."""

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            box(painter, self.rect(), fill="surface", edge="hairline", width=1)
