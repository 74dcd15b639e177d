"""A page at the chair: its own work, the proof by scan, or the stop when a label is another donor's."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from donor_room.ui.proof_panel import ForeignStop, NumberLine, ProofPanel, ProofShown
from donor_room.ui.reaction_panel import REACTION_SHEETS, CaringPage
from donor_room.ui.texts import say
from donor_room.ui.widgets.asking import Parts
from donor_room.ui.widgets.fields import TextField
from donor_room.ui.widgets.labels import Label, heading
from donor_room.ui.widgets.layout import Column
from donor_room.ui.widgets.rows import PairRow

CHAIR_SHEETS = REACTION_SHEETS | {
    "void": Parts(choices="asking.reason", words="asking.words", second_person=True),
    "clear_foreign": Parts(words="asking.words_alone", second_person=True),
    "number_menu": Parts(choices="labels.menu.title", columns=1, at_once=True),
    "which": Parts(choices="chair.which.title", at_once=True),
    "reprint": Parts(choices="asking.reason", words="asking.words", second_person=True),
    "type_number": Parts(fields=(("number", "labels.type.number", TextField),), second_person=True),
    "type_twice": Parts(
        fields=(
            ("number", "labels.number", TextField),
            ("again", "chair.type_twice.again", TextField),
        ),
        second_person=True,
    ),
    "move": Parts(),
}


class ChairPage(CaringPage):
    """Shows one of three things at the left; the rail of a stop says how to go on."""

    digit_pressed = Signal(int)
    language_wanted = Signal()
    """The words of the visit must be said again."""
    sheets = CHAIR_SHEETS

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.work = QWidget()
        self.work_column = Column(self.work)
        self.proof = ProofPanel(f"{name}.proof")
        self.stop = ForeignStop(f"{name}.stop")
        self._sides = (self.work, self.proof, self.stop)
        for side in self._sides:
            self.left.addWidget(side, 1)
        self.stop_rail = QWidget()
        self._build_stop_rail()
        self.facts = QWidget()
        self.fact_column = Column(self.facts)
        self.know.addWidget(self.facts)
        self.know.addWidget(self.stop_rail)
        self.listen_digits(self._digit)
        self.show_side(self.work)

    def _build_stop_rail(self) -> None:
        column = Column(self.stop_rail)
        self.how_title, self.how = heading(""), Label("", 18, wrap=True)
        self.noted_title = heading("")
        self.noted = [PairRow(indent=72) for _ in range(3)]
        self.noted_below = Label("", 18, colour="quiet", wrap=True)
        column.addWidget(self.how_title)
        column.addWidget(self.how)
        column.gap(24)
        for widget in (self.noted_title, *self.noted):
            column.addWidget(widget)
        column.gap(16)
        column.addWidget(self.noted_below)
        column.addStretch(1)

    def show_side(self, side: QWidget) -> None:
        """Bring one of work, proof and stop to the front."""
        for one in self._sides:
            one.setVisible(one is side)
        self.stop_rail.setVisible(side is self.stop)
        self.facts.setVisible(side is not self.stop)

    def show_proof(self, shown: ProofShown) -> None:
        self.proof.show_proof(shown)
        self.show_side(self.proof)

    def show_stop(self, lines: list[NumberLine], noted: list[tuple[str, str]]) -> None:
        """Show the two numbers and what was written down."""
        steps = [say("labels.stop.step_1"), say("labels.stop.step_2")]
        self.stop.show_stop(say("labels.stop.headline"), say("labels.stop.below"), lines, steps)
        self.how_title.setText(say("labels.stop.how_title"))
        self.how.setText(say("labels.stop.how"))
        self.noted_title.setText(say("labels.stop.noted"))
        for row, (label, value) in zip(self.noted, noted, strict=False):
            row.show_pair(label, value)
        self.noted_below.setText(say("labels.stop.seen_by"))
        self.show_side(self.stop)

    def _digit(self, digit: int) -> bool:
        self.digit_pressed.emit(digit)
        return True
