"""The findings: every one has its row, no row is cut in half, and no room is kept for what nobody says."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from donor_room.ui.theme import px
from donor_room.ui.widgets.findings import HEAD, LEAST, MOST, FindingLine, FindingsTable, column_lefts
from donor_room.ui.widgets.inspect import find_cut_texts

ASKED = FindingLine("第 20 题：1 年内狂犬疫苗、乙肝球蛋白", "不清楚", "", "6", "医师判断")


def finding(item: str = "血红蛋白", *, deciding: bool = False, value: str = "116 g/L") -> FindingLine:
    return FindingLine(item, value, "不低于 120", "8.2", "2026-12-05", deciding)


@pytest.fixture
def table(put) -> FindingsTable:
    return put(FindingsTable(["项目", "本次", "界限", "条款", "可献日期"]), 880, 400)


@pytest.mark.parametrize("count", [0, 1, 3, 8])
def test_every_finding_has_a_row(table, count):
    table.show_lines([finding(str(n)) for n in range(count)])
    assert [row.line.item for row in table.rows] == [str(n) for n in range(count)]


def test_fewer_findings_leave_no_old_row(table):
    table.show_lines([finding(str(n)) for n in range(5)])
    table.show_lines([finding("一")])
    assert [row.isVisible() for row in table._made] == [True, False, False, False, False]


def test_the_row_with_the_keyboard_keeps_it_when_findings_change(table, qapp):
    table.show_lines([finding("a"), finding("b")])
    table.rows[0].setFocus()
    table.show_lines([finding("c"), finding("d")])
    assert table.rows[0].hasFocus()


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("key", [Qt.Key.Key_F1, Qt.Key.Key_Space])
def test_a_row_asks_for_its_own_clause(table, heard, qtbot, place, key):
    asked = heard(table.clause_asked)
    table.show_lines([finding(str(n)) for n in range(3)])
    qtbot.keyClick(table.rows[place], key)
    assert asked == [place]


def test_a_touch_asks_for_the_clause_too(table, heard, qtbot):
    asked = heard(table.clause_asked)
    table.show_lines([finding(), finding()])
    qtbot.mouseClick(table.rows[1], Qt.MouseButton.LeftButton)
    assert asked == [1]


@pytest.mark.parametrize("key", [Qt.Key.Key_F10, Qt.Key.Key_1, Qt.Key.Key_Escape])
def test_other_keys_ask_for_nothing(table, heard, qtbot, key):
    asked = heard(table.clause_asked)
    table.show_lines([finding()])
    qtbot.keyClick(table.rows[0], key)
    assert asked == []


@pytest.mark.parametrize("width", [880, 816, 760])
def test_findings_are_readable_on_both_screens(table, width):
    table.show_lines([finding(), finding("收缩压 / 舒张压", value="146/92 mmHg", deciding=True)])
    table.resize(width, 400)
    assert find_cut_texts(table) == []


def test_the_heads_can_be_said_again(table):
    table.show_heads(["Item", "Today", "Limit", "Clause", "Next date"])
    assert find_cut_texts(table) == []


# ---- columns ----


def test_a_column_in_which_nothing_stands_leaves_its_room_to_the_item():
    assert column_lefts([finding()])[2:] == (264, 424, 592, 712)
    assert column_lefts([ASKED])[2:] == (432, 592, 592, 712)


def test_a_value_of_many_words_has_its_share_of_the_room():
    named = FindingLine("第 6 题：疫苗", "水痘减毒活疫苗 2026-11-01", "", "6", "医师判断")
    assert column_lefts([named])[2:] == (376, 592, 592, 712)


def test_one_finding_with_a_limit_keeps_the_column_for_all():
    assert column_lefts([ASKED, finding()]) == column_lefts([finding()])


@pytest.mark.parametrize("width", [880, 816])
def test_a_question_stands_on_one_line_where_no_limit_is_shown(table, width):
    table.show_lines([ASKED])
    table.resize(width, 400)
    row = table.rows[0]
    assert find_cut_texts(table) == []
    assert row._size_for(ASKED.item, px(392) * width / 880 - px(8), 20, bold=False) >= 18


# ---- room ----


@pytest.mark.parametrize(("count", "room", "seen"), [(8, 272, 5), (8, 224, 4), (8, 352, 6), (3, 100, 1)])
def test_where_not_all_fit_whole_rows_are_seen(table, qapp, count, room, seen):
    table.show_lines([finding(str(n)) for n in range(count)])
    table.fit(px(room))
    qapp.processEvents()
    height = table.rows[0].height()
    assert height >= px(LEAST)
    assert seen == (px(room) - px(HEAD)) // height


@pytest.mark.parametrize("count", [1, 5])
def test_where_all_fit_they_stand_at_their_ease(table, count):
    table.show_lines([finding(str(n)) for n in range(8)])
    table.fit(px(200))
    table.show_lines([finding(str(n)) for n in range(count)])
    table.fit(px(HEAD + MOST * count))
    assert {row.maximumHeight() for row in table.rows} == {px(MOST)}


def test_without_heads_their_room_goes_to_the_rows(table):
    table.show_lines([finding(str(n)) for n in range(8)])
    table.head.hide()
    table.fit(px(LEAST * 3))
    assert table.rows[0].minimumHeight() == px(LEAST)
