from __future__ import annotations

from datetime import timedelta

import pypdfium2
import pytest
from PySide6.QtCore import Qt

from donor_room.domain.entries import VisitClosed
from donor_room.ui.steps.handover import presenter as handover
from donor_room.ui.steps.handover.paper import sheet_of
from donor_room.workflow import aftercare, collect, decide, examine, label, label_scan, release, shift
from tests.support.desks import refused
from tests.support.profiles import enlist
from tests.support.told import PERMANENT, tell, word
from tests.ui.steps.chair import eligible, gone, labelled, said
from tests.ui.steps.desk_people import LEADER, NURSE, PHYSICIAN, before_decision, sit_down, somebody
from tests.ui.steps.house import press, put_up

F4, ENTER, F5 = Qt.Key.Key_F4, Qt.Key.Key_Return, Qt.Key.Key_F5
F8, F10 = Qt.Key.Key_F8, Qt.Key.Key_F10
PINS = {one.name: one.pin for one in (LEADER, NURSE, PHYSICIAN)}


pytestmark = pytest.mark.usefixtures("printer")


def page_of(shell, desk):
    sit_down(desk, LEADER)
    presenter = handover.build(shell)
    put_up(shell, presenter, None)
    return presenter


def bag_codes(visit):
    return [item.encoded for item in label_scan.labels_of(visit, "after_tubes").items]


def released(desk, seed):
    """A deferral for 37.4 degrees, signed by one physician and released by another."""
    enlist(desk, "s009-team", "何平", ("physician",), "slow-green-river", "7391")
    sit_down(desk, PHYSICIAN)
    visit = before_decision(desk, donor=somebody(desk, seed, sex="male"))
    examine.measure(desk, visit.id, quantity="temp", text="37.4", confirmed=True)
    examine.sign_exam(desk, visit.id)
    deferred = decide.confirm(desk, visit.id, pin=PHYSICIAN.pin)
    (finding,) = deferred.decisions[-1].made.findings
    return release.release(
        desk,
        visit.id,
        finding=finding,
        reason="examined_fit",
        words="复测三次",
        staff_id="s009-team",
        pin="7391",
    )


def sums(page):
    return {words: number for number, words in page.view.sum.parts}


def first_person(page):
    return PINS[page.view.open_sheet.people.buttons[0].text()]


def test_an_empty_shift_is_a_sum_of_zeros(shell, desk):
    page = page_of(shell, desk)
    assert sums(page) == {"领用": 50, "已用": 0, "作废": 0, "退回": 0, "未用": 50}
    assert page.view.main.shown_text == "先退回未用的 50 个号码"


def test_the_main_button_says_what_is_missing_until_nothing_is(shell, desk):
    visit = gone(desk)
    page = page_of(shell, desk)
    press(shell.window, "4")
    assert page.view.main.shown_text == "还差 4 次装箱扫描"
    for code in bag_codes(visit):
        page.scanned(code)
    assert [row.cells[1:] for row in page.view.count_rows[1:]] == [("1", "1")] * 4
    assert page.view.main.shown_text == "两人签名并交接⋯"


def test_what_is_packed_twice_or_not_of_today_is_said(shell, desk):
    visit = gone(desk)
    page = page_of(shell, desk)
    page.scanned(bag_codes(visit)[0])
    page.scanned(bag_codes(visit)[0])
    assert "已经装箱" in said(page)
    page.scanned("=A66012600999901")
    assert "不是本班的" in said(page)


def test_a_further_box_is_one_key_away(shell, desk):
    visit = gone(desk)
    page = page_of(shell, desk)
    page.scanned(bag_codes(visit)[0])
    press(shell.window, F5)
    assert page.view.prompt.text == "请扫放进 2 号箱的袋和管"
    first, second = (row.shown for row in page.view.box_rows[:2])
    assert (first.bags, first.below, first.temperature) == ("1 袋", "0 管 0 表 · 已封箱", "温度未知")
    assert (second.bags, second.is_in_hand) == ("0 袋", True)


def test_a_number_without_an_end_tells_its_story(shell, desk):
    visit = labelled(desk, scanned=False)
    page = page_of(shell, desk)
    gap = page.view.gap_panel
    assert not gap.isHidden()
    assert visit.label_set.number[-6:] in gap.number.text
    assert gap.first.text().endswith("打印，没有扫描核对")
    assert page.view.main.shown_text == "还有 1 位献血者未结束"


def test_found_labels_are_void_with_a_second_person(shell, desk):
    visit = labelled(desk, scanned=False)
    page = page_of(shell, desk)
    press(shell.window, "1")
    press(shell.window, "7", "1", first_person(page), F10)
    assert desk.visits.get(visit.id).label_set is None
    assert page.view.gap_panel.isHidden()
    assert sums(page)["作废"] == 1


def test_labels_lost_before_the_visit_is_over_are_void_for_that(shell, desk):
    visit = labelled(desk, scanned=False)
    page = page_of(shell, desk)
    assert sums(page)["在办"] == 1
    press(shell.window, "2")
    assert [button.text() for button in page.view.open_sheet.choices.buttons] == ["标签丢失"]
    press(shell.window, "1", "1", first_person(page), F10)
    assert desk.visits.get(visit.id).label_sets[0].voided.reason == "label_lost"
    assert (sums(page)["作废"], "在办" in sums(page)) == (1, False)


def gone_without_an_end(desk):
    """A visit that an older program closed over its set: this one never would."""
    visit = labelled(desk, scanned=False)
    desk.ledger.append([(visit.id, VisitClosed(how="left", remark="旧版程序"))], by="s1")
    return visit


@pytest.mark.parametrize("digit", ["1", "2"])
def test_a_number_of_a_visit_that_is_over_is_explained_and_stays_on_the_sheet_by_name(shell, desk, digit):
    visit = gone_without_an_end(desk)
    page = page_of(shell, desk)
    assert page.view.gap_panel.second.text() == "献血者已经离开"
    assert page.view.main.shown_text == "还有 1 个号码未说明"
    press(shell.window, digit)
    page.view.open_sheet.words.setText("车上找遍了")
    press(shell.window, ENTER, "1", first_person(page), F10)
    assert sums(page)["已说明"] == 1
    sheet = sheet_of(desk, shift.the_shift(desk), received_by="")
    (line,) = [one for one in sheet.dead if one.how == "unexplained"]
    assert (line.number, line.reason, len(line.persons)) == (visit.label_set.number, "车上找遍了", 2)


def test_a_print_that_nobody_confirmed_is_told_as_one(shell, desk):
    desk.printer.uncertain = True
    labelled(desk, scanned=False)
    page = page_of(shell, desk)
    assert page.view.gap_panel.first.text().endswith("打印过，没有确认，没有扫描核对")


def test_a_set_that_was_planned_and_never_sent_is_told_as_one(shell, desk):
    visit = label.confirm_at_chair(desk, eligible(desk).id)
    label.plan(desk, visit.id, bag_kind="triple_400")
    page = page_of(shell, desk)
    assert page.view.gap_panel.first.text() == "没有打印，没有扫描核对"


def test_a_donor_with_a_set_cannot_leave_before_it_is_void(shell, desk):
    visit = labelled(desk, scanned=False)
    with refused("walk.void_the_set_first"):
        aftercare.close(desk, visit.id, how="left", remark="有事")


def test_a_failed_needle_leaves_a_set_that_must_be_void(shell, desk):
    visit = labelled(desk)
    collect.take_bag(
        desk, visit.id, bag_kind="triple_400", lot="B2608", expires_on=desk.clock.today() + timedelta(90)
    )
    collect.put_needle_in(desk, visit.id, arm="left")
    collect.fail_needle(desk, visit.id, reason="no_vein")
    page = page_of(shell, desk)
    assert (sums(page)["在办"], page.view.gap_panel.isHidden()) == (1, False)
    press(shell.window, "1")
    press(shell.window, "9", "1", first_person(page), F10)
    assert (sums(page)["作废"], page.view.gap_panel.isHidden()) == (1, True)


def test_a_set_that_is_in_use_leads_to_its_donor_by_scan(shell, desk):
    visit = labelled(desk, scanned=False)
    page = page_of(shell, desk)
    press(shell.window, "3")
    page.scanned(bag_codes(visit)[0])
    assert shell.went_on[-1].id == visit.id


def closable(shell, desk):
    visit = gone(desk)
    page = page_of(shell, desk)
    press(shell.window, "4")
    for code in bag_codes(visit):
        page.scanned(code)
    return page


def test_two_pins_close_the_shift_and_leave_a_sheet(shell, desk):
    page = closable(shell, desk)
    press(shell.window, F10)
    press(shell.window, LEADER.pin, ENTER, "1", first_person(page), F10)
    assert shell.shown == ["shift"]
    assert shift.current_shift(desk) is None
    assert list((shell.papers / "handover").glob("*.pdf"))
    (listed,) = (shell.papers / "nonconforming").glob("*.pdf")
    assert listed.read_bytes()[:5] == b"%PDF-"
    (report,) = (shell.papers / "figures").glob("*.pdf")
    assert "400 mL" in pypdfium2.PdfDocument(report)[0].get_textpage().get_text_bounded()


def test_a_report_that_cannot_be_written_undoes_no_handover(shell, desk):
    page = closable(shell, desk)
    (shell.papers / "figures").parent.mkdir(parents=True, exist_ok=True)
    (shell.papers / "figures").write_text("no folder")
    press(shell.window, F10)
    press(shell.window, LEADER.pin, ENTER, "1", first_person(page), F10)
    assert shift.current_shift(desk) is None
    assert "figures" in shell.window.scan_line.text


def test_a_wrong_pin_closes_nothing_and_draws_nothing(shell, desk):
    page = closable(shell, desk)
    press(shell.window, F10)
    press(shell.window, "0000", ENTER, "1", first_person(page), F10)
    assert page.view.open_sheet.message.text
    assert shift.current_shift(desk) is not None
    assert not (shell.papers / "handover").exists()


def test_the_draft_is_printed_only_when_the_sum_comes_out(shell, desk):
    page = page_of(shell, desk)
    press(shell.window, F8)
    assert "没有退回" in said(page)
    press(shell.window, "4", F8)
    assert said(page) == "交接单草稿已打印"


def test_an_open_visit_keeps_the_shift_open(shell, desk):
    eligible(desk)
    page = page_of(shell, desk)
    press(shell.window, "4", F10)
    assert page.view.open_sheet is None
    assert shift.current_shift(desk) is not None


# ---- what was released (C10) ----


def test_the_releases_of_each_physician_are_counted_beside_the_boxes(shell, desk):
    for seed in (31, 32):
        released(desk, seed)
    page = page_of(shell, desk)
    assert ("何平放行", "2 次") in [
        (row.label, row.value) for row in page.view.mark_rows if not row.isHidden()
    ]


def test_a_shift_without_a_release_says_nothing_of_it(shell, desk):
    gone(desk)
    page = page_of(shell, desk)
    assert [row.label for row in page.view.mark_rows if not row.isHidden() and "放行" in row.label] == []


# ---- units that go apart ----


def test_a_unit_that_goes_apart_is_asked_for_first_and_has_a_box_of_its_own(shell, desk):
    visit = tell(desk, gone(desk), word(deferral=PERMANENT))
    page = page_of(shell, desk)
    assert page.view.prompt.text == "请扫 000001 的主袋，放进隔离箱"
    page.scanned(bag_codes(visit)[0])
    assert said(page) == "主袋 000001 要隔离，请放进隔离箱，不要和其他血放在一起"
    assert ("隔离箱", "1 袋") in [(row.shown.name, row.shown.bags) for row in page.view.box_rows]
    assert ("要隔离", "1 袋") in [(row.label, row.value) for row in page.view.mark_rows]


def test_the_shift_waits_for_a_unit_that_was_packed_before_the_word_came(shell, desk):
    visit = gone(desk)
    page = page_of(shell, desk)
    press(shell.window, "4")
    for code in bag_codes(visit):
        page.scanned(code)
    tell(desk, visit, word(deferral=PERMANENT))
    page.open(None)
    assert page.view.main.shown_text == "还有 1 袋要放进隔离箱"
    page.scanned(bag_codes(visit)[0])
    assert page.view.main.shown_text == "两人签名并交接⋯"
    assert [(crate.box, crate.bags) for crate in page.told.crates] == [("1", 0), ("Q", 1)]


def test_what_did_not_go_as_it_should_is_read_before_the_signatures(shell, desk):
    for seed in range(6):
        label.void(desk, labelled(desk, scanned=False, seed=60 + seed).id, reason="misprint",
                   witness="s003-team", pin=LEADER.pin)  # fmt: skip
    page = page_of(shell, desk)
    assert ("不符合项", "6 项，未结 0") in [(row.label, row.value) for row in page.view.mark_rows]
    press(shell.window, F4, "5")
    sheet = page.view.amiss_sheet
    assert sheet.hint.text() == "6 项，其中未结 0 项"
    assert [line.isHidden() for line in sheet.lines] == [False] * 5
    assert "整套标签作废" in sheet.lines[0].what.text()
    assert "打印不清" in sheet.lines[0].why.text()
    press(shell.window, F10)
    assert [line.isHidden() for line in sheet.lines] == [False, True, True, True, True]
    press(shell.window, F10)
    assert sheet.isHidden()


def test_a_shift_with_nothing_amiss_says_so(shell, desk):
    page = page_of(shell, desk)
    press(shell.window, F4, "5")
    sheet = page.view.amiss_sheet
    assert sheet.hint.text() == "本班到现在没有不符合项。"
    assert all(line.isHidden() for line in sheet.lines)
    press(shell.window, Qt.Key.Key_Escape, "4", F10)
    assert sheet.isHidden()
    assert "本班不符合项 0 项，未结 0 项" in page.view.open_sheet.hint.text()
