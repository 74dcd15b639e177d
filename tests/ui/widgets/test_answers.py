"""Answers in rows and grids, forms, summaries and signatures: nothing is chosen before, nothing moves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from donor_room.ui.texts import say, texts
from donor_room.ui.theme import theme
from donor_room.ui.widgets.buttons import (
    ActionButton,
    AnswerButton,
    AnswerLook,
    ChoiceRow,
    QuietButton,
    SignButtons,
)
from donor_room.ui.widgets.choices import ChoiceGrid, numbered
from donor_room.ui.widgets.fields import (
    DateField,
    Mark,
    Message,
    NumberField,
    PinBoxes,
    TextField,
    half_width,
)
from donor_room.ui.widgets.form import Form
from donor_room.ui.widgets.inspect import find_cut_texts, find_small_targets
from donor_room.ui.widgets.signature import SignaturePad
from donor_room.ui.widgets.summary import Summary

PLANS = [(1, "全血 400 mL", "WB400"), (2, "全血 300 mL", "WB300"), (3, "全血 200 mL", "WB200")]
ENGLISH = [(1, "Blood 400 mL", "WB400"), (2, "Blood 300 mL", "WB300"), (3, "Blood 200 mL", "WB200")]
ENTER, SPACE = Qt.Key.Key_Return, Qt.Key.Key_Space


# ---- a grid of answers ----


@pytest.fixture
def grid(put) -> ChoiceGrid:
    made = put(ChoiceGrid(2), 640, 200)
    made.set_choices(PLANS)
    return made


def test_nothing_is_chosen_in_a_fresh_grid(grid):
    assert grid.value is None


@pytest.mark.parametrize(("digit", "value"), [(1, "WB400"), (2, "WB300"), (3, "WB200")])
def test_a_digit_chooses_in_a_grid_and_is_told_once(grid, heard, digit, value):
    chosen = heard(grid.chosen)
    assert grid.digit_pressed(digit)
    assert (grid.value, chosen) == (value, [value])


@pytest.mark.parametrize("digit", [0, 4, 9])
def test_a_digit_outside_the_grid_chooses_nothing(grid, heard, digit):
    chosen = heard(grid.chosen)
    assert not grid.digit_pressed(digit)
    assert chosen == []


def test_another_language_keeps_the_answer(grid):
    grid.digit_pressed(2)
    grid.set_choices(ENGLISH)
    assert (grid.value, grid.buttons[1].text()) == ("WB300", "Blood 300 mL")


def test_other_answers_forget_the_old_one(grid):
    grid.digit_pressed(2)
    grid.set_choices([(1, "标签损坏", "damaged")])
    assert (grid.value, len(grid.buttons)) == (None, 1)


def test_a_grid_can_be_emptied(grid):
    grid.set_choices([])
    assert (grid.buttons, grid.value) == ([], None)


@pytest.mark.parametrize(("columns", "rows"), [(1, 3), (2, 2), (3, 1)])
def test_answers_stand_in_as_many_columns_as_asked(put, qapp, columns, rows):
    grid = put(ChoiceGrid(columns), 900, 300)
    grid.set_choices(PLANS)
    qapp.processEvents()
    assert len({button.y() for button in grid.buttons}) == rows


def test_a_grid_is_readable_and_large_enough(put, qapp, percent):
    grid = put(ChoiceGrid(2), 900, 300)
    grid.set_choices(PLANS)
    qapp.processEvents()
    assert (find_cut_texts(grid), find_small_targets(grid)) == ([], [])


@pytest.mark.parametrize(
    ("count", "first", "digits"), [(3, 1, [1, 2, 3]), (10, 1, [1, 2, 3, 4, 5, 6, 7, 8, 9, 0]), (2, 4, [4, 5])]
)
def test_digits_are_given_in_order_and_the_tenth_is_nought(count, first, digits):
    choices = [(n, str(n)) for n in range(count)]
    assert [digit for digit, _, _ in numbered(choices, first=first)] == digits


@pytest.mark.parametrize(("count", "first"), [(11, 1), (40, 1), (9, 4)])
def test_what_has_no_key_is_left_out(count, first):
    given = numbered([(n, str(n)) for n in range(count)], first=first)
    assert len(given) == 11 - first
    assert len({digit for digit, _, _ in given}) == len(given)


# ---- rows of answers ----


@pytest.mark.parametrize("look", list(AnswerLook))
@pytest.mark.parametrize("checked", [False, True])
def test_an_answer_is_readable_in_every_look(put, look, checked, night):
    button = put(AnswerButton(1, "不确定", look=look, tone="violet"), 160)
    button.setChecked(checked)
    assert find_cut_texts(button) == []


@pytest.mark.parametrize("tone", ["action", "violet", "amber"])
def test_a_chosen_answer_looks_chosen(put, tone):
    button = put(AnswerButton(1, "是", tone=tone), 120)
    before = button.grab().toImage()
    button.setChecked(True)
    assert button.grab().toImage() != before


def test_an_answer_never_chooses_itself(put, qtbot):
    button = put(AnswerButton(1, "是"), 120)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not button.isChecked()


@pytest.mark.parametrize(
    ("key", "is_answer"), [(Qt.Key.Key_Return, False), (Qt.Key.Key_Enter, False), (Qt.Key.Key_Space, True)]
)
def test_an_answer_is_never_given_by_the_key_that_leaves_a_field(put, qtbot, heard, key, is_answer):
    button = put(AnswerButton(1, "是"), 120)
    pressed = heard(button.clicked)
    qtbot.keyClick(button, key)
    assert bool(pressed) is is_answer


@pytest.mark.parametrize(("digit", "value"), [(1, True), (2, False)])
def test_a_sign_tells_normal_from_abnormal(put, heard, digit, value):
    sign = put(SignButtons("正常", "异常"), 240)
    chosen = heard(sign.chosen)
    sign.digit_pressed(digit)
    assert chosen == [value]


def test_abnormal_is_an_answer_and_not_none(put):
    sign = put(SignButtons("正常", "异常"), 240)
    sign.digit_pressed(2)
    assert sign.value is False


def test_a_sign_keeps_its_answer_in_another_language(put):
    sign = put(SignButtons("正常", "异常"), 240)
    sign.digit_pressed(2)
    sign.retext_with("Normal", "Abnormal")
    assert (sign.value, [button.text() for button in sign.buttons]) == (False, ["Normal", "Abnormal"])


def test_the_button_of_an_answer_can_be_found(put):
    row = put(ChoiceRow(PLANS), 900)
    assert row.button_of("WB300").digit == 2


def test_the_button_of_an_answer_that_is_not_offered_cannot_be_found(put):
    with pytest.raises(KeyError):
        put(ChoiceRow(PLANS), 900).button_of("PLT1")


@pytest.mark.parametrize("faded", [True, False])
def test_an_answered_row_steps_back_as_a_whole(put, faded):
    row = put(ChoiceRow(PLANS), 900)
    row.set_faded(faded)
    assert {button.faded for button in row.buttons} == {faded}


@pytest.mark.parametrize("key", [ENTER, SPACE, Qt.Key.Key_Enter])
def test_a_button_is_pressed_by_its_keys_once(put, heard, qtbot, key):
    button = put(QuietButton("重写"), 160)
    pressed = heard(button.clicked)
    qtbot.keyClick(button, key)
    assert len(pressed) == 1


@pytest.mark.parametrize("key", [Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_A])
def test_other_keys_do_not_press_a_button(put, heard, qtbot, key):
    button = put(QuietButton("重写"), 160)
    pressed = heard(button.clicked)
    qtbot.keyClick(button, key)
    assert pressed == []


def test_a_button_grows_with_its_words(put):
    button = put(ActionButton("返回", "Esc"), 152)
    before = button.sizeHint().width()
    button.say_text("返回上一步并保存所有已录入内容")
    assert button.sizeHint().width() > before


# ---- fields ----


@pytest.mark.parametrize(
    ("typed", "plain"),
    [("３６．５", "36.5"), ("３６。５", "36.5"), ("－", "-"), ("36.5", "36.5"), ("李", "李")],
)
def test_full_width_is_read_as_half_width(typed, plain):
    assert half_width(typed) == plain


@pytest.mark.parametrize(
    ("number", "text"), [(None, ""), (Decimal("36.50"), "36.50"), (0, "0"), (118, "118")]
)
def test_a_stored_number_is_shown_as_it_was_read(put, number, text):
    field = put(NumberField("℃", places=1), 136)
    field.show_number(number)
    assert field.text() == text


@pytest.mark.parametrize(("day", "text"), [(None, ""), (date(2026, 2, 28), "2026-02-28")])
def test_a_stored_day_is_shown_with_hyphens(put, day, text):
    field = put(DateField(), 184)
    field.show_day(day)
    assert (field.text(), field.day) == (text, day)


@pytest.mark.parametrize("mark", list(Mark))
def test_every_mark_looks_different(put, mark):
    field = put(TextField(), 200)
    pictures = {}
    for one in Mark:
        field.set_mark(one)
        pictures[one] = field.grab().toImage()
    assert [one for one in Mark if one is not mark and pictures[one] == pictures[mark]] == []


def test_a_hint_is_no_value(put):
    field = put(TextField(hint="姓名"), 200)
    assert field.text() == ""


def test_a_hint_that_does_not_fit_is_found_out(put):
    field = put(TextField(hint="一个特别特别特别长的提示"), 120)
    assert find_cut_texts(field)


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_a_pin_that_is_not_full_is_not_told(put, heard, qtbot, count):
    pin = put(PinBoxes(), 368)
    entered = heard(pin.entered)
    qtbot.keyClicks(pin, "1357"[:count])
    assert (entered, pin.is_full) == ([], False)


def test_a_pin_tells_how_many_digits_stand(put, heard, qtbot):
    pin = put(PinBoxes(), 368)
    changed = heard(pin.changed)
    qtbot.keyClicks(pin, "13")
    qtbot.keyClick(pin, Qt.Key.Key_Backspace)
    assert changed == [1, 2, 1]


def test_the_digits_of_a_pin_are_never_drawn(put, qtbot):
    pictures = []
    for digits in ("1111", "7777"):
        pin = put(PinBoxes(), 368)
        qtbot.keyClicks(pin, digits)
        pictures.append(pin.grab().toImage())
    assert pictures[0] == pictures[1]


def test_backspace_in_an_empty_pin_does_no_harm(put, qtbot):
    pin = put(PinBoxes(), 368)
    qtbot.keyClick(pin, Qt.Key.Key_Backspace)
    assert pin.take() == ""


@pytest.mark.parametrize("mark", list(Mark))
def test_a_message_is_as_wide_as_its_words(put, mark, percent):
    message = put(Message(height=32), 1)
    message.say("请输入数字", mark)
    message.resize(message.sizeHint())
    assert find_cut_texts(message) == []


# ---- forms ----


@pytest.fixture
def form(put) -> Form:
    made = put(Form(), 880, 300)
    made.add("reception.field.name", TextField(200))
    made.add("reception.field.birth_on", DateField(), "reception.field.phone")
    return made


def test_a_form_names_its_fields_in_the_language_of_the_screen(form, language):
    form.retext()
    assert [line.name.text() for line in form.lines] == [
        say("reception.field.name"),
        say("reception.field.birth_on"),
    ]


def test_what_is_wrong_stands_beside_its_field(form):
    form.lines[0].show_problem("请输入姓名")
    assert (form.lines[0].message.text, form.lines[0].field.mark) == ("请输入姓名", Mark.ERROR)
    assert form.lines[1].message.text == ""


def test_a_problem_can_be_taken_back(form):
    form.lines[0].show_problem("请输入姓名")
    form.clear_problems()
    assert (form.lines[0].message.text, form.lines[0].field.mark) == ("", Mark.NONE)


def test_nothing_moves_when_a_problem_is_said(form, qapp):
    before = [line.field.geometry() for line in form.lines]
    form.lines[0].show_problem("请输入姓名")
    qapp.processEvents()
    assert [line.field.geometry() for line in form.lines] == before


@pytest.mark.parametrize("shown", [True, False])
def test_a_line_that_is_not_asked_is_gone_as_a_whole(form, shown):
    form.lines[1].set_shown(shown)
    assert {widget.isHidden() for widget in form.lines[1].widgets} == {not shown}


def test_a_line_without_a_note_opens_no_window_of_its_own(form):
    form.lines[0].set_shown(True)
    assert form.lines[0].note.isHidden()


# ---- the summary ----


@pytest.fixture
def summary(put):
    host = put(QWidget(), 880, 200)
    made, field = Summary(host), TextField(200, host)
    made.setGeometry(0, 0, 880, 56)
    field.move(0, 80)
    for part in (made, field):
        part.show()
    made.field = field
    return made


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_summary_says_how_many(summary, count, language):
    summary.show_problems([(f"问题 {n}", summary.field) for n in range(count)])
    assert summary.title == say("frame.summary.title", count=count)


def test_the_words_of_the_summary_are_those_beside_the_field(summary):
    summary.show_problems([("请输入姓名", summary.field)])
    assert summary.problems == ["请输入姓名"]


def test_pressing_a_problem_leads_to_its_field(summary, heard, qtbot):
    jumped = heard(summary.jumped)
    summary.show_problems([("请输入姓名", summary.field)])
    qtbot.mouseClick(summary.links[0], Qt.MouseButton.LeftButton)
    assert (jumped, summary.field.hasFocus()) == ([summary.field], True)


def test_the_summary_is_readable_and_large_enough(summary, qapp, night):
    summary.show_problems([("请输入姓名", summary.field), ("请选择性别", summary.field)])
    qapp.processEvents()
    assert (find_cut_texts(summary), find_small_targets(summary)) == ([], [])


def test_the_summary_follows_the_language(summary):
    summary.show_problems([("请输入姓名", summary.field)])
    texts().switch("en")
    assert summary.title == "1 to correct"


# ---- the signature ----


@pytest.fixture
def pad(put) -> SignaturePad:
    return put(SignaturePad(), 720)


def draw(pad: SignaturePad, qtbot, *points: tuple[int, int]) -> None:
    qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(*points[0]))
    for point in points[1:]:
        qtbot.mouseMove(pad, QPoint(*point))
    qtbot.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(*points[-1]))


def test_a_fresh_pad_is_not_signed(pad):
    assert (pad.strokes, pad.is_signed) == ((), False)


@pytest.mark.parametrize(("points", "signed"), [(1, False), (7, False), (8, True), (30, True)])
def test_more_than_a_slip_of_the_finger_is_a_signature(pad, points, signed):
    pad.show_strokes((tuple((n, n) for n in range(points)),))
    assert pad.is_signed is signed


def test_strokes_are_kept_in_thousandths_of_the_width(pad):
    wide = SignaturePad()
    wide.resize(1440, 256)
    assert pad._point(QPoint(360, 72)) == wide._point(QPoint(720, 144)) == (500, 100)


def test_each_time_the_pen_is_put_down_a_stroke_begins(pad, qtbot):
    draw(pad, qtbot, (100, 100), (200, 100))
    draw(pad, qtbot, (100, 150), (200, 150))
    assert len(pad.strokes) == 2


def test_the_end_of_a_stroke_is_told_once(pad, heard, qtbot):
    changed = heard(pad.changed)
    draw(pad, qtbot, (100, 100), (200, 100))
    assert len(changed) == 1


def test_a_signature_cleared_keeps_nothing(pad, heard):
    pad.show_strokes((tuple((n, n) for n in range(20)),))
    changed = heard(pad.changed)
    pad.clear()
    assert (pad.strokes, len(changed)) == ((), 1)


def test_the_pad_is_paper_by_night_too(pad):
    by_day = pad.grab().toImage().pixelColor(360, 40)
    theme().set_night(True)
    assert pad.grab().toImage().pixelColor(360, 40) == by_day


def test_strokes_of_one_point_can_be_drawn(pad):
    pad.show_strokes((((500, 100),),))
    assert not pad.grab().isNull()
