"""The end of a shift as it is seen: the gap is the loudest, and equal is said only where it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from donor_room.ui.steps.handover.crate_row import CrateShown
from donor_room.ui.steps.handover.gap_panel import GapShown
from donor_room.ui.steps.handover.view import CountRow, CountShown, HandoverView
from donor_room.ui.texts import say, texts
from donor_room.ui.widgets.inspect import find_cut_texts, find_small_targets
from donor_room.ui.widgets.numbers import NumberEnd, NumberSquare

WAYS = tuple((way, f"handover.way.{way}") for way in ("found", "lost", "used"))
STORY = GapShown(("6601", "26", "000007"), "K", "14:32 已打印", "还没有扫过", WAYS)
COUNTS = [
    CountShown("主袋", 32, 32),
    CountShown("核酸管", 32, 31),
    CountShown("血清管", 32, 32),
    CountShown("登记表", 0, 0),
]
ENDS = [(32, "已用"), (1, "作废"), (16, "退回")]


@pytest.fixture
def view(qtbot, qapp) -> HandoverView:
    made = HandoverView()
    qtbot.addWidget(made)
    made.retext()
    made.resize(1366, 640)
    made.show_gap(None)
    made.show_packing("请扫放进 1 号箱的袋和管", "", "")
    made.show_keys("", "")
    made.show_crate_keys({})
    made.show()
    made.activateWindow()
    qapp.processEvents()
    return made


def said(signal) -> list:
    kept: list = []
    signal.connect(lambda *sent: kept.append(sent[0] if sent else None))
    return kept


def rail(view: HandoverView, boxes: int = 1, marks: int = 0) -> None:
    view.show_rail(
        COUNTS,
        [CrateShown(f"{n} 号箱", "8 袋", "4.2 至 5.1 ℃", "16 管 8 表 · 已封箱") for n in range(boxes)],
        [(f"标记 {n}", "1") for n in range(marks)],
        ("移交", "孙悦", "接收 待签名"),
    )


# ---- the gap ----


@pytest.mark.parametrize(("digit", "way"), [(1, "found"), (2, "lost"), (3, "used")])
def test_a_number_without_an_end_has_three_ways_out(view, digit, way):
    ways = said(view.way_chosen)
    view.show_gap(STORY)
    assert view._digit(digit)
    assert ways == [way]


@pytest.mark.parametrize("digit", [1, 2, 3])
def test_without_a_gap_there_is_no_way_out(view, digit):
    ways = said(view.way_chosen)
    assert not view._digit(digit)
    assert ways == []


@pytest.mark.parametrize("story", [None, STORY])
def test_packing_waits_while_a_number_has_no_end(view, story):
    view.show_gap(story)
    assert (view.prompt.isHidden(), view.gap_panel.isHidden()) == (story is not None, story is None)


def test_the_story_names_the_number_and_what_is_known(view):
    view.show_gap(STORY)
    assert view.gap_panel.number.text == "6601  26  000007  K"
    assert (view.gap_panel.first.text(), view.gap_panel.second.text()) == (STORY.first, STORY.second)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_ways_out_are_readable_and_large_enough(view, qapp, language):
    texts().switch(language)
    view.show_gap(STORY)
    qapp.processEvents()
    assert (find_cut_texts(view.gap_panel), find_small_targets(view.gap_panel)) == ([], [])


def test_each_way_says_what_follows_from_it(view, qapp):
    view.show_gap(STORY)
    texts().switch("en")
    hints = [button.hint for button in view.gap_panel.buttons]
    assert hints == [say(f"handover.way.{way}_hint") for way in ("found", "lost", "used")]


def test_where_there_are_two_ways_no_third_is_offered(view):
    ways = said(view.way_chosen)
    view.show_gap(replace(STORY, ways=WAYS[:2]))
    assert not view._digit(3)
    assert view._digit(2)
    assert ways == ["lost"]


# ---- packing ----


@pytest.mark.parametrize(("words", "hidden"), [("退回 17 个号码", False), ("", True)])
def test_numbers_are_given_back_only_while_some_are_left(view, words, hidden):
    view.show_keys(words, "")
    assert view.give_back.isHidden() is hidden


@pytest.mark.parametrize(("words", "asked"), [("退回 17 个号码", 1), ("", 0)])
def test_giving_back_is_one_digit(view, words, asked):
    heard = said(view.return_asked)
    view.show_keys(words, "")
    assert view._digit(4) is bool(asked)
    assert len(heard) == asked


@pytest.mark.parametrize(("words", "asked"), [("领一捆预印标签", 1), ("", 0)])
def test_taking_over_a_bundle_is_one_digit(view, words, asked):
    heard = said(view.bundle_asked)
    view.show_keys("", words)
    assert view._digit(5) is bool(asked)
    assert len(heard) == asked


def test_the_prompt_says_what_and_where(view):
    view.show_packing("请扫放进 2 号箱的袋和管", "扫袋底的标签", "还差 5 个")
    assert (view.prompt.text, view.prompt.hint, view.prompt.missing) == (
        "请扫放进 2 号箱的袋和管", "扫袋底的标签", "还差 5 个",
    )  # fmt: skip


# ---- counts ----


def test_only_what_is_equal_is_ticked(view):
    rail(view)
    assert [row.is_equal for row in view.count_rows] == [False, True, False, True, True]


def test_expected_and_scanned_stand_side_by_side(view):
    rail(view)
    assert [row.cells for row in view.count_rows[1:3]] == [("主袋", "32", "32"), ("核酸管", "32", "31")]


@pytest.mark.parametrize("equal", [True, False])
def test_a_tick_is_seen(qtbot, equal):
    pictures = []
    for is_equal in (False, equal):
        row = CountRow()
        qtbot.addWidget(row)
        row.resize(384, 36)
        row.show_cells(("主袋", "32", "32"), is_equal=is_equal)
        pictures.append(row.grab().toImage())
    assert (pictures[0] != pictures[1]) is equal


@pytest.mark.parametrize("boxes", [0, 1, 4])
def test_every_box_has_a_row(view, boxes):
    rail(view, boxes=boxes)
    assert sum(not row.isHidden() for row in view.box_rows) == boxes


@pytest.mark.parametrize("marks", [0, 2, 6])
def test_marks_take_no_place_where_there_are_none(view, marks):
    rail(view, marks=marks)
    assert sum(not row.isHidden() for row in view.mark_rows) == marks
    assert view.mark_title.isHidden() is (marks == 0)


# ---- the sum ----


@pytest.mark.parametrize(("gap", "parts"), [(None, 4), ((1, "未说明"), 4)])
def test_the_sum_lists_all_ends(view, gap, parts):
    view.show_sum("人民广场", (50, "领用"), ENDS, gap)
    assert (len(view.sum.parts), view.below.text()) == (parts, "人民广场")


def test_the_strip_is_not_walked_back_when_nothing_changed(view, qtbot):
    squares = [NumberSquare(f"{n:06d}", NumberEnd.USED) for n in range(30)]
    view.show_strip("50 个号码", squares)
    chosen = said(view.number_chosen)
    qtbot.keyClick(view.strip, Qt.Key.Key_Right)
    view.show_strip("50 个号码", list(squares))
    qtbot.keyClick(view.strip, Qt.Key.Key_Right)
    assert chosen == ["000000", "000001"]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("width", [1366, 1280])
def test_the_whole_page_is_readable(view, qapp, language, width):
    texts().switch(language)
    view.show_sum("人民广场", (50, "领用"), ENDS, (1, "未说明"))
    rail(view, boxes=2)
    view.resize(width, 640)
    qapp.processEvents()
    assert find_cut_texts(view) == []


@pytest.mark.parametrize("name", ["void", "explain", "sign"])
def test_every_act_of_the_end_needs_a_second_person(name):
    assert HandoverView.sheets[name].second_person
