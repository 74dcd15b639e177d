"""A person of the team on the sign-in page."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from donor_room.ui.theme import px, theme
from donor_room.ui.widgets.buttons import Button
from donor_room.ui.widgets.labels import paint_chip
from donor_room.ui.widgets.painting import CENTRE, LEFT, Drawn, box, text_width, write_line, write_two_lines


class PersonCard(Button):
    """Name, role, what the sign-in needs, and the digit that chooses the person; no photo."""

    def __init__(self, digit: int, name: str, role: str, note: str, parent: QWidget | None = None) -> None:
        self.digit, self.name, self.role, self.note = digit, name, role, note
        super().__init__(name, parent)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_person(self, name: str, role: str, note: str) -> None:
        self.name, self.role, self.note = name, role, note
        self.setText(name)
        self.update()

    def nextCheckState(self) -> None:
        """Leave choosing to the page."""

    def sizeHint(self) -> QSize:
        return QSize(px(240), px(104))

    def paintEvent(self, event: QPaintEvent) -> None:
        self.cut_texts = set()
        chosen = self.isChecked()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if chosen:
                box(painter, self.rect(), fill="chosen", edge="action", width=3)
            else:
                box(
                    painter,
                    self.rect(),
                    fill="chosen" if self.isDown() else "surface",
                    edge="hairline",
                    width=1,
                )
            paint_initial(painter, QRectF(px(16), px(20), px(64), px(64)), self.name, chosen=chosen)
            chip = QRectF(self.width() - px(48), px(18), px(32), px(28))
            paint_chip(painter, chip, str(self.digit), ink="text", edge="edge", cut=self.cut_texts)
            self._paint_name(painter, self.width() - px(96 + 56))
            self._line(painter, 47, 24, self.width() - px(96 + 12), self.role, 16)
            self._line(painter, 71, 24, self.width() - px(96 + 12), self.note, 16)

    def _paint_name(self, painter: QPainter, width: int) -> None:
        """A long name is written smaller, and then in two lines, before it is cut."""
        if text_width(self.name, 22, bold=True) <= width:
            self._line(painter, 16, 34, width, self.name, 22, bold=True)
            return
        room = QRectF(px(96), px(6), width, px(42))
        write_two_lines(painter, room, self.name, size=16, bold=True, colour="text", cut=self.cut_texts)

    def _line(
        self,
        painter: QPainter,
        top: int,
        height: int,
        width: int,
        text: str,
        size: int,
        *,
        bold: bool = False,
    ) -> None:
        room = QRectF(px(96), px(top), width, px(height))
        colour = "text" if bold else "quiet"
        write_line(painter, room, text, size=size, bold=bold, colour=colour, align=LEFT, cut=self.cut_texts)


def paint_initial(painter: QPainter, rect: QRectF, name: str, *, chosen: bool) -> None:
    """Paint the disc with the surname."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().colour("action" if chosen else "portrait_ground"))
    painter.drawEllipse(rect)
    ink = "on_action" if chosen else "quiet"
    write_line(painter, rect, name[:1], size=28, bold=True, colour=ink, align=CENTRE, cut=set())


class Initial(Drawn):
    """The disc with the surname of a person who signs."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.restyle()

    def restyle(self) -> None:
        self.setFixedSize(px(64), px(64))

    def show_name(self, name: str) -> None:
        self._name = name
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.drawing() as painter:
            paint_initial(painter, QRectF(self.rect()), self._name, chosen=True)
