"""The parts that are read: words, shapes, sums; and the sheet, the summary and the signature."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from donor_room.ui.theme import theme
from donor_room.ui.tokens import Meaning, Tone
from donor_room.ui.widgets.clocks import ProgressBar, RestTimer, StripClock
from donor_room.ui.widgets.fields import NumberField
from donor_room.ui.widgets.findings import FindingLine, FindingsTable
from donor_room.ui.widgets.inspect import find_cut_texts, find_small_targets
from donor_room.ui.widgets.labels import DonationNumberLabel, Label
from donor_room.ui.widgets.numbers import NumberEnd, NumberSquare, NumberStrip
from donor_room.ui.widgets.rows import FactRow
from donor_room.ui.widgets.scanning import ScanItem, ScanPanel
from donor_room.ui.widgets.sheet import ReasonSheet
from donor_room.ui.widgets.signature import SignaturePad
from donor_room.ui.widgets.summary import Summary
from donor_room.ui.widgets.trend import TrendLine
from donor_room.ui.widgets.verdict import VerdictPanel


@pytest.fixture
def keep(qtbot):
    def kept(widget: QWidget, width: int = 880, height: int = 0) -> QWidget:
        qtbot.addWidget(widget)
        widget.resize(width, height or widget.sizeHint().height())
        widget.show()
        return widget

    return kept


@pytest.mark.parametrize("night", [False, True])
@pytest.mark.parametrize("meaning", list(Meaning))
def test_a_verdict_always_says_its_word(keep, meaning, night):
    theme().set_night(night)
    panel = keep(VerdictPanel())
    panel.show_verdict(meaning, "5 项不符合，以最晚的一项为准", "可再来献血", "2026-12-05 起")
    assert panel.shown_word
    assert find_cut_texts(panel) == []


def test_a_verdict_cannot_be_pressed_away(keep, qtbot):
    panel = keep(VerdictPanel())
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert panel.isVisible()


def test_findings_keep_their_order_and_name_the_clause_asked_for(keep, qtbot):
    table = keep(FindingsTable(["项目", "本次", "界限", "条款", "可献日期"]))
    lines = [
        FindingLine("拔牙", "2026-11-10", "满 15 天", clause, "2026-11-25") for clause in ("6.2.1", "6.2.5")
    ]
    table.show_lines(lines)
    with qtbot.waitSignal(table.clause_asked) as heard:
        qtbot.keyClick(table.rows[1], Qt.Key.Key_F1)
    assert heard.args == [1]


def test_a_long_reason_takes_a_second_line_before_it_is_cut(keep):
    row = keep(FactRow("clock", "献血间隔", "已满 6 个月", "上次全血 2026-05-16，自 2026-11-16 起可献"), 620)
    assert find_cut_texts(row) == []


def test_a_text_that_does_not_fit_is_found_out(keep):
    row = keep(
        FactRow("clock", "献血间隔", "已满 6 个月", "上次全血 2026-05-16，自 2026-11-16 起可献" * 3), 620
    )
    assert find_cut_texts(row) != []


def test_a_label_that_is_too_narrow_is_found_out(keep):
    label = keep(Label("采血前核对"), 40)
    assert find_cut_texts(label) == ["采血前核对"]


def test_a_target_under_48_is_found_out(keep):
    host = keep(QWidget(), 200, 100)
    field = NumberField("kg", host)
    field.setFixedHeight(40)
    field.show()
    assert find_small_targets(host) == [field]


@pytest.mark.parametrize(
    ("seconds", "read"), [(732, "12 分 12 秒"), (0, "0 分 00 秒"), (59, "0 分 59 秒"), (-5, "0 分 00 秒")]
)
def test_a_duration_carries_its_units(keep, seconds, read):
    timer = keep(RestTimer())
    timer.show_seconds(seconds)
    assert " ".join(timer.text.split()) == read


@pytest.mark.parametrize("seconds", [0, 732, 900, 1201, 99999])
def test_a_strip_clock_can_be_drawn_at_any_time(keep, seconds):
    clock = keep(StripClock(), 382)
    clock.show_window(15, 20, "可判读")
    clock.show_seconds(seconds)
    assert find_cut_texts(clock) == []


@pytest.mark.parametrize(("part", "whole"), [(0, 400), (318, 400), (420, 400), (1, 0), (-1, 400)])
def test_a_bar_can_be_drawn_for_any_part(keep, part, whole):
    bar = keep(ProgressBar())
    bar.show_part(part, whole)
    assert not bar.grab().isNull()


@pytest.mark.parametrize("past", [[], [142.0], [140.0] * 5, [139.0, 138.0, 142.0, 140.0, 142.0, 141.0]])
@pytest.mark.parametrize("today", [None, 124.0])
def test_a_trend_can_be_drawn_from_any_past(keep, past, today):
    trend = keep(TrendLine(), 280)
    trend.show_trend(past, today, 120.0, "120", Tone.CHECK)
    assert find_cut_texts(trend) == []


def test_a_number_is_grouped_and_its_check_character_stands_apart(keep):
    label = keep(DonationNumberLabel())
    label.show_number(["6601", "26", "014327"], "K")
    assert label.text == "6601  26  014327  K"


def test_a_panel_is_complete_only_when_every_label_was_scanned(keep):
    panel = keep(
        ScanPanel("tube", "试管", [ScanItem("核酸管", True), ScanItem("血清管", is_next=True)]), 272, 280
    )
    assert (panel.proved, panel.is_complete) == (1, False)
    panel.show_items([ScanItem("核酸管", True), ScanItem("血清管", True)])
    assert panel.is_complete


def test_a_panel_without_labels_proves_nothing(keep):
    assert not keep(ScanPanel("form", "登记表", []), 272, 280).is_complete


def test_the_strip_of_numbers_begins_at_the_gap(keep, qtbot):
    strip = keep(NumberStrip())
    ends = [NumberEnd.USED] * 30
    ends[27] = NumberEnd.UNEXPLAINED
    strip.show_squares([NumberSquare(f"{n:06d}", end) for n, end in enumerate(ends)])
    with qtbot.waitSignal(strip.chosen) as heard:
        qtbot.keyClick(strip, Qt.Key.Key_Left)
    assert heard.args == ["000026"]
    with qtbot.waitSignal(strip.chosen) as heard:
        qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip.rect_of(3).center().toPoint())
    assert heard.args == ["000003"]


def test_the_summary_counts_takes_the_focus_and_leads_to_the_field(keep, qtbot):
    host = keep(QWidget(), 880, 200)
    summary, field = Summary(host), NumberField("mmHg", host)
    for part in (summary, field):
        part.show()
    host.activateWindow()
    summary.show_problems([("舒张压必须小于收缩压", field)])
    assert (summary.title, summary.problems) == ("有 1 项需要更正", ["舒张压必须小于收缩压"])
    assert host.focusWidget() is summary.links[0]
    qtbot.keyClick(summary.links[0], Qt.Key.Key_Return)
    assert host.focusWidget() is field


def test_an_empty_summary_keeps_its_room(keep):
    summary = keep(Summary())
    before = summary.height()
    summary.show_problems([("请更正", summary)])
    summary.show_problems([])
    assert (summary.height(), summary.title) == (before, "")


def draw(pad: SignaturePad, qtbot, points: list[tuple[int, int]]) -> None:
    qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(*points[0]))
    for point in points[1:]:
        qtbot.mouseMove(pad, QPoint(*point))
    qtbot.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(*points[-1]))


def test_writing_again_keeps_nothing(keep):
    pad = keep(SignaturePad(), 720)
    pad.show_strokes((tuple((n, n) for n in range(20)),))
    assert pad.is_signed
    pad.clear()
    assert (pad.strokes, pad.is_signed) == ((), False)


def test_a_touch_alone_is_no_signature(keep, qtbot):
    pad = keep(SignaturePad(), 720)
    draw(pad, qtbot, [(100, 100), (100, 100)])
    assert len(pad.strokes) == 1
    assert not pad.is_signed


REASONS = [(1, "标签损坏", "damaged"), (2, "打印不清", "unreadable")]


@pytest.fixture
def sheet(window, qtbot) -> ReasonSheet:
    window.show()
    window.activateWindow()
    made = ReasonSheet(window, second_person=True)
    made.ask("作废号码 014327", "需第二人确认", "作废号码", REASONS)
    return made


def test_an_act_needs_a_reason_and_a_second_person(sheet, qtbot):
    assert sheet.main.shown_text == "还差原因"
    qtbot.keyClick(sheet, Qt.Key.Key_2)
    assert sheet.main.shown_text == "还差第二人 PIN"
    qtbot.keyClicks(sheet.pin, "1357")
    with qtbot.waitSignal(sheet.given) as heard:
        qtbot.keyClick(sheet.pin, Qt.Key.Key_F10)
    assert heard.args == ["unreadable", "1357"]


def test_a_wrong_pin_keeps_the_reason(sheet, qtbot):
    qtbot.keyClick(sheet, Qt.Key.Key_1)
    qtbot.keyClicks(sheet.pin, "1357")
    sheet.show_refused("PIN 不对，还可试 4 次")
    assert (sheet.reason, sheet.pin.is_full) == ("damaged", False)


def test_own_words_are_a_reason_too(sheet, qtbot):
    qtbot.keyClicks(sheet.words, "tube fell")
    assert sheet.reason == "tube fell"


def test_escape_closes_the_sheet_and_gives_nothing(sheet, qtbot):
    with qtbot.assertNotEmitted(sheet.given), qtbot.waitSignal(sheet.closed):
        qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_asking_again_begins_empty(sheet, qtbot):
    qtbot.keyClick(sheet, Qt.Key.Key_1)
    sheet.close_sheet()
    sheet.ask("作废号码 014328", "", "作废号码", REASONS)
    assert sheet.reason == ""


def test_the_tab_key_stays_inside_the_sheet(sheet, qtbot):
    for _ in range(12):
        qtbot.keyClick(sheet.window().focusWidget(), Qt.Key.Key_Tab)
        assert sheet.isAncestorOf(sheet.window().focusWidget())
