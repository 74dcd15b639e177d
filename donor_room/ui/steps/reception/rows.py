"""Lines that are pressed: somebody who is here, and somebody who was found."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from donor_room.ui.texts import say, say_again
from donor_room.ui.theme import px, theme
from donor_room.ui.tokens import Shape
from donor_room.ui.widgets.buttons import ChoiceRow
from donor_room.ui.widgets.choices import ChoiceGrid
from donor_room.ui.widgets.fields import TextField
from donor_room.ui.widgets.key_row import AnswersKey
from donor_room.ui.widgets.labels import heading, paint_chip, quiet
from donor_room.ui.widgets.layout import Column, HairLine, Row
from donor_room.ui.widgets.painting import RIGHT, box, cover, draw_shape, draw_warning, text_width
from donor_room.ui.widgets.pressed_line import PressedLine
from donor_room.ui.widgets.queue import QueueLine
from donor_room.ui.widgets.rows import PairRow
from donor_room.ui.widgets.walk import STEPS

_TONES = {"late": "amber", "physician": "violet", "reaction": "red"}
_KINDS = ("01", "05", "06", "07", "08", "03", "09", "10", "11", "99")
"""Kinds of documents as they are offered, the most frequent first."""

_DIGITS = 10
"""From this place on a row has no digit of its own."""

_SIGNS = {"physician": Shape.DIAMOND_CROSS, "reaction": Shape.OCTAGON}


def drop(rows: Sequence[QWidget]) -> None:
    """Take rows from the screen for good."""
    for row in rows:
        row.hide()
        row.deleteLater()


def call(row: ChoiceRow, *names: str) -> None:
    """Give each answer the name by which it is found."""
    for button, name in zip(row.buttons, names, strict=True):
        button.setObjectName(name)


class _Line(PressedLine):
    """A row as wide as its place, with a hairline below."""

    def sizeHint(self) -> QSize:
        return QSize(px(240), px(56))

    def _ground(self, painter: QPainter) -> None:
        if self.isDown() or self.hasFocus():
            box(painter, self.rect(), fill="chosen", radius=6)
        else:
            cover(painter, QRect(0, self.height() - 1, self.width(), 1), "hairline")


class VisitRow(_Line):
    """One open visit in the rail: its digit, surname and last character, step, minutes."""

    def __init__(self, line: QueueLine, digit: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.show_line(line, digit)

    def show_line(self, line: QueueLine, digit: str) -> None:
        """Say what is known of the visit now, and the digit that leads to it now."""
        self.line, self.digit = line, digit
        self.retext()

    def retext(self) -> None:
        self.setText(f"{self.line.name} {self.step_text} {self.minutes_text}")
        self.update()

    @property
    def step_text(self) -> str:
        return say(f"frame.step.{STEPS[self.line.step - 1]}")

    @property
    def minutes_text(self) -> str:
        minutes = self.line.minutes
        return say("frame.unknown") if minutes is None else say("frame.minutes", minutes=minutes)

    def paintEvent(self, event: QPaintEvent) -> None:
        self.cut_texts = set()
        tone = _TONES.get(self.line.state, "text")
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._ground(painter)
            if self.digit:
                chip = QRectF(px(4), (self.height() - px(28)) / 2, px(32), px(28))
                paint_chip(painter, chip, self.digit, ink="quiet", edge="edge", cut=self.cut_texts)
            right = self.width() - px(4)
            minutes = text_width(self.minutes_text, 18, bold=bool(self.line.state)) + px(4)
            self.put(painter, right - minutes, right, self.minutes_text, bold=bool(self.line.state),
                      colour=tone, align=RIGHT)  # fmt: skip
            self._paint_sign(painter, right - minutes - px(28), tone)
            self.put(painter, px(48), px(136), self.line.name, bold=True)
            self.put(painter, px(140), right - minutes - px(32), self.step_text, size=16, colour="quiet")

    def _paint_sign(self, painter: QPainter, left: float, tone: str) -> None:
        side = px(20)
        rect = QRectF(left, (self.height() - side) / 2, side, side)
        if self.line.state == "late":
            draw_warning(painter, rect, tone, "surface")
        elif self.line.state in _SIGNS:
            draw_shape(painter, _SIGNS[self.line.state], rect, tone, "surface")


class HitRow(_Line):
    """Somebody who was found: who it is, and at the right what is known; `key` names the hit."""

    def __init__(self, key: str, name: str, born: str, note: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key, self.name, self.born, self.note = key, name, born, note
        self.retext()

    def retext(self) -> None:
        self.name, self.born, self.note = map(say_again, (self.name, self.born, self.note))
        self.setText(f"{self.name} {self.born} {self.note}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        self.cut_texts = set()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._ground(painter)
            right = self.width() - px(8)
            note = text_width(self.note, 18) + 2
            self.put(painter, px(8), px(168), self.name, size=20, bold=True)
            self.put(painter, px(176), right - note - px(8), self.born)
            self.put(painter, right - note, right, self.note, colour="quiet", align=RIGHT)


class NumberEntry(TextField):
    """The one large field of the desk: a number, a name, initials or a phone."""

    def restyle(self) -> None:
        super().restyle()
        self.setFont(theme().font(32, bold=True))
        self.setFixedHeight(px(80))


class KindGrid(ChoiceGrid):
    """Which document it is, where the number does not say so."""

    def __init__(self) -> None:
        super().__init__(2, height=48)
        self.setObjectName("kinds")

    def say_kinds(self) -> None:
        """Offer every kind in the language of the screen."""
        self.set_choices([(n % 10, say(f"identity.kind.{kind}"), kind) for n, kind in enumerate(_KINDS, 1)])
        for button, kind in zip(self.buttons, _KINDS, strict=True):
            button.setObjectName(f"kind_{kind}")


class QueueSide(QWidget):
    """Who is here, beside the desk: a title with their number, their rows, and how to reach them."""

    def __init__(self) -> None:
        super().__init__()
        whole = Column(self)
        head = Row(gap=8)
        self._title, self._count = heading(""), quiet("", 18)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._count)
        whole.addLayout(head)
        whole.gap(8)
        self._rows: list[VisitRow] = []
        self._column = Column()
        whole.addLayout(self._column)
        self._hint = quiet("", 16)
        whole.gap(12)
        whole.addWidget(self._hint)
        whole.addStretch(1)
        self.answers = AnswersKey()
        whole.addWidget(self.answers)

    def show_rows(self, lines: Sequence[QueueLine], asked: Callable[[str], object]) -> list[VisitRow]:
        """Show each visit in its row, which stays its own and keeps the keyboard, and return the rows."""
        here = {row.line.visit: row for row in self._rows}
        left = [here.pop(visit) for visit in here.keys() - {line.visit for line in lines}]
        for row in left:
            self._column.removeWidget(row)
        drop(left)
        self._rows = [here.get(line.visit) or self._new_row(line, asked) for line in lines]
        for place, (row, line) in enumerate(zip(self._rows, lines, strict=True), 1):
            row.show_line(line, str(place) if place < _DIGITS else "")
            row.setObjectName(f"visit_{place}")
            if self._column.indexOf(row) != place - 1:
                self._column.insertWidget(place - 1, row)
                row.show()
        self.say_count(len(self._rows))
        return self._rows

    def _new_row(self, line: QueueLine, asked: Callable[[str], object]) -> VisitRow:
        row = VisitRow(line, "", self)
        row.clicked.connect(lambda: asked(line.visit))
        return row

    def say_count(self, count: int) -> None:
        """Say all words in the language of the screen."""
        self._title.setText(say("frame.queue.title"))
        self._count.setText(say("frame.queue.count", count=count))
        self.answers.retext()
        self._hint.setText(say("reception.queue_hint" if count else "frame.queue.empty"))


class NextDays(QWidget):
    """For each kind of donation the first day that the earlier ones allow; hidden where there are none."""

    def __init__(self, column: Column) -> None:
        super().__init__()
        column.addWidget(self)
        whole = Column(self)
        whole.addWidget(HairLine(above=8, below=8))
        self._title = heading("")
        whole.addWidget(self._title)
        self.rows = [PairRow(indent=0, height=28, bold=True) for _ in range(3)]
        for row in self.rows:
            whole.addWidget(row)
        self.hide()

    def show_days(self, days: tuple[tuple[str, str], ...]) -> None:
        """Days are kind and day, both as they are read."""
        self._title.setText(say("reception.next.title"))
        for row, (kind, day) in zip(self.rows, days, strict=False):
            row.show_pair(kind, day)
        self.setVisible(bool(days))
