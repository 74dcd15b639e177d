"""A form as far as it is typed in, the box that is next, and one line to type it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from donor_room.ui.texts import say
from donor_room.ui.widgets.asking import AskingPage, Parts
from donor_room.ui.widgets.fields import TextField
from donor_room.ui.widgets.labels import Complaint, Label, heading
from donor_room.ui.widgets.layout import Column, HairLine, Row
from donor_room.ui.widgets.pin_line import PinLine
from donor_room.ui.widgets.rows import PairRow

_ROWS, _OPEN = 10, 5
_Pairs = Sequence[tuple[str, str]]


class FromPaperView(AskingPage):
    """Two columns of boxes on the left, the question below; the form and the day in the rail."""

    shows_donor = False
    text_given = Signal(str)
    sheets: ClassVar[dict[str, Parts]] = {
        "confirm": Parts(fields=(("pin", "paper.own_pin", PinLine),)),
        "second": Parts(second_person=True),
        "late": Parts(words="paper.late.words", second_person=True),
        "destroyed": Parts(choices="asking.reason", words="asking.words", second_person=True),
        "closing": Parts(second_person=True),
    }

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("from_paper")
        self.add_back().setObjectName("back")
        self._headline, self._hint = self.add_title()
        self.left.gap(12)
        self._build_boxes()
        self.left.addStretch(1)
        self._build_line()
        self._build_rail_parts()
        self.main.setObjectName("main")
        self.main_pressed.connect(self._give)

    def _build_boxes(self) -> None:
        self.answers = Label("", 18, bold=True, wrap=True)
        self.left.addWidget(self.answers)
        self.left.gap(4)
        sides = Row(gap=32)
        self.boxes = [PairRow(indent=180, height=30) for _ in range(2 * _ROWS)]
        for half in (self.boxes[:_ROWS], self.boxes[_ROWS:]):
            column = Column()
            for row in half:
                column.addWidget(row)
            sides.addLayout(column, 1)
        self.left.addLayout(sides)

    def _build_line(self) -> None:
        self.left.addWidget(HairLine(below=8))
        self.prompt = heading("")
        self.ask = Label("", 18, colour="quiet", wrap=True)
        self.field = TextField()
        self.field.setObjectName("from_paper.field")
        self.field.returnPressed.connect(self._give)
        self.message = Complaint()
        self.message.setObjectName("message")
        for part in (self.prompt, self.ask):
            self.left.addWidget(part)
        self.left.gap(8)
        for line in (self.field, self.message):
            self.left.addWidget(line)

    def _build_rail_parts(self) -> None:
        self._form_head, self._today_head = heading(""), heading("")
        self.form = [PairRow(indent=96, height=30) for _ in range(7)]
        self.word = Label("", 18, bold=True, colour="red", wrap=True)
        self.word.setObjectName("word")
        self.open_forms = [PairRow(indent=150, height=30) for _ in range(_OPEN)]
        self._done = Label("", 18, colour="quiet", wrap=True)
        for part in (self._form_head, *self.form):
            self.rail.addWidget(part)
        self.rail.gap(8)
        for part in (self.word, HairLine(above=12, below=12), self._today_head):
            self.rail.addWidget(part)
        self.rail.addWidget(self._done)
        for row in self.open_forms:
            self.rail.addWidget(row)
        self.rail.addStretch(1)

    # ---- what is shown -----------------------------------------------------------------------------

    def retext(self) -> None:
        super().retext()
        self._headline.setText(say("paper.title"))
        self._hint.setText(say("paper.hint"))
        self._form_head.setText(say("paper.this_form"))
        self._today_head.setText(say("paper.today"))
        self.set_main(say("paper.take"))

    def show_boxes(self, pairs: _Pairs, answers: str) -> None:
        """Show what was typed so far, first column first, and what came of the interview below."""
        _fill(self.boxes, pairs)
        self.answers.setText(answers)
        self.answers.setVisible(bool(answers))

    def show_form(self, pairs: _Pairs, word: str) -> None:
        """Show whose form this is, and loudly where the rules decide otherwise than the paper."""
        _fill(self.form, pairs)
        self.word.setText(word)
        self.word.setVisible(bool(word))

    def show_today(self, done: int, unfinished: _Pairs) -> None:
        """Show how many forms are through, and by name those that are not."""
        words = say("paper.done", count=done)
        self._done.setText(f"{words} · {say('paper.unfinished' if unfinished else 'paper.none_unfinished')}")
        _fill(self.open_forms, unfinished)

    def show_question(self, prompt: str, ask: str, hint: str) -> None:
        """Say which box is next and how it is typed; the line is empty and has the keyboard."""
        self.prompt.setText(prompt)
        self.ask.setText(ask)
        self.field.set_hint(hint)
        self.field.clear()
        self.show_problem("")
        if self.open_sheet is None and self.isVisible():  # a page behind another one takes no keys away
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_once_more(self) -> None:
        """Say that typing the same again writes what is not likely."""
        self.ask.setText(say("paper.again_hint"))

    def show_problem(self, text: str) -> None:
        """Say why the box was not taken; what was typed stays."""
        self.message.setText(text)
        self.field.selectAll()

    def first_field(self) -> QWidget:
        return self.field

    def take_focus(self) -> None:
        """What stands in the line after a sheet is typed over, never behind."""
        super().take_focus()
        self.field.selectAll()

    def go_on_from(self, field: QWidget | None) -> None:
        """Enter writes the box down; there is no other field to go to."""

    def _give(self) -> None:
        self.text_given.emit(self.field.text())


def _fill(rows: Sequence[PairRow], pairs: _Pairs) -> None:
    for place, row in enumerate(rows):
        label, value = pairs[place] if place < len(pairs) else ("", "")
        row.show_pair(label, value)
