"""How the band on top says the sum of the donation numbers, and a gap in it."""

from __future__ import annotations

import pytest

from donor_room.ui.theme import theme
from donor_room.ui.widgets.inspect import find_cut_texts
from donor_room.ui.widgets.status import BandSum, StatusBand


@pytest.fixture
def band(put) -> StatusBand:
    made = put(StatusBand(), 1280)
    made.show_site("人民广场  采血车 03")
    made.show_person("王芳", "护士")
    made.show_time("14:32")
    made.show_link(online=False, backlog=0)
    return made


CROWD = "打印机缺纸，请装标签，装好以后按 F8"
WHOLE = BandSum("号 50 = 用 31 + 废 2 + 退 0 + 在办 1 + 余 16", "号余 16", "")
GAP = WHOLE._replace(wrong="1 个号没有着落")


@pytest.mark.parametrize("numbers", [WHOLE, GAP])
@pytest.mark.parametrize("percent", [100, 130])
@pytest.mark.parametrize("width", [1366, 1280])
def test_the_sum_of_the_numbers_fits_the_band(band, width, percent, numbers, night):
    theme().set_nurse_percent(percent)
    band.resize(width, band.height())
    band.show_devices([("printer", ""), ("card", "")])
    band.show_battery(82)
    band.show_directory_age(12)
    band.show_numbers(numbers)
    assert find_cut_texts(band) == []


def test_a_crowded_band_says_the_sum_in_short_and_a_gap_in_full(band):
    written = []
    band.write = lambda painter, room, words, **_: written.append(words)
    for numbers, crowd in ((WHOLE, ""), (WHOLE, CROWD), (GAP, CROWD)):
        band.show_devices([("printer", crowd), ("card", "")])
        band.show_numbers(numbers)
        band.grab()
        written.append("|")
    said = "".join(written).split("|")
    assert WHOLE.whole in said[0]
    assert WHOLE.short in said[1]
    assert WHOLE.whole not in said[1]
    assert GAP.wrong in said[2]


def test_a_gap_looks_otherwise_by_its_shape_too(band):
    band.show_numbers(WHOLE)
    even = band.grab().toImage()
    band.show_numbers(GAP)
    assert band.grab().toImage() != even


def test_before_a_shift_no_numbers_are_said(band):
    none = band.grab().toImage()
    band.show_numbers(WHOLE)
    assert band.grab().toImage() != none
    band.show_numbers(None)
    assert band.grab().toImage() == none
