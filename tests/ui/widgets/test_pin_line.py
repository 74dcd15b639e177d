"""A PIN among fields: four boxes, digits only, and never drawn."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from donor_room.ui.theme import px
from donor_room.ui.widgets.pin_line import PinLine


@pytest.fixture
def line(put) -> PinLine:
    made = put(PinLine(), 304, 64)
    made.setFocus()
    return made


@pytest.mark.parametrize(("typed", "kept"), [("97", "97"), ("97312", "9731"), ("9a7.3", "973")])
def test_four_digits_are_taken_and_nothing_else(line, typed, kept):
    QTest.keyClicks(line, typed)
    assert line.text() == kept


@pytest.mark.parametrize(("typed", "place"), [("", 0), ("9", 1), ("973", 3), ("9731", 3)])
def test_the_ring_stands_where_the_next_digit_goes(line, typed, place):
    QTest.keyClicks(line, typed)
    assert line.focus_rect().left() == place * px(80)


def test_digits_are_not_drawn(line):
    QTest.keyClicks(line, "9731")
    first = line.grab().toImage()
    line.clear()
    QTest.keyClicks(line, "1379")
    assert (line.echoMode(), line.grab().toImage()) == (QLineEdit.EchoMode.Password, first)


def test_a_typed_digit_shows_as_a_dot(line):
    empty = line.grab().toImage()
    QTest.keyClicks(line, "9")
    assert line.grab().toImage() != empty
