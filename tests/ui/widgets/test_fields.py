from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from donor_room.ui.widgets.fields import DateField, Mark, Message, NumberField, PinBoxes, TextField, parse_day


@pytest.fixture
def number(qtbot) -> NumberField:
    field = NumberField("℃", places=1)
    qtbot.addWidget(field)
    field.show()
    return field


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ("36.5", "36.5"),
        ("36.55", "36.5"),
        ("36..5", "36.5"),
        ("3a6", "36"),
        ("-36", "36"),
        ("36 5", "365"),
        ("123456789", "12345678"),
        ("", ""),
    ],
)
def test_only_digits_and_one_point_get_in(number, qtbot, typed, stands):
    qtbot.keyClicks(number, typed)
    assert number.text() == stands


def test_a_whole_number_takes_no_point(qtbot):
    field = NumberField("mmHg")
    qtbot.addWidget(field)
    qtbot.keyClicks(field, "11.8")
    assert field.number == Decimal(118)


def test_full_width_digits_are_taken_as_digits(number, qtbot):
    for char in "３６。５":
        none = Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(number, QKeyEvent(QEvent.Type.KeyPress, Qt.Key(ord(char)), none, char))
    assert number.number == Decimal("36.5")


def test_an_empty_field_has_no_number(number):
    assert number.number is None


@pytest.mark.parametrize("typed", [".", ".."])
def test_a_lonely_point_is_no_number(number, qtbot, typed):
    qtbot.keyClicks(number, typed)
    assert number.number is None


def test_typing_over_a_selected_value_replaces_it(number, qtbot):
    number.setText("36.5")
    number.selectAll()
    qtbot.keyClicks(number, "37.2")
    assert number.text() == "37.2"


@pytest.mark.parametrize(("pasted", "stands"), [("36.5", "36.5"), ("36.5 ℃", "36.5"), ("李建国", "")])
def test_only_a_number_can_be_pasted(number, qtbot, pasted, stands):
    QApplication.clipboard().setText(pasted)
    qtbot.keyClick(number, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert number.text() == stands


def test_the_wheel_changes_nothing(number):
    number.show_number(Decimal("36.5"))
    at = QPointF(5, 5)
    none, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
    wheel = QWheelEvent(at, at, QPoint(), QPoint(0, 120), none, Qt.KeyboardModifier.NoModifier, phase, False)
    QApplication.sendEvent(number, wheel)
    assert number.text() == "36.5"


def test_the_input_method_is_off_for_numbers_and_on_for_names(number, qtbot):
    name = TextField()
    qtbot.addWidget(name)
    asked = Qt.WidgetAttribute.WA_InputMethodEnabled
    assert (number.testAttribute(asked), name.testAttribute(asked)) == (False, True)


def test_a_mark_keeps_what_was_typed(number, qtbot):
    qtbot.keyClicks(number, "38.0")
    number.set_mark(Mark.ERROR)
    assert (number.text(), number.mark) == ("38.0", Mark.ERROR)


@given(st.dates())
def test_a_day_is_read_back_from_both_ways_of_typing(day: date):
    assert parse_day(day.isoformat()) == day
    assert parse_day(day.isoformat().replace("-", "")) == day


@given(st.text(alphabet="0123456789-. /", max_size=12))
def test_whatever_else_is_typed_is_a_day_or_nothing(typed: str):
    day = parse_day(typed)
    assert day is None or typed in (day.isoformat(), day.isoformat().replace("-", ""))


@pytest.mark.parametrize(
    "typed", ["20260230", "1988-5-21", "198805", "1988-0521", "19880521x", "0000-01-01", ""]
)
def test_what_is_no_day_is_none(typed):
    assert parse_day(typed) is None


def test_eight_digits_are_shown_as_a_day_when_the_nurse_goes_on(qtbot):
    field = DateField()
    qtbot.addWidget(field)
    qtbot.keyClicks(field, "19880521")
    field.left.emit()
    assert (field.text(), field.day) == ("1988-05-21", date(1988, 5, 21))


def test_a_wrong_day_stays_as_it_was_typed(qtbot):
    field = DateField()
    qtbot.addWidget(field)
    qtbot.keyClicks(field, "20260230")
    field.left.emit()
    assert (field.text(), field.day) == ("20260230", None)


@pytest.fixture
def pin(qtbot) -> PinBoxes:
    boxes = PinBoxes()
    qtbot.addWidget(boxes)
    return boxes


def test_four_digits_are_given_once(pin, qtbot):
    with qtbot.waitSignal(pin.entered) as heard:
        qtbot.keyClicks(pin, "2468")
    assert heard.args == ["2468"]
    assert (pin.take(), pin.take()) == ("2468", "")


def test_a_fifth_digit_is_not_taken(pin, qtbot):
    qtbot.keyClicks(pin, "24681")
    assert pin.take() == "2468"


def test_backspace_takes_the_last_digit_back(pin, qtbot):
    qtbot.keyClicks(pin, "24")
    qtbot.keyClick(pin, Qt.Key.Key_Backspace)
    qtbot.keyClicks(pin, "9")
    assert (pin.is_full, pin.take()) == (False, "29")


def test_letters_do_not_get_into_a_pin(pin, qtbot):
    qtbot.keyClicks(pin, "a1b2")
    assert pin.take() == "12"


def test_a_wrong_pin_empties_the_boxes(pin, qtbot):
    qtbot.keyClicks(pin, "2468")
    pin.show_wrong()
    assert not pin.is_full


def test_the_ring_stands_round_the_box_that_is_next(pin, qtbot):
    qtbot.keyClicks(pin, "24")
    assert pin.focus_rect().x() == 2 * (80 + 16)


def test_a_message_keeps_its_room_when_it_is_empty(qtbot):
    message = Message()
    qtbot.addWidget(message)
    before = message.height()
    message.say("请输入收缩压，单位 mmHg")
    assert message.height() == before
    message.clear()
    assert (message.text, message.height()) == ("", before)
