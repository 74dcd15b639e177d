"""A running reaction in the rail: its clock, acts to tick, pressures; the same at chair and rest."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from donor_room.domain.reaction_judging import QUESTIONS
from donor_room.ui.keys import Act
from donor_room.ui.texts import say
from donor_room.ui.theme import px, theme
from donor_room.ui.tokens import Size
from donor_room.ui.widgets.asking import AskingPage, Parts
from donor_room.ui.widgets.buttons import Button
from donor_room.ui.widgets.clocks import RestTimer
from donor_room.ui.widgets.fields import NumberField
from donor_room.ui.widgets.labels import Label, paint_chip
from donor_room.ui.widgets.layout import Column, HairLine, Row, Surface
from donor_room.ui.widgets.painting import LEFT, RIGHT, box, draw_tick, text_width, write_line
from donor_room.ui.widgets.rows import PairRow

WHITE = "#FFFFFF"
_PRESSURE, _DONE, _ABOVE_LINE, _BELOW_LINE, _MOST_OPEN = 32, 32, 7, 8, 64
"""Heights in px at scale 1."""


@dataclass(frozen=True, slots=True)
class ActShown:
    """One act of care; `done_at` is a time of day or empty, and one act may be the next to be done."""

    code: str
    digit: str
    words: str
    done_at: str
    is_next: bool = False


@dataclass(frozen=True, slots=True)
class ReactionShown:
    """A reaction as the rail shows it."""

    name: str
    since: str
    note: str
    acts: tuple[ActShown, ...]
    pressures: tuple[tuple[str, str, str], ...]


class ActRow(Button):
    """An act that is ticked by its digit or by touch; once done it stays done and takes less room."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._height = 0
        super().__init__("", parent)
        self.act = ActShown(code="", digit="", words="", done_at="")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(lambda: self.asked.emit(self.act.code))

    def show_act(self, act: ActShown) -> None:
        self.act = act
        self.setText(act.words)
        self.setEnabled(not act.done_at)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, bool(act.done_at))
        self.updateGeometry()
        self.update()

    def take_height(self, height: int) -> None:
        """Stand this high in pixels while it is open."""
        self._height = height
        self.updateGeometry()

    @property
    def note(self) -> str:
        """What stands at the right: when it was done, or the key of what comes next."""
        if self.act.is_next and self.act.digit:
            return say("reaction.press", digit=self.act.digit)
        return self.act.done_at

    def sizeHint(self) -> QSize:
        return QSize(px(320), px(_DONE) if self.act.done_at else self._height or px(Size.TARGET))

    def paintEvent(self, event: QPaintEvent) -> None:
        self.cut_texts = set()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.isDown() or self.act.is_next:
                box(painter, self.rect(), fill="chosen", radius=6)
            middle, done = self.height() / 2, bool(self.act.done_at)
            if done:
                draw_tick(painter, QRectF(px(8), middle - px(5), px(15), px(11)), "quiet", 2)
            elif self.act.digit:
                chip = QRectF(0, middle - px(14), px(32), px(28))
                paint_chip(painter, chip, self.act.digit, ink="text", edge="edge", cut=self.cut_texts)
            note, edge = text_width(self.note, 16), self.width() - (px(8) if self.act.is_next else 0)
            room = QRectF(px(48), 0, edge - px(56) - note, self.height())
            write_line(painter, room, self.act.words, size=20, bold=self.act.is_next, align=LEFT,
                       colour="quiet" if done else "text", cut=self.cut_texts)  # fmt: skip
            right = QRectF(edge - note - 2, 0, note + 2, self.height())
            write_line(painter, right, self.note, size=16, bold=False, colour="quiet", align=RIGHT,
                       cut=self.cut_texts)  # fmt: skip


class ReactionHead(Surface):
    """The red top of the rail: who, since when, for how long, and what comes next."""

    def __init__(self) -> None:
        super().__init__("#8A0F16")
        whole = Column(self, margins=(23, 10, 24, 10))
        first, second = Row(), Row()
        self.who = Label("", 20, bold=True, colour=WHITE)
        self.since = Label("", 18, colour=WHITE, right=True)
        self.word = Label("", 28, bold=True, colour=WHITE)
        self.clock = RestTimer(right=True, colour=WHITE)
        self.clock.setObjectName("reaction.clock")
        self.note = Label("", 18, colour=WHITE)
        for row, widgets in ((first, (self.who, self.since)), (second, (self.word, self.clock))):
            row.addWidget(widgets[0])
            row.addWidget(widgets[1], 1)
            whole.addLayout(row)
        whole.addWidget(self.note)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if theme().night:
            with QPainter(self) as painter:
                box(painter, self.rect(), edge="red", width=2, radius=0)


class ReactionBody(QWidget):
    """The last pressures, which stay in sight, and below them the acts."""

    act_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        whole = Column(self)
        self.pressures = [PairRow(indent=64, bold=True, height=_PRESSURE) for _ in range(3)]
        for pair in self.pressures:
            whole.addWidget(pair)
        self.line = HairLine(above=_ABOVE_LINE, below=_BELOW_LINE)
        whole.addWidget(self.line)
        self.rows = [ActRow() for _ in range(10)]
        for row in self.rows:
            row.asked.connect(self.act_asked)
            whole.addWidget(row)

    def show_reaction(self, shown: ReactionShown) -> None:
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(shown.acts))
            if place < len(shown.acts):
                row.setObjectName(f"reaction.act.{shown.acts[place].code}")
                row.show_act(shown.acts[place])
        self.line.setVisible(bool(shown.pressures))
        for place, pair in enumerate(self.pressures):
            pair.setVisible(place < len(shown.pressures))
            if place < len(shown.pressures):
                pair.show_pair(*shown.pressures[place])

    def fit(self, room: int) -> None:
        """Share out a height in pixels, so that no act is cut in half; the others come by scrolling."""
        told = [pair for pair in self.pressures if not pair.isHidden()]
        used = px(_PRESSURE) * len(told) + (px(_ABOVE_LINE) + 1 + px(_BELOW_LINE) if told else 0)
        acts = [row for row in self.rows if not row.isHidden()]
        still_open = [row for row in acts if not row.act.done_at]
        room -= used + px(_DONE) * (len(acts) - len(still_open))
        seen = max(1, room // px(Size.TARGET))
        for row in self.rows:
            row.take_height(min(room // seen, px(_MOST_OPEN)) if len(still_open) > seen else 0)


def _whole_number(unit: str = "") -> NumberField:
    return NumberField(unit, width=176)


REACTION_SHEETS = {
    f"reaction_{question}": Parts(choices=f"reactions.ask.{question}.title", at_once=True)
    for question in QUESTIONS
} | {
    "pressure": Parts(
        fields=(
            ("sbp", "reaction.pressure.sbp", _whole_number),
            ("dbp", "reaction.pressure.dbp", _whole_number),
            ("pulse", "reaction.pressure.pulse", _whole_number),
        )
    ),
    "reaction_group": Parts(choices="reaction.group.title", at_once=True),
    "reaction_kind": Parts(choices="reaction.kind.title", at_once=True),
    "reaction_severity": Parts(choices="reactions.severity.title", at_once=True),
    "reaction_grade": Parts(choices="reactions.grade.title", columns=1, at_once=True),
    "reaction_confirm": Parts(
        choices="reactions.confirm.title", words="reaction.end.treatment", needs_choice=True
    ),
    "reaction_reason": Parts(words="reactions.reason.words"),
}


class CaringPage(AskingPage):
    """A page beside which a reaction can run: its rail gives way to the reaction."""

    reaction_asked = Signal()
    act_asked = Signal(str)
    sheets = REACTION_SHEETS

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reaction_head, self.reaction_body = ReactionHead(), ReactionBody()
        self.rail_head.addWidget(self.reaction_head)
        self.known = QWidget()
        self.know = Column(self.known)
        self.rail.addWidget(self.known)
        self.rail.addWidget(self.reaction_body)
        self.rail.addStretch(1)
        self.reaction_head.hide()
        self.reaction_body.hide()
        self.reaction_body.act_asked.connect(self.act_asked)
        self.listen_digits(self._reaction_digit)
        self._rail_scroll.resized.connect(self._fit_acts)

    def _fit_acts(self) -> None:
        if not self.reaction_body.isHidden():
            self.reaction_body.fit(self._rail_scroll.viewport().height() - self.rail.contentsMargins().top())

    def add_reaction(self) -> None:
        """Put the key of the reaction into the band."""
        self.add_action(Act.REACTION, self.reaction_asked.emit, tone="red").setObjectName(
            f"{self.objectName()}.reaction"
        )

    def show_reaction(self, shown: ReactionShown | None) -> None:
        """Show what runs, or nothing."""
        runs = shown is not None
        self.reaction_head.setVisible(runs)
        self.reaction_body.setVisible(runs)
        self.known.setVisible(not runs)
        key = "reaction.end.key" if runs else "keys.reaction"
        self.action(Act.REACTION).say_text(say(key))
        if shown is None:
            return
        head = self.reaction_head
        head.who.setText(shown.name)
        head.since.setText(shown.since)
        head.word.setText(say("reaction.word"))
        head.note.setText(shown.note)
        self.reaction_body.show_reaction(shown)
        self._fit_acts()

    def show_reaction_seconds(self, seconds: int) -> None:
        """Let the clock run."""
        self.reaction_head.clock.show_seconds(seconds)

    def show_reaction_note(self, words: str) -> None:
        """Say what comes next."""
        self.reaction_head.note.setText(words)

    def _reaction_digit(self, digit: int) -> bool:
        """While a reaction runs its digits come first."""
        if self.reaction_body.isHidden():
            return False
        row = next((one for one in self.reaction_body.rows if one.act.digit == str(digit)), None)
        if row is None or row.isHidden():
            return False
        row.click()
        return True
