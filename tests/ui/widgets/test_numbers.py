"""The donation numbers of a shift: each has its square, and a gap cannot be overlooked."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from donor_room.ui.widgets.inspect import find_cut_texts
from donor_room.ui.widgets.numbers import (
    NumberEnd,
    NumberLegend,
    NumberSquare,
    NumberStrip,
    NumberSum,
    paint_square,
)

RIGHT, LEFT, DOWN, UP = Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_Up


def squares(count: int, gap: int | None = None) -> list[NumberSquare]:
    return [
        NumberSquare(f"A66{n:06d}", NumberEnd.UNEXPLAINED if n == gap else NumberEnd.USED)
        for n in range(count)
    ]


@pytest.fixture
def strip(put) -> NumberStrip:
    made = put(NumberStrip(), 880, 100)
    made.show_squares(squares(60, gap=30))
    return made


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        ([RIGHT], 31),
        ([LEFT], 29),
        ([DOWN], 55),
        ([UP], 5),
        ([DOWN, DOWN], 59),
        ([UP, UP], 0),
        ([RIGHT] * 40, 59),
        ([LEFT] * 40, 0),
    ],
)
def test_arrows_walk_through_the_numbers_and_stop_at_the_ends(strip, heard, qtbot, keys, place):
    chosen = heard(strip.chosen)
    for key in keys:
        qtbot.keyClick(strip, key)
    assert chosen[-1] == f"A66{place:06d}"


@pytest.mark.parametrize("key", [RIGHT, DOWN, Qt.Key.Key_1])
def test_without_numbers_no_key_chooses_any(put, heard, qtbot, key):
    strip = put(NumberStrip(), 880, 100)
    chosen = heard(strip.chosen)
    strip.show_squares([])
    qtbot.keyClick(strip, key)
    assert chosen == []


def test_without_a_gap_walking_begins_at_the_first(put, heard, qtbot):
    strip = put(NumberStrip(), 880, 100)
    chosen = heard(strip.chosen)
    strip.show_squares(squares(3))
    qtbot.keyClick(strip, RIGHT)
    assert chosen == ["A66000000"]


@pytest.mark.parametrize("place", [0, 24, 25, 59])
def test_a_touch_chooses_the_number_under_it(strip, heard, qtbot, place):
    chosen = heard(strip.chosen)
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip.rect_of(place).center().toPoint())
    assert chosen == [f"A66{place:06d}"]


def test_a_touch_beside_the_numbers_chooses_none(strip, heard, qtbot):
    chosen = heard(strip.chosen)
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert chosen == []


@pytest.mark.parametrize(("count", "rows"), [(0, 1), (1, 1), (25, 1), (26, 2), (60, 3)])
def test_the_strip_is_as_high_as_its_rows(put, count, rows):
    strip = put(NumberStrip(), 880, 100)
    strip.show_squares(squares(count))
    assert strip.height() == 48 * rows


def test_no_two_squares_overlap(strip):
    places = [strip.rect_of(place) for place in range(60)]
    assert not any(one.intersects(other) for n, one in enumerate(places) for other in places[:n])


def test_the_focus_stands_on_the_gap(strip):
    assert strip.focus_rect() == strip.rect_of(30)


def test_the_numbers_are_readable(strip, night):
    assert find_cut_texts(strip) == []


@pytest.mark.parametrize("end", list(NumberEnd))
def test_every_end_has_its_own_shape(end, qapp):
    def picture(of: NumberEnd) -> QImage:
        image = QImage(32, 40, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        with QPainter(image) as painter:
            paint_square(painter, QRectF(0, 0, 32, 40), of)
        return image

    assert [other for other in NumberEnd if other is not end and picture(other) == picture(end)] == []


def test_the_legend_is_as_wide_as_its_words(put, percent, language):
    legend = put(NumberLegend(), 1)
    legend.resize(legend.sizeHint())
    assert find_cut_texts(legend) == []


@pytest.mark.parametrize("gap", [None, (1, "未说明")])
def test_the_sum_is_readable_with_and_without_a_gap(put, gap, night):
    total = put(NumberSum(), 880)
    total.show_sum((50, "发出"), [(32, "使用"), (1, "作废"), (17, "退回")], gap)
    assert find_cut_texts(total) == []


def test_a_gap_changes_the_sum_by_more_than_a_number(put):
    total = put(NumberSum(), 880)
    total.show_sum((50, "发出"), [(32, "使用"), (1, "作废"), (17, "退回")], None)
    before = total.grab().toImage()
    total.show_sum((50, "发出"), [(32, "使用"), (1, "作废"), (16, "退回")], (1, "未说明"))
    assert total.grab().toImage() != before
    assert len(total.parts) == 4


def test_an_empty_sum_can_be_drawn(put):
    assert find_cut_texts(put(NumberSum(), 880)) == []


# ---- many numbers ----


@pytest.mark.parametrize(("count", "height"), [(50, 96), (100, 192), (150, 192), (1000, 480)])
def test_many_rows_are_lower_so_that_all_stay_in_sight(put, count, height):
    strip = put(NumberStrip(), 880, 100)
    strip.show_squares(squares(count))
    assert abs(strip.height() - height) < 8
    assert strip.rect_of(count - 1).bottom() <= strip.height()
    assert find_cut_texts(strip) == []


def test_every_square_of_low_rows_is_hit_where_it_is_seen(put, heard, qtbot):
    strip = put(NumberStrip(), 880, 100)
    strip.show_squares(squares(300))
    strip.set_room(96)
    chosen = heard(strip.chosen)
    for place in (0, 26, 299):
        qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip.rect_of(place).center().toPoint())
    assert chosen == [f"A66{place:06d}" for place in (0, 26, 299)]


def test_only_what_is_there_is_explained(put):
    legend = put(NumberLegend(), 880, 40)
    whole = legend.sizeHint().width()
    legend.show_ends(squares(3, gap=1))
    assert legend.sizeHint().width() < whole
