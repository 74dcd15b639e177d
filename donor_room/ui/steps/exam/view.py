"""What the nurse sees of the examination; it knows no rule and no use case."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from donor_room.ui.keys import Act
from donor_room.ui.texts import say
from donor_room.ui.theme import px
from donor_room.ui.widgets.asking import AskingPage, Parts
from donor_room.ui.widgets.buttons import SignButtons
from donor_room.ui.widgets.clocks import RestTimer
from donor_room.ui.widgets.fields import Mark
from donor_room.ui.widgets.labels import Label, heading, quiet
from donor_room.ui.widgets.layout import Column, HairLine, Row
from donor_room.ui.widgets.measuring import Past, Question, ValueField
from donor_room.ui.widgets.page import focusable
from donor_room.ui.widgets.rows import PairRow
from donor_room.ui.widgets.summary import Summary

SIGNS = ("skin", "limbs", "arms", "rhythm")
_PLACES = {"temp": 1, "weight": 1}
_UNITS = {"pressure": "mmHg", "temp": "°C", "weight": "kg", "height": "cm"}


class ExamView(AskingPage):
    """Fields with unit and limit, the message beside the field, four signs, all readings in the rail."""

    step = 3
    sheets = {  # noqa: RUF012 - a constant of the class
        "leave": Parts(words="interview.leave.words"),
        "fear": Parts(choices="reactions.fear.answer", at_once=True),
    }
    leave_asked = Signal()
    fear_asked = Signal()
    typed = Signal(str, str)
    question_answered = Signal(str, object)
    """The question of a row got its answer."""
    sign_chosen = Signal(str, bool)
    repeat_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("exam")
        self.summary = Summary()
        self.summary.setObjectName("summary")
        self.left.addWidget(self.summary)
        self.left.gap(4)
        self._build_rows()
        self._build_signs()
        self._build_rail_parts()
        self.add_back()
        self.add_action(Act.RECORDS, self.fear_asked.emit, "reactions.fear.button").setObjectName("fear")
        self.add_action(Act.AGAIN, self.repeat_asked.emit, "exam.repeat_pressure").setObjectName("repeat")
        self.add_action(Act.DEFER, self.leave_asked.emit, "interview.leave.button").setObjectName("leave")
        self.main.setObjectName("main")
        self.listen_digits(self._digit)

    # building

    def _build_rows(self) -> None:
        self.fields: dict[str, ValueField] = {}
        self.rows: dict[str, MeasureRow] = {}
        for name, quantities in (
            ("pressure", ("sbp", "dbp")), ("pulse", ("pulse",)), ("temp", ("temp",)), ("weight", ("weight",)),
            ("height", ("height",)),
        ):  # fmt: skip
            row = MeasureRow(name, quantities)
            row.answered.connect(self.question_answered)
            self.rows[name] = row
            for field in row.fields:
                field.typed.connect(self.typed)
                self.fields[field.quantity] = field
            self.left.addWidget(row, 1)

    def _build_signs(self) -> None:
        self.left.addWidget(HairLine())
        self.left.gap(8)
        across = Row(gap=16)
        self.signs: dict[str, SignButtons] = {}
        self._sign_names: dict[str, Label] = {}
        self._seen: dict[str, bool | None] = dict.fromkeys(SIGNS)
        for sign in SIGNS:
            part = Column(gap=4)
            self._sign_names[sign] = Label("", 16, bold=True)
            part.addWidget(self._sign_names[sign])
            part.addWidget(self._sign_row(sign))
            across.addLayout(part, 1)
        self.left.addLayout(across)

    def _sign_row(self, sign: str) -> SignButtons:
        row = SignButtons("", "")
        self.signs[sign] = row
        for button, name in zip(row.buttons, ("normal", "abnormal"), strict=True):
            button.setObjectName(f"{sign}_{name}")
        row.chosen.connect(self._sign_pressed)
        return row

    def _build_rail_parts(self) -> None:
        self._readings_title = heading("")
        self._readings, self._past = Column(), Column()
        self._readings_note = Label("", 16, colour="quiet", wrap=True)
        self._past_title = heading("")
        self._volume = PairRow(indent=0, bold=True)
        self._athlete = PairRow(indent=0, bold=True)
        self.rail.addWidget(self._readings_title)
        self.rail.addLayout(self._readings)
        self.rail.addWidget(self._readings_note)
        self.rest, self._rest_words = RestTimer(), Label("", 18, bold=True)
        self.rail.addWidget(self.rest)
        self.rail.addWidget(self._rest_words)
        self.show_rest(None, "")
        self.rail.addWidget(HairLine(above=12, below=12))
        self.rail.addWidget(self._past_title)
        self.rail.addLayout(self._past)
        self.rail.addWidget(HairLine(above=12, below=12))
        self.rail.addWidget(self._volume)
        self.rail.addWidget(self._athlete)
        self.risk_title = Label("", 18, bold=True)
        self.risk, self.risk_unknown = Label("", 18, wrap=True), Label("", 16, colour="quiet", wrap=True)
        for label in (self.risk_title, self.risk, self.risk_unknown):
            self.rail.addWidget(label)
        self.rail.addStretch(1)

    def retext(self) -> None:
        super().retext()
        self.set_main(say(Act.MAIN.text_key))
        self._readings_title.setText(say("exam.readings"))
        self._past_title.setText(say("exam.past_pressures"))
        self.risk_title.setText(say("reactions.risk.title"))
        for row in self.rows.values():
            row.retext()
        for sign, buttons in self.signs.items():
            self._sign_names[sign].setText(say(f"exam.sign.{sign}"))
            buttons.retext_with(say("exam.sign.normal"), say("exam.sign.abnormal"))

    # showing

    def show_value(self, quantity: str, text: str) -> None:
        self.fields[quantity].show_saved(text)

    def show_limit(self, name: str, text: str) -> None:
        self.rows[name].limit.setText(text)

    def show_height(self, wanted: bool) -> None:
        self.rows["height"].setVisible(wanted)

    def show_sign(self, sign: str, normal: bool | None) -> None:
        self._seen[sign] = normal
        self.signs[sign].show_value(normal)
        self.signs[sign].set_faded(normal is not None)

    def show_readings(self, rows: list[tuple[str, str, str]], note: str) -> None:
        self._readings.fill([PairRow(time, value, about, bold=True) for time, value, about in rows])
        self._readings_note.setText(note)

    def show_rest(self, seconds: int | None, words: str) -> None:
        """Show for how long the donor has rested since the last pressure; None hides it."""
        self.rest.show_seconds(seconds or 0)
        self._rest_words.setText(words)
        for part in (self.rest, self._rest_words):
            part.setVisible(seconds is not None)

    @property
    def rest_words(self) -> str:
        return self._rest_words.text()

    @property
    def readings(self) -> list[PairRow]:
        """The lines of the rail that list every pressure of today."""
        return list(self._readings.filling)

    def show_past_pressures(self, rows: list[tuple[str, str]], none: str) -> None:
        lines: list[QWidget] = [PairRow(day, value, indent=0, bold=True) for day, value in rows]
        self._past.fill(lines or [quiet(none)])

    def show_notes(self, blood_volume: str, athlete: str) -> None:
        """Words of the rail's last lines; an empty one takes its line away."""
        self._volume.show_pair(say("exam.blood_volume"), blood_volume)
        self._athlete.show_pair(say("exam.athlete_noted"), athlete)
        self._volume.setVisible(bool(blood_volume))
        self._athlete.setVisible(bool(athlete))

    def show_risk(self, found: str, unknown: str) -> None:
        """Say what makes the donor faint more easily, and what nobody knows of it."""
        self.risk.setText(found)
        self.risk_unknown.setText(unknown)
        self.risk_unknown.setVisible(bool(unknown))

    def clear_words(self) -> None:
        """Take all messages and marks away, for another donor."""
        self.summary.show_problems([])
        for row in self.rows.values():
            row.say_nothing()

    def ask(self, quantity: str, text: str, choices: list[tuple[int, str, object]]) -> None:
        """Ask about a value beside its field; the key that answers has the focus."""
        row = self._row_of(quantity)
        row.ask(text, choices, quantity)
        row.question.take_focus()

    def complain(self, quantity: str, text: str) -> None:
        self._row_of(quantity).complain(text, self.fields[quantity])

    def settle(self, quantity: str) -> None:
        """The value is stored: nothing more to say about it."""
        row = self._row_of(quantity)
        row.say_nothing()
        for field in row.fields:
            field.take_as_saved()
        self.summary.show_problems([])

    def show_summary(self, problems: list[tuple[str, str]]) -> None:
        """Problems are (words, quantity or sign)."""
        self.summary.show_problems([(words, self._target(what)) for words, what in problems])

    def open_questions(self) -> list[tuple[str, str]]:
        """Return (words, quantity) of every value that waits for an answer or a correction."""
        return [
            (row.question.text, row.fields[-1].quantity) for row in self.rows.values() if row.question.text
        ]

    def begin_pressure_again(self) -> None:
        row = self.rows["pressure"]
        row.say_nothing()
        for field in row.fields:
            field.begin_again()
        row.fields[0].setFocus(Qt.FocusReason.TabFocusReason)

    def hand_in_all(self) -> None:
        """Hand in what stands in a field that nobody has left yet."""
        for field in self.fields.values():
            field.hand_in()

    def focus_after(self, quantity: str) -> None:
        """Go on where the nurse types next, after a question about this value was answered."""
        self.go_on_from(self.fields[quantity])

    # keys

    def go_on_from(self, field: QWidget | None) -> None:
        """After the last field come the signs, after the last sign the main button."""
        fields = [part for part in focusable(self.left_side) if isinstance(part, QLineEdit)]
        if fields and field is fields[-1]:
            self.focus_next_sign()
        else:
            super().go_on_from(field)

    def focus_next_sign(self) -> None:
        """Stand on the first sign that nobody has seen yet, or on the main button."""
        waiting = next((sign for sign in SIGNS if self._seen[sign] is None), None)
        target: QAbstractButton = self.signs[waiting].buttons[0] if waiting else self.main
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def _digit(self, digit: int) -> bool:
        asked = next((row.question for row in self.rows.values() if row.question.is_open), None)
        if asked is not None:
            return asked.choices.digit_pressed(digit)
        waiting = next((sign for sign in SIGNS if self._seen[sign] is None), None)
        return waiting is not None and self.signs[waiting].digit_pressed(digit)

    def _sign_pressed(self, normal: bool) -> None:
        sign = next(sign for sign, row in self.signs.items() if row is self.sender())
        self.signs[sign].show_value(self._seen[sign])
        self.sign_chosen.emit(sign, normal)

    def _row_of(self, quantity: str) -> MeasureRow:
        return next(
            row for row in self.rows.values() if any(field.quantity == quantity for field in row.fields)
        )

    def _target(self, what: str) -> QWidget:
        return self.fields[what] if what in self.fields else self.signs[what].buttons[0]


class MeasureRow(QWidget):
    """Name and limit, one or two fields, unit, and beside them the past or what is to be said."""

    answered = Signal(str, object)

    def __init__(self, name: str, quantities: tuple[str, ...]) -> None:
        super().__init__()
        self.name = name
        row = Row(self, gap=0)
        words = Column(gap=2)
        self.title, self.limit = Label("", 20, bold=True), Label("", 16, colour="quiet")
        words.addStretch(1)
        words.addWidget(self.title)
        words.addWidget(self.limit)
        words.addStretch(1)
        row.addLayout(words)
        self._words = words
        width = 104 if len(quantities) > 1 else 136
        self.fields = [ValueField(one, places=_PLACES.get(one, 0), width=width) for one in quantities]
        inputs = Row(gap=12)
        for place, field in enumerate(self.fields):
            if place:
                inputs.addWidget(Label("/", 24, colour="quiet"))
            inputs.addWidget(field)
        self.unit = Label("", 18, colour="quiet")
        inputs.addWidget(self.unit)
        inputs.addStretch(1)
        self._inputs = QWidget()
        self._inputs.setLayout(inputs)
        row.addWidget(self._inputs)
        self.past, self.question = Past(), Question()
        row.addWidget(self.past, 1)
        row.addWidget(self.question, 1)
        self.question.hide()
        self.question.answered.connect(self._answer)
        self.restyle()

    def restyle(self) -> None:
        self.title.setFixedWidth(px(150))
        self.limit.setFixedWidth(px(150))
        self._inputs.setFixedWidth(px(328))
        self.setMinimumHeight(px(64))

    def retext(self) -> None:
        self.title.setText(
            say("exam.pressure") if self.name == "pressure" else say(f"measures.name.{self.name}")
        )
        self.unit.setText(_UNITS.get(self.name) or say("measures.unit.per_minute"))

    def say_nothing(self) -> None:
        self._show(None)
        self.question.clear()
        for field in self.fields:
            field.set_mark(Mark.NONE)

    def ask(self, text: str, choices: list[tuple[int, str, object]], name: str) -> None:
        self.question.ask(text, choices, name)
        self._show(self.question)
        for field in self.fields:
            field.set_mark(Mark.CHECK if field.quantity == name else Mark.NONE)

    def complain(self, text: str, about: ValueField) -> None:
        self.question.complain(text)
        self._show(self.question)
        for field in self.fields:
            field.set_mark(Mark.ERROR if field is about else Mark.NONE)

    def _show(self, question: QWidget | None) -> None:
        self.past.setVisible(question is None)
        self.question.setVisible(question is not None)

    def _answer(self, value: object) -> None:
        self.answered.emit(self.name, value)
