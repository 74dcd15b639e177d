"""A line that is pressed as a whole."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from donor_room.ui.widgets.pressed_line import PressedLine


class Line(PressedLine):
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        self.cut_texts = set()
        with QPainter(self) as painter:
            self.put(painter, 0, 200, "李建国")
            self.put(painter, 200, 204, "早已超过四个像素")


def test_it_takes_the_width_of_its_place(qtbot) -> None:
    line = Line()
    qtbot.addWidget(line)
    assert line.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Expanding
    assert line.sizePolicy().verticalPolicy() is QSizePolicy.Policy.Fixed


def test_words_that_do_not_fit_their_column_are_noted(qtbot) -> None:
    line = Line()
    qtbot.addWidget(line)
    line.resize(400, 56)
    line.grab()
    assert line.cut_texts == {"早已超过四个像素"}
