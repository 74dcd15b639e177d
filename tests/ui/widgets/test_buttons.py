from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from donor_room.ui.widgets.buttons import ActionButton, AnswerLook, ChoiceRow, MainButton, SignButtons
from donor_room.ui.widgets.choices import ChoiceGrid


@pytest.fixture
def answers(qtbot) -> ChoiceRow:
    row = ChoiceRow([(1, "是", "yes"), (2, "否", "no"), (0, "不清楚", "unsure")], tones={"unsure": "violet"})
    qtbot.addWidget(row)
    row.show()
    return row


def test_nothing_is_chosen_before_someone_chose(answers):
    assert answers.value is None


@pytest.mark.parametrize(("digit", "value"), [(1, "yes"), (2, "no"), (0, "unsure")])
def test_the_digit_on_the_button_chooses_it(answers, qtbot, digit, value):
    with qtbot.waitSignal(answers.chosen) as heard:
        assert answers.digit_pressed(digit)
    assert (heard.args, answers.value) == ([value], value)


def test_a_digit_that_is_not_printed_does_nothing(answers, qtbot):
    with qtbot.assertNotEmitted(answers.chosen):
        assert not answers.digit_pressed(3)


def test_a_locked_answer_takes_no_digit(answers):
    answers.buttons[0].setEnabled(False)
    assert not answers.digit_pressed(1)


def test_another_answer_takes_the_place_of_the_first(answers):
    answers.digit_pressed(1)
    answers.digit_pressed(2)
    assert [button.isChecked() for button in answers.buttons] == [False, True, False]


def test_showing_a_stored_answer_is_no_new_answer(answers, qtbot):
    with qtbot.assertNotEmitted(answers.chosen):
        answers.show_value("no")
    assert answers.value == "no"


def test_the_digit_works_with_the_focus_on_an_answer(answers, qtbot):
    qtbot.keyClick(answers.buttons[2], Qt.Key.Key_2)
    assert answers.value == "no"


def test_new_choices_forget_the_old_answer(answers):
    answers.digit_pressed(1)
    answers.set_choices([(1, "左", "left"), (2, "右", "right")])
    assert (answers.value, len(answers.buttons)) == (None, 2)


@pytest.mark.parametrize("look", list(AnswerLook))
def test_an_answer_is_large_enough_in_every_look(qtbot, look):
    row = ChoiceRow([(1, "A", "A")], look=look)
    qtbot.addWidget(row)
    assert row.buttons[0].sizeHint().height() >= 48
    assert row.buttons[0].sizeHint().width() >= 48


def test_a_sign_has_no_default_and_two_answers(qtbot):
    signs = SignButtons("正常", "异常")
    qtbot.addWidget(signs)
    assert signs.value is None
    signs.digit_pressed(2)
    assert signs.value is False


@pytest.fixture
def main(qtbot) -> MainButton:
    button = MainButton("保存并继续")
    qtbot.addWidget(button)
    button.resize(382, 64)
    button.show()
    return button


def press_by_mouse(button, qtbot):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def press_by_space(button, qtbot):
    qtbot.keyClick(button, Qt.Key.Key_Space)


def press_by_enter(button, qtbot):
    qtbot.keyClick(button, Qt.Key.Key_Return)


WAYS = pytest.mark.parametrize("press", [press_by_mouse, press_by_space, press_by_enter])


@WAYS
def test_a_ready_main_button_takes_every_kind_of_press_once(main, qtbot, press):
    heard = []
    main.clicked.connect(lambda: heard.append(1))
    press(main, qtbot)
    assert heard == [1]


@WAYS
def test_a_blocked_main_button_says_what_is_missing_and_takes_no_press(main, qtbot, press):
    main.show_blocked("还差 2 次扫描")
    with qtbot.assertNotEmitted(main.clicked), qtbot.waitSignal(main.missing_asked):
        press(main, qtbot)
    assert main.shown_text == "还差 2 次扫描"


@WAYS
def test_a_second_press_while_the_answer_is_awaited_does_nothing(main, qtbot, press):
    main.set_busy(True)
    with qtbot.assertNotEmitted(main.clicked):
        press(main, qtbot)


def test_ready_again_shows_its_own_words(main):
    main.show_blocked("还差 1 项")
    main.show_ready()
    assert (main.shown_text, main.missing) == ("保存并继续", "")


def test_an_action_is_wide_enough_for_its_words_and_its_key(qtbot):
    short, long = ActionButton("返回", "Esc"), ActionButton("确认暂缓并打印告知单", "F10")
    for button in (short, long):
        qtbot.addWidget(button)
        button.resize(button.sizeHint())
        button.grab()
        assert button.cut_texts == set()
    assert short.sizeHint().width() == 152


def test_a_button_that_is_too_narrow_is_found_out(qtbot):
    button = ActionButton("确认暂缓并打印告知单", "F10")
    qtbot.addWidget(button)
    button.resize(120, 64)
    button.grab()
    assert button.cut_texts == {"确认暂缓并打印告知单"}


def test_the_columns_of_a_grid_share_the_whole_width(put):
    grid = ChoiceGrid(3)
    grid.set_choices([(digit, f"{digit}", digit) for digit in range(1, 7)])
    shown = put(grid, 600, 120)
    assert (shown.buttons[0].x(), shown.buttons[2].geometry().right()) == (0, 599)
