"""How the band on top says the sum of the donation numbers, and a gap in it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from donor_room.ui.texts import texts
from donor_room.ui.theme import theme
from donor_room.ui.widgets.inspect import find_cut_texts
from donor_room.ui.widgets.numbers import GAP_INK
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


# ---- offline, an old list, notices -------------------------------------------------------------------------


def written(band: StatusBand) -> dict[str, str]:
    """Return every word of the band with its colour."""
    said: dict[str, str] = {}
    kept = band.write
    band.write = lambda painter, room, words, **how: said.setdefault(words, how.get("colour", "text"))
    band.grab()
    band.write = kept
    return said


def test_offline_is_grey_and_says_how_much_waits_since_when(band):
    band.show_link(online=False, backlog=17, since="14:05")
    words = "离线 · 自 14:05 待上传 17"
    assert band.link_text == words
    assert written(band)[words] == "quiet_on_band"
    band.show_link(online=True, backlog=17, since="14:05")
    assert band.link_text == "在线 · 待上传 17"


def test_where_there_is_no_room_the_time_goes_first(band):
    band.resize(1024, band.height())
    band.show_link(online=False, backlog=17, since="14:05")
    band.show_devices([("printer", CROWD), ("card", "")])
    band.show_numbers(WHOLE)
    said = written(band)
    assert "离线 · 待上传 17" in said
    assert band.link_text not in said


def test_an_old_list_stands_in_a_yellow_field_and_is_never_left_out(band):
    band.resize(1024, band.height())
    band.show_directory_age(31, is_old=True)
    band.show_devices([("printer", CROWD), ("card", "")])
    assert written(band)["名单 31 h 前"] == GAP_INK
    band.show_directory_age(3)
    assert "名单 3 h 前" not in written(band)


def test_notices_are_counted_and_opened_by_a_touch(band, qtbot):
    asked: list[bool] = []
    band.notices_pressed.connect(lambda: asked.append(True))
    band.show_notices(2)
    assert written(band)["血站通知 2"] == GAP_INK
    band.grab()
    qtbot.mouseClick(band, Qt.MouseButton.LeftButton, pos=band._touched[0][0].center().toPoint())
    qtbot.mouseClick(band, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert asked == [True]
    band.show_notices(0)
    assert "血站通知 0" not in written(band)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("width", [1366, 1280])
@pytest.mark.parametrize("practice", [True, False])
def test_all_that_may_be_wrong_at_once_fits(band, width, practice, language):
    texts().switch(language)
    band.set_practice(practice)
    band.resize(width, band.height())
    band.show_link(online=False, backlog=170, since="14:05")
    band.show_directory_age(31, is_old=True)
    band.show_notices(12)
    band.show_numbers(GAP)
    band.show_devices([("printer", ""), ("card", "")])
    band.show_battery(82)
    assert find_cut_texts(band) == []
