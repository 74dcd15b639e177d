"""The questions of a group, and what an unexpected answer opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from donor_room.ui.texts import say
from donor_room.ui.theme import px, theme
from donor_room.ui.tokens import Tone
from donor_room.ui.widgets.buttons import ActionButton, AnswerButton, AnswerLook
from donor_room.ui.widgets.fields import DateField, Mark, Message, TextField
from donor_room.ui.widgets.labels import Label
from donor_room.ui.widgets.layout import Column, Row
from donor_room.ui.widgets.painting import Drawn, box
from donor_room.ui.widgets.rows import Tag

VALUES = ((1, "yes"), (2, "no"), (0, "not_sure"))
INSET = 8
"""How far the ground of the row in question stands out beside the words, in px at scale 1."""
_WIDTHS = {"yes": 96, "no": 96, "not_sure": 120}


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One question as it is shown; value is the answer on the disk."""

    item: str
    number: int
    text: str
    value: str | None
    is_here: bool
    asked_aloud: bool = False


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """One thing that an answer may mean."""

    id: str
    text: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class DetailsLine:
    """What is asked of a condition; an empty word means that it is not asked."""

    choice: str
    title: str
    day_words: str
    ongoing_words: str
    asks_name: bool
    day: date | None = None
    name: str = ""
    entry: str | None = None


class Wording(Drawn):
    """A text in at most three lines, as large as its room allows; 20, 18 or 16 px."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text, self._bold, self._colour = "", False, "text"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_text(self, text: str, *, bold: bool = False, colour: str = "text") -> None:
        self.text, self._bold, self._colour = text, bold, colour
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.text:
            self.cut_texts = set()
            return
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        with self.drawing() as painter:
            font = next((font for font in self._fonts() if self._fits(font, flags)), None)
            if font is None:
                self.cut_texts.add(self.text)
            painter.setFont(font or self._fonts()[-1])
            painter.setPen(theme().colour(self._colour))
            painter.drawText(self.rect(), flags, self.text)

    def _fonts(self) -> list[QFont]:
        return [theme().font(size, bold=self._bold) for size in (20, 18, 16)]

    def _fits(self, font: QFont, flags: Qt.AlignmentFlag) -> bool:
        room = QFontMetrics(font).boundingRect(QRect(0, 0, self.width(), 10_000), flags, self.text)
        return room.height() <= self.height() + px(6) and room.width() <= self.width()


class QuestionRow(QWidget):
    """Number, question and its three answers; the row in question has the ring."""

    answered = Signal(str)
    """The value pressed; it shows as chosen only when it is on the disk."""

    def __init__(self) -> None:
        super().__init__()
        row = Row(self, gap=16, margins=(INSET, 4, INSET, 4))
        self.number, self.wording, self.aloud = (
            Label("", 20, colour="quiet", width=24),
            Wording(),
            Tag("", Tone.QUIET),
        )
        row.addWidget(self.number)
        row.addWidget(self.wording, 1)
        row.addWidget(self.aloud)
        self.buttons: dict[str, AnswerButton] = {}
        for digit, value in VALUES:
            tone = "violet" if value == "not_sure" else "action"
            button = AnswerButton(digit, "", tone=tone, width=_WIDTHS[value], height=56)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Expanding)
            button.setObjectName(f"answer_{value}")
            button.clicked.connect(self._press)
            self.buttons[value] = button
            row.addWidget(button)
        self._is_here = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.restyle()

    def restyle(self) -> None:
        self.setMinimumHeight(px(64))
        self.setMaximumHeight(px(72))
        for button in self.buttons.values():
            button.setMaximumHeight(px(64))

    def retext(self) -> None:
        for value, button in self.buttons.items():
            button.say_text(say(f"interview.answer.{value}"))

    def show_line(self, line: QuestionLine) -> None:
        self._is_here = line.is_here
        self.setObjectName(line.item)
        quiet = line.value is not None and not line.is_here
        colour = "quiet" if quiet else "text"
        self.number.setText(str(line.number))
        self.number.set_bold(line.is_here)
        self.wording.show_text(line.text, bold=line.is_here, colour=colour)
        self.aloud.show_tag(say("interview.asked_aloud") if line.asked_aloud else "", Tone.QUIET)
        for value, button in self.buttons.items():
            button.setChecked(value == line.value)
            button.faded = quiet
            button.update()
        self.update()

    @property
    def value(self) -> str | None:
        """The answer shown as chosen."""
        return next((value for value, button in self.buttons.items() if button.isChecked()), None)

    @property
    def is_here(self) -> bool:
        return self._is_here

    def _press(self) -> None:
        button = self.sender()
        self.answered.emit(next(value for value, one in self.buttons.items() if one is button))

    def focus_rect(self) -> QRect:
        """Stay clear of the answers of the next row; the ring is the window's."""
        return self.rect().adjusted(0, px(2), 0, -px(2))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._is_here:
            with QPainter(self) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                box(painter, self.rect().adjusted(0, px(2), 0, -px(2)), fill="surface")


class ConditionDay(DateField):
    """A day; 9 and 0 in the empty field are the two answers that are no day, for no day begins with them."""

    def takes(self, typed: str) -> bool:
        return not (typed in "90" and not self.text()) and super().takes(typed)


_MANY = 7
"""Choices with which the hint above them leaves its room to them."""


class FollowUp(QWidget):
    """Which condition it is, then its day and name; digits press what is printed."""

    chosen = Signal(str)
    given = Signal(object, bool, str)
    """Day or None, whether it goes on, and the name."""
    day_unknown = Signal(str)
    """The name; nobody knows the day."""
    day_typed = Signal(object)
    """The day as it stands in the field now, None while it is no day."""

    def __init__(self, *, is_for_donor: bool = False) -> None:
        super().__init__()
        self._height = 80 if is_for_donor else 48
        column = Column(self, gap=0, margins=(0 if is_for_donor else 40 + INSET, 4, INSET, 0))
        self.title = Label("", 18, colour="quiet", height=32)
        column.addWidget(self.title)
        column.gap(4)
        self._choices = Column(gap=16 if is_for_donor else 8)
        self._is_for_donor = is_for_donor
        column.addLayout(self._choices)
        self.details = QWidget()
        column.addWidget(self.details)
        column.addStretch(1)
        self.choices: list[AnswerButton] = []
        self._ids: list[str] = []
        self._line: DetailsLine | None = None
        self._build_details()

    def _build_details(self) -> None:
        column = Column(self.details)
        self._condition = Label("", 20, bold=True, wrap=True)
        column.addWidget(self._condition)
        column.gap(12)
        self._day_title = Label("", 18)
        column.addWidget(self._day_title)
        column.gap(8)
        across = Row(gap=16)
        self.day = ConditionDay()
        self.day.setObjectName("condition_day")
        self.ongoing = AnswerButton(9, "", look=AnswerLook.CHIP, height=56)
        self.ongoing.setObjectName("condition_ongoing")
        self.unknown = AnswerButton(0, "", look=AnswerLook.CHIP, height=56)
        self.unknown.setObjectName("condition_unknown")
        for part in (self.day, self.ongoing, self.unknown):
            across.addWidget(part)
        across.addStretch(1)
        column.addLayout(across)
        column.gap(12)
        self._name_title = Label("", 18)
        column.addWidget(self._name_title)
        column.gap(8)
        self.name = TextField(480)
        self.name.setObjectName("condition_name")
        self.name.setMaxLength(60)
        column.addWidget(self.name)
        self._build_save(column)
        self.ongoing.clicked.connect(self._goes_on)
        self.unknown.clicked.connect(self._is_unknown)
        self.save.clicked.connect(self.give)
        self.day.textChanged.connect(lambda: self.day_typed.emit(self.day.day))

    def _build_save(self, column: Column) -> None:
        column.gap(8)
        self.message = Message()
        column.addWidget(self.message)
        column.gap(16)
        below = Row()
        self.save = ActionButton("", "Enter")
        self.save.setObjectName("condition_save")
        below.addWidget(self.save)
        below.addStretch(1)
        column.addLayout(below)

    def retext(self) -> None:
        self.unknown.say_text(say("interview.ask.day_unknown"))
        self.save.say_text(say("interview.ask.save_detail"))
        self._name_title.setText(say("interview.name.ask"))

    def show_choices(self, lines: list[ChoiceLine]) -> None:
        self._line = None
        self.details.hide()
        self.title.setText(say("interview.ask.choose"))
        self.title.setVisible(len(lines) < _MANY)
        self._forget_choices()
        for digit, line in enumerate(lines, start=1):
            button = AnswerButton(digit, line.text, look=AnswerLook.CHIP, height=self._height)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setObjectName(f"choice_{line.id}")
            button.setChecked(line.is_chosen)
            button.clicked.connect(self._choose)
            self.choices.append(button)
            self._ids.append(line.id)
            self._choices.addWidget(button)
        self._fit_gaps()
        width = max((button.sizeHint().width() for button in self.choices), default=0)
        for button in self.choices:
            button.setFixedWidth(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_gaps()

    def _fit_gaps(self) -> None:
        """On a low screen many choices stand closer, so that all of them are seen."""
        if not self._is_for_donor:
            is_close = len(self.choices) >= _MANY and self.window().height() < px(768)
            self._choices.setSpacing(px(4 if is_close else 8))

    def show_details(self, line: DetailsLine) -> None:
        before = self._line
        fresh = before is None or (before.choice, before.entry) != (line.choice, line.entry)
        self._line = line
        self._forget_choices()
        self.title.hide()
        self.details.show()
        self._condition.setText(line.title)
        for part in (self._day_title, self.day, self.unknown):
            part.setVisible(bool(line.day_words))
        self.ongoing.setVisible(bool(line.ongoing_words))
        self.ongoing.say_text(line.ongoing_words)
        self._day_title.setText(line.day_words)
        self._name_title.setVisible(line.asks_name)
        self.name.setVisible(line.asks_name)
        if fresh:
            self.day.show_day(line.day)
            self.name.setText(line.name)
            self.ongoing.setChecked(False)
            self.complain("", None)
            (self.day if line.day_words else self.name).setFocus(Qt.FocusReason.OtherFocusReason)

    def _forget_choices(self) -> None:
        for button in self.choices:
            button.hide()
            self._choices.removeWidget(button)
            button.deleteLater()
        self.choices, self._ids = [], []

    def complain(self, words: str, about: QWidget | None) -> None:
        self.message.say(words, Mark.ERROR if words else Mark.NONE)
        for one in (self.day, self.name):
            one.set_mark(Mark.ERROR if one is about else Mark.NONE)

    @property
    def asks_details(self) -> bool:
        return self._line is not None

    def digit_pressed(self, digit: int) -> bool:
        if self._line is not None:
            button = {9: self.ongoing, 0: self.unknown}.get(digit)
            if button is None or button.isHidden():
                return False
            button.click()
            return True
        return self._press_choice(digit)

    def _press_choice(self, digit: int) -> bool:
        button = next((one for one in self.choices if one.digit == digit), None)
        if button is not None:
            button.click()
        return button is not None

    def _choose(self) -> None:
        pressed = self.sender()
        if isinstance(pressed, AnswerButton):
            self.chosen.emit(self._ids[self.choices.index(pressed)])

    def enter_pressed(self) -> None:
        """Go to the name, or give all away."""
        if self.day.hasFocus() and not self.name.isHidden():
            self.name.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.give()

    def give(self) -> None:
        """Give day and name away, unless one is missing or the calendar has no such day."""
        line = self._line
        if line is None:
            return
        if line.day_words and not self.ongoing.isChecked() and self.day.day is None:
            self.complain(
                say("interview.ask.day_wrong" if self.day.text() else "interview.ask.needs_day"), self.day
            )
            self.day.setFocus(Qt.FocusReason.OtherFocusReason)
        elif line.asks_name and not self.name.text().strip():
            self.complain(say("interview.ask.needs_name"), self.name)
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            day = None if self.ongoing.isChecked() else self.day.day
            self.given.emit(day, self.ongoing.isChecked(), self.name.text().strip())

    def _goes_on(self) -> None:
        self.ongoing.setChecked(True)
        self.day.clear()
        self.complain("", None)
        if self.name.isHidden() or self.name.text().strip():
            self.give()
        else:
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _is_unknown(self) -> None:
        self.day_unknown.emit(self.name.text().strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._line is not None:
            self.enter_pressed()
        else:
            event.ignore()
