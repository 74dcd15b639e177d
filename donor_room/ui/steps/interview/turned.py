"""The whole screen for the donor alone: one question, three equal answers, no hurry, always light."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from donor_room.ui.steps.interview.rows import VALUES, ChoiceLine, DetailsLine, FollowUp
from donor_room.ui.texts import say
from donor_room.ui.theme import px, theme
from donor_room.ui.widgets.buttons import Button, MainButton, QuietButton
from donor_room.ui.widgets.labels import Label
from donor_room.ui.widgets.layout import Column, HairLine, Row
from donor_room.ui.widgets.painting import (
    CENTRE,
    LEFT,
    Drawn,
    box,
    cover,
    kept_together,
    text_width,
    write_line,
)

_PAUSES = "，；？"
_QUIET_MS = 400
"""A second touch within this time is the same finger."""


class BigAnswer(Button):
    """One of three equal answers."""

    def __init__(self, digit: int) -> None:
        self.digit = digit
        super().__init__("")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def nextCheckState(self) -> None:
        """Leave choosing to the disk."""

    def sizeHint(self) -> QSize:
        return QSize(px(320), px(128))

    def paintEvent(self, event: QPaintEvent) -> None:
        self.cut_texts = set()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            chosen = self.isChecked() or self.isDown()
            edge, width = ("action", 3) if self.isChecked() else ("edge", 2)
            box(
                painter,
                self.rect(),
                fill="chosen" if chosen else "surface",
                edge=edge,
                width=width,
                radius=12,
            )
            corner = QRectF(px(16), px(10), px(32), px(28))
            write_line(painter, corner, str(self.digit), size=18, bold=False, colour="quiet", align=LEFT,
                       cut=self.cut_texts)  # fmt: skip
            write_line(painter, self.rect(), self.text(), size=40, bold=True, colour="text", align=CENTRE,
                       cut=self.cut_texts)  # fmt: skip


class AskedLabel(Label):
    """The question; where it takes two lines it breaks behind a comma, as it is spoken."""

    def __init__(self) -> None:
        super().__init__("", 44, bold=True, wrap=True)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._break()

    def restyle(self) -> None:
        super().restyle()
        self._break()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._break()

    def _break(self) -> None:
        shown = kept_together(self.text())
        room = self.contentsRect().width()
        if self._width_of(shown) > room:
            ends = [place for place, sign in enumerate(shown, 1) if sign in _PAUSES]
            fitting = [
                end for end in ends if self._width_of(shown[:end]) <= room >= self._width_of(shown[end:])
            ]
            shown = f"{shown[: fitting[-1]]}\n{shown[fitting[-1] :]}" if fitting else shown
        if shown != QLabel.text(self):
            QLabel.setText(self, shown)

    def _width_of(self, words: str) -> int:
        return text_width(words, 44, bold=True)


class Progress(Drawn):
    """One bar for each private question."""

    def __init__(self) -> None:
        super().__init__()
        self.done, self.all = 0, 1
        self.restyle()

    def restyle(self) -> None:
        self.setFixedHeight(px(8))

    def show_progress(self, done: int, whole: int) -> None:
        self.done, self.all = done, max(1, whole)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        gap = px(8)
        width = (self.width() - gap * (self.all - 1)) / self.all
        with self.drawing() as painter:
            for place in range(self.all):
                rect = QRectF(place * (width + gap), 0, width, self.height())
                box(painter, rect, fill="action" if place < self.done else "hairline", radius=4)


class DonorScreen(QWidget):
    """Covers the whole window while the donor answers; nothing of it stays when it is given back."""

    answered = Signal(str)
    back_asked = Signal()
    call_asked = Signal()
    language_asked = Signal()
    returned = Signal()
    """A member of staff has the screen again."""

    no_focus_ring = True

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self.setObjectName("donor_screen")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._since = QElapsedTimer()
        self._was_night = False
        column = Column(self, margins=(160, 48, 160, 24))
        self.progress = Progress()
        column.addWidget(self.progress)
        column.gap(16)
        self.place = Label("", 20, colour="quiet")
        column.addWidget(self.place)
        column.addStretch(1)
        self.question = AskedLabel()
        column.addWidget(self.question)
        column.gap(12)
        self.hint = Label("", 22, colour="quiet", wrap=True)
        column.addWidget(self.hint)
        column.addStretch(1)
        self._build_answers(column)
        column.addStretch(1)
        column.addWidget(HairLine(below=16))
        self._build_foot(column)
        host.installEventFilter(self)
        self.hide()

    def _build_answers(self, column: Column) -> None:
        across = Row(gap=24)
        self.buttons: dict[str, BigAnswer] = {}
        for digit, value in VALUES:
            button = BigAnswer(digit)
            button.setObjectName(f"donor_{value}")
            button.clicked.connect(self._touched)
            self.buttons[value] = button
            across.addWidget(button, 1)
        self._answers = QWidget()
        self._answers.setLayout(across)
        column.addWidget(self._answers)
        self.follow_up = FollowUp(is_for_donor=True)
        column.addWidget(self.follow_up)
        column.gap(16)
        self.note = Label("", 20, colour="quiet")
        column.addWidget(self.note)
        self.go_on = MainButton()
        self.go_on.setObjectName("staff_go_on")
        self.go_on.setMaximumWidth(px(440))
        self.go_on.clicked.connect(self.returned)
        column.addWidget(self.go_on)

    def _build_foot(self, column: Column) -> None:
        foot = Row(gap=16)
        self.back = QuietButton("", icon_name="arrow_left")
        self.call = QuietButton("", icon_name="person")
        self.language = QuietButton("")
        self.only_staff = Label("", 18, colour="quiet", right=True)
        for name, part in (
            ("donor_back", self.back),
            ("donor_call", self.call),
            ("donor_language", self.language),
        ):
            part.setObjectName(name)
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            foot.addWidget(part)
        foot.addWidget(self.only_staff, 1)
        column.addLayout(foot)
        self.back.clicked.connect(self.back_asked)
        self.call.clicked.connect(self.call_asked)
        self.language.clicked.connect(self.language_asked)

    def retext(self) -> None:
        for value, button in self.buttons.items():
            button.say_text(say(f"interview.answer.{value}"))
        self.follow_up.retext()
        self.back.say_text(say("interview.turn.back"))
        self.call.say_text(say("interview.turn.call"))
        self.language.say_text(say("interview.turn.language"))
        self.go_on.say_text(say("interview.turn.staff_go_on"))
        self.only_staff.setText(say("interview.turn.only_staff"))
        self.note.setText(say("interview.turn.not_sure_is_fine"))

    # coming and going

    def turn(self) -> None:
        """Cover the window; the donor's page is light at night too."""
        self._was_night = theme().night
        theme().set_night(False)
        self.retext()
        self.setGeometry(self.parentWidget().rect())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def give_back(self) -> None:
        """Forget everything shown, and uncover the window."""
        self.forget()
        self.hide()
        theme().set_night(self._was_night)

    def forget(self) -> None:
        """Keep no word of a question or an answer."""
        self.question.setText("")
        self.hint.setText("")
        self.follow_up.show_choices([])
        for button in self.buttons.values():
            button.setChecked(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self.setGeometry(self.parentWidget().rect())
        return False

    # showing

    def show_question(self, place: str, done: int, whole: int, text: str, value: str | None) -> None:
        self._show_frame(place, done, whole, asking="answers")
        self.question.setText(text)
        self.hint.setText("")
        for name, button in self.buttons.items():
            button.setChecked(name == value)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_choices(self, place: str, done: int, whole: int, lines: list[ChoiceLine]) -> None:
        self._show_frame(place, done, whole, asking="follow_up")
        self.question.setText(say("interview.turn.which"))
        self.follow_up.show_choices(lines)
        self.follow_up.title.hide()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_details(self, place: str, done: int, whole: int, line: DetailsLine) -> None:
        self._show_frame(place, done, whole, asking="follow_up")
        self.question.setText(say("interview.ask.details"))
        self.follow_up.show_details(line)

    def show_hand_back(self) -> None:
        """All answered, or the nurse was called: a page that says nothing of either."""
        self.forget()
        self._show_frame("", 1, 1, asking="")
        self.question.setText(say("interview.turn.done_title"))
        self.hint.setText(say("interview.turn.done_hint"))
        self.go_on.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_frame(self, place: str, done: int, whole: int, *, asking: str) -> None:
        self.progress.show_progress(done, whole)
        self.place.setText(place)
        self._answers.setVisible(asking == "answers")
        self.note.setVisible(asking == "answers")
        self.follow_up.setVisible(asking == "follow_up")
        for part in (self.back, self.call, self.language, self.only_staff):
            part.setVisible(bool(asking))
        self.go_on.hide()

    @property
    def is_handed_back(self) -> bool:
        return not self.go_on.isHidden()

    # keys and touch

    def _touched(self) -> None:
        if self._since.isValid() and self._since.elapsed() < _QUIET_MS:
            return
        self._since.start()
        button = self.sender()
        self.answered.emit(next(value for value, one in self.buttons.items() if one is button))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take every key, so that nothing behind this page answers; only these do something."""
        event.accept()
        if event.isAutoRepeat():
            return
        if self.is_handed_back:
            if event.key() in (Qt.Key.Key_F10, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.returned.emit()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Escape):
            self.back_asked.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.follow_up.give()
        elif event.text().isdecimal() and len(event.text()) == 1:
            self._digit(int(event.text()))

    def _digit(self, digit: int) -> None:
        if not self.follow_up.isHidden():
            self.follow_up.digit_pressed(digit)
            return
        value = next((value for number, value in VALUES if number == digit), None)
        if value is not None:
            self.answered.emit(value)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            cover(painter, self.rect(), "surface")
