"""What the nurse sees at one chair: the bag, the arm, the clock, the end, and the second proof."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from donor_room.ui.chair_page import CHAIR_SHEETS, ChairPage
from donor_room.ui.keys import Act
from donor_room.ui.texts import say
from donor_room.ui.tokens import Tone
from donor_room.ui.widgets.asking import Parts
from donor_room.ui.widgets.buttons import AnswerLook, ChoiceRow
from donor_room.ui.widgets.choices import Choice
from donor_room.ui.widgets.clocks import ProgressBar, RestTimer
from donor_room.ui.widgets.fields import DateField, Mark, Message, NumberField, TextField
from donor_room.ui.widgets.labels import Label, Runs, heading, title
from donor_room.ui.widgets.layout import Card, Column, Row
from donor_room.ui.widgets.rows import PairRow, Tag

Pair = tuple[str, str, str]


def _volume_field() -> NumberField:
    return NumberField("mL", width=176)


@dataclass(frozen=True, slots=True)
class Flow:
    """The clock of a collection: seconds gone, those after which a mark comes, and what to say about it."""

    seconds: int
    limit: int
    words: str
    is_late: bool


class CollectionView(ChairPage):
    """One donor at one chair."""

    step = 7
    bag_given = Signal(str, object)
    """Lot, and the day until which the bag may be used, or None."""
    arm_chosen = Signal(object)
    agreement_given = Signal()
    fear_said = Signal(object)
    end_asked = Signal(object)
    leave_asked = Signal()
    void_asked = Signal()
    sheets = CHAIR_SHEETS | {
        "end": Parts(
            fields=(("volume", "collection.end.volume", _volume_field),),
            choices="asking.reason",
            words="asking.words",
        ),
        "failed": Parts(choices="asking.reason", words="asking.words"),
    }

    def __init__(self) -> None:
        super().__init__("collection")
        self._build_work()
        self._build_facts()
        self.add_back()
        self.add_action(Act.PRINT, self.void_asked.emit, "labels.again_or_void").setObjectName(
            "collection.void"
        )
        self.add_reaction()
        self.main.setObjectName("collection.main")
        self.main.show()

    def _build_work(self) -> None:
        whole = self.work_column
        self.headline, self.below = title(""), Label("", 18, colour="quiet")
        whole.addWidget(self.headline)
        whole.gap(2)
        whole.addWidget(self.below)
        whole.gap(16)
        self._build_bag(whole)
        self._build_card(whole)
        whole.gap(16)
        self.question = heading("")
        self.choices = ChoiceRow(look=AnswerLook.CHIP, width=160, height=72)
        self.choices.setObjectName("collection.choices")
        self.agreement = ChoiceRow(look=AnswerLook.CHIP, height=72)
        self.agreement.setObjectName("collection.agreement")
        self.fear_question = heading("")
        self.fear = ChoiceRow(look=AnswerLook.CHIP, width=160, height=72)
        self.fear.setObjectName("collection.fear")
        self.fear.chosen.connect(self.fear_said)
        self.choices.chosen.connect(self._chosen)
        self.agreement.chosen.connect(lambda _: self.agreement_given.emit())
        asked, beside = Column(gap=8), Column(gap=8)
        asked.addWidget(self.question)
        asked.addWidget(self.choices)
        beside.addWidget(self.fear_question)
        beside.addWidget(self.fear)
        beside.addStretch(1)
        answers = Row(gap=32)
        answers.addLayout(asked)
        answers.addWidget(self.agreement, 1, Qt.AlignmentFlag.AlignBottom)
        answers.addLayout(beside)
        answers.addStretch(1)
        whole.addLayout(answers)
        whole.addStretch(1)

    def _build_bag(self, whole: Column) -> None:
        self.bag_form = QWidget()
        form = Column(self.bag_form, gap=8)
        self.lot_title, self.expiry_title = heading(""), heading("")
        self.lot, self.expiry = TextField(320), DateField(width=320)
        self.lot.setObjectName("collection.lot")
        self.expiry.setObjectName("collection.expiry")
        self.lot_message, self.expiry_message = Message(width=420, height=56), Message(width=420, height=56)
        lines = (
            (self.lot_title, self.lot, self.lot_message),
            (self.expiry_title, self.expiry, self.expiry_message),
        )
        for name, field, message in lines:
            row = Row()
            row.addWidget(field)
            row.addWidget(message, 1)
            form.addWidget(name)
            form.addLayout(row)
            form.gap(8)
        self.lot.textChanged.connect(self._bag_changed)
        self.expiry.textChanged.connect(self._bag_changed)
        whole.addWidget(self.bag_form)

    def _build_card(self, whole: Column) -> None:
        self.card = Card()
        inside = Column(self.card, margins=(24, 12, 24, 12))
        head = Row()
        self.name, self.tag = Label("", 28, bold=True), Tag()
        head.addWidget(self.name)
        head.addStretch(1)
        head.addWidget(self.tag)
        inside.addLayout(head)
        self.about = Label("", 18, colour="quiet")
        inside.addWidget(self.about)
        inside.gap(8)
        values = Row(gap=16)
        self.clock = RestTimer()
        self.clock.setObjectName("collection.clock")
        self.plan = Runs(right=True)
        values.addWidget(self.clock)
        values.addStretch(1)
        values.addWidget(self.plan)
        inside.addLayout(values)
        inside.gap(8)
        self.bar = ProgressBar()
        inside.addWidget(self.bar)
        inside.gap(8)
        self.flow_words = Label("", 20, bold=True)
        inside.addWidget(self.flow_words)
        whole.addWidget(self.card)

    def _build_facts(self) -> None:
        column = self.fact_column
        self.facts_title, self.marks_title = heading(""), heading("")
        self.pairs = [PairRow(indent=112) for _ in range(9)]
        column.addWidget(self.facts_title)
        for pair in self.pairs:
            column.addWidget(pair)
        column.gap(16)
        self.marks = Label("", 18, bold=True, colour="amber", wrap=True)
        column.addWidget(self.marks_title)
        column.addWidget(self.marks)
        column.gap(16)
        self.risk_title, self.risk = heading(""), Label("", 18, wrap=True)
        self.risk_unknown = Label("", 16, colour="quiet", wrap=True)
        for widget in (self.risk_title, self.risk, self.risk_unknown):
            column.addWidget(widget)
        column.addStretch(1)

    def retext(self) -> None:
        super().retext()
        self.lot_title.setText(say("collection.lot"))
        self.expiry_title.setText(say("collection.expiry"))
        self.lot.set_hint(say("collection.lot_hint"))
        self.facts_title.setText(say("collection.facts"))
        self.marks_title.setText(say("collection.marks"))
        self.risk_title.setText(say("reactions.risk.title"))
        self.fear_question.setText(say("reactions.fear.question"))
        self.language_wanted.emit()

    # showing

    def show_headline(self, headline: str, below: str) -> None:
        self.headline.setText(headline)
        self.below.setText(below)

    def show_bag_form(self) -> None:
        """Ask for lot and day of the bag."""
        self._show_parts(bag=True)
        self.show_side(self.work)
        if self.open_sheet is None and not self.lot.text():
            self.lot.setFocus(Qt.FocusReason.OtherFocusReason)
        self._bag_changed()

    def show_chair(self, name: str, about: str, tag: str, plan: str, tone: Tone) -> None:
        """Show the card of the chair."""
        self._show_parts(bag=False)
        self.name.setText(name)
        self.about.setText(about)
        self.tag.show_tag(tag, tone)
        self.plan.show_runs([(plan, 28, True, "text")])
        self.show_side(self.work)

    def _show_parts(self, *, bag: bool) -> None:
        self.bag_form.setVisible(bag)
        for widget in (self.card, self.question, self.choices, self.agreement):
            widget.setHidden(bag)
        if bag:
            self.show_fear([], None)

    def show_choices(
        self, question: str, choices: list[Choice], chosen: object | None, *, locked: object | None = None
    ) -> None:
        """Ask with digits; no answer is chosen before, and one may be locked, such as the arm that failed."""
        self.question.setText(question)
        self.choices.set_choices(choices)
        for button, (_, _, value) in zip(self.choices.buttons, choices, strict=True):
            button.setEnabled(value != locked)
        self.choices.show_value(chosen)

    def show_agreement(self, words: str, *, is_given: bool) -> None:
        """Ask the donor's agreement to a second needle; empty words take the question away."""
        self.agreement.setVisible(bool(words))
        self.agreement.set_choices([(3, words, True)] if words else [])
        self.agreement.show_value(True if is_given else None)

    def show_fear(self, choices: list[Choice], said: object | None) -> None:
        """Offer to note whether the needle is feared; no choices take the question away."""
        for widget in (self.fear_question, self.fear):
            widget.setVisible(bool(choices))
        self.fear.set_choices(choices)
        self.fear.show_value(said)

    def show_flow(self, flow: Flow | None) -> None:
        """Let the clock run, or take it away before the needle."""
        for widget in (self.clock, self.bar, self.flow_words):
            widget.setVisible(flow is not None)
        if flow is None:
            return
        self.clock.show_seconds(flow.seconds)
        self.bar.show_part(flow.seconds, flow.limit, "amber" if flow.is_late else "action")
        self.flow_words.setText(flow.words)
        self.flow_words.set_colour("amber" if flow.is_late else "quiet")

    def show_pairs(self, pairs: list[Pair]) -> None:
        for place, row in enumerate(self.pairs):
            row.setVisible(place < len(pairs))
            if place < len(pairs):
                row.show_pair(*pairs[place])

    def show_risk(self, found: str, unknown: str) -> None:
        """Say what makes the donor faint more easily, and what nobody knows of it."""
        for widget, words in ((self.risk_title, found), (self.risk, found), (self.risk_unknown, unknown)):
            widget.setVisible(bool(words))
        self.risk.setText(found)
        self.risk_unknown.setText(unknown)

    def show_marks(self, marks: str) -> None:
        """Name the marks of the unit."""
        self.marks_title.setVisible(bool(marks))
        self.marks.setText(marks)

    # the bag

    def take_lot(self, lot: str) -> None:
        """Show a lot that was scanned."""
        self.lot.setText(lot)

    def take_expiry(self, day: object) -> None:
        """Show a day that was scanned."""
        self.expiry.show_day(day)  # type: ignore[arg-type]

    def show_bag_problem(self, lot: str, expiry: str) -> None:
        """Say what is wrong beside its field."""
        for field, message, text in (
            (self.lot, self.lot_message, lot),
            (self.expiry, self.expiry_message, expiry),
        ):
            field.set_mark(Mark.ERROR if text else Mark.NONE)
            message.say(text, Mark.ERROR) if text else message.clear()

    def give_bag(self) -> None:
        """Hand in what stands in the fields."""
        self.bag_given.emit(self.lot.text().strip(), self.expiry.day)

    def _bag_changed(self, *_: object) -> None:
        if self.bag_form.isHidden():
            return
        if not self.lot.text().strip():
            self.show_blocked(say("collection.missing.lot"))
        elif self.expiry.day is None:
            self.show_blocked(say("collection.missing.expiry"))
        else:
            self.set_main(say("collection.save_bag"))
            self.show_ready()

    def _chosen(self, value: object) -> None:
        (self.arm_chosen if value in ("left", "right") else self.end_asked).emit(value)
