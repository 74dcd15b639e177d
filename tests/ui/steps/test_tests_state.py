"""When a strip may be read, and what the code of a reagent box says."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.ui.box_codes import BoxCode, read_box
from donor_room.ui.steps.tests.state import Window

WINDOW = Window(from_minutes=15, until_minutes=20)
BOX = "0106901234567892172711301052B-71"


@pytest.mark.parametrize(
    ("seconds", "phase"),
    [
        (0, "waiting"),
        (899, "waiting"),
        (900, "open"),
        (901, "open"),
        (1199, "open"),
        (1200, "over"),
        (9999, "over"),
    ],
)
def test_a_strip_is_read_from_minute_fifteen_until_minute_twenty(seconds, phase):
    assert WINDOW.phase(seconds) == phase


@pytest.mark.parametrize(
    ("seconds", "left"), [(0, 900), (899, 1), (900, 300), (1199, 1), (1200, 0), (5000, 0)]
)
def test_the_time_left_counts_down_to_the_next_phase(seconds, left):
    assert WINDOW.seconds_left(seconds) == left


def test_another_strip_has_its_own_window():
    window = Window(from_minutes=10, until_minutes=30)
    assert [window.phase(second) for second in (599, 600, 1799, 1800)] == ["waiting", "open", "open", "over"]


@given(st.integers(min_value=0, max_value=100_000))
def test_the_time_left_is_never_negative(seconds):
    assert WINDOW.seconds_left(seconds) >= 0


@pytest.mark.parametrize(
    "text",
    [
        BOX,
        "(01)06901234567892(17)271130(10)52B-71",
        f"]C1{BOX}",
        f"]d2{BOX}",
        f" {BOX} ",
        f"{BOX}\x1d",
    ],
)
def test_a_box_says_its_lot_and_its_last_day(text):
    assert read_box(text) == BoxCode(lot="52B-71", expires_on=date(2027, 11, 30))


@pytest.mark.parametrize(
    ("day", "last"),
    [
        ("270200", date(2027, 2, 28)),
        ("280200", date(2028, 2, 29)),
        ("271200", date(2027, 12, 31)),
        ("270100", date(2027, 1, 31)),
    ],
)
def test_day_nought_means_the_last_day_of_its_month(day, last):
    read = read_box(f"010690123456789217{day}10X1")
    assert read is not None
    assert read.expires_on == last


@pytest.mark.parametrize("day", ["270230", "271301", "270001", "270000", "271300", "270132"])
def test_a_day_that_no_calendar_has_is_no_box(day):
    assert read_box(f"010690123456789217{day}10X1") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "A660126000001",
        "=A660126000001",
        "0106901234567892",
        "010690123456789217271130",
        "01069012345678921727113010",
        "0106901234567892172711301052B 71",
        "01069012345678921727113010" + "X" * 21,
        "1727113010X10106901234567892",
        "批号 52B",
    ],
)
def test_anything_else_is_no_box(text):
    assert read_box(text) is None


@given(st.text(max_size=60))
def test_no_text_makes_the_reader_of_boxes_fail(text):
    assert read_box(text) is None or isinstance(read_box(text), BoxCode)


def test_a_lot_may_have_twenty_characters():
    read = read_box("01069012345678921727113010" + "X" * 20)
    assert read is not None
    assert len(read.lot) == 20
