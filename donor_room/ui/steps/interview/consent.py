"""The notice, read page by page, and the donor's signature under it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from donor_room.ui.steps.interview.rows import INSET
from donor_room.ui.texts import say
from donor_room.ui.theme import px
from donor_room.ui.widgets.buttons import AnswerButton, AnswerLook, QuietButton
from donor_room.ui.widgets.labels import Label, title
from donor_room.ui.widgets.layout import Column, HairLine, Row
from donor_room.ui.widgets.signature import SignaturePad

TOPICS_ON_A_PAGE = 3
_HIGH = 470
"""From this height on the pad has its whole height, in px at scale 1."""


@dataclass(frozen=True, slots=True)
class TopicLine:
    """One topic of the notice; apart = the donor confirms it by itself."""

    id: str
    title: str
    body: str
    apart: bool


class ConsentPart(QWidget):
    """Three topics a page, then the promise and the pad."""

    changed = Signal()
    """Something was confirmed or signed."""

    def __init__(self) -> None:
        super().__init__()
        column = Column(self, margins=(INSET, 0, INSET, 0))
        self._title, self._hint = title(""), Label("", 18, colour="quiet")
        column.addWidget(self._title)
        column.gap(2)
        column.addWidget(self._hint)
        column.gap(8)
        self._topics = [TopicRow() for _ in range(TOPICS_ON_A_PAGE)]
        for row in self._topics:
            row.button.clicked.connect(self._confirm)
            column.addWidget(row)
        self._sign = QWidget()
        self._build_signature()
        column.addWidget(self._sign)
        column.addStretch(1)
        self._lines: list[TopicLine] = []
        self._confirmed: set[str] = set()
        self._page, self._promise = 0, ""

    def _build_signature(self) -> None:
        column = Column(self._sign)
        self._words = Label("", 20, wrap=True)
        self.pad = SignaturePad()
        self.pad.setObjectName("signature_pad")
        self.again = QuietButton("", height=48)
        self.again.setObjectName("signature_again")
        self._use = Label("", 16, colour="quiet")
        below = Row(gap=16)
        below.addWidget(self.again)
        below.addWidget(self._use)
        below.addStretch(1)
        column.gap(4)
        column.addWidget(self._words)
        column.gap(12)
        column.addWidget(self.pad)
        column.gap(8)
        column.addLayout(below)
        self.pad.changed.connect(self.changed)
        self.again.clicked.connect(self.pad.clear)

    def retext(self) -> None:
        self.again.say_text(say("interview.consent.again"))
        self._use.setText(say("interview.consent.use"))
        for row in self._topics:
            row.button.say_text(say("interview.consent.confirm"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.pad.stand(256 if self.height() >= px(_HIGH) else 216)

    def begin(self) -> None:
        """Another donor: nothing is confirmed, nothing signed."""
        self._confirmed, self._page = set(), 0
        self.pad.clear()

    def show_notice(self, lines: list[TopicLine], promise: str, caption: str) -> None:
        self._lines, self._promise = lines, promise
        self.pad.show_caption(caption)
        self._show_page()

    @property
    def pages(self) -> int:
        """Pages of topics, and one to sign."""
        return -(-len(self._lines) // TOPICS_ON_A_PAGE) + 1

    @property
    def is_signing(self) -> bool:
        return self._page == self.pages - 1

    @property
    def unconfirmed(self) -> int:
        """How many topics of this page the donor has still to confirm."""
        return sum(line.apart and line.id not in self._confirmed for line in self._shown())

    def go_on(self) -> None:
        self._page = min(self._page + 1, self.pages - 1)
        self._show_page()

    def go_back(self) -> None:
        self._page = max(self._page - 1, 0)
        self._show_page()

    def digit_pressed(self, digit: int) -> bool:
        row = next(
            (one for one in self._topics if one.button.digit == digit and not one.button.isHidden()), None
        )
        if row is None or not row.isVisibleTo(self):
            return False
        row.button.click()
        return True

    def _shown(self) -> list[TopicLine]:
        first = self._page * TOPICS_ON_A_PAGE
        return self._lines[first : first + TOPICS_ON_A_PAGE]

    def _show_page(self) -> None:
        signing = self.is_signing
        self._title.setText(say("interview.consent.sign_title" if signing else "interview.consent.title"))
        hint = say("interview.consent.hint", page=self._page + 1, pages=self.pages)
        self._hint.setText(say("interview.consent.sign_hint") if signing else hint)
        self._sign.setVisible(signing)
        self._words.setText(self._promise)
        lines = self._shown()
        digit = 0
        for place, row in enumerate(self._topics):
            row.setVisible(not signing and place < len(lines))
            if place < len(lines):
                digit += lines[place].apart
                row.show_topic(lines[place], digit, confirmed=lines[place].id in self._confirmed)
        self.changed.emit()

    def _confirm(self) -> None:
        row = next(one for one in self._topics if one.button is self.sender())
        self._confirmed.add(row.topic)
        row.button.setChecked(True)
        self.changed.emit()


class TopicRow(QWidget):
    """Title and words of one topic, and beside them the donor's "I understand"."""

    def __init__(self) -> None:
        super().__init__()
        self.topic = ""
        column = Column(self)
        column.addWidget(HairLine(below=10))
        across = Row(gap=24)
        words = Column(gap=4)
        self._title, self._body = Label("", 20, bold=True), Label("", 18, wrap=True)
        words.addWidget(self._title)
        words.addWidget(self._body)
        across.addLayout(words, 1)
        self.button = AnswerButton(0, "", look=AnswerLook.CHIP, height=56)
        across.addWidget(self.button)
        column.addLayout(across)
        column.gap(12)

    def show_topic(self, line: TopicLine, digit: int, *, confirmed: bool) -> None:
        self.topic = line.id
        self._title.setText(line.title)
        self._body.setText(line.body)
        self.button.digit = digit
        self.button.setObjectName(f"consent_{line.id}")
        self.button.setChecked(confirmed)
        self.button.setVisible(line.apart)
        self.button.update()
