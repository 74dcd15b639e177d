"""What the nurse sees of the blood tests: results, the strip's clock, and the lots in use."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from donor_room.ui.keys import Act
from donor_room.ui.steps.tests.lots import LotsPart
from donor_room.ui.steps.tests.rows import GroupRow, HaemoglobinRow, HeadRow, StripRow, TestRow, ValueRow
from donor_room.ui.texts import say
from donor_room.ui.widgets.asking import AskingPage, Parts
from donor_room.ui.widgets.buttons import QuietButton
from donor_room.ui.widgets.clocks import RestTimer, StripClock
from donor_room.ui.widgets.labels import Label, heading
from donor_room.ui.widgets.layout import Column, HairLine, Row
from donor_room.ui.widgets.measuring import Question, ValueField
from donor_room.ui.widgets.page import focusable
from donor_room.ui.widgets.rows import ListRow, PairRow

TESTS = ("hb", "alt", "abo", "hbsag")
LOTS = ("hb", "cuso4_male", "cuso4_female", "alt", "abo", "hbsag")
"""What has a lot, in the order in which lots are asked."""
_WEIGHTS = {"hb": 9, "alt": 9, "abo": 6, "hbsag": 9}
_BY_KEY = ("hb", "abo", "hbsag")
"""The tests that a digit answers, in their order."""


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
    dropped = Signal(bool)
    drop_questioned = Signal()
    other_way_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("tests")
        self.lots = LotsPart(LOTS)
        self.results = QWidget()
        self._build_results()
        self.left.addWidget(self.lots)
        self.left.addWidget(self.results, 1)
        self._build_rail_parts()
        self.add_back()
        self._again = self.add_action(Act.AGAIN, self._repeat)
        self._again.setObjectName("repeat")
        self._other_way = self.add_action(Act.READ_CARD, self.other_way_asked.emit, "tests.way.drop")
        self._other_way.setObjectName("other_way")
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
        self.hb, self.group, self.strip = HaemoglobinRow(), GroupRow(), StripRow()
        self.values: dict[str, ValueRow] = {"hb": self.hb, "alt": ValueRow("alt")}
        self.rows: dict[str, TestRow] = {**self.values, "abo": self.group, "hbsag": self.strip}
        self.fields: dict[str, ValueField] = {test: row.field for test, row in self.values.items()}
        for test, row in self.rows.items():
            column.addWidget(row, _WEIGHTS[test])
        for value_row in self.values.values():
            value_row.field.typed.connect(self.typed)
            value_row.confirmed.connect(self.confirmed)
        self.hb.dropped.connect(self.dropped)
        self.hb.questioned.connect(self.drop_questioned)
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
        self.rail.addLayout(self._reagents_head())
        self._reagents = Column()
        self.rail.addLayout(self._reagents)
        self.rail.gap(8)
        self._disclaimer = Label("", 16, colour="quiet", wrap=True)
        self.rail.addWidget(self._disclaimer)
        self.rail.addStretch(1)

    def _reagents_head(self) -> Row:
        head = Row(gap=8)
        self._reagents_title = heading("")
        self.change_lots = QuietButton("", height=48)
        self.change_lots.setObjectName("change_lots")
        self.change_lots.clicked.connect(self.lots_asked)
        head.addWidget(self._reagents_title, 1)
        head.addWidget(self.change_lots)
        return head

    def retext(self) -> None:
        super().retext()
        self._clock_title.setText(say("tests.clock.title"))
        self._reagents_title.setText(say("tests.reagents"))
        self.change_lots.say_text(say("tests.change_lots"))
        self._disclaimer.setText(say("tests.disclaimer"))
        for row in (self.heads, *self.rows.values()):
            row.retext()
        self._name_other_way()
        self.lots.retext()
        self._name_main()

    # showing

    def show_way(self, *, by_drop: bool, may_change: bool) -> None:
        """Show how haemoglobin is found now; the key names the other way."""
        self.hb.show_way(by_drop=by_drop)
        self._name_other_way()
        self._other_way.setVisible(may_change)

    def _name_other_way(self) -> None:
        self._other_way.say_text(say(f"tests.way.{'meter' if self.hb.by_drop else 'drop'}"))

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
        return next((row.question for row in self.values.values() if row.question.is_open), None)

    def hand_in_all(self) -> None:
        for field in self.fields.values():
            field.hand_in()

    # keys

    def _repeat(self) -> None:
        """Repeat the value in hand; when nothing stands there yet, the one before it."""
        stored = [test for test, row in self.values.items() if row.is_given]
        in_hand = next((test for test in stored if self.values[test].is_in_hand), None)
        if stored:
            self.repeat_asked.emit(in_hand or stored[-1])

    def go_on_from(self, field: QWidget | None) -> None:
        fields = [part for part in focusable(self.left_side) if isinstance(part, QLineEdit)]
        if self.lots.isHidden() and fields and field is fields[-1]:
            self.go_to_keys()
        else:
            super().go_on_from(field)

    def go_to_keys(self) -> None:
        """Stand where the next digit belongs: drop, group, strip, or the main button when nothing is left."""
        awaited = self._awaited_key()
        target = self.rows[awaited].next_button() if awaited else None
        if target is None:
            target = self if self._missing else self.main
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def go_to_missing(self) -> None:
        """Lead to the first test without a result; what stands in a field is handed in first."""
        self.hand_in_all()
        first = next((test for test in TESTS if test in self._missing), "")
        if first in self.values:
            self.values[first].take_focus()
        else:
            self.go_to_keys()

    def _awaited_key(self) -> str | None:
        """Return the first test that a digit answers now."""
        if self.hb.awaits_drop and not self.hb.isHidden():
            return "hb"
        return next((test for test in _BY_KEY[1:] if test in self._missing), None)

    def _digit(self, digit: int) -> bool:
        asked = self.open_question()
        if asked is not None:
            return asked.choices.digit_pressed(digit)
        waiting = self._awaited_key()
        return waiting is not None and self.rows[waiting].digit_pressed(digit)
