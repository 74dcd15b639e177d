"""Pre-printed sets at the end of a shift: taken over by two scans, counted, a missing one explained."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from donor_room.ui.steps.handover import presenter as handover
from donor_room.ui.texts import texts
from donor_room.ui.widgets.inspect import find_cut_texts
from donor_room.workflow import label, preprinted
from tests.ui.steps.chair import Printer, eligible, said
from tests.ui.steps.desk_people import LEADER, NURSE, PHYSICIAN, add_team, sit_down
from tests.ui.steps.house import press, put_up
from tests.ui.steps.test_labels_preprinted import lend

ENTER, ESC, F10 = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_F10
PINS = {one.name: one.pin for one in (LEADER, NURSE, PHYSICIAN)}


def code(order: int, flag: str = "01") -> str:
    return f"=A6601265{order:05d}{flag}"


@pytest.fixture
def page(shell, desk):
    add_team(desk)
    desk.printer = Printer()
    lend(desk)
    sit_down(desk, LEADER)
    presenter = handover.build(shell)
    put_up(shell, presenter, None)
    return presenter


@pytest.fixture
def table(page):
    """Ten sets were taken over, and the numbers of the printer went back."""
    page.shell.desk.directory.as_of()
    preprinted.take_bundle(page.shell.desk, first=code(1), last=code(10))
    page.open(None)
    press(page.shell.window, "4")
    return page


def sums(page) -> dict[str, int]:
    return {words: number for number, words in page.view.sum.parts}


def take(page, order: int):
    desk = page.shell.desk
    visit = label.confirm_at_chair(desk, eligible(desk, seed=5 + order).id)
    preprinted.take(desk, visit.id, text=code(order), bag_kind="triple_400")
    sit_down(desk, LEADER)
    return visit


# ---- taking over ----


def test_a_key_and_two_scans_take_a_bundle_over(page):
    press(page.shell.window, "5")
    assert page.view.prompt.text == "请扫这一捆的第一套"
    page.scanned(code(4, "07"))
    assert page.view.prompt.text == "第一套 A660126500004，再扫最后一套"
    page.scanned(code(8))
    assert said(page) == "已领 A660126500004 至 A660126500008，共 5 套"
    assert (sums(page)["领用"], page.view.bundle.text()) == (55, "领一捆预印标签")


def test_the_same_key_lets_it_be(page):
    press(page.shell.window, "5", "5")
    assert page.view.prompt.text == "袋、管、表都已扫齐"
    page.scanned(code(4))
    assert page.shell.desk.numbers.block_of("A660126500004") is None


def test_a_label_that_was_not_lent_begins_no_bundle(page):
    press(page.shell.window, "5")
    page.scanned("=A66012600000101")
    assert said(page) == "A660126000001 不是本机领用的预印标签，请放在一边并告诉组长"
    assert page.view.prompt.text == "请扫这一捆的第一套"


def test_a_wrong_last_label_begins_the_bundle_anew(page):
    press(page.shell.window, "5")
    page.scanned(code(4))
    page.scanned(code(99))
    assert page.view.prompt.text == "请扫这一捆的第一套"


def test_a_bundle_is_taken_over_while_donors_sit_at_their_chairs(page):
    press(page.shell.window, "5")
    page.scanned(code(1))
    page.scanned(code(5))
    take(page, 3)
    page.open(None)
    assert not page.view.gap_panel.isHidden()
    press(page.shell.window, "5")
    assert page.view.gap_panel.isHidden()
    page.scanned(code(6))
    page.scanned(code(7))
    assert sums(page)["领用"] == 57


def test_without_lent_sets_nothing_is_offered(shell, desk):
    add_team(desk)
    sit_down(desk, LEADER)
    presenter = handover.build(shell)
    put_up(shell, presenter, None)
    assert presenter.view.bundle.isHidden()


# ---- counting and giving back ----


def test_numbers_for_the_printer_go_back_first_and_then_the_table_is_counted(table):
    assert (sums(table)["退回"], sums(table)["未用"]) == (50, 10)
    assert table.view.give_back.text() == "清点退回 10 套预印标签⋯"
    assert table.view.main.shown_text == "先清点退回 10 套预印标签"
    press(table.shell.window, "4", "10", F10)
    assert (sums(table)["退回"], table.view.main.shown_text) == (60, "两人签名并交接⋯")


def test_a_count_that_differs_returns_nothing_and_can_be_repeated(table):
    press(table.shell.window, "4", "9", F10)
    assert table.view.open_sheet.message.text.startswith("数到 9 套，应有 10 套")
    assert sums(table)["退回"] == 50


def test_a_missing_set_is_chosen_among_the_numbers_and_explained_by_two(table):
    squares = [one.number for one in table.view.strip.squares]
    table.view.strip._choose(squares.index("A660126500006"))
    assert table.view.gap_panel.first.text() == "预印标签，还没有用"
    press(table.shell.window, "2")
    table.view.open_sheet.words.setText("两张桌子都找过")
    press(table.shell.window, ENTER, "1", PINS[table.view.open_sheet.people.buttons[0].text()], F10)
    assert sums(table)["已说明"] == 1
    press(table.shell.window, "4", "9", F10)
    assert table.view.main.shown_text == "两人签名并交接⋯"


def test_a_set_that_was_found_after_all_is_counted_again(table):
    squares = [one.number for one in table.view.strip.squares]
    table.view.strip._choose(squares.index("A660126500006"))
    press(table.shell.window, "1")
    assert table.view.gap_panel.isHidden()


def test_a_set_in_work_is_told_as_one_that_came_printed(table):
    take(table, 3)
    table.open(None)
    assert table.view.gap_panel.first.text().startswith("预印标签 7 张")
    assert sums(table)["在办"] == 1


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("size", [(1366, 768), (1280, 720)])
def test_nothing_is_cut_with_bundles_and_gaps(table, qapp, size, language):
    take(table, 3)
    table.open(None)
    texts().switch(language)
    table.shell.window.resize(*size)
    qapp.processEvents()
    assert find_cut_texts(table.shell.window) == []
    press(table.shell.window, "5")
    qapp.processEvents()
    assert find_cut_texts(table.shell.window) == []
