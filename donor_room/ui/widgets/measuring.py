"""A measured value: its field, what is asked about it, and its past."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from donor_room.ui.texts import say_again
from donor_room.ui.theme import px
from donor_room.ui.tokens import Tone
from donor_room.ui.widgets.buttons import AnswerLook, ChoiceRow
from donor_room.ui.widgets.fields import Mark, Message, NumberField
from donor_room.ui.widgets.labels import Label
from donor_room.ui.widgets.layout import Column, Row
from donor_room.ui.widgets.trend import TrendLine

Choices = list[tuple[int, str, object]]


class ValueField(NumberField):
    """A number that is handed in when the nurse leaves the field, once; what was typed stays."""

    typed = Signal(str, str)
    """Quantity and text: something new stands here and the field was left."""

    def __init__(self, quantity: str, *, places: int = 0, width: int = 136) -> None:
        super().__init__(places=places, width=width)
        self.quantity = quantity
        self.setObjectName(quantity)
        self._saved = ""
        self.left.connect(self.hand_in)

    @property
    def is_unsaved(self) -> bool:
        """Whether something stands here that the ledger does not have."""
        return bool(self.text()) and self.text() != self._saved

    @property
    def has_saved(self) -> bool:
        return bool(self._saved)

    def hand_in(self) -> None:
        """Give away what is new; an emptied field shows the stored value again."""
        if self.is_unsaved:
            self.typed.emit(self.quantity, self.text())
        elif not self.text() and self._saved:
            self.setText(self._saved)

    def show_saved(self, text: str) -> None:
        """Show what the ledger has; what was typed and is not there yet stays."""
        if not self.is_unsaved:
            self.setText(text)
        self._saved = text

    def take_as_saved(self) -> None:
        """What stands here is on the disk now."""
        self._saved = self.text()

    def begin_again(self) -> None:
        """Empty the field for a further reading; the same number counts as new."""
        self._saved = ""
        self.clear()
        self.set_mark(Mark.NONE)


class Question(QWidget):
    """What is to be said about a value: an error, or a question that one key answers."""

    answered = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, height: int = 48, is_tight: bool = False) -> None:
        """Tight keeps the keys right behind the words instead of at the edge."""
        super().__init__(parent)
        row = Row(self, gap=16)
        self.message = Message(height=height)
        self.choices = ChoiceRow(look=AnswerLook.CHIP, gap=16, height=height)
        row.addWidget(self.message, 0 if is_tight else 1)
        row.addWidget(self.choices)
        if is_tight:
            row.addStretch(1)
        self.choices.chosen.connect(self.answered)
        self._height = height
        self._asked: Choices = []
        self.restyle()
        self.clear()

    def restyle(self) -> None:
        self.setFixedHeight(px(self._height))

    @property
    def text(self) -> str:
        return self.message.text

    @property
    def mark(self) -> Mark:
        return self._mark

    @property
    def is_open(self) -> bool:
        """Whether an answer is awaited."""
        return bool(self.choices.buttons)

    def clear(self) -> None:
        self._say("", Mark.NONE, [])

    def complain(self, text: str) -> None:
        """Say what cannot be read or cannot be true."""
        self._say(text, Mark.ERROR, [])

    def ask(self, text: str, choices: Choices, name: str) -> None:
        """Ask, and wait for a digit; the buttons are called name_1, name_2 and so on."""
        self._say(text, Mark.CHECK, choices)
        for button in self.choices.buttons:
            button.setObjectName(f"{name}_{button.digit}")

    def take_focus(self) -> None:
        self.choices.buttons[0].setFocus()

    def retext(self) -> None:
        """Say the keys again; the message says itself."""
        self._asked = [(digit, say_again(words), value) for digit, words, value in self._asked]
        for button, (_, words, _) in zip(self.choices.buttons, self._asked, strict=True):
            button.say_text(words)

    def _say(self, text: str, mark: Mark, choices: Choices) -> None:
        self._mark, self._asked = mark, choices
        self.message.say(text, mark)
        self.choices.set_choices(choices)
        for button in self.choices.buttons:
            button.show()


class Past(QWidget):
    """Past values as a line, and the last one with its day."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = Row(self, gap=16)
        self.trend = TrendLine()
        self.value, self.day = Label("", 20, bold=True), Label("", 16, colour="quiet")
        row.addWidget(self.trend, 3)
        last = Column()
        last.addStretch(1)
        last.addWidget(self.value)
        last.addWidget(self.day)
        last.addStretch(1)
        row.addLayout(last, 2)

    def show_past(
        self,
        values: list[float],
        last: tuple[str, str] | None,
        today: float | None,
        limit: tuple[float, str] | None,
        tone: Tone = Tone.ACTION,
    ) -> None:
        """Values oldest first; last is number and day as they are read; limit is level and its words."""
        level, words = limit or (None, "")
        self.trend.show_trend(values, today, level, words, tone)
        self.value.setText(last[0] if last else "")
        self.day.setText(last[1] if last else "")

    def show_nothing(self, text: str) -> None:
        self.trend.show_nothing(text)
        self.value.setText("")
        self.day.setText("")
