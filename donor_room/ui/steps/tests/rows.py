"""The rows of the blood tests: a number, a drop, a group, a strip; each with its limit and its answer."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from donor_room.ui.texts import said, say
from donor_room.ui.theme import px
from donor_room.ui.widgets.buttons import AnswerLook, ChoiceRow
from donor_room.ui.widgets.fields import Mark, Message
from donor_room.ui.widgets.labels import Label
from donor_room.ui.widgets.layout import Column, HairLine, Row
from donor_room.ui.widgets.measuring import Past, Question, ValueField
from donor_room.ui.widgets.trend import TREND_WIDTH

UNITS = {"hb": "g/L", "alt": "U/L"}
_RESULTS = ((1, "reactive"), (2, "nonreactive"), (0, "invalid"))
_NAME_WIDTH, _INPUT_WIDTH = 192, 248


class HeadRow(QWidget):
    """What the columns of the values are: today, the past as a line, the last one."""

    def __init__(self) -> None:
        super().__init__()
        row = Row(self, gap=0)
        row.gap(_NAME_WIDTH)
        self.words = {name: Label("", 16, colour="quiet") for name in ("today", "past", "last")}
        row.addWidget(self.words["today"])
        beside = Row(gap=16)
        beside.addWidget(self.words["past"], 3)
        beside.addWidget(self.words["last"], 2)
        row.addLayout(beside, 1)
        self.restyle()

    def restyle(self) -> None:
        self.words["today"].setFixedWidth(px(_INPUT_WIDTH))
        self.words["past"].setMinimumWidth(px(TREND_WIDTH))

    def retext(self) -> None:
        for name, label in self.words.items():
            label.setText(say(f"tests.head.{name}"))


class TestRow(QWidget):
    """Name and limit at the left, what is done at the right, a hairline to the next one below."""

    def __init__(self, test: str, *, is_last: bool = False) -> None:
        super().__init__()
        self.test = test
        whole = Column(self)
        inside = Row(gap=0)
        whole.addLayout(inside, 1)
        if not is_last:
            whole.addWidget(HairLine())
        names = Column(gap=2)
        self.title, self.limit = Label("", 20, bold=True), Label("", 16, colour="quiet")
        names.addStretch(1)
        names.addWidget(self.title)
        names.addWidget(self.limit)
        names.addStretch(1)
        inside.addLayout(names)
        self.names = names
        self.inside = inside

    def restyle(self) -> None:
        self.title.setFixedWidth(px(_NAME_WIDTH))
        self.limit.setFixedWidth(px(_NAME_WIDTH))

    def retext(self) -> None:
        self.title.setText(say(f"tests.{self.test}"))

    def next_button(self) -> QWidget | None:
        return None

    def digit_pressed(self, digit: int) -> bool:
        return False


class ValueRow(TestRow):
    """A number with its unit, the question below it, its past beside it."""

    confirmed = Signal(str)

    def __init__(self, test: str) -> None:
        super().__init__(test)
        self.field = ValueField(test, places=1 if test == "hb" else 0)
        self.unit = Label(UNITS[test], 18, colour="quiet")
        self.question = Question(height=48, is_tight=True)
        self.past = Past()
        right = Column()
        self._line = Row(gap=12)
        self._line.addWidget(self.field)
        self._line.addWidget(self.unit)
        self._inputs = QWidget()
        self._inputs.setLayout(self._line)
        self._line.addStretch(1)
        above = Row(gap=0)
        above.addWidget(self._inputs)
        above.addWidget(self.past, 1)
        right.addStretch(1)
        right.addLayout(above)
        right.addWidget(self.question)
        right.addStretch(1)
        self.inside.addLayout(right, 1)
        self.names.gap(40)
        self.question.answered.connect(self._answered)
        self.restyle()

    def restyle(self) -> None:
        super().restyle()
        self._inputs.setFixedWidth(px(_INPUT_WIDTH))

    def ask(self, text: str, confirm: str) -> None:
        """Ask; confirm names the key's word, empty where only a new value helps."""
        self.field.set_mark(Mark.CHECK)
        self.question.ask(text, [(1, confirm, True)] if confirm else [], self.test)
        if confirm:
            self.question.take_focus()

    def complain(self, text: str) -> None:
        self.field.set_mark(Mark.ERROR)
        self.question.complain(text)

    def settle(self) -> None:
        self.field.set_mark(Mark.NONE)
        self.question.clear()

    def take_as_saved(self) -> None:
        """The value is on the disk: nothing more to say about it."""
        self.settle()
        self.field.take_as_saved()

    @property
    def is_given(self) -> bool:
        """Whether a result of this visit stands here, which may be repeated."""
        return self.field.has_saved

    @property
    def is_in_hand(self) -> bool:
        return self.field.hasFocus()

    def begin_again(self) -> None:
        """Let a further result be given; the one before is kept in the ledger."""
        self.settle()
        self.field.begin_again()

    def begin_anew(self) -> None:
        """Another donor: nothing stands here."""
        self.settle()
        self.field.begin_again()

    def _answered(self, _value: object) -> None:
        self.confirmed.emit(self.test)

    def take_focus(self) -> None:
        """Stand where the result is given."""
        self.field.setFocus(Qt.FocusReason.TabFocusReason)


class HaemoglobinRow(ValueRow):
    """A number in g/L or, by copper sulphate, a drop that sank or did not: one face or the other."""

    dropped = Signal(bool)
    """A drop sank in time, or did not; of one that comes after another it was asked before."""
    questioned = Signal()
    """A second drop is asked about, or was a slip of the finger: what stood there stands."""

    def __init__(self) -> None:
        super().__init__("hb")
        self.by_drop = False
        self._stored: bool | None = None
        self._is_again = False
        self._in_question: bool | None = None
        self.drop = ChoiceRow([(1, "", True), (2, "", False)], gap=8, height=56, tones={False: "amber"})
        for button, name in zip(self.drop.buttons, ("drop_sank", "drop_not_sunk"), strict=True):
            button.setObjectName(name)
        self.drop.chosen.connect(self._pressed)
        self._line.insertWidget(0, self.drop)
        self.show_way(by_drop=False)

    def retext(self) -> None:
        super().retext()
        for button, word in zip(self.drop.buttons, ("sank", "not_sunk"), strict=True):
            button.say_text(say(f"tests.drop.{word}"))

    def show_way(self, *, by_drop: bool) -> None:
        """Show the face of the meter or that of the drop."""
        self.by_drop = by_drop
        self.field.setVisible(not by_drop)
        self.unit.setVisible(not by_drop)
        self.drop.setVisible(by_drop)

    def show_drop(self, sank: bool | None) -> None:
        """Show what the ledger has of a drop, unless it is being done once more."""
        self._stored = sank
        self.drop.show_value(None if self._is_again else sank)

    def take_as_saved(self) -> None:
        self._is_again = False
        super().take_as_saved()

    @property
    def is_given(self) -> bool:
        return self._stored is not None if self.by_drop else super().is_given

    @property
    def is_in_hand(self) -> bool:
        return any(button.hasFocus() for button in self.drop.buttons) or super().is_in_hand

    @property
    def awaits_drop(self) -> bool:
        """Whether a digit says now what the drop did."""
        return self.by_drop and (self._stored is None or self._is_again)

    def begin_again(self) -> None:
        super().begin_again()
        self._is_again = True
        self.show_drop(self._stored)

    def begin_anew(self) -> None:
        """Another donor: nothing stands here, and nothing is done once more."""
        super().begin_anew()
        self._is_again = False
        self.show_drop(None)

    def take_focus(self) -> None:
        if self.by_drop:
            self.drop.buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().take_focus()

    def next_button(self) -> QWidget | None:
        return self.drop.buttons[0]

    def digit_pressed(self, digit: int) -> bool:
        return self.drop.digit_pressed(digit)

    def settle(self) -> None:
        super().settle()
        self._in_question = None

    def _pressed(self, sank: bool) -> None:
        """What stands is not passed over by a slip of the finger: a second drop is asked about."""
        if self.awaits_drop:
            self.drop.show_value(None)
            self.dropped.emit(sank)
            return
        self.drop.show_value(self._stored)
        choices: list[tuple[int, str, object]] = [
            (digit, said(f"tests.drop.{word}"), is_so)
            for digit, word, is_so in ((1, "is_second", True), (2, "is_slip", False))
        ]
        what = said(f"tests.drop.{'sank' if sank else 'not_sunk'}")
        self.question.ask(said("tests.drop.stands", what=what), choices, self.test)
        self._in_question = sank
        self.question.take_focus()
        self.questioned.emit()

    def _answered(self, value: object) -> None:
        if self._in_question is None:
            super()._answered(value)
            return
        sank = self._in_question
        self.settle()
        if value:
            self.dropped.emit(sank)
        else:
            self.questioned.emit()


class GroupRow(TestRow):
    """Four groups; the known one is shown only after one was typed."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__("abo")
        groups: list[tuple[int, str, object]] = [
            (place, group, group) for place, group in enumerate(("A", "B", "O", "AB"), start=1)
        ]
        self.choices = ChoiceRow(groups, look=AnswerLook.CORNER)
        for button in self.choices.buttons:
            button.setObjectName(f"abo_{button.text()}")
        self.message = Message(height=48)
        self.known = Label("", 18, colour="quiet")
        self.inside.addWidget(self.choices)
        self.inside.gap(16)
        self.inside.addWidget(self.message, 1)
        self.inside.addWidget(self.known)
        self._stored: str | None = None
        self.choices.chosen.connect(self._pressed)
        self.restyle()

    def retext(self) -> None:
        super().retext()
        self.limit.setText(say("tests.forward_typing"))

    def show_group(self, group: str | None, words: str, known: str, *, differs: bool) -> None:
        self._stored = group
        self.choices.show_value(group)
        self.message.say(words, Mark.CHECK if differs else Mark.NONE)
        self.known.setText(known)

    def next_button(self) -> QWidget | None:
        return self.choices.buttons[0]

    def digit_pressed(self, digit: int) -> bool:
        return self.choices.digit_pressed(digit)

    def _pressed(self, group: str) -> None:
        self.choices.show_value(self._stored)
        self.chosen.emit(group)


class StripRow(TestRow):
    """The strip: first the sample and the clock, then its reading when the window is open."""

    begun = Signal()
    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__("hbsag", is_last=True)
        self.begin = ChoiceRow([(1, "", "begin")])
        self.begin.buttons[0].setObjectName("strip_begin")
        self.results = ChoiceRow([(digit, result, result) for digit, result in _RESULTS])
        for button, (_, result) in zip(self.results.buttons, _RESULTS, strict=True):
            button.setObjectName(f"strip_{result}")
        self.words = Label("", 18, colour="quiet")
        right = Column(gap=8)
        right.addStretch(1)
        right.addWidget(self.begin)
        right.addWidget(self.results)
        right.addWidget(self.words)
        right.addStretch(1)
        self.inside.addLayout(right, 1)
        self._stored: str | None = None
        self.begin.chosen.connect(self._begin)
        self.results.chosen.connect(self._pressed)
        self.restyle()

    def retext(self) -> None:
        super().retext()
        self.limit.setText(say("tests.strip"))
        self.begin.buttons[0].say_text(say("tests.clock.begin"))
        for button, (_, result) in zip(self.results.buttons, _RESULTS, strict=True):
            button.say_text(say(f"tests.result.{result}"))

    def show_strip(
        self, stored: str | None, words: str, *, may_begin: bool, open_for: tuple[str, ...]
    ) -> None:
        """Stored is the result on the disk; open_for names the results that may be pressed now."""
        self._stored = stored
        self.begin.setVisible(may_begin)
        self.results.setVisible(not may_begin)
        self.begin.show_value(None)
        self.results.show_value(stored)
        for button, (_, result) in zip(self.results.buttons, _RESULTS, strict=True):
            button.setEnabled(result in open_for)
        self.words.setText(words)

    def next_button(self) -> QWidget | None:
        row = self.begin if not self.begin.isHidden() else self.results
        return next((button for button in row.buttons if button.isEnabled()), None)

    def digit_pressed(self, digit: int) -> bool:
        row = self.begin if not self.begin.isHidden() else self.results
        return row.digit_pressed(digit)

    def _begin(self, _value: object) -> None:
        self.begun.emit()

    def _pressed(self, result: str) -> None:
        self.results.show_value(self._stored)
        self.chosen.emit(result)
