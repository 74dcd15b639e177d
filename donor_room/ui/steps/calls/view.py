"""Who is to be called after a reaction, one row each; what was heard is asked on a sheet."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from donor_room.ui.texts import say
from donor_room.ui.theme import px
from donor_room.ui.widgets.asking import AskingPage, Parts
from donor_room.ui.widgets.buttons import Button
from donor_room.ui.widgets.labels import Label, heading
from donor_room.ui.widgets.layout import Column
from donor_room.ui.widgets.painting import LEFT, RIGHT, box, cover, text_width, write_line

_HEIGHT = 104


class CallLine(NamedTuple):
    """One row: who, telephone, what it was, from when, and the last try; `is_due`: today or before."""

    name: str
    phone: str
    what: str
    when: str
    tried: str
    is_due: bool


class CallRow(Button):
    """A donor to be called; the one that is chosen has the focus."""

    def __init__(self, line: CallLine) -> None:
        self.line = line
        super().__init__("")
        self.setText(f"{line.name} {line.phone}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(px(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        self.cut_texts = set()
        line, width, here = self.line, self.width(), self.hasFocus()
        right, left = width - px(24), px(24)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            frame = QRectF(1, 1, width - 2, self.height() - 2)
            box(painter, frame, fill="chosen" if here else "surface", edge="hairline", width=1, radius=8)
            if here:
                cover(painter, QRectF(1, px(8), px(6), frame.height() - px(16)), "action")
            self._write(painter, left, right, 6, line.name, line.phone, size=24, bold=True)
            ink = "amber" if line.is_due else "quiet"
            self._write(painter, left, right, 38, line.what, line.when, size=18, second=ink)
            self._write(painter, left, right, 66, line.tried, "", size=16, colour="quiet")

    def _write(
        self, painter: QPainter, left: float, right: float, top: int, first: str, last: str,
        *, size: int, bold: bool = False, colour: str = "text", second: str = "",
    ) -> None:  # fmt: skip
        room = text_width(last, size, bold=bold or bool(second)) + px(8) if last else 0
        write_line(
            painter, QRectF(left, px(top), right - left - room, px(30)), first,
            size=size, bold=bold, align=LEFT, colour=colour, cut=self.cut_texts,
        )  # fmt: skip
        write_line(
            painter, QRectF(right - room, px(top), room, px(30)), last, size=size,
            bold=bold or bool(second), align=RIGHT, colour=second or colour, cut=self.cut_texts,
        )  # fmt: skip


class CallsView(AskingPage):
    """The rows on the left, what a call is for on the right."""

    shows_donor = False
    call_asked = Signal(int)
    """The place of the row that is chosen."""
    sheets = {  # noqa: RUF012 - a constant of the class
        "call": Parts(
            choices="reactions.calls.ask.title", words="reactions.calls.ask.words", needs_choice=True
        )
    }

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("calls")
        self.rows: list[CallRow] = []
        self.add_back().setObjectName("back")
        self._headline, self._hint = self.add_title()
        self.left.gap(12)
        self._list = Column(gap=8)
        self.left.addLayout(self._list)
        self.left.addStretch(1)
        self._how_head = heading("")
        self._how = [Label("", 18, wrap=True) for _ in range(4)]
        self.rail.addWidget(self._how_head)
        for line in self._how:
            self.rail.gap(8)
            self.rail.addWidget(line)
        self.rail.addStretch(1)
        self.main.setObjectName("main")
        self.main_pressed.connect(self._ask)
        self.retext()

    @property
    def lines(self) -> list[CallLine]:
        """What the rows show."""
        return [row.line for row in self.rows]

    def show_lines(self, lines: list[CallLine]) -> None:
        """Show who is to be called; what is as it was is not built again, and the choice stays."""
        if lines == self.lines:
            return
        here = self.place
        for row in self.rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [CallRow(line) for line in lines]
        for place, row in enumerate(self.rows):
            row.setObjectName(f"call_{place + 1}")
            row.clicked.connect(self._ask)
            self._list.addWidget(row)
            row.show()
        if self.rows:
            self.choose(min(here, len(self.rows) - 1))
        self.retext()

    def retext(self) -> None:
        super().retext()
        self._headline.setText(say("reactions.calls.title"))
        self._hint.setText(say("reactions.calls.hint" if self.rows else "reactions.calls.nothing"))
        self._how_head.setText(say("reactions.calls.how.title"))
        for place, line in enumerate(self._how, 1):
            line.setText(say(f"reactions.calls.how.{place}"))
        if self.rows:
            self.set_main(say("reactions.calls.record"))
            self.show_ready()
        else:
            self.main.hide()

    @property
    def place(self) -> int:
        """Which row is chosen: the one with the focus, else the first."""
        return next((place for place, row in enumerate(self.rows) if row.hasFocus()), 0)

    def choose(self, place: int) -> None:
        """Stand on a row."""
        self.rows[place].setFocus(Qt.FocusReason.TabFocusReason)
        self._left_scroll.ensureWidgetVisible(self.rows[place])

    def take_focus(self) -> None:
        if self.rows:
            self.choose(self.place)
        else:
            super().take_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        by = steps.get(Qt.Key(event.key()))
        if by is not None and self.rows:
            self.choose((self.place + by) % len(self.rows))
        else:
            super().keyPressEvent(event)

    def _ask(self) -> None:
        if self.rows:
            self.call_asked.emit(self.place)
