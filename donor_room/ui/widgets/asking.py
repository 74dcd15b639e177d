"""Sheets that ask for what an act needs: values, a reason, and the PIN of a second person whom it names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from donor_room.ui.texts import say, say_again
from donor_room.ui.widgets.choices import Choice, ChoiceGrid
from donor_room.ui.widgets.fields import Mark, Message, PinBoxes, TextField
from donor_room.ui.widgets.labels import Label, heading
from donor_room.ui.widgets.layout import Column, Row
from donor_room.ui.widgets.page import Page
from donor_room.ui.widgets.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Given:
    """What was given on a sheet; `choice` is the code chosen, `words` what was written beside or instead."""

    choice: str = ""
    words: str = ""
    witness: str = ""
    pin: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """The code of the reason, or its words where none was chosen."""
        return self.choice or self.words


@dataclass(frozen=True, slots=True)
class Parts:
    """What a sheet consists of. fields: (name, text key, maker); choices: text key of their title."""

    fields: tuple[tuple[str, str, Callable[[], QLineEdit]], ...] = ()
    choices: str = ""
    columns: int = 2
    words: str = ""
    """Text key of the hint in the line for words; with choices they replace one, alone they are needed."""
    needs_choice: bool = False
    """Whether words cannot stand for a choice."""
    needs_words: bool = False
    """Whether a choice cannot stand for words: both are asked."""
    second_person: bool = False
    at_once: bool = False
    """Whether a choice needs no F10: it leads to a further sheet."""


class AskSheet(Sheet):
    """Asks from top to bottom; each answer leads to the next question, F10 gives all of it away."""

    given = Signal(object)

    def __init__(self, host: QWidget, name: str, parts: Parts) -> None:
        self._parts, self._words = parts, ("", "", "")
        super().__init__(host, width=1040 if parts.second_person and parts.choices else 720)
        self.setObjectName(name)
        self.main.setObjectName(f"{name}.main")
        self.fields: dict[str, QLineEdit] = {}
        self._titles: list[tuple[Label, str]] = []
        sides = Row(gap=32)
        self.body.addLayout(sides)
        left, right = Column(gap=8), Column(gap=8)
        sides.addLayout(left, 3)
        if parts.second_person and parts.choices:
            sides.addLayout(right, 2)
        else:
            right = left
        self._build_questions(left, name)
        self._build_second_person(right, name)
        left.addStretch(1)
        self.message = Message(height=48)
        self.body.addWidget(self.message)
        self.main_pressed.connect(self._give)
        self.retext()

    def _build_questions(self, column: Column, name: str) -> None:
        for key, title_key, make in self._parts.fields:
            self._title(column, title_key)
            typed = make()
            typed.setObjectName(f"{name}.{key}")
            typed.textChanged.connect(self._check)
            typed.returnPressed.connect(self._go_on)
            self.fields[key] = typed
            has_width = typed.maximumWidth() == typed.minimumWidth()
            column.addWidget(typed, 0, Qt.AlignmentFlag.AlignLeft if has_width else Qt.AlignmentFlag(0))
        self.choices = ChoiceGrid(self._parts.columns)
        self.choices.setObjectName(f"{name}.choices")
        self.words = TextField()
        self.words.setObjectName(f"{name}.words")
        self.choices.chosen.connect(self._chosen)
        self.words.textChanged.connect(self._check)
        self.words.returnPressed.connect(self._go_on)
        if self._parts.choices:
            self._title(column, self._parts.choices)
            column.addWidget(self.choices)
        if self._parts.words:
            column.addWidget(self.words)

    def _build_second_person(self, column: Column, name: str) -> None:
        self.people = ChoiceGrid(2)
        self.people.setObjectName(f"{name}.people")
        self.pin = PinBoxes(width=64, height=64)
        self.pin.setObjectName(f"{name}.pin")
        self.people.chosen.connect(self._chosen)
        self.pin.changed.connect(self._check)
        if self._parts.second_person:
            self._title(column, "asking.second_person")
            column.addWidget(self.people)
            self._title(column, "asking.second_pin")
            column.addWidget(self.pin, 0, Qt.AlignmentFlag.AlignLeft)
            if self._parts.choices:
                column.addStretch(1)

    def _title(self, column: Column, key: str) -> None:
        label = heading("")
        self._titles.append((label, key))
        column.addWidget(label)

    def retext(self) -> None:
        super().retext()
        headline, hint, act = self._words
        self._words = (say_again(headline), say_again(hint), say_again(act))
        self._say_words()
        for label, key in self._titles:
            label.setText(say(key))
        if self._parts.words:
            self.words.set_hint(say(self._parts.words))
        self._check()

    # asking

    def ask(
        self,
        *,
        headline: str,
        hint: str,
        act: str,
        choices: list[Choice] | None = None,
        people: list[Choice] | None = None,
    ) -> None:
        """Open for one act, empty; act is verb and object."""
        self._words = (headline, hint, act)
        self._say_words()
        self.main.set_busy(False)
        for typed in (*self.fields.values(), self.words):
            typed.clear()
        self.choices.set_choices(choices or [])
        self.people.set_choices(people or [])
        for asked in (self.choices, self.people):
            asked.show_value(None)  # the answer of the last time is none of this time
        self.pin.clear()
        self.message.clear()
        self._check()
        self.open_sheet()

    def _say_words(self) -> None:
        headline, hint, act = self._words
        self.headline.setText(headline)
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self.main.say_text(act)

    def show_refused(self, text: str) -> None:
        """Say why it was not taken; what was typed stays, the PIN goes."""
        self.main.set_busy(False)
        self.pin.clear()
        self.message.say(text, Mark.ERROR)
        if self._parts.second_person and self.people.value is not None:
            self.pin.setFocus(Qt.FocusReason.OtherFocusReason)

    def first_field(self) -> QWidget:
        return self._stops()[0]

    def digit_pressed(self, digit: int) -> bool:
        """Give a digit that no field took to the first question that is still open."""
        if self._parts.choices and self.choices.value is None:
            return self.choices.digit_pressed(digit)
        return self._parts.second_person and self.people.digit_pressed(digit)

    def _stops(self) -> list[QWidget]:
        """Return where the keyboard goes, in order."""
        stops: list[QWidget] = list(self.fields.values())
        stops += self.choices.buttons[:1] if self._parts.choices else []
        asks_words = not self._parts.choices or self._parts.needs_words
        stops += [self.words] if self._parts.words and asks_words else []
        if self._parts.second_person:
            stops += [*self.people.buttons[:1], self.pin]
        return [*stops, self.main]

    def _chosen(self, _value: object) -> None:
        self._check()
        if self._parts.at_once:
            self._give()
        else:
            self._go_on()

    def _go_on(self) -> None:
        """Lead to the next thing that is missing."""
        for stop in self._stops():
            if self._is_open(stop):
                stop.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def _is_open(self, stop: QWidget) -> bool:
        if isinstance(stop, QLineEdit):
            return not stop.text().strip()
        if stop in self.choices.buttons:
            return not self._has_choice
        if stop in self.people.buttons:
            return self.people.value is None
        return stop is self.main or (stop is self.pin and not self.pin.is_full)

    @property
    def _has_choice(self) -> bool:
        return self.choices.value is not None or (self._has_reason and not self._parts.needs_words)

    @property
    def _has_reason(self) -> bool:
        alone = not (self._parts.needs_choice or self._parts.needs_words)
        has_words = bool(self.words.text().strip()) and (alone or not self._parts.choices)
        return self.choices.value is not None or has_words

    def _check(self, *_: object) -> None:
        missing = self._missing()
        if missing:
            self.main.show_blocked(missing)
        else:
            self.main.show_ready()

    def _missing(self) -> str:
        """Return the words for what is missing first, or an empty text."""
        for key, title_key, _ in self._parts.fields:
            if not self.fields[key].text().strip():
                return say("asking.needs_value", what=say(title_key))
        missing = self._missing_answer()
        return say(missing) if missing else ""

    def _missing_answer(self) -> str:
        if (self._parts.choices or self._parts.words) and not self._has_reason:
            return "asking.needs_choice" if self._parts.choices else "asking.needs_words"
        if self._parts.needs_words and not self.words.text().strip():
            return "asking.needs_words"
        if self._parts.second_person and self.people.value is None:
            return "asking.needs_person"
        return "asking.needs_pin" if self._parts.second_person and not self.pin.is_full else ""

    def _give(self) -> None:
        self.main.set_busy(True)
        self.message.clear()
        given = Given(
            choice=str(self.choices.value) if self.choices.value is not None else "",
            words=self.words.text().strip(),
            witness=str(self.people.value or ""),
            pin=self.pin.take() if self._parts.second_person else "",
            values={key: typed.text().strip() for key, typed in self.fields.items()},
        )
        self.given.emit(given)


class AskingPage(Page):
    """A page with sheets, each built when it is first asked for."""

    answered = Signal(str, object)
    """Name of the sheet, and what was Given."""
    sheets: Mapping[str, Parts] = {}

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheets: dict[str, AskSheet] = {}

    def sheet(self, name: str) -> AskSheet:
        """Return a sheet; it lies over the whole window."""
        found = self._sheets.get(name)
        if found is None:
            found = AskSheet(self.window(), f"{self.objectName()}.{name}", self.sheets[name])
            found.given.connect(lambda given: self.answered.emit(name, given))
            found.closed.connect(self.take_focus)
            self._sheets[name] = found
        return found

    @property
    def open_sheet(self) -> AskSheet | None:
        """The sheet that is being asked, if any."""
        return next((sheet for sheet in self._sheets.values() if not sheet.isHidden()), None)

    def close_sheet(self) -> None:
        """Take the sheet away: its act is written."""
        if self.open_sheet is not None:
            self.open_sheet.close_sheet()
