"""Proof by scan: complete only when every label was read, and never by colour alone."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage

from donor_room.ui.theme import px
from donor_room.ui.widgets.inspect import find_cut_texts
from donor_room.ui.widgets.scanning import ScanItem, ScanPanel, ScanPanels, ScanPrompt

NAMES = ("主袋", "转移袋", "核酸管", "血清管")


def panel_of(*proved: bool, following: int | None = None) -> ScanPanel:
    items = [ScanItem(NAMES[n], is_proved=one, is_next=n == following) for n, one in enumerate(proved)]
    return ScanPanel("tube", "试管", items)


def grey(panel: ScanPanel) -> QImage:
    image = panel.grab().toImage()
    return image.convertToFormat(QImage.Format.Format_Mono)


@pytest.mark.parametrize(
    ("proved", "count", "complete"),
    [
        ((), 0, False),
        ((False,), 0, False),
        ((True,), 1, True),
        ((True, False), 1, False),
        ((True, True), 2, True),
        ((True, True, True, False), 3, False),
        ((True,) * 4, 4, True),
    ],
)
def test_a_panel_counts_what_was_read(put, proved, count, complete):
    panel = put(panel_of(*proved), 272, 280)
    assert (panel.proved, panel.is_complete) == (count, complete)


@pytest.mark.parametrize("height", [280, 232])
@pytest.mark.parametrize("count", [1, 3, 4])
def test_a_panel_is_readable_on_both_screens(put, height, count, night):
    panel = put(panel_of(*[n % 2 == 0 for n in range(count)], following=count - 1), 272, height)
    assert find_cut_texts(panel) == []


def test_a_panel_is_readable_at_every_size(put, percent, language):
    panel = put(panel_of(True, False, following=1), px(272), px(280))
    assert find_cut_texts(panel) == []


def test_complete_next_and_waiting_differ_by_more_than_colour(put):
    states = [panel_of(True, True), panel_of(True, False, following=1), panel_of(False, False)]
    pictures = [grey(put(panel, 272, 280)) for panel in states]
    assert pictures[0] != pictures[1] != pictures[2] != pictures[0]


def test_a_scan_changes_the_panel(put):
    panel = put(panel_of(False, False, following=0), 272, 280)
    before = grey(panel)
    panel.show_items([ScanItem("核酸管", is_proved=True), ScanItem("血清管", is_next=True)])
    assert (panel.proved, grey(panel) != before) == (1, True)


def test_a_panel_keeps_its_name_unless_another_is_told(put):
    panel = put(panel_of(False), 272, 280)
    panel.show_items([ScanItem("核酸管")])
    assert panel.name == "试管"
    panel.show_items([ScanItem("主袋")], "血袋")
    assert panel.name == "血袋"


def test_a_long_name_of_a_label_is_found_out(put):
    panel = put(ScanPanel("tube", "试管", [ScanItem("一个特别特别特别长的标签名称")]), 240, 280)
    assert find_cut_texts(panel)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_panels_stand_beside_each_other_with_a_sign_between(put, count):
    panels = put(ScanPanels([panel_of(True) for _ in range(count)]), 880, 280)
    assert panels.layout().count() == 2 * count - 1


def test_panels_are_equally_wide(put, qapp):
    panels = put(ScanPanels([panel_of(True), panel_of(False, False), panel_of(False)]), 880, 280)
    qapp.processEvents()
    widths = [panel.width() for panel in panels.panels]
    assert max(widths) - min(widths) <= 1


@pytest.mark.parametrize("missing", ["", "还差 5 个"])
def test_the_prompt_is_readable_from_the_chair(put, missing, night):
    prompt = put(ScanPrompt(), 880)
    prompt.show_prompt("扫描主袋标签", "标签在袋的正面", missing)
    assert find_cut_texts(prompt) == []


def test_the_prompt_keeps_its_room_when_it_is_empty(put):
    prompt = put(ScanPrompt(), 880)
    before = prompt.height()
    prompt.show_prompt("扫描主袋标签")
    assert prompt.height() == before


def test_a_prompt_that_does_not_fit_is_found_out(put):
    prompt = put(ScanPrompt(), 300)
    prompt.show_prompt("扫描主袋标签，然后扫描核酸管标签", "", "还差 5 个")
    assert find_cut_texts(prompt)
