"""The row in which a name is found, by itself: its lines, its keys, its two ways out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from donor_room.ui.steps.interview.parts import ReviewLine, ReviewPart
from donor_room.ui.theme import px
from donor_room.ui.widgets.find import FindPart, HitLine
from donor_room.ui.widgets.inspect import find_cut_texts, find_small_targets

LONG = "吸附无细胞百白破灭活脊髓灰质炎和b型流感嗜血杆菌联合疫苗"


@pytest.fixture
def find(qtbot) -> FindPart:
    part = FindPart(0)
    qtbot.addWidget(part)
    part.retext()
    part.resize(px(830), px(420))
    part.begin("Q04")
    QTest.qWaitForWindowActive(part)
    return part


def hit(name: str, *others: str, effect: str = "满 5 天") -> HitLine:
    return HitLine("listed", name, name, others, effect)


def test_what_is_typed_is_told_without_the_blanks_around_it(find, qtbot):
    with qtbot.waitSignals([find.typed] * 2):
        QTest.keyClicks(find.field, "a ")
    assert find.words == "a"


def test_digits_go_past_the_field_and_letters_stay(find):
    QTest.keyClicks(find.field, "a1b9")
    assert find.words == "ab"


@pytest.mark.parametrize("digit", [1, 2])
def test_a_digit_picks_its_line(find, qtbot, digit):
    find.show_lines([hit("甲"), hit("乙")], 2, "")
    with qtbot.waitSignal(find.picked) as told:
        assert find.digit_pressed(digit)
    assert told.args[0].name == "甲乙"[digit - 1]


@pytest.mark.parametrize("digit", [3, 7, 8])
def test_a_digit_without_a_line_is_not_taken(find, digit):
    find.show_lines([hit("甲"), hit("乙")], 2, "")
    assert not find.digit_pressed(digit)


def test_nine_gives_the_name_away_and_nought_says_that_nobody_knows(find, qtbot):
    find.field.setText("herbs")
    with qtbot.waitSignal(find.unlisted) as told:
        find.digit_pressed(9)
    assert told.args == ["herbs"]
    with qtbot.waitSignal(find.unknown):
        find.digit_pressed(0)


def test_another_question_begins_with_an_empty_field_and_the_same_one_goes_on(find):
    find.field.setText("asp")
    find.begin("Q04")
    assert find.words == "asp"
    find.begin("Q11")
    assert find.words == ""


def test_a_chosen_line_stays_as_the_disk_has_it(find):
    find.show_lines([HitLine("choice", "V07", "甲", is_chosen=True)], 1, "")
    QTest.mouseClick(find.rows[0], Qt.MouseButton.LeftButton)
    assert find.rows[0].isChecked()


def test_other_names_are_left_out_before_anything_is_cut(find):
    find.show_lines([hit(LONG, "其他名称" * 9, "再一个"), hit("甲", "乙")], 9, "")
    find.grab()
    assert find_cut_texts(find) == []
    assert find.message.text == "还有 7 个"


def test_every_line_can_be_touched(find):
    find.show_lines([hit(name) for name in "甲乙丙丁戊己"], 6, "")
    find.grab()
    assert find_small_targets(find) == []


def test_a_long_answer_makes_its_row_of_the_review_higher_and_cuts_nothing(qtbot):
    answer = "是  " + "  ".join(["氯吡格雷 2026-11-19 （抗血小板药，问清为何服用）"] * 4)
    part = ReviewPart()
    qtbot.addWidget(part)
    part.retext()
    part.resize(px(880), px(420))
    part.show()
    part.show_lines([ReviewLine("Q06", 8, "5 天内是否用过阿司匹林等抑制血小板的药？", answer, False, True)])
    qtbot.waitUntil(lambda: part.rows[0].height() > px(80))
    part.grab()
    assert find_cut_texts(part) == []
