from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetricsF

from donor_room.ui.theme import NURSE_CHOICES, px, scale_for, theme
from donor_room.ui.widgets.buttons import ActionButton
from donor_room.ui.widgets.labels import Label

SCREENS = [
    (1366, 0.227, 18),
    (1366, 0.253, 18),
    (1536, 0.202, 20),
    (1280, 0.242, 18),
    (1536, 0.225, 18),
    (1920, 0.180, 22),
]


@pytest.mark.parametrize(("width", "mm", "body"), SCREENS)
def test_body_text_is_large_enough_on_the_six_screens(width, mm, body):
    assert round(18 * scale_for(width * mm, width)) >= body


@pytest.mark.parametrize(("width", "mm", "body"), SCREENS)
def test_the_smallest_target_has_ten_millimetres(width, mm, body):
    assert 48 * scale_for(width * mm, width) * mm >= 10


def test_a_screen_that_does_not_tell_its_size_is_taken_as_it_is():
    assert scale_for(0, 1366) == 1


def test_a_screen_that_lies_about_its_size_does_not_blow_up_the_page():
    assert scale_for(1, 1920) == 2


def test_the_nurse_chooses_the_size_and_widgets_follow():
    button = ActionButton("返回", "Esc")
    before = button.sizeHint().height()
    theme().set_nurse_percent(130)
    assert button.sizeHint().height() == round(before * 1.3)


def test_a_label_grows_with_the_choice_and_shrinks_back():
    label = Label("姓名", 20)
    sizes = []
    for percent in (*NURSE_CHOICES, 100):
        theme().set_nurse_percent(percent)
        sizes.append(label.font().pixelSize())
    assert sizes == [20, 23, 26, 20]


def test_another_size_is_refused():
    with pytest.raises(ValueError, match="90"):
        theme().set_nurse_percent(90)


def test_night_changes_colours_and_tells(qtbot):
    with qtbot.waitSignal(theme().changed):
        theme().toggle_night()
    assert theme().colour("page").name().upper() == "#10161C"


@pytest.mark.parametrize("bold", [False, True])
def test_digits_are_tabular(bold):
    metrics = QFontMetricsF(theme().font(32, bold=bold))
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1


@pytest.mark.parametrize("character", ["䶮", "𬭎", "𠮷", "献", "₂", "℃", "⋯"])
def test_rare_characters_are_not_boxes(character):
    from PySide6.QtGui import QGlyphRun, QTextLayout

    layout = QTextLayout(character, theme().font(28, bold=True))
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    runs: list[QGlyphRun] = layout.glyphRuns()
    assert all(glyph != 0 for run in runs for glyph in run.glyphIndexes())


def test_lengths_are_whole_pixels():
    assert px(24) == 24
