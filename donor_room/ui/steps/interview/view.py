"""What the nurse sees of the interview: notice, questions, curtain, and the answers to be looked at."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from donor_room.ui.keys import Act
from donor_room.ui.steps.interview.consent import ConsentPart
from donor_room.ui.steps.interview.parts import CurtainPart, ReviewPart
from donor_room.ui.steps.interview.rows import (
    INSET,
    VALUES,
    ChoiceLine,
    DetailsLine,
    FollowUp,
    QuestionLine,
    QuestionRow,
)
from donor_room.ui.texts import say
from donor_room.ui.theme import px
from donor_room.ui.widgets.asking import AskingPage, Parts
from donor_room.ui.widgets.find import FindPart
from donor_room.ui.widgets.icons import Icon
from donor_room.ui.widgets.key_row import AnswersKey
from donor_room.ui.widgets.labels import Label, heading, title
from donor_room.ui.widgets.layout import Column, HairLine, Row
from donor_room.ui.widgets.rows import ListRow

Face = Literal["consent", "questions", "curtain", "review"]
MOST_ROWS = 6
_GROUP_HEIGHTS = (36, 33, 30, 28)


class InterviewView(AskingPage):
    """Four faces on one page; digits mean what is printed on the face that is shown."""

    step = 2
    sheets = {"leave": Parts(words="interview.leave.words")}  # noqa: RUF012 - a constant of the class
    leave_asked = Signal()
    value_pressed = Signal(str)
    item_answered = Signal(str, str)
    """Item and value: an answer was touched in a row that is not in question."""
    up_asked = Signal()
    aloud_asked = Signal()
    turn_asked = Signal()
    choices_done = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("interview")
        self._face: Face = "consent"
        self.consent, self.curtain, self.review = ConsentPart(), CurtainPart(), ReviewPart()
        self.questions = QWidget()
        self.left.set_margins((24 - INSET, 16, 32 - INSET, 8))
        self._build_questions()
        for part in (self.consent, self.questions, self.curtain, self.review):
            self.left.addWidget(part, 1)
        self._build_rail_parts()
        self.add_back()
        self._up = self.add_action(Act.UP, self.up_asked.emit, "interview.back_one")
        self._up.setObjectName("up")
        self._aloud = self.add_action(Act.AGAIN, self._again, "interview.ask.aloud")
        self._aloud.setObjectName("asked_aloud")
        self.add_action(Act.DEFER, self.leave_asked.emit, "interview.leave.button").setObjectName("leave")
        self.main.setObjectName("main")
        self.listen_digits(self._digit)
        self.show_face("consent")

    # building

    def _build_questions(self) -> None:
        column = Column(self.questions)
        head = Row(gap=16, margins=(INSET, 0, INSET, 0))
        self._group, self._how = title(""), Label("", 18, colour="quiet")
        head.addWidget(self._group)
        head.addWidget(self._how)
        head.addStretch(1)
        column.addLayout(head)
        column.gap(4)
        self.rows = [QuestionRow() for _ in range(MOST_ROWS)]
        for row in self.rows:
            row.answered.connect(self._row_pressed)
            column.addWidget(row, 12)
        self.follow_up = FollowUp()
        self.follow_up.setObjectName("follow_up")
        column.addWidget(self.follow_up, 72)
        self.finder = FindPart(40 + INSET)
        column.addWidget(self.finder, 72)
        self.finder.done.connect(self.choices_done)
        column.addStretch(0)
        self._head = (self._group, self._how)

    def _build_rail_parts(self) -> None:
        head = Row(gap=8)
        self._rail_title, self._progress = heading(""), Label("", 20, bold=True, right=True)
        head.addWidget(self._rail_title)
        head.addWidget(self._progress, 1)
        self.rail.addLayout(head)
        self.rail.gap(4)
        self._groups = Column()
        self.rail.addLayout(self._groups)
        self._help_line = HairLine(above=8, below=10)
        self.rail.addWidget(self._help_line)
        self._help_title = Label("", 16, colour="quiet")
        self._help = Label("", 18, bold=True, wrap=True)
        self._clause = Label("", 16, colour="quiet")
        for part in (self._help_title, self._help, self._clause):
            self.rail.addWidget(part)
        self._line = HairLine(above=10, below=8)
        self.rail.addWidget(self._line)
        self._physician = Column()
        self.rail.addLayout(self._physician)
        self.rail.addStretch(1)
        self.answers = AnswersKey()
        self.rail.addWidget(self.answers)

    def retext(self) -> None:
        super().retext()
        self._rail_title.setText(say("interview.title"))
        self._how.setText(say("interview.how"))
        self.answers.retext()
        for row in self.rows:
            row.retext()
        for part in (self.follow_up, self.finder, self.consent, self.review):
            part.retext()

    # showing

    def show_face(self, face: Face) -> None:
        self._face = face
        parts = {
            "consent": self.consent,
            "questions": self.questions,
            "curtain": self.curtain,
            "review": self.review,
        }
        for name, part in parts.items():
            part.setVisible(name == face)
        self.answers.setVisible(face == "consent")
        self._aloud.setVisible(face in ("questions", "curtain"))
        key = "interview.curtain.again" if face == "curtain" else "interview.ask.aloud"
        self._aloud.say_text(say(key))
        self._up.say_text(say("interview.consent.back" if face == "consent" else "interview.back_one"))

    @property
    def face(self) -> Face:
        return self._face

    def show_questions(self, group: str, lines: list[QuestionLine]) -> None:
        self.show_face("questions")
        self.follow_up.hide()
        self.finder.hide()
        for part in self._head:
            part.show()
        self._group.setText(group)
        self._show_rows(lines)
        self._stand_on_row()

    def _show_rows(self, lines: list[QuestionLine]) -> None:
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(lines))
            if place < len(lines):
                row.show_line(lines[place])

    def _stand_on_row(self) -> None:
        """The row in question has the ring; without one the page itself has the keys."""
        here = next((row for row in self.rows if row.is_here and not row.isHidden()), None)
        (here or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_choices(self, line: QuestionLine, choices: list[ChoiceLine]) -> None:
        self._show_follow_up(line, self.follow_up)
        self.follow_up.show_choices(choices)
        self._stand_on_row()

    def show_details(self, line: QuestionLine, details: DetailsLine) -> None:
        self._show_follow_up(line, self.follow_up)
        self.follow_up.show_details(details)

    def show_find(self, line: QuestionLine) -> None:
        """Let a name be found; its lines come with show_lines of the part."""
        self.follow_up.show_choices([])
        self.finder.begin(line.item)
        self._show_follow_up(line, self.finder)

    def _show_follow_up(self, line: QuestionLine, part: QWidget) -> None:
        self.show_face("questions")
        for label in self._head:
            label.hide()
        self._show_rows([line])
        for one in (self.follow_up, self.finder):
            one.setVisible(one is part)

    def show_groups(self, progress: str, rows: list[tuple[str, str, str, str, bool]]) -> None:
        """Rows are name, count, state, mark, and whether the group is private."""
        self._progress.setText(progress)
        if len(self._groups.filling) != len(rows):
            self._groups.fill([GroupRow(private=private) for _, _, _, _, private in rows])
        for row, (name, count, state, mark, _) in zip(self._groups.filling, rows, strict=True):
            row.show_row(name, count, state, mark)
            row.show()  # at once: only what is shown is counted when the rail is fitted
        self._fit_groups()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_groups()

    def _fit_groups(self) -> None:
        """Let the groups stand as close as it takes to see what an answer means, and who must look at it."""
        self.fit_rail(self._groups.filling, _GROUP_HEIGHTS)

    def show_help(self, headline: str, words: str, clause: str) -> None:
        for label, text in ((self._help_title, headline), (self._help, words), (self._clause, clause)):
            label.setText(text)
            label.setVisible(bool(text))
        self._part_rail()

    def show_for_physician(self, lines: list[str]) -> None:
        self._physician.fill([ListRow(text, state="physician", height=32) for text in lines])
        for row in self._physician.filling:
            row.show()
        self._part_rail()

    def _part_rail(self) -> None:
        """Draw a line only between two things."""
        has_help, has_lines = bool(self._help_title.text()), bool(self._physician.filling)
        self._help_line.setVisible(has_help or has_lines)
        self._line.setVisible(has_help and has_lines)
        self._fit_groups()

    def for_physician(self) -> list[ListRow]:
        """The lines of the rail that a physician must look at."""
        return list(self._physician.filling)

    # keys

    def _again(self) -> None:
        (self.turn_asked if self._face == "curtain" else self.aloud_asked).emit()

    def _row_pressed(self, value: str) -> None:
        row = self.sender()
        if row.is_here:
            self.value_pressed.emit(value)
        else:
            self.item_answered.emit(row.objectName(), value)

    def _digit(self, digit: int) -> bool:
        if self._face == "consent":
            return self.consent.digit_pressed(digit)
        if self._face == "review":
            return self._review_digit(digit)
        if self._face != "questions":
            return False
        for part in (self.follow_up, self.finder):
            if not part.isHidden():
                return part.digit_pressed(digit)
        value = next((value for number, value in VALUES if number == digit), None)
        if value is not None:
            self.value_pressed.emit(value)
        return value is not None

    def _review_digit(self, digit: int) -> bool:
        wishes = {1: self.review.seen, 2: self.review.again}
        if digit in wishes:
            wishes[digit].emit()
        return digit in wishes

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self._face == "questions":
            if not self.finder.isHidden():
                self.finder.enter_pressed()
            elif not self.follow_up.isHidden() and not self.follow_up.asks_details:
                self.choices_done.emit()
            return
        super().keyPressEvent(event)


class GroupRow(ListRow):
    """A group in the rail; a private one carries the closed eye."""

    def __init__(self, *, private: bool) -> None:
        super().__init__()
        self._eye = Icon("eye_off", "quiet", 20, self) if private else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._eye is not None:
            self._eye.move(self.width() - px(104), (self.height() - self._eye.height()) // 2)
