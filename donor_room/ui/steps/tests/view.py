"""What the nurse sees of the blood tests: results, the strip's clock, and the lots in use."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from donor_room.ui.keys import Act
from donor_room.ui.steps.tests.lots import LotsPart
from donor_room.ui.texts import say
from donor_room.ui.theme import px
from donor_room.ui.widgets.asking import AskingPage, Parts
from donor_room.ui.widgets.buttons import AnswerLook, ChoiceRow, QuietButton
from donor_room.ui.widgets.clocks import RestTimer, StripClock
from donor_room.ui.widgets.fields import Mark, Message
from donor_room.ui.widgets.labels import Label, heading
from donor_room.ui.widgets.layout import Column, HairLine, Row
from donor_room.ui.widgets.measuring import Past, Question, ValueField
from donor_room.ui.widgets.page import focusable
from donor_room.ui.widgets.rows import ListRow, PairRow
from donor_room.ui.widgets.trend import TREND_WIDTH

TESTS = ("hb", "alt", "abo", "hbsag")
_UNITS = {"hb": "g/L", "alt": "U/L"}
_WEIGHTS = {"hb": 9, "alt": 9, "abo": 6, "hbsag": 9}
_RESULTS = ((1, "reactive"), (2, "nonreactive"), (0, "invalid"))
_NAME_WIDTH, _INPUT_WIDTH = 192, 248


class TestsView(AskingPage):
    """Two faces on one page: the lots once per shift, then the results of each donor."""

    step = 4
    sheets = {"leave": Parts(words="interview.leave.words")}  # noqa: RUF012 - a constant of the class
    leave_asked = Signal()
    typed = Signal(str, str)
    confirmed = Signal(str)
    group_chosen = Signal(str)
    strip_begun = Signal()
    strip_read = Signal(str)
    repeat_asked = Signal(str)
    lots_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("tests")
        self.lots = LotsPart(TESTS)
        self.results = QWidget()
        self._build_results()
        self.left.addWidget(self.lots)
        self.left.addWidget(self.results, 1)
        self._build_rail_parts()
        self.add_back()
        self._again = self.add_action(Act.AGAIN, self._repeat)
        self._again.setObjectName("repeat")
        self.add_action(Act.DEFER, self.leave_asked.emit, "interview.leave.button").setObjectName("leave")
        self.main.setObjectName("main")
        self.main.missing_asked.connect(self.go_to_missing)
        self.listen_digits(self._digit)
        self._missing: tuple[str, ...] = ()
        self.show_lots(False)

    # building

    def _build_results(self) -> None:
        column = Column(self.results)
        self.heads = HeadRow()
        column.addWidget(self.heads)
        self.rows: dict[str, TestRow] = {}
        self.fields: dict[str, ValueField] = {}
        for test in TESTS:
            row = ValueRow(test) if test in _UNITS else GroupRow() if test == "abo" else StripRow()
            self.rows[test] = row
            column.addWidget(row, _WEIGHTS[test])
            if isinstance(row, ValueRow):
                self.fields[test] = row.field
                row.field.typed.connect(self.typed)
                row.confirmed.connect(self.confirmed)
        self.group = self.rows["abo"]
        self.strip = self.rows["hbsag"]
        self.group.chosen.connect(self.group_chosen)
        self.strip.begun.connect(self.strip_begun)
        self.strip.chosen.connect(self.strip_read)

    def _build_rail_parts(self) -> None:
        head = Row(gap=8)
        self._clock_title, self._clock_donor = heading(""), Label("", 18, colour="quiet", right=True)
        head.addWidget(self._clock_title)
        head.addWidget(self._clock_donor, 1)
        self.rail.addLayout(head)
        across = Row(gap=8)
        self.timer = RestTimer()
        across.addWidget(self.timer)
        self.no_strip = Label("", 20, colour="quiet", height=65)
        across.addWidget(self.no_strip)
        words = Column()
        self.opens, self.spoils = (
            Label("", 18, bold=True, right=True),
            Label("", 16, colour="quiet", right=True),
        )
        words.addWidget(self.opens)
        words.addWidget(self.spoils)
        across.addLayout(words, 1)
        self.rail.addLayout(across)
        self.clock = StripClock()
        self.rail.addWidget(self.clock)
        self.hurried = Label("", 16, bold=True, colour="amber")
        self.rail.addWidget(self.hurried)
        self._others = Column()
        self.rail.addLayout(self._others)
        self.rail.addWidget(HairLine(above=4, below=8))
        self._reagents_title = heading("")
        self.rail.addWidget(self._reagents_title)
        self._reagents = Column()
        self.rail.addLayout(self._reagents)
        self.rail.gap(4)
        self.change_lots = QuietButton("", height=48)
        self.change_lots.setObjectName("change_lots")
        self.change_lots.clicked.connect(self.lots_asked)
        self.rail.addWidget(self.change_lots)
        self.rail.gap(8)
        self._disclaimer = Label("", 16, colour="quiet", wrap=True)
        self.rail.addWidget(self._disclaimer)
        self.rail.addStretch(1)

    def retext(self) -> None:
        super().retext()
        self._clock_title.setText(say("tests.clock.title"))
        self._reagents_title.setText(say("tests.reagents"))
        self.change_lots.say_text(say("tests.change_lots"))
        self._disclaimer.setText(say("tests.disclaimer"))
        for row in (self.heads, *self.rows.values()):
            row.retext()
        self.lots.retext()
        self._name_main()

    # showing

    def show_lots(self, asked: bool) -> None:
        """Show the lots to be filled in, or the results."""
        self.lots.setVisible(asked)
        self.results.setVisible(not asked)
        self.change_lots.setVisible(not asked)
        self._again.setVisible(not asked)
        self._name_main()

    def show_panel(self, tests: tuple[str, ...]) -> None:
        """Show only the tests of the station's panel."""
        for test, row in self.rows.items():
            row.setVisible(test in tests)

    def show_missing(self, missing: tuple[str, ...]) -> None:
        self._missing = missing
        self._name_main()

    def _name_main(self) -> None:
        if not self.lots.isHidden():
            self.set_main(say("tests.save_lots"))
            self.show_ready()
            return
        self.set_main(say(Act.MAIN.text_key))
        if not self._missing:
            self.show_ready()
        elif self._missing == ("hbsag",):
            self.show_blocked(say("tests.wait_for_strip"))
        else:
            self.show_blocked(say("tests.still_to_do", count=len(self._missing)))

    def show_reagents(self, rows: list[tuple[str, str, str]]) -> None:
        self._reagents.fill([PairRow(name, lot, until, height=32) for name, lot, until in rows])

    def show_window(self, from_minutes: int, until_minutes: int, hurried: str) -> None:
        self.clock.show_window(from_minutes, until_minutes, say("tests.clock.window"))
        self.opens.setText(say("tests.clock.opens_after", minutes=from_minutes))
        self.spoils.setText(say("tests.clock.spoils_after", minutes=until_minutes))
        self.hurried.setText(hurried)
        self.hurried.setVisible(bool(hurried))

    def show_clock(self, donor: str, seconds: int) -> None:
        """Show the time of this donor's strip against the window in which it is read."""
        self._clock_donor.setText(donor)
        self.timer.show_seconds(seconds)
        self.clock.show_seconds(seconds)
        self._show_clock_parts(runs=True, is_read=False)

    def show_no_clock(self, donor: str, words: str, *, is_read: bool) -> None:
        """No strip is running: say whether none was begun or when it was read; then its window is past."""
        self._clock_donor.setText(donor)
        self.no_strip.setText(words)
        self.clock.show_seconds(0)
        self._show_clock_parts(runs=False, is_read=is_read)

    def _show_clock_parts(self, *, runs: bool, is_read: bool) -> None:
        self.timer.setVisible(runs)
        self.no_strip.setVisible(not runs)
        for part in (self.opens, self.spoils, self.clock):
            part.setVisible(not is_read)

    def show_other_strips(self, rows: list[tuple[str, str, str]]) -> None:
        """Rows are donor, time, and the state of a line in the rail."""
        if [row[0] for row in rows] != [line.text for line in self.other_rows()]:
            self._others.fill([ListRow() for _ in rows])
        for line, (donor, time, state) in zip(self.other_rows(), rows, strict=True):
            line.show_row(donor, time, state)

    def other_rows(self) -> list[ListRow]:
        return list(self._others.filling)

    def open_question(self) -> Question | None:
        return next(
            (
                row.question
                for row in self.rows.values()
                if isinstance(row, ValueRow) and row.question.is_open
            ),
            None,
        )

    def hand_in_all(self) -> None:
        for field in self.fields.values():
            field.hand_in()

    # keys

    def _repeat(self) -> None:
        """Repeat the value in hand; when nothing stands there yet, the one before it."""
        stored = [test for test, field in self.fields.items() if field.has_saved]
        in_hand = next((test for test in stored if self.fields[test].hasFocus()), None)
        if stored:
            self.repeat_asked.emit(in_hand or stored[-1])

    def go_on_from(self, field: QWidget | None) -> None:
        fields = [part for part in focusable(self.left_side) if isinstance(part, QLineEdit)]
        if self.lots.isHidden() and fields and field is fields[-1]:
            self.go_to_keys()
        else:
            super().go_on_from(field)

    def go_to_keys(self) -> None:
        """Stand where the next digit belongs: group, strip, or the main button when nothing is left."""
        for test in ("abo", "hbsag"):
            target = self.rows[test].next_button() if test in self._missing else None
            if target is not None:
                target.setFocus(Qt.FocusReason.TabFocusReason)
                return
        (self if self._missing else self.main).setFocus(Qt.FocusReason.TabFocusReason)

    def go_to_missing(self) -> None:
        """Lead to the first test without a result; what stands in a field is handed in first."""
        self.hand_in_all()
        first = next((test for test in TESTS if test in self._missing), "")
        if first in self.fields:
            self.fields[first].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.go_to_keys()

    def _digit(self, digit: int) -> bool:
        asked = self.open_question()
        if asked is not None:
            return asked.choices.digit_pressed(digit)
        waiting = next((test for test in ("abo", "hbsag") if test in self._missing), None)
        return waiting is not None and self.rows[waiting].digit_pressed(digit)


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
    """Name and limit at the left, what is done at the right, a hairline below."""

    def __init__(self, test: str) -> None:
        super().__init__()
        self.test = test
        whole = Column(self)
        inside = Row(gap=0)
        whole.addLayout(inside, 1)
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
        self.unit = Label(_UNITS[test], 18, colour="quiet")
        self.question = Question(height=48, is_tight=True)
        self.past = Past()
        right = Column()
        line = Row(gap=12)
        line.addWidget(self.field)
        line.addWidget(self.unit)
        self._inputs = QWidget()
        self._inputs.setLayout(line)
        line.addStretch(1)
        above = Row(gap=0)
        above.addWidget(self._inputs)
        above.addWidget(self.past, 1)
        right.addStretch(1)
        right.addLayout(above)
        right.addWidget(self.question)
        right.addStretch(1)
        self.inside.addLayout(right, 1)
        self.names.gap(40)
        self.question.answered.connect(lambda _: self.confirmed.emit(self.test))
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
        super().__init__("hbsag")
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
