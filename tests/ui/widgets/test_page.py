from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from donor_room.ui.keys import Act
from donor_room.ui.widgets.buttons import ChoiceRow
from donor_room.ui.widgets.fields import NumberField
from donor_room.ui.widgets.page import Page, rail_width


class TwoFields(Page):
    step = 3

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []
        self.add_back()
        self.add_action(Act.AGAIN, lambda: self.heard.append("again"))
        self.first, self.second = NumberField("mmHg"), NumberField("kg")
        self.left.addWidget(self.first)
        self.left.addWidget(self.second)
        self.sign = ChoiceRow([(1, "正常", True), (2, "异常", False)])
        self.left.addWidget(self.sign)
        self.listen_digits(self.sign.digit_pressed)
        self.set_main("保存并继续")
        self.main_pressed.connect(lambda: self.heard.append("main"))


@pytest.fixture
def page(window, qtbot) -> TwoFields:
    window.register("two", TwoFields)
    made = window.show_page("two")
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    return made


def test_for_another_donor_typing_begins_in_the_first_field_again(page, window):
    page.main.setFocus()
    page.forget_focus()
    window.show_page("two")
    assert window.focusWidget() is page.first


def test_typing_begins_in_the_first_field(page):
    assert page.first.hasFocus()


def test_enter_goes_from_field_to_field_and_then_to_the_main_button_without_saving(page, qtbot):
    qtbot.keyClick(page.first, Qt.Key.Key_Return)
    assert page.second.hasFocus()
    qtbot.keyClick(page.second, Qt.Key.Key_Return)
    assert (page.main.hasFocus(), page.heard) == (True, [])


def test_tab_goes_through_the_work_to_the_main_button_before_the_way_back(page, qtbot):
    seen = []
    for _ in range(6):
        seen.append(page.window().focusWidget())
        qtbot.keyClick(page.window().focusWidget(), Qt.Key.Key_Tab)
    wanted = [page.first, page.second, *page.sign.buttons, page.main, page.action(Act.BACK)]
    assert seen == wanted


def test_f10_presses_the_main_button_from_inside_a_field(page, qtbot):
    qtbot.keyClick(page.second, Qt.Key.Key_F10)
    assert page.heard == ["main"]


def test_f10_on_a_blocked_page_saves_nothing(page, qtbot):
    page.show_blocked("还差 1 项")
    qtbot.keyClick(page.first, Qt.Key.Key_F10)
    assert page.heard == []


def test_a_function_key_does_what_its_button_says(page, qtbot):
    qtbot.keyClick(page.first, Qt.Key.Key_F5)
    assert page.heard == ["again"]


def test_a_key_whose_button_is_locked_does_nothing(page, qtbot):
    page.action(Act.AGAIN).setEnabled(False)
    qtbot.keyClick(page.first, Qt.Key.Key_F5)
    assert page.heard == []


def test_escape_asks_for_the_way_back(page, qtbot):
    with qtbot.waitSignal(page.back_asked):
        qtbot.keyClick(page.first, Qt.Key.Key_Escape)


def test_a_digit_goes_into_the_field_that_has_the_focus(page, qtbot):
    qtbot.keyClicks(page.first, "12")
    assert (page.first.text(), page.sign.value) == ("12", None)


def test_a_digit_outside_fields_answers_what_is_printed(page, qtbot):
    page.setFocus()
    qtbot.keyClick(page, Qt.Key.Key_2)
    assert page.sign.value is False


def test_what_was_typed_survives_another_page(page, window, qtbot):
    qtbot.keyClicks(page.first, "118")
    page.second.setFocus()
    window.register("other", Page)
    window.show_page("other")
    again = window.show_page("two")
    assert (again is page, page.first.text(), page.second.hasFocus()) == (True, "118", True)


@pytest.mark.parametrize(("width", "rail"), [(1366, 430), (1920, 430), (1280, 384), (985, 320)])
def test_the_rail_leaves_the_work_enough_room(width, rail):
    assert rail_width(width) == rail


@pytest.mark.parametrize(("width", "work", "rail"), [(1366, (24, 904), 430), (1280, (24, 864), 384)])
def test_the_columns_stand_where_the_sketches_have_them(page, window, qtbot, width, work, rail):
    window.resize(width, 768 if width == 1366 else 720)
    qtbot.wait(1)
    left = page.first.mapTo(window, page.first.rect().topLeft()).x()
    area = page.left.contentsRect()
    right = page.left_side.mapTo(window, area.topRight()).x() + 1
    assert ((left, right), page.rail_side.width()) == (work, rail)


def test_the_page_has_504_between_walk_and_actions(page, window):
    assert page.height() - page.action_band.height() == 504
