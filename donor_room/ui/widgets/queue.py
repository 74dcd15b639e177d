"""The queue of open visits: a drawer at the left of every page, opened by F2 or by pressing the banner."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from donor_room.ui.texts import say
from donor_room.ui.theme import px
from donor_room.ui.tokens import Shape, Size
from donor_room.ui.widgets.buttons import Button
from donor_room.ui.widgets.labels import Label, heading
from donor_room.ui.widgets.layout import Column, Row
from donor_room.ui.widgets.painting import LEFT, RIGHT, box, cover, draw_shape, draw_warning, write_line
from donor_room.ui.widgets.scrolling import scrolling
from donor_room.ui.widgets.walk import STEPS


class QueueLine(NamedTuple):
    """One open visit as others in the queue may see it: surname and last character only."""

    visit: str
    number: str
    name: str
    step: int
    minutes: int | None
    """Minutes at the present step; None when another terminal has not been heard of."""
    state: str = ""
    """"" waits, "late" too long, "physician" waits for one, "reaction" has one."""
    is_open_here: bool = False


_ROW = 56
"""How high a visit stands, in px at scale 1; a little more where not all fit."""


class QueueRow(Button):
    """One visit: number, name, step, minutes; shape and colour only where something is up."""

    def __init__(self, line: QueueLine, parent: QWidget | None = None) -> None:
        self.line = line
        super().__init__("", parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.retext()

    def retext(self) -> None:
        step = say(f"frame.step.{STEPS[self.line.step - 1]}")
        self.setText(f"{self.line.number} {self.line.name} {step}")
        self.update()

    @property
    def minutes_text(self) -> str:
        if self.line.minutes is None:
            return say("frame.unknown")
        return say("frame.minutes", minutes=self.line.minutes)

    def sizeHint(self) -> QSize:
        return QSize(px(320), px(_ROW))

    def paintEvent(self, event: QPaintEvent) -> None:
        self.cut_texts = set()
        tone = _TONES.get(self.line.state, "text")
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.line.is_open_here or self.isDown():
                box(painter, self.rect(), fill="chosen", radius=6)
                cover(painter, QRect(0, px(6), px(4), self.height() - px(12)), "action")
            else:
                cover(painter, QRect(px(16), self.height() - 1, self.width() - px(32), 1), "hairline")
            self._write(painter, px(12), px(76), self.line.number, bold=True)
            self._write(painter, px(92), px(76), self.line.name, bold=self.line.is_open_here)
            self._write(
                painter, px(172), px(100), say(f"frame.step.{STEPS[self.line.step - 1]}"), colour="quiet"
            )
            self._paint_state(painter, tone)
            right = self.width() - px(16)
            self._write(
                painter,
                right - px(84),
                px(84),
                self.minutes_text,
                bold=bool(self.line.state),
                colour=tone,
                align=RIGHT,
            )

    def _paint_state(self, painter: QPainter, tone: str) -> None:
        side = px(20)
        rect = QRectF(self.width() - px(128), (self.height() - side) / 2, side, side)
        if self.line.state == "late":
            draw_warning(painter, rect, tone, "surface")
        elif self.line.state in _SIGNS:
            draw_shape(painter, _SIGNS[self.line.state], rect, tone, "surface")

    def _write(
        self,
        painter: QPainter,
        left: float,
        width: float,
        text: str,
        *,
        bold: bool = False,
        colour: str = "text",
        align: Qt.AlignmentFlag = LEFT,
    ) -> None:
        room = QRectF(left, 0, width, self.height())
        write_line(painter, room, text, size=18, bold=bold, colour=colour, align=align, cut=self.cut_texts)


_TONES = {"late": "amber", "physician": "violet", "reaction": "red"}
_SIGNS = {"physician": Shape.DIAMOND_CROSS, "reaction": Shape.OCTAGON}


class QueueDrawer(QWidget):
    """Slides over the left side of any page, so that a visit can be left and another taken up in two keys."""

    visit_asked = Signal(str)
    """The nurse takes up this visit, at its own step."""
    closed = Signal()
    board_asked = Signal()
    """All of them are wanted on one page."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self.rows: list[QueueRow] = []
        self._lines: list[QueueLine] = []
        whole = Column(self, gap=0, margins=(8, 16, 9, 8))
        top = Row(gap=8, margins=(16, 0, 16, 8))
        self._headline, self._count = heading(""), Label("", 18, colour="quiet")
        top.addWidget(self._headline)
        top.addStretch(1)
        top.addWidget(self._count)
        whole.addLayout(top)
        inside = QWidget()
        self._list = Column(inside, gap=0)
        self._list.addStretch(1)
        self._area = scrolling(inside)
        self._area.resized.connect(self._fit_rows)
        whole.addWidget(self._area, 1)
        self._hint = Label("", 16, colour="quiet")
        whole.addWidget(self._hint)
        self.retext()
        host.installEventFilter(self)
        self.hide()

    def retext(self) -> None:
        self._headline.setText(say("frame.queue.title"))
        self._count.setText(say("frame.queue.count", count=len(self._lines)))
        self._hint.setText("    " + say("frame.queue.hint" if self._lines else "frame.queue.empty"))

    def show_lines(self, lines: list[QueueLine]) -> None:
        """Show the open visits in the order given; what is unchanged is not built again."""
        if lines == self._lines:
            return
        self._lines = lines
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = [QueueRow(line) for line in lines]
        for place, row in enumerate(self.rows):
            row.clicked.connect(self._asked)
            self._list.insertWidget(place, row)
        self._fit_rows()
        self.retext()

    def _fit_rows(self) -> None:
        """Share out the height, so that no row is cut in half; the others come by scrolling."""
        room = self._area.viewport().height()
        seen = max(1, room // px(_ROW))
        for row in self.rows:
            row.setFixedHeight(min(room // seen, px(Size.BUTTON)) if len(self.rows) > seen else px(_ROW))

    def _asked(self) -> None:
        row = self.sender()
        self.close_drawer()
        self.visit_asked.emit(row.line.visit)

    def open_drawer(self) -> None:
        self.restyle()
        self.show()
        self.raise_()
        here = next((row for row in self.rows if row.line.is_open_here), self.rows[0] if self.rows else self)
        here.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_drawer(self) -> None:
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def toggle(self) -> None:
        if self.isHidden():
            self.open_drawer()
        else:
            self.close_drawer()

    def restyle(self) -> None:
        host = self.parentWidget()
        top = px(Size.STATUS)
        self.setGeometry(0, top, min(px(480), host.width()), host.height() - top)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self.restyle()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_drawer()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.rows:
            self._step(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() == Qt.Key.Key_F10:
            self._press_focused()
        elif event.key() == Qt.Key.Key_F4:
            self.board_asked.emit()
        else:
            event.ignore()

    def _step(self, by: int) -> None:
        here = self.focusWidget()
        place = self.rows.index(here) if here in self.rows else -1
        self.rows[(place + by) % len(self.rows)].setFocus(Qt.FocusReason.TabFocusReason)

    def _press_focused(self) -> None:
        row = self.focusWidget()
        if isinstance(row, QueueRow):
            row.click()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            cover(painter, self.rect(), "surface")
            cover(painter, QRect(self.width() - 1, 0, 1, self.height()), "edge")
