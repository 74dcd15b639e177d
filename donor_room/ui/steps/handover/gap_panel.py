"""The number without an end, what is known of it, and the ways out."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from donor_room.ui.texts import say
from donor_room.ui.theme import px
from donor_room.ui.widgets.buttons import AnswerButton, AnswerLook
from donor_room.ui.widgets.labels import DonationNumberLabel, Label
from donor_room.ui.widgets.layout import Column, Row
from donor_room.ui.widgets.painting import Drawn, box, draw_warning


@dataclass(frozen=True, slots=True)
class GapShown:
    """The number as eyes read it, two sentences, and the ways out: each its name and text key."""

    groups: tuple[str, ...]
    check: str
    first: str
    second: str
    ways: tuple[tuple[str, str], ...]


class GapPanel(Drawn):
    """Cannot be overlooked: an edge of its own and the sign of a warning."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("handover.gap")
        whole = Column(self, margins=(24, 14, 24, 20))
        head = Row(gap=16)
        head.addSpacing(48)
        self.number = DonationNumberLabel(size=28)
        self.first = Label("", 18, colour="quiet")
        head.addWidget(self.number)
        head.addWidget(self.first, 1)
        self.second = Label("", 18)
        below = Row()
        below.addSpacing(48)
        below.addWidget(self.second, 1)
        whole.addLayout(head)
        whole.gap(4)
        whole.addLayout(below)
        whole.gap(10)
        ways = Row(gap=16)
        self.buttons = [self._button(digit) for digit in (1, 2, 3)]
        for button in self.buttons:
            ways.addWidget(button, 1)
        whole.addLayout(ways)
        self._ways: tuple[tuple[str, str], ...] = ()

    def _button(self, digit: int) -> AnswerButton:
        button = AnswerButton(digit, "", look=AnswerLook.CHIP, height=104, hint=" ")
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda _=False, place=digit - 1: self.chosen.emit(self._ways[place][0]))
        return button

    def retext(self) -> None:
        for button, (_, key) in zip(self.buttons, self._ways, strict=False):
            button.hint = say(f"{key}_hint")
            button.say_text(say(key))
            button.updateGeometry()

    def show_gap(self, shown: GapShown) -> None:
        self.number.show_number(list(shown.groups), shown.check)
        self.first.setText(shown.first)
        self.second.setText(shown.second)
        self._ways = shown.ways
        for place, button in enumerate(self.buttons):
            button.setVisible(place < len(shown.ways))
            if place < len(shown.ways):
                button.setObjectName(f"handover.{shown.ways[place][0]}")
        self.retext()

    def digit_pressed(self, digit: int) -> bool:
        """Take the way with this digit."""
        button = next((one for one in self.buttons if one.digit == digit), None)
        if button is None or self.isHidden() or button.isHidden():
            return False
        button.click()
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.drawing() as painter:
            box(painter, self.rect(), fill="surface", edge="amber", width=3)
            draw_warning(painter, QRectF(px(24), px(18), px(32), px(30)), "amber", "surface")
