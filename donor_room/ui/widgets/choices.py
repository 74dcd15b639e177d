"""Answers in columns, where a row would be too short for their words."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QWidget

from donor_room.ui.widgets.buttons import AnswerButton, AnswerLook, ChoiceRow
from donor_room.ui.widgets.layout import Grid

Choice = tuple[int, str, object]


class ChoiceGrid(ChoiceRow):
    """Like a row of answers, in as many lines as needed; none is chosen before."""

    def __init__(self, columns: int = 2, parent: QWidget | None = None, *, height: int = 56) -> None:
        super().__init__(parent=parent, look=AnswerLook.CHIP, height=height)
        self._columns = columns
        self._grid = Grid(across=8, down=8)
        self._row.insertLayout(0, self._grid, 1)
        self._row.setStretch(1, 0)  # the columns share the whole width

    def _offer(self, choices: list[Choice]) -> None:
        self._clear()
        for digit, words, value in choices:
            self._add(digit, words, value)

    def _clear(self) -> None:
        for button in self.buttons:
            self._grid.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons, self._values = [], {}

    def _add(self, digit: int, words: str, value: object) -> None:
        button = AnswerButton(digit, words, self, look=self._look, height=self._height)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.clicked.connect(self._pressed)
        place = len(self.buttons)
        self._values[button] = value
        self.buttons.append(button)
        self._grid.addWidget(button, place // self._columns, place % self._columns)


def numbered(choices: list[tuple[object, str]], *, first: int = 1) -> list[Choice]:
    """Give each (value, words) its digit, the tenth 0; those beyond have no key and are left out."""
    return [
        ((place + first) % 10, words, value) for place, (value, words) in enumerate(choices[: 11 - first])
    ]
