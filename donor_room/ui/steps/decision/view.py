"""What is seen of the decision: one word, one date, all reasons; it knows no rule and no use case."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from donor_room.ui.keys import Act
from donor_room.ui.steps.decision.disease_sheet import DiseaseSheet
from donor_room.ui.steps.decision.missing import Missing, MissingRow
from donor_room.ui.steps.decision.state import CHOICES, Choice, Mode
from donor_room.ui.texts import say, say_again
from donor_room.ui.theme import px
from donor_room.ui.tokens import Meaning, Size
from donor_room.ui.widgets.asking import AskingPage, Parts
from donor_room.ui.widgets.buttons import AnswerLook, ChoiceRow
from donor_room.ui.widgets.fields import DateField, Mark, Message, PinBoxes, TextField
from donor_room.ui.widgets.findings import HEAD, LEAST, FindingLine, FindingsTable
from donor_room.ui.widgets.labels import Label, heading, quiet
from donor_room.ui.widgets.layout import Column, HairLine, Row
from donor_room.ui.widgets.people import Initial
from donor_room.ui.widgets.rows import PairRow, ResultRow
from donor_room.ui.widgets.scrolling import scrolling
from donor_room.ui.widgets.sheet import Sheet
from donor_room.ui.widgets.verdict import VerdictPanel

_HEADS = ("item", "value", "limit", "clause", "until")
_MOST_MISSING = 56


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything on the page; every text is ready to be read."""

    mode: Mode
    meaning: Meaning
    reason: str
    label: str
    value: str
    main: str
    lines: list[FindingLine] = field(default_factory=list)
    results: list[tuple[str, str, str, str]] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    tell: str = ""
    before: list[tuple[str, str]] = field(default_factory=list)
    basis: list[tuple[str, str]] = field(default_factory=list)
    unreviewed: bool = False
    person: str = ""
    role: str = ""
    may_repeat: bool = False
    may_release: bool = False
    may_name_disease: bool = False
    may_leave: bool = True


class ClauseSheet(Sheet):
    """The clause behind a finding, and what it says of this donor."""

    def __init__(self, host: QWidget) -> None:
        self._said: tuple[str, ...] = ("", "")
        super().__init__(host)
        self.setObjectName("clause_sheet")
        self.words = Label("", 20, wrap=True)
        self.body.addWidget(self.words)
        self.main_pressed.connect(self.close_sheet)
        self.back.hide()

    def show_clause(self, clause: str, words: str) -> None:
        """Open over the page."""
        self._said = (clause, words)
        self.hint.hide()
        self.retext()
        self.open_sheet()

    def retext(self) -> None:
        super().retext()
        self._said = tuple(map(say_again, self._said))
        for label, words in zip((self.headline, self.words), self._said, strict=True):
            label.setText(words)
        self.main.say_text(say("decision.close_clause"))


class DecisionView(AskingPage):
    """Verdict and reasons at the left; at the right what to say, or who signs."""

    step = 5
    sheets = {  # noqa: RUF012 - a constant of the class
        "leave": Parts(words="decision.leave_words"),
        "release": Parts(
            choices="asking.reason", columns=1, words="release.words", needs_words=True, second_person=True
        ),
    }
    clause_asked = Signal(int)
    repeat_asked = Signal()
    step_asked = Signal(str)
    choice_made = Signal(str)
    written = Signal()
    pin_typed = Signal(int)
    leave_asked = Signal()
    release_asked = Signal(int)
    disease_asked = Signal(int)
    disease_typed = Signal(str)
    disease_picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("decision")
        self.shown: Shown | None = None
        self.missing_rows: list[MissingRow] = []
        self._result_rows: list[ResultRow] = []
        self._made_results: list[ResultRow] = []
        self._made_missing: list[MissingRow] = []
        self._clause: ClauseSheet | None = None
        self._disease: DiseaseSheet | None = None
        self._build_left_parts()
        self._build_resolve()
        self._build_tell_side()
        self._build_sign_side()
        self._build_basis()
        self.add_back().setObjectName("back")
        self.add_action(Act.HELP, self._ask_clause, "decision.clause_text").setObjectName("clause")
        self.add_action(Act.FIND, self._ask_disease, "decision.disease.key").setObjectName("disease")
        self.add_action(Act.AGAIN, self.repeat_asked.emit, "decision.repeat").setObjectName("repeat")
        self.add_action(Act.PRINT, self._ask_release, "release.key").setObjectName("release")
        self.add_action(Act.DEFER, self.leave_asked.emit, "decision.leave").setObjectName("leave")
        self.main.setObjectName("main")
        self.main.missing_asked.connect(self.take_focus)
        self.listen_digits(self._digit)
        self.retext()

    # building

    def _build_left_parts(self) -> None:
        self.verdict = VerdictPanel()
        self.verdict.setObjectName("verdict")
        self.left.addWidget(self.verdict)
        self.left.gap(8)
        inside = QWidget()
        self._reasons = Column(inside)
        self.table = FindingsTable()
        self.table.setObjectName("findings")
        self.table.clause_asked.connect(self.clause_asked)
        self._reasons.addWidget(self.table)
        self._reasons.addStretch(1)
        self._reasons_side = scrolling(inside)
        bar = self._reasons_side.verticalScrollBar()
        bar.rangeChanged.connect(lambda _, most: self._reasons.set_margins((0, 0, 12 if most else 0, 0)))
        self.left.addWidget(self._reasons_side, 1)

    def _build_resolve(self) -> None:
        self._resolve = QWidget()
        whole = Column(self._resolve, gap=8, margins=(0, 8, 0, 0))
        self.choices = ChoiceRow(look=AnswerLook.CHIP, width=200, height=56)
        self.choices.setObjectName("choices")
        self.choices.chosen.connect(lambda choice: self.choice_made.emit(str(choice)))
        line = Row(gap=16)
        self.until = DateField()
        self.until.setObjectName("until")
        self.until.textEdited.connect(lambda _text: self.written.emit())
        self.remark = TextField()
        self.remark.setObjectName("remark")
        self.remark.textEdited.connect(lambda _text: self.written.emit())
        line.addWidget(self.until)
        line.addWidget(self.remark, 1)
        whole.addWidget(self.choices)
        whole.addLayout(line)
        self.left.addWidget(self._resolve)

    def _build_tell_side(self) -> None:
        self._tell_side = QWidget()
        whole = Column(self._tell_side)
        self._tell_title, self.tell = heading(""), Label("", 20, wrap=True)
        whole.addWidget(self._tell_title)
        whole.addWidget(self.tell)
        self._before_line = HairLine(above=12, below=8)
        self._before_title = heading("")
        self.before = [PairRow(indent=136, height=34) for _ in range(4)]
        for part in (self._before_line, self._before_title, *self.before):
            whole.addWidget(part)
        self._tell_line = HairLine(above=8, below=8)
        whole.addWidget(self._tell_line)
        self.rail.addWidget(self._tell_side)

    def _build_sign_side(self) -> None:
        self._sign_side = QWidget()
        whole = Column(self._sign_side)
        self._signer = QWidget()
        head = Column(self._signer)
        self._sign_title = heading("")
        line = Row(gap=24)
        self.initial = Initial()
        names = Column(gap=2)
        self.person, self.role = Label("", 22, bold=True), quiet("")
        names.addWidget(self.person)
        names.addWidget(self.role)
        line.addWidget(self.initial)
        line.addLayout(names, 1)
        self._pin_words = Label("", 18, colour="quiet", wrap=True)
        self.pin = PinBoxes(width=72, height=80, gap=14)
        self.pin.setObjectName("pin")
        self.pin.changed.connect(self.pin_typed)
        self.pin_message = Message(height=32)
        head.addWidget(self._sign_title)
        head.gap(8)
        head.addLayout(line)
        head.gap(12)
        self._secret = QWidget()
        below = Column(self._secret, gap=4, margins=(0, 8, 0, 0))
        below.addWidget(self.pin)
        below.addWidget(self.pin_message)
        for part in (self._signer, self._pin_words, self._secret, HairLine(above=8, below=8)):
            whole.addWidget(part)
        self.rail.addWidget(self._sign_side)

    def _build_basis(self) -> None:
        self.basis = [PairRow(indent=64, height=30) for _ in range(3)]
        self.unreviewed = Message(height=28)
        self.rail.addWidget(self.unreviewed)
        for row in self.basis:
            self.rail.addWidget(row)
        self.rail.addStretch(1)

    def retext(self) -> None:
        super().retext()
        self.table.show_heads([say(f"decision.head.{name}") for name in _HEADS])
        self._tell_title.setText(say("decision.tell_title"))
        self._before_title.setText(say("decision.before_title"))
        self._sign_title.setText(say("decision.sign_title"))
        self.remark.set_hint(say("decision.remark"))
        chosen = self.choices.value
        self.choices.set_choices(
            [(place, say(f"decision.choice.{name}"), name) for place, name in enumerate(CHOICES, 1)]
        )
        for button, name in zip(self.choices.buttons, CHOICES, strict=True):
            button.setObjectName(f"choice_{name}")
        self.choices.show_value(chosen)

    # showing

    def begin_again(self) -> None:
        """Empty what the last donor left."""
        self.choices.show_value(None)
        self.until.clear()
        self.remark.clear()
        self.pin.clear()
        self.pin_message.clear()

    def show_decision(self, shown: Shown, *, asks_pin: bool, is_physician: bool, picks_day: bool) -> None:
        """Show verdict, reasons, and at the right what to say or who signs."""
        self.shown = shown
        self.verdict.show_verdict(shown.meaning, shown.reason, shown.label, shown.value)
        self._resolve.setVisible(shown.mode in ("physician", "held") and is_physician)
        self.choices.setVisible(shown.mode == "physician")
        self._show_reasons(shown)
        self._show_tell(shown, asks_pin=asks_pin)
        self._show_signer(shown, asks_pin=asks_pin, is_physician=is_physician)
        self.remark.set_hint(say("hold.remark" if shown.mode == "held" else "decision.remark"))
        self.until.setVisible(picks_day)
        self._show_basis(shown)
        self._fit()
        self.action(Act.HELP).setVisible(bool(shown.lines) and not shown.missing)
        self.action(Act.AGAIN).setVisible(shown.may_repeat)
        self.action(Act.DEFER).setVisible(shown.may_leave)
        self.action(Act.PRINT).setVisible(shown.may_release)
        self.action(Act.FIND).setVisible(shown.may_name_disease)
        self.set_main(shown.main)

    def _show_reasons(self, shown: Shown) -> None:
        self._show_results(shown.results)
        self._show_missing(shown.missing)
        self.table.show_lines(shown.lines if not shown.missing else [])
        self.table.setVisible(bool(shown.lines) and not shown.missing)
        self.table.head.setVisible(not shown.results)

    def _show_basis(self, shown: Shown) -> None:
        for row, (label, value) in zip(self.basis, shown.basis, strict=False):
            row.show_pair(label, value)
        for place, row in enumerate(self.basis):
            row.setVisible(place < len(shown.basis))
        self.unreviewed.say(
            say("rules.not_reviewed") if shown.unreviewed else "",
            Mark.CHECK if shown.unreviewed else Mark.NONE,
        )
        self.unreviewed.setVisible(shown.unreviewed)

    def _show_results(self, results: list[tuple[str, str, str, str]]) -> None:
        for _ in range(len(self._made_results), len(results)):
            self._made_results.append(ResultRow(("", "", "", "")))
            self._reasons.insertWidget(len(self._made_results) - 1, self._made_results[-1])
        for place, row in enumerate(self._made_results):
            row.setVisible(place < len(results))
        self._result_rows = self._made_results[: len(results)]
        for row, cells in zip(self._result_rows, results, strict=True):
            row.cells = cells
            row.update()

    def _show_missing(self, missing: list[Missing]) -> None:
        for place in range(len(self._made_missing), len(missing)):
            row = MissingRow(place + 1)
            row.clicked.connect(self._missing_pressed)
            self._made_missing.append(row)
            self._reasons.insertWidget(len(self._made_results) + place, row)
        for place, row in enumerate(self._made_missing):
            row.setVisible(place < len(missing))
        self.missing_rows = self._made_missing[: len(missing)]
        for row, one in zip(self.missing_rows, missing, strict=True):
            row.show_missing(one)

    def _missing_pressed(self) -> None:
        row = self.sender()
        if isinstance(row, MissingRow):
            self.step_asked.emit(row.missing.step)

    def _show_tell(self, shown: Shown, *, asks_pin: bool) -> None:
        self._tell_side.setVisible(bool(shown.tell) and not asks_pin)
        self.tell.setText(shown.tell)
        for row, (label, value) in zip(self.before, shown.before, strict=False):
            row.show_pair(label, value)
        for place, row in enumerate(self.before):
            row.setVisible(place < len(shown.before))
        for part in (self._before_line, self._before_title):
            part.setVisible(bool(shown.before))

    def _show_signer(self, shown: Shown, *, asks_pin: bool, is_physician: bool) -> None:
        waits = not is_physician and shown.mode not in ("decided", "missing")
        self._sign_side.setVisible(asks_pin or waits)
        for part in (self._signer, self._secret):
            part.setVisible(asks_pin)
        self.initial.show_name(shown.person)
        self.person.setText(shown.person)
        self.role.setText(shown.role)
        how = "type_pin_only" if shown.mode == "deferred" else "type_pin"
        self._pin_words.setText(say(f"decision.{how}" if asks_pin else "decision.physician_needed"))

    def show_clause(self, clause: str, words: str) -> None:
        """Open the clause over the whole window."""
        if self._clause is None:
            self._clause = ClauseSheet(self.window())
            self._clause.closed.connect(self.take_focus)
        self._clause.show_clause(clause, words)

    @property
    def disease_sheet(self) -> DiseaseSheet:
        """The sheet on which a disease is found, made when it is first asked for."""
        if self._disease is None:
            self._disease = DiseaseSheet(self.window())
            self._disease.finder.typed.connect(self.disease_typed)
            self._disease.picked.connect(self.disease_picked)
            self._disease.closed.connect(self.take_focus)
        return self._disease

    def fill_in(self, choice: Choice | None, until_on: date | None, remark: str) -> None:
        """Put an answer into the fields, to be read and signed or changed."""
        self.choices.show_value(choice)
        self.until.show_day(until_on)
        self.remark.setText(remark)

    def show_wrong_pin(self, words: str) -> None:
        """Empty the boxes and say why."""
        self.pin.show_wrong()
        self.pin_message.say(words)
        self.pin.setFocus(Qt.FocusReason.OtherFocusReason)

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "_result_rows"):
            self._fit()

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit()

    def _fit(self) -> None:
        """On a low screen everything moves together before anything is out of sight, and no row is cut."""
        if self.shown is None:
            return
        self._fit_rail()
        self.verdict.set_low(False)
        needed = px(HEAD + LEAST * len(self.shown.lines))
        self.verdict.set_low(self.shown.mode in ("physician", "held") and self._room() < needed)
        self._share(self._room())

    def _fit_rail(self) -> None:
        self._set_rail(is_close=False)
        if not self.rail_fits():
            self._set_rail(is_close=True)

    def _set_rail(self, *, is_close: bool) -> None:
        for rows, height, least in ((self.before, 34, 26), (self.basis, 30, 24)):
            for row in rows:
                row.stand(least if is_close else height)
        self.tell.set_size(18 if is_close else 20)
        self._before_line.set_air(8 if is_close else 12, 4 if is_close else 8)
        self._tell_line.set_air(4 if is_close else 8, 4 if is_close else 8)
        self.unreviewed.stand(24 if is_close else 28)
        self.rail.set_margins((23, 12, 24, 8) if is_close else (23, 16, 24, 16))

    def _room(self) -> int:
        """Return how high the reasons may stand, in pixels."""
        resolve = {"physician": 128, "held": 64}.get(self.shown.mode, 0) if self.shown else 0
        taken = Size.ACTIONS + 16 + 8 + 8 + (0 if self._resolve.isHidden() else resolve)
        return self.height() - px(taken) - self.verdict.height()

    def _share(self, room: int) -> None:
        if self.missing_rows:
            height = room // max(1, min(len(self.missing_rows), room // px(LEAST)))
            for missing in self.missing_rows:
                missing.setFixedHeight(min(height, px(_MOST_MISSING)))
            return
        released = px(LEAST) * len(self.table.lines) if self._result_rows else 0
        height = (room - released) // max(1, len(self._result_rows))
        for result in self._result_rows:
            result.setFixedHeight(max(px(28), min(px(38), height)))
        self.table.fit(released or room)

    # keys

    def take_focus(self) -> None:
        """Put the keyboard where the next thing is to be given."""
        if self.open_sheet is not None or self.shown is None:
            return
        target: QWidget = self
        if self.missing_rows:
            target = next((row for row in self.missing_rows if row.isEnabled()), self)
        elif self._resolve.isVisibleTo(self):
            target = self._next_of_resolve()
        elif self.pin.isVisibleTo(self):
            target = self.pin
        elif self.table.isVisibleTo(self) and self.table.rows:
            target = self.table.rows[0]
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _next_of_resolve(self) -> QWidget:
        if self.choices.value is None and not self.choices.isHidden():
            return self
        if self.until.isVisibleTo(self) and self.until.day is None:
            return self.until
        return self.remark if not self.remark.text().strip() else self.pin

    def go_on_from(self, field_: QWidget | None) -> None:
        if field_ is self.until:
            self.remark.setFocus(Qt.FocusReason.TabFocusReason)
        elif field_ is self.remark:
            self.pin.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.main.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        rows: list[QWidget] = [*self.missing_rows] or [*self.table.rows]
        here = self.focusWidget()
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and here in rows:
            by = 1 if event.key() == Qt.Key.Key_Down else -1
            following = rows[(rows.index(here) + by) % len(rows)]
            following.setFocus(Qt.FocusReason.TabFocusReason)
            self._reasons_side.ensureWidgetVisible(following, 0, px(8))
            return
        super().keyPressEvent(event)

    def _ask_clause(self) -> None:
        self.clause_asked.emit(self._row_with_keyboard())

    def _ask_disease(self) -> None:
        self.disease_asked.emit(self._row_with_keyboard())

    def _ask_release(self) -> None:
        self.release_asked.emit(self._row_with_keyboard())

    def _row_with_keyboard(self) -> int:
        here = self.focusWidget()
        rows = list(self.table.rows)
        return rows.index(here) if here in rows else 0

    def _digit(self, digit: int) -> bool:
        row = next((row for row in self.missing_rows if row.digit == str(digit) and row.isEnabled()), None)
        if row is not None:
            row.click()
            return True
        if self.choices.isVisibleTo(self) and self.choices.value is None:
            return self.choices.digit_pressed(digit)
        return self.pin.isVisibleTo(self) and self.pin.digit_pressed(digit)
