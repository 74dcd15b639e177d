"""The error summary: how many things to correct, each a way to its field, in the same words."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLayout, QSizePolicy, QWidget

from donor_room.ui.texts import say, say_again
from donor_room.ui.theme import px, theme
from donor_room.ui.tokens import Size
from donor_room.ui.widgets.buttons import Button
from donor_room.ui.widgets.layout import Row
from donor_room.ui.widgets.painting import LEFT, box, cover, draw_error, text_width, write_line

_SIZES = (18, 17, 16)


class _Link(Button):
    """An entry of the summary; pressing it puts the focus on its field."""

    def __init__(self, text: str, field: QWidget) -> None:
        self.field, self._words, self._size = field, text, _SIZES[0]
        super().__init__(text)

    def take_size(self, size: int) -> None:
        """Be written in this size, in px at scale 1."""
        self._size = size
        self.updateGeometry()
        self.update()

    def width_at(self, size: int) -> int:
        """Return how wide the entry is in this size."""
        return max(px(Size.TARGET), text_width(self.text(), size) + px(16))

    def retext(self) -> None:
        self._words = say_again(self._words)
        self.say_text(self._words)

    def focus_rect(self) -> QRect:
        """Keep the ring inside the summary."""
        return self.rect().adjusted(0, px(6), 0, -px(6))

    def sizeHint(self) -> QSize:
        return QSize(self.width_at(self._size), px(Size.TARGET))

    def paintEvent(self, event: QPaintEvent) -> None:
        self.cut_texts = set()
        with QPainter(self) as painter:
            room = QRectF(px(8), 0, self.width() - px(8), self.height())
            width = write_line(
                painter, room, self.text(), size=self._size, bold=False, colour="red", align=LEFT,
                cut=self.cut_texts,
            )  # fmt: skip
            cover(painter, QRectF(px(8), self.height() / 2 + px(13), width, 1), "red")


class Summary(QWidget):
    """Its room is kept free, so that nothing moves when it comes; it takes the focus when it does."""

    jumped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.links: list[_Link] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row = Row(self, gap=8, margins=(60, 0, 8, 0))
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._row.addStretch(1)
        self.cut_texts: set[str] = set()
        self.restyle()

    def restyle(self) -> None:
        self.setFixedHeight(px(56))
        self._indent()

    def retext(self) -> None:
        self._indent()
        self.update()

    @property
    def title(self) -> str:
        return say("frame.summary.title", count=len(self.links)) if self.links else ""

    @property
    def problems(self) -> list[str]:
        return [link.text() for link in self.links]

    def show_problems(self, problems: list[tuple[str, QWidget]]) -> None:
        """Show words and the field each belongs to; an empty list takes the summary away."""
        self.links = [_Link(words, field) for words, field in problems]
        for link in self.links:
            link.clicked.connect(self._jump)
        self._row.fill(self.links)
        self._indent()
        self.update()
        if self.links:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.links[0].show()
            self.links[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def minimumSizeHint(self) -> QSize:
        """Never push the page wider than it is."""
        return QSize(px(240), px(56))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_links()

    def _indent(self) -> None:
        width = text_width(self.title, 20, bold=True) / theme().scale if self.links else 0
        self._row.set_margins((60 + round(width) + 16, 0, 8, 0))
        self._fit_links()

    def _fit_links(self) -> None:
        """Write the entries smaller where they would not fit beside each other."""
        sides = self._row.contentsMargins()
        room = self.width() - sides.left() - sides.right() - px(8) * len(self.links)
        fitting = (one for one in _SIZES if sum(link.width_at(one) for link in self.links) <= room)
        size = next(fitting, _SIZES[-1])
        for link in self.links:
            link.take_size(size)

    def _jump(self) -> None:
        link = self.sender()
        link.field.setFocus(Qt.FocusReason.TabFocusReason)
        self.jumped.emit(link.field)

    def paintEvent(self, event: QPaintEvent) -> None:
        self.cut_texts = set()
        if not self.links:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            box(painter, self.rect(), fill="red_soft", edge="red", width=3)
            side = px(26)
            draw_error(painter, QRectF(px(17), (self.height() - side) / 2, side, side), "red", "red_soft")
            room = QRectF(px(60), 0, self.width() - px(60), self.height())
            write_line(
                painter, room, self.title, size=20, bold=True, colour="red", align=LEFT, cut=self.cut_texts
            )
