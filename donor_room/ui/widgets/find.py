"""The row in which a medicine, vaccine or disease is found: a few letters, at most six lines, one digit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from donor_room.ui.texts import say
from donor_room.ui.theme import px
from donor_room.ui.widgets.buttons import AnswerButton, AnswerLook, Button
from donor_room.ui.widgets.fields import Mark, Message, TextField, half_width
from donor_room.ui.widgets.labels import Label, paint_chip
from donor_room.ui.widgets.layout import Column, Row
from donor_room.ui.widgets.painting import LEFT, RIGHT, box, cover, text_width, write_line

MOST_LINES = 6
UNLISTED, UNKNOWN = 9, 0


@dataclass(frozen=True, slots=True)
class HitLine:
    """One line to choose: a preparation of the list, a choice without a name, or what is named already."""

    kind: Literal["listed", "choice", "named"]
    key: str
    name: str
    others: tuple[str, ...] = ()
    effect: str = ""
    is_chosen: bool = False


class FindField(TextField):
    """Letters and characters; digits go past it and choose."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if half_width(event.text()).isdecimal():
            event.ignore()
        else:
            super().keyPressEvent(event)


class HitRow(Button):
    """Digit, name, its other names as far as there is room, and what it means at the right edge."""

    def __init__(self, digit: int) -> None:
        self.digit = digit
        self.line = HitLine("listed", "", "")
        super().__init__("")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setObjectName(f"hit_{digit}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def nextCheckState(self) -> None:
        """Leave choosing to the disk."""

    def sizeHint(self) -> QSize:
        return QSize(px(320), px(48))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def show_line(self, line: HitLine) -> None:
        self.line = line
        self.setChecked(line.is_chosen)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        self.cut_texts = set()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.isChecked() or self.isDown():
                box(painter, self.rect().adjusted(0, 1, 0, -1), fill="chosen", radius=6)
            cover(painter, QRect(0, self.height() - 1, self.width(), 1), "hairline")
            chip = QRectF(px(8), (self.height() - px(28)) / 2, px(32), px(28))
            paint_chip(painter, chip, str(self.digit), ink="text", edge="edge", cut=self.cut_texts)
            self._paint_words(painter)

    def _paint_words(self, painter: QPainter) -> None:
        height, left = self.height(), px(52)
        effect = text_width(self.line.effect, 18) + px(8)
        right = QRectF(self.width() - effect - px(8), 0, effect, height)
        write_line(painter, right, self.line.effect, size=18, bold=False, colour="quiet", align=RIGHT,
                   cut=self.cut_texts)  # fmt: skip
        room = right.left() - px(16) - left
        name = QRectF(left, 0, room, height)
        write_line(painter, name, self.line.name, size=20, bold=True, colour="text", align=LEFT,
                   cut=self.cut_texts)  # fmt: skip
        left += text_width(self.line.name, 20, bold=True) + px(20)
        for other in self.line.others:
            width = text_width(other, 16) + px(2)
            if left + width > right.left() - px(16):
                return
            write_line(painter, QRectF(left, 0, width, height), other, size=16, bold=False, colour="quiet",
                       align=LEFT, cut=self.cut_texts)  # fmt: skip
            left += width + px(14)


class FindPart(QWidget):
    """Field, lines, and the two ways out, which may be hidden: not in the list, and not known."""

    typed = Signal(str)
    picked = Signal(object)
    unlisted = Signal(str)
    unknown = Signal()
    done = Signal()

    def __init__(self, indent: int) -> None:
        super().__init__()
        self.setObjectName("find")
        self._item = ""
        column = Column(self, gap=0, margins=(indent, 8, 8, 0))
        column.addLayout(self._build_head())
        column.gap(4)
        self.rows = [HitRow(digit) for digit in range(1, MOST_LINES + 1)]
        for row in self.rows:
            row.clicked.connect(self._pick)
            column.addWidget(row)
        column.gap(8)
        self.hint = Label("", 18, colour="quiet", wrap=True)
        column.addWidget(self.hint)
        column.addStretch(1)
        self.field.textChanged.connect(self._typed)
        self.not_listed.clicked.connect(self._give_unlisted)
        self.not_known.clicked.connect(self.unknown)

    def _build_head(self) -> Row:
        head = Row(gap=12)
        self.field = FindField(312)
        self.field.setObjectName("find_name")
        self.field.setMaxLength(60)
        self.message = Message(height=48)
        self.not_listed = AnswerButton(UNLISTED, "", look=AnswerLook.CHIP, height=56)
        self.not_known = AnswerButton(UNKNOWN, "", look=AnswerLook.CHIP, height=56)
        head.addWidget(self.field)
        head.addWidget(self.message, 1)
        for button, name in ((self.not_listed, "find_unlisted"), (self.not_known, "find_unknown")):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setObjectName(name)
            head.addWidget(button)
        return head

    def retext(self) -> None:
        self.field.set_hint(say("interview.find.field"))
        self.not_listed.say_text(say("interview.find.unlisted"))
        self.not_known.say_text(say("interview.find.unknown"))

    def begin(self, item: str) -> None:
        """Stand in the field; it is empty for another question and after something was chosen."""
        if self._item != item or self.isHidden():
            self._item = item
            self.field.clear()
            self.complain("")
        self.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_lines(self, lines: list[HitLine], in_all: int, hint: str) -> None:
        """Show lines, and how many more there are; the hint stands where no line is."""
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(lines))
            if place < len(lines):
                row.show_line(lines[place])
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        more = in_all - len(lines)
        self.message.say(say("interview.find.more", n=more) if more > 0 else "", Mark.NONE)

    def complain(self, words: str) -> None:
        self.message.say(words, Mark.ERROR if words else Mark.NONE)
        self.field.set_mark(Mark.ERROR if words else Mark.NONE)

    @property
    def words(self) -> str:
        """What is typed, without the blanks around it."""
        return self.field.text().strip()

    def digit_pressed(self, digit: int) -> bool:
        keys = {row.digit: row for row in self.rows if not row.isHidden()}
        button = {**keys, UNLISTED: self.not_listed, UNKNOWN: self.not_known}.get(digit)
        if button is None or button.isHidden():
            return False
        button.click()
        return True

    def enter_pressed(self) -> None:
        """Go on when nothing is typed; a line is never chosen by Enter."""
        if self.words:
            self.complain(say("interview.find.by_digit"))
        else:
            self.done.emit()

    def _typed(self) -> None:
        self.field.set_mark(Mark.NONE)
        self.typed.emit(self.words)

    def _pick(self) -> None:
        row = self.sender()
        if isinstance(row, HitRow):
            self.picked.emit(row.line)

    def _give_unlisted(self) -> None:
        if self.words:
            self.unlisted.emit(self.words)
        else:
            self.complain(say("interview.ask.needs_name"))
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
