"""The curtain before the private questions, and the answers to be looked at."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from donor_room.ui.steps.interview.rows import INSET, Wording
from donor_room.ui.texts import say
from donor_room.ui.theme import px, theme
from donor_room.ui.widgets.buttons import AnswerButton
from donor_room.ui.widgets.icons import icon
from donor_room.ui.widgets.labels import Label, title
from donor_room.ui.widgets.layout import Column, Row
from donor_room.ui.widgets.painting import CENTRE, Drawn, box, cover


class CurtainPart(QWidget):
    """What the staff sees of private questions: how many are answered, and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        column = Column(self, margins=(INSET, 0, INSET, 0))
        self._title = title("")
        self.card = _CurtainCard()
        column.addWidget(self._title)
        column.gap(12)
        column.addWidget(self.card, 1)

    def show_progress(self, done: int, whole: int) -> None:
        self._title.setText(say("interview.curtain.title"))
        self.card.show_progress(done, whole)


class _CurtainCard(Drawn):
    def __init__(self) -> None:
        super().__init__()
        self.done, self.all = 0, 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_progress(self, done: int, whole: int) -> None:
        self.done, self.all = done, whole
        self.update()

    @property
    def words(self) -> list[str]:
        """All that stands on the card."""
        finished = self.all > 0 and self.done == self.all
        headline = say("interview.curtain.done" if finished else "interview.curtain.headline")
        progress = say("interview.curtain.progress", done=self.done, n=self.all)
        return [headline, say("interview.curtain.hint"), progress, say("interview.curtain.alone")]

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.drawing() as painter:
            self._paint_folds(painter)
            w, h = min(self.width() - px(32), px(640)), min(self.height() - px(24), px(304))
            card = QRectF((self.width() - w) / 2, (self.height() - h) / 2, w, h)
            box(painter, card, fill="surface", edge="hairline", width=1)
            side = px(56)
            middle = card.center().x()
            painter.drawPixmap(
                round(middle - side / 2), round(card.top() + px(24)),
                icon("eye_off", "quiet", side, self.devicePixelRatioF()),
            )  # fmt: skip
            headline, hint, progress, alone = self.words
            lines = ((92, 24, True, "text", headline), (136, 18, False, "quiet", hint),
                     (212, 20, True, "text", progress), (250, 18, False, "quiet", alone))  # fmt: skip
            for top, size, bold, colour, text in lines:
                room = QRectF(card.left() + px(8), card.top() + px(top), card.width() - px(16), px(34))
                self.write(painter, room, text, size=size, bold=bold, colour=colour, align=CENTRE)
            self._paint_bars(painter, middle, card.top() + px(188))

    def _paint_folds(self, painter: QPainter) -> None:
        folds = QLinearGradient(0, 0, px(46), 0)
        folds.setSpread(QLinearGradient.Spread.ReflectSpread)
        folds.setColorAt(0, theme().colour("surface"))
        folds.setColorAt(1, theme().colour("page"))
        painter.fillRect(self.rect(), folds)
        box(painter, self.rect(), edge="hairline", width=1)

    def _paint_bars(self, painter: QPainter, middle: float, top: float) -> None:
        width, gap = px(56), px(8)
        left = middle - (self.all * width + (self.all - 1) * gap) / 2
        for place in range(self.all):
            rect = QRectF(left + place * (width + gap), top, width, px(8))
            box(painter, rect, fill="action" if place < self.done else "hairline", radius=4)


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One answer to be looked at; question and answer are ready to be read, and empty of what is private."""

    item: str
    number: int
    question: str
    answer: str
    is_seen: bool
    is_here: bool


class ReviewPart(QWidget):
    """All answers other than expected, one after the other."""

    seen = Signal()
    again = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = Column(self)
        self._title, self._hint = title(""), Label("", 18, colour="quiet")
        head = Column(margins=(INSET, 0, INSET, 0))
        column.addLayout(head)
        head.addWidget(self._title)
        head.gap(2)
        head.addWidget(self._hint)
        column.gap(8)
        self._rows = Column(gap=0)
        column.addLayout(self._rows)
        column.addStretch(1)
        self.rows: list[ReviewRow] = []

    def retext(self) -> None:
        self._title.setText(say("interview.review.title"))
        self._hint.setText(say("interview.review.hint"))

    def show_lines(self, lines: list[ReviewLine]) -> None:
        for row in self.rows:
            row.hide()
            self._rows.removeWidget(row)
            row.deleteLater()
        self.rows = [ReviewRow(line) for line in lines]
        for row in self.rows:
            row.seen_button.clicked.connect(self.seen)
            row.again_button.clicked.connect(self.again)
            self._rows.addWidget(row)
            row.show()
        here = next((row for row in self.rows if row.line.is_here), None)
        if here is not None:
            here.setFocus(Qt.FocusReason.OtherFocusReason)


class ReviewRow(QWidget):
    """Number, question, answer; the present one has two keys."""

    def __init__(self, line: ReviewLine) -> None:
        super().__init__()
        self.line = line
        self.setObjectName(f"review_{line.item}")
        row = Row(self, gap=16, margins=(INSET, 6, INSET, 6))
        row.addWidget(Label(str(line.number), 20, bold=line.is_here, colour="quiet", width=24))
        words = Column()
        question, answer = Wording(), Label(line.answer, 18, bold=True, colour="violet", wrap=True)
        question.show_text(line.question, bold=line.is_here, colour="text" if line.is_here else "quiet")
        self._question = question
        words.addWidget(question, 1)
        words.addWidget(answer)
        if not line.answer:
            answer.hide()
        row.addLayout(words, 1)
        self.seen_button = AnswerButton(1, say("interview.review.seen"), height=56)
        self.again_button = AnswerButton(2, say("interview.review.again"), height=56)
        for button, name in ((self.seen_button, "review_seen"), (self.again_button, "review_again")):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setEnabled(line.is_here)
            if line.is_here:
                button.setObjectName(name)
            row.addWidget(button)
        self.seen_button.setChecked(line.is_seen)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.restyle()

    def restyle(self) -> None:
        """A long answer makes the row higher; the question keeps its room."""
        self.setMinimumHeight(px(80))
        self._question.setMinimumHeight(px(42))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if not self.line.is_here:
                inset = px(INSET)
                width = self.width() - 2 * inset
                cover(painter, QRect(inset, self.height() - 1, width, 1), "hairline")
                return
            box(painter, self.rect().adjusted(0, px(2), 0, -px(2)), fill="surface")

    def focus_rect(self) -> QRect:
        """Leave air at the sides; the ring is the window's."""
        return self.rect().adjusted(0, px(2), 0, -px(2))
