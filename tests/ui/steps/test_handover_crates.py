"""Crates are closed by their codes; what is missing or too warm is said by name and holds nobody up."""

from __future__ import annotations

from datetime import timedelta

import pypdfium2
import pytest
from PySide6.QtCore import Qt

from donor_room.domain.clock import DONATION_SITE
from donor_room.domain.own_codes import box_code, chair_code
from donor_room.ui.tasks import Tasks
from donor_room.workflow import shift
from tests.ui.steps.chair import gone, said
from tests.ui.steps.desk_people import LEADER
from tests.ui.steps.house import press
from tests.ui.steps.test_handover import bag_codes, first_person, page_of

ENTER, F5, F10, ESC = Qt.Key.Key_Return, Qt.Key.Key_F5, Qt.Key.Key_F10, Qt.Key.Key_Escape

pytestmark = pytest.mark.usefixtures("printer")


def crate(page, box):
    return next(one for one in page.told.crates if one.box == box)


def shown(page, name):
    return next(row.shown for row in page.view.box_rows if row.shown.name == name and not row.isHidden())


def test_a_crate_is_taken_in_hand_and_closed_by_its_own_code(shell, desk):
    one, two = gone(desk), gone(desk, seed=2)
    page = page_of(shell, desk)
    page.scanned(box_code(12))
    assert (said(page), page.view.prompt.text) == ("现在装 12 号箱", "请扫放进 12 号箱的袋和管")
    page.scanned(box_code(12))
    assert said(page) == "现在装 12 号箱"  # nothing lies in it: nothing to close
    for code in bag_codes(one):
        page.scanned(code)
    page.scanned(box_code(12))
    assert said(page) == "12 号箱已封箱：主袋 1、核酸管 1、血清管 1、登记表 1"
    assert page.view.prompt.text == "12 号箱已封箱，请扫下一只箱的箱码"
    page.scanned(bag_codes(two)[0])
    assert "已经封箱" in said(page)
    assert page.crate_keys(page.told)["move"] == "重新打开 12 号箱⋯"
    page.scanned(box_code(3))
    for code in bag_codes(two):
        page.scanned(code)
    assert [(crate.box, crate.bags, crate.is_closed) for crate in page.told.crates] == [
        ("3", 1, False),
        ("12", 1, True),
    ]
    page.open(None)
    assert page.box == "3"


def test_a_closed_crate_is_opened_again_with_a_reason(shell, desk):
    visit = gone(desk)
    page = page_of(shell, desk)
    page.scanned(bag_codes(visit)[0])
    press(shell.window, F5)
    page.scanned(box_code(1))
    assert said(page) == "1 号箱已经封箱。请扫另一只箱的箱码，或按 6 重新打开"
    press(shell.window, "6")
    page.view.open_sheet.words.setText("漏放试管")
    press(shell.window, F10)
    assert not crate(page, "1").is_closed
    assert desk.ledger.of_house("handover.box_opened_again")[-1].act.reason == "漏放试管"
    page.scanned(bag_codes(visit)[1])
    assert crate(page, "1").counts == {"bag1": 1, "nat": 1}


def test_what_lies_in_another_crate_comes_over_with_a_reason(shell, desk):
    visit = gone(desk)
    page = page_of(shell, desk)
    bag, *rest = bag_codes(visit)
    page.scanned(bag)
    press(shell.window, F5)
    page.scanned(bag)
    assert "这一件在 1 号箱。要换到 2 号箱请按 6" in said(page)
    press(shell.window, "6", F10)
    assert page.view.open_sheet is not None  # no reason, no move
    page.view.open_sheet.words.setText("1 号箱满了")
    press(shell.window, F10)
    assert [one.box for one in page.told.crates] == ["2"]
    act = desk.ledger.of_house("handover.packed")[-1].act
    assert (act.box, act.reason) == ("2", "1 号箱满了")
    page.scanned(bag)
    assert "已经装箱" in said(page)
    page.scanned(rest[0])
    assert "move" not in page.crate_keys(page.told)


def test_a_code_of_another_day_or_thing_stops_with_its_number(shell, desk):
    gone(desk)
    page = page_of(shell, desk)
    page.scanned("=A66012600999901")
    assert "A660126009999 不是本班的" in said(page)
    assert page.scanned(chair_code(2)) is False
    assert page.scanned("DRB00019") is False
    press(shell.window, F5)
    assert said(page) == "1 号箱还是空的"


def test_a_missing_tube_is_named_by_two_and_stays_open_on_both_sheets(shell, desk):
    visit = gone(desk)
    page = page_of(shell, desk)
    press(shell.window, "4")
    for code in bag_codes(visit):
        if code != bag_codes(visit)[1]:
            page.scanned(code)
    assert page.view.prompt.hint == "还缺：核酸管 000001"
    press(shell.window, "7")
    page.view.open_sheet.words.setText("车上找遍了")
    press(shell.window, ENTER, "1", first_person(page), F10)
    assert page.view.main.shown_text == "两人签名并交接⋯"
    assert [row.cells[1:] for row in page.view.count_rows[2:3]] == [("1", "0")]
    press(shell.window, F10)
    press(shell.window, LEADER.pin, ENTER, "1", first_person(page), F10)
    assert shift.current_shift(desk) is None
    (sheet,) = (shell.papers / "handover").glob("*.pdf")
    words = [one.get_textpage().get_text_bounded() for one in pypdfium2.PdfDocument(sheet)]
    assert (len(words), "移交方留存" in words[0], "接收方留存" in words[1]) == (2, True, True)
    for copy in words:
        assert "核酸管 A660126000001" in copy
        assert "车上找遍了" in copy
        assert "没有按箱码封箱" in copy
        assert "温度未知" in copy


def test_what_was_missing_and_is_found_is_packed(shell, desk):
    visit = gone(desk)
    page = page_of(shell, desk)
    page.scanned(bag_codes(visit)[0])
    press(shell.window, "7")
    page.view.open_sheet.words.setText("不见了")
    press(shell.window, ENTER, "1", first_person(page), F10)
    assert page.told.missing == 1
    page.scanned(bag_codes(visit)[1])
    assert (page.told.missing, crate(page, "1").counts["nat"]) == (0, 1)


# ---- temperature ------------------------------------------------------------------------------------------


def packed_page(shell, desk):
    visit = gone(desk)
    page = page_of(shell, desk)
    for code in bag_codes(visit):
        page.scanned(code)
    return page


def logger_file(folder, desk, warm, name="logger.csv", *, days=0):
    opened = shift.the_shift(desk).opened_at.astimezone(DONATION_SITE) - timedelta(days=days)
    rows = [f"{opened + timedelta(minutes=10 * n):%Y-%m-%d %H:%M:%S},{c}" for n, c in enumerate(warm)]
    file = folder / name
    file.write_text("Elitech\nTime,Temperature(°C)\n" + "\n".join(rows) + "\n", "utf-8")
    desk.clock.instant = shift.the_shift(desk).opened_at + timedelta(minutes=10 * (len(warm) - 1))
    return file


def test_lowest_and_highest_are_typed(shell, desk):
    page = packed_page(shell, desk)
    assert shown(page, "1 号箱").temperature == "温度未知"
    press(shell.window, "8")
    sheet = page.view.open_sheet
    sheet.fields["lowest"].setText("5,1")
    sheet.fields["highest"].setText("4.2")
    press(shell.window, ENTER)
    sheet.choices.buttons[0].click()
    press(shell.window, F10)
    assert "最低 5.1 ℃ 比最高 4.2 ℃ 还高" in sheet.message.text
    sheet.fields["lowest"].setText("4.2")
    sheet.fields["highest"].setText("5.1")
    press(shell.window, F10)
    assert said(page) == "1 号箱：4.2 至 5.1 ℃，已记下"
    told = shown(page, "1 号箱")
    assert (told.temperature, told.is_amiss) == ("4.2 至 5.1 ℃", False)
    assert told.below.endswith("手工录入")


def test_a_file_tells_how_long_a_crate_was_too_warm(shell, desk, tmp_path):
    page = packed_page(shell, desk)
    file = logger_file(tmp_path, desk, ["4.0", "4.5", "11.5", "4.2"])
    page.view.file_chosen.emit(str(file))
    assert page.view.open_sheet.headline.text() == "温度文件 logger.csv"
    press(shell.window, "1")
    assert said(page) == "1 号箱 有 20 分钟超出要求（4.0 至 11.5 ℃），请告诉组长"
    act = desk.ledger.of_house("handover.temperature")[-1].act
    assert (act.minutes_outside, act.minutes_unknown, act.readings, act.logger) == (20, 0, 4, "elitech")
    assert len(act.file_sha256) == 64
    assert shown(page, "1 号箱").is_amiss
    page.view.file_chosen.emit(str(file))
    press(shell.window, "1")
    assert page.view.open_sheet.message.text == "logger.csv 已经用于 1 号箱"


def test_what_no_reading_covers_is_said(shell, desk, tmp_path):
    page = packed_page(shell, desk)
    file = logger_file(tmp_path, desk, ["4.0", "4.5"])
    desk.clock.instant += timedelta(minutes=80)
    page.view.file_chosen.emit(str(file))
    press(shell.window, "1")
    assert said(page) == "1 号箱 有 80 分钟没有温度记录，交接单上会写明"
    assert "80 分无记录" in shown(page, "1 号箱").below


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "文件是空的"),
        (b"%PDF-1.4", "这是 PDF 报告"),
        (b"a,b\n1,2\n", "读不出这个文件"),
        (b"Time,Temperature\n2026-11-21 09:00:00,4.2\n", "没有写是摄氏还是华氏"),
    ],
)
def test_a_wrong_file_is_said_and_the_window_goes_on(shell, desk, tmp_path, data, words):
    page = packed_page(shell, desk)
    file = tmp_path / "x.csv"
    file.write_bytes(data)
    page.view.file_chosen.emit(str(file))
    assert words in said(page)
    assert page.view.open_sheet is None


def test_a_file_of_yesterday_or_none_is_said(shell, desk, tmp_path):
    page = packed_page(shell, desk)
    page.view.file_chosen.emit(str(tmp_path / "gone.csv"))
    assert said(page) == "打不开 gone.csv，请检查U盘"
    file = logger_file(tmp_path, desk, ["4.0", "4.5"], days=1)
    page.view.file_chosen.emit(str(file))
    press(shell.window, "1")
    assert "请选今天的文件" in page.view.open_sheet.message.text
    press(shell.window, ESC)
    assert desk.ledger.of_house("handover.temperature") == []


def test_a_file_of_100_000_lines_is_read_beside_the_screen(shell, desk, tmp_path, qtbot):
    """While another thread reads, keys and scans do what they always do."""
    page = packed_page(shell, desk)
    file = logger_file(tmp_path, desk, ["4.1"] * 100_000)
    desk.clock.instant = shift.the_shift(desk).opened_at + timedelta(minutes=100)
    shell.aside = Tasks(name="aside")
    page.view.file_chosen.emit(str(file))
    assert page.view.open_sheet is None  # it is not read on this thread
    page.scanned(box_code(1))
    assert crate(page, "1").is_closed
    qtbot.waitUntil(lambda: page.view.open_sheet is not None, timeout=60_000)
    press(shell.window, "1")
    assert said(page) == "1 号箱：4.1 至 4.1 ℃，已记下"
    shell.aside.close()


def test_a_crate_has_no_warmth_before_anything_lies_in_it(shell, desk):
    gone(desk)
    page = page_of(shell, desk)
    assert page.crate_keys(page.told) == {}
    press(shell.window, "8")
    assert page.view.open_sheet is None
