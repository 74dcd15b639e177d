"""What is seen of a foreign form: its questions on the left, its parts and the hint on the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from donor_room.ui.keys import Act
from donor_room.ui.steps.interview.form_rows import Asked, FormAnswer, FormLine, FormRow, plain_row
from donor_room.ui.steps.interview.rows import INSET
from donor_room.ui.texts import said, say
from donor_room.ui.widgets.asking import AskingPage, Parts
from donor_room.ui.widgets.labels import Label, title
from donor_room.ui.widgets.layout import Column, HairLine, Row
from donor_room.ui.widgets.rows import ListRow


class FormView(AskingPage):
    """The interview's page for a form that came from elsewhere; digits mean what is printed."""

    shows_donor = False
    shows_queue = False
    sheets = {"leave": Parts()}  # noqa: RUF012 - a constant of the class
    up_asked = Signal()
    clear_asked = Signal()
    said = Signal(str, bool)
    touched = Signal(str)
    went_on = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("foreign_form")
        self.rows: list[FormRow] = []
        self._plain: list[QWidget] = []
        self.left.set_margins((24 - INSET, 16, 32 - INSET, 8))
        self._build_head()
        self._lines = Column()
        self.left.addLayout(self._lines)
        self.answer = FormAnswer()
        self.answer.hide()
        self._lines.addWidget(self.answer)
        self.left.addStretch(1)
        self._build_rail_parts()
        self.add_action(Act.BACK, self.back_asked.emit, "questionnaire.run.leave")
        self.add_action(Act.UP, self.up_asked.emit, "questionnaire.run.back").setObjectName("up")
        self.add_action(Act.AGAIN, self.clear_asked.emit, "questionnaire.run.clear").setObjectName("clear")
        self.main.setObjectName("main")
        self.listen_digits(self._digit)

    def _build_head(self) -> None:
        head = Row(gap=16, margins=(INSET, 0, INSET, 0))
        self._title, self._how = title(""), Label("", 18, colour="quiet")
        self._title.setWordWrap(True)
        head.addWidget(self._title, 1)
        head.addWidget(self._how)
        self.left.addLayout(head)
        self.left.gap(4)

    def _build_rail_parts(self) -> None:
        head = Row(gap=8)
        self._rail_title = Label("", 20, bold=True, wrap=True)
        self._progress = Label("", 20, bold=True, right=True)
        head.addWidget(self._rail_title, 1)
        head.addWidget(self._progress)
        self.rail.addLayout(head)
        self.rail.gap(8)
        self._parts = Column()
        self.rail.addLayout(self._parts)
        self._hair = HairLine(above=8, below=10)
        self.rail.addWidget(self._hair)
        self._help = [
            Label("", 16, colour="quiet"),
            Label("", 18, bold=True, wrap=True),
            Label("", 16, wrap=True),
        ]
        for label in self._help:
            self.rail.addWidget(label)
        self.rail.addStretch(1)

    def retext(self) -> None:
        super().retext()
        self._how.setText(say("questionnaire.run.how"))

    def ask_to_leave(self) -> None:
        """Ask before answers are lost."""
        self.sheet("leave").ask(
            headline=said("questionnaire.run.leave_headline"),
            hint=said("questionnaire.run.leave_hint"),
            act=said("questionnaire.run.leave"),
        )

    # showing

    def show_lines(self, words: str, lines: list[FormLine]) -> None:
        """Show the page; below the line that is asked is the place for the answer, unless it is yes or no."""
        self._title.setText(words)
        self._forget_lines()
        self.answer.hide()
        place = 0
        for line in lines:
            row = self._new_row(line)
            self._lines.insertWidget(place, row)
            row.show()
            place += 1
            if line.is_here and line.way != "yes_no":
                self._lines.removeWidget(self.answer)
                self._lines.insertWidget(place, self.answer)
                self.answer.show()
                place += 1
        self._order_focus()
        self.take_focus()

    def _new_row(self, line: FormLine) -> QWidget:
        if line.kind != "question":
            plain = plain_row(line)
            self._plain.append(plain)
            return plain
        row = FormRow(line)
        row.said.connect(self.said)
        row.touched.connect(self.touched)
        self.rows.append(row)
        return row

    def _forget_lines(self) -> None:
        for row in (*self.rows, *self._plain):
            row.hide()
            self._lines.removeWidget(row)
            row.deleteLater()
        self.rows, self._plain = [], []

    def show_asked(self, asked: Asked, *, keep_page: bool = False) -> None:
        self.answer.show_asked(asked, keep_page=keep_page)

    def take_focus(self) -> None:
        """The field has the keyboard; without one the row in question has it, and digits are the page's."""
        if not self.answer.isHidden() and self.answer.take_focus():
            return
        here = next((row for row in self.rows if row.line.is_here), None)
        (here or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_parts(self, words: str, progress: str, parts: list[tuple[str, str, str]]) -> None:
        """Parts are name, count and state of each part of the form."""
        self._rail_title.setText(words)
        self._progress.setText(progress)
        if len(self._parts.filling) != len(parts):
            self._parts.fill([ListRow(wraps=True) for _ in parts])
        for row, part in zip(self._parts.filling, parts, strict=True):
            row.setVisible(len(parts) > 1)
            row.show_row(*part)

    def show_help(self, *words: str) -> None:
        """Say what the question is, whether it must be answered, and what else is to be known."""
        for label, text in zip(self._help, words, strict=True):
            label.setText(text)
            label.setVisible(bool(text))

    @property
    def here(self) -> FormLine | None:
        """The line in question."""
        return next((row.line for row in self.rows if row.line.is_here), None)

    # keys

    def _digit(self, digit: int) -> bool:
        here = self.here
        if here is None:
            return False
        if here.way != "yes_no":
            return self.answer.digit_pressed(digit)
        if digit in (1, 2):
            self.said.emit(here.link_id, digit == 1)
        return digit in (1, 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not enter:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            if self.answer.isHidden():
                self.went_on.emit()
            else:
                self.answer.enter_pressed()
