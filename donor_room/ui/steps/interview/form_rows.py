"""The questions of a foreign form, and the place in which one is answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from donor_room.ui.steps.interview.rows import INSET
from donor_room.ui.texts import say
from donor_room.ui.theme import px
from donor_room.ui.tokens import Size
from donor_room.ui.widgets.buttons import ActionButton, AnswerButton, AnswerLook
from donor_room.ui.widgets.fields import DateField, Mark, Message, NumberField, TextField
from donor_room.ui.widgets.labels import Label, heading
from donor_room.ui.widgets.layout import Column, Grid, Row
from donor_room.ui.widgets.painting import box, cover, text_width

Way = Literal["yes_no", "choices", "date", "integer", "decimal", "words", "amount"]
LineKind = Literal["question", "heading", "words"]
INDENT = 24
_CHOICE_DIGITS = 9
_WIDEST = 800
"""An answer is as wide as its words, up to this, in px at scale 1."""
_ROOM_FOR_TWO = 420
"""Up to this width, in px at scale 1, answers stand in two columns."""


@dataclass(frozen=True, slots=True)
class FormLine:
    """One line of the page; kind is question, heading or words."""

    link_id: str
    kind: LineKind
    text: str
    number: int = 0
    level: int = 0
    answer: str = ""
    yes: bool | None = None
    way: Way = "words"
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """How the question is answered: answers to choose from, or a field with its units."""

    way: Way
    choices: tuple[tuple[str, bool], ...] = ()
    """Words of each answer, and whether it is chosen."""
    may_be_other: bool = False
    units: tuple[str, ...] = ()
    unit: int | None = None
    """The place of the unit that is chosen."""
    text: str = ""
    most: int = 0


class FormRow(QWidget):
    """A question with its number and its answer; yes and no stand on the row itself."""

    touched = Signal(str)
    said = Signal(str, bool)

    def __init__(self, line: FormLine) -> None:
        super().__init__()
        self.line = line
        self.setObjectName(f"form_{line.link_id}")
        row = Row(self, gap=16, margins=(INSET + INDENT * min(line.level, 3), 6, INSET, 6))
        row.addWidget(Label(str(line.number), 20, bold=line.is_here, colour="quiet", width=32))
        quiet = bool(line.answer or line.yes is not None) and not line.is_here
        ink = "quiet" if quiet else "text"
        self.wording = Label(line.text, 20, bold=line.is_here, colour=ink, wrap=True)
        self.wording.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        row.addWidget(self.wording, 3)
        self.buttons: list[AnswerButton] = []
        if line.way == "yes_no":
            self._add_yes_no(row, quiet=quiet)
        elif line.answer:
            self.answer = Label(line.answer, 20, bold=True, colour=ink, wrap=True, right=True)
            row.addWidget(self.answer, 2)
        self.setMinimumHeight(px(60))

    def _add_yes_no(self, row: Row, *, quiet: bool) -> None:
        for digit, value in ((1, True), (2, False)):
            button = AnswerButton(
                digit, say(f"questionnaire.run.{'yes' if value else 'no'}"), width=96, height=48
            )
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setChecked(self.line.yes is value)
            button.faded = quiet
            button.setObjectName("answer_yes" if value else "answer_no")
            button.clicked.connect(self._press)
            self.buttons.append(button)
            row.addWidget(button)

    def _press(self) -> None:
        self.said.emit(self.line.link_id, self.sender() is self.buttons[0])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.touched.emit(self.line.link_id)

    def focus_rect(self) -> QRect:
        """Stay clear of the next row; the ring is the window's."""
        return self.rect().adjusted(0, px(2), 0, -px(2))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.line.is_here:
                box(painter, self.rect().adjusted(0, px(2), 0, -px(2)), fill="surface")
            else:
                inset = px(INSET)
                cover(painter, QRect(inset, self.height() - 1, self.width() - 2 * inset, 1), "hairline")


def plain_row(line: FormLine) -> QWidget:
    """Make a heading, or words that are only read."""
    holder = QWidget()
    column = Column(holder, margins=(INSET + INDENT * min(line.level, 3), 8, INSET, 4))
    if line.kind == "heading":
        label = heading(line.text)
        label.setWordWrap(True)
        label.restyle()
    else:
        label = Label(line.text, 18, colour="quiet", wrap=True)
    column.addWidget(label)
    return holder


class SignedField(NumberField):
    """A number that may be below zero."""

    allowed = "0123456789.-"

    def takes(self, typed: str) -> bool:
        if typed == "-":
            return self.cursorPosition() == 0 and "-" not in self._remaining()
        return super().takes(typed)


class FormAnswer(QWidget):
    """The place under the question: answers with their digits, or a field that Enter saves."""

    chosen = Signal(int)
    """The place of the answer that was pressed."""
    typed = Signal(str, int)
    """What was typed, and the place of the unit (-1 without one)."""
    worded = Signal(str)
    """An answer in words, where none of those offered fits."""
    skipped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.asked = Asked("words")
        self.field: QLineEdit | None = None
        self.other: TextField | None = None
        self.unit_field: TextField | None = None
        self.choices: list[AnswerButton] = []
        self.units: list[AnswerButton] = []
        self._first = 0
        self._unit: int | None = None
        self._whole = Column(self, margins=(INSET + 48, 8, INSET, 12))
        self._inside: QWidget | None = None
        self.message = Message()

    def show_asked(self, asked: Asked, *, keep_page: bool = False) -> None:
        """Build the place anew; keep_page stays among the same few of many answers."""
        self.asked, self._unit = asked, asked.unit
        if not keep_page:
            self._first = 0
        self._build()

    def _build(self) -> None:
        if self._inside is not None:
            self.message.setParent(self)
            self._whole.removeWidget(self._inside)
            self._inside.hide()
            self._inside.deleteLater()
        self._inside = QWidget()
        column = Column(self._inside, gap=8)
        self.field = self.other = self.unit_field = None
        self.choices, self.units = [], []
        if self.asked.way == "choices":
            self._build_choices(column)
        else:
            self._build_field(column)
        self.message.clear()
        column.addWidget(self.message)
        self._whole.addWidget(self._inside)

    # answers to choose from

    def _build_choices(self, column: Column) -> None:
        offered = self._on_this_page()
        widest = max((text_width(words, 20, bold=True) for _, words, _ in offered), default=0)
        columns = 2 if len(offered) > 3 and widest + px(76) <= px(_ROOM_FOR_TWO) else 1
        grid = Grid(across=8, down=8)
        for place, (digit, words, is_chosen) in enumerate(offered):
            button = _chip(digit, words)
            button.setChecked(is_chosen)
            button.clicked.connect(self._choose)
            self.choices.append(button)
            grid.addWidget(button, place // columns, place % columns)
        width = max((button.sizeHint().width() for button in self.choices), default=0)
        for button in self.choices:
            button.setFixedWidth(min(width, px(_WIDEST)))
        aside = Row(gap=0)
        aside.addLayout(grid)
        aside.addStretch(1)
        column.addLayout(aside)
        if self.asked.may_be_other:
            self.other = TextField(0, hint=say("questionnaire.run.other"))
            self.other.setObjectName("form_other")
            self.other.setText(self.asked.text)
            column.addWidget(self.other)

    def _on_this_page(self) -> list[tuple[int, str, bool]]:
        whole = self.asked.choices
        if len(whole) <= _CHOICE_DIGITS:
            return [(place + 1, words, chosen) for place, (words, chosen) in enumerate(whole)]
        few = whole[self._first : self._first + _CHOICE_DIGITS - 1]
        shown = [(place + 1, words, chosen) for place, (words, chosen) in enumerate(few)]
        return [*shown, (_CHOICE_DIGITS, say("questionnaire.run.more"), False)]

    def _choose(self) -> None:
        button = self.sender()
        if not isinstance(button, AnswerButton):
            return
        if len(self.asked.choices) > _CHOICE_DIGITS and button is self.choices[-1]:
            step = _CHOICE_DIGITS - 1
            self._first = 0 if self._first + step >= len(self.asked.choices) else self._first + step
            self._build()
            return
        self.chosen.emit(self._first + self.choices.index(button))

    # a field

    def _build_field(self, column: Column) -> None:
        across = Row(gap=16)
        self.field = self._new_field()
        self.field.setObjectName("form_field")
        self.field.setText(self.asked.text)
        if self.asked.most:
            self.field.setMaxLength(self.asked.most)
        across.addWidget(self.field)
        if self.asked.way == "amount":
            self._add_units(across)
        elif self.asked.units:
            across.addWidget(Label(self.asked.units[0], 20))
        save = ActionButton(say("questionnaire.run.save"), "Enter")
        save.setObjectName("form_save")
        save.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        save.setFixedHeight(px(Size.FIELD))
        save.clicked.connect(self.give)
        across.addWidget(save)
        if self.asked.way != "words":
            across.addStretch(1)
        column.addLayout(across)

    def _new_field(self) -> QLineEdit:
        way = self.asked.way
        if way == "date":
            return DateField(width=200)
        if way == "words":
            return TextField(0, hint=say("questionnaire.run.hint_words"))
        field = SignedField(places=0 if way == "integer" else 6, width=200)
        field.setMaxLength(16)
        return field

    def _add_units(self, across: Row) -> None:
        if not self.asked.units:
            self.unit_field = TextField(160, hint=say("questionnaire.run.hint_unit"))
            self.unit_field.setObjectName("form_unit")
            across.addWidget(self.unit_field)
            return
        if len(self.asked.units) == 1:
            self._unit = 0
            across.addWidget(Label(self.asked.units[0], 20))
            return
        for place, words in enumerate(self.asked.units):
            button = AnswerButton(place + 1, words, look=AnswerLook.PLAIN, height=56)
            button.setChecked(place == self._unit)
            button.clicked.connect(self._take_unit)
            self.units.append(button)
            across.addWidget(button)

    def _take_unit(self) -> None:
        pressed = self.sender()
        self._unit = next(place for place, one in enumerate(self.units) if one is pressed)
        for one in self.units:
            one.setChecked(one is pressed)
        self.give()

    # keys

    def take_focus(self) -> bool:
        """Give the keyboard to the field; False where the answers have digits."""
        if self.field is None:
            return False
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def digit_pressed(self, digit: int) -> bool:
        """Press the answer or the unit with this digit."""
        buttons = self.choices or self.units
        found = next((one for one in buttons if one.digit == digit), None)
        if found is None:
            return False
        found.click()
        return True

    def enter_pressed(self) -> None:
        """Go from the number to its unit, or give away what was typed."""
        if self.field is None:
            if self.other is not None and self.other.text().strip():
                self.worded.emit(self.other.text().strip())
            else:
                self.skipped.emit()
        elif self.field.text() and self.window().focusWidget() is self.field and self._wants_unit():
            (self.unit_field or self.units[0]).setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.give()

    def _wants_unit(self) -> bool:
        if self.unit_field is not None:
            return not self.unit_field.text().strip()
        return bool(self.units) and self._unit is None

    def give(self) -> None:
        """Give away what stands in the field; an empty one goes on without an answer."""
        if self.field is None:
            return
        words = self.field.text().strip()
        if not words:
            self.skipped.emit()
        elif self.unit_field is not None:
            self.typed.emit(f"{words} {self.unit_field.text().strip()}".strip(), -1)
        else:
            self.typed.emit(words, -1 if self._unit is None else self._unit)

    def complain(self, words: str) -> None:
        """Say beside the field what is wrong; what was typed stays."""
        self.message.say(words, Mark.ERROR if words else Mark.NONE)
        if isinstance(self.field, TextField):
            self.field.set_mark(Mark.ERROR if words else Mark.NONE)


def _chip(digit: int, words: str) -> AnswerButton:
    button = AnswerButton(digit, words, look=AnswerLook.CHIP, height=48)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.setObjectName(f"form_choice_{digit}")
    return button
