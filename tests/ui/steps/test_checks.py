"""The checks before the doors open, by keys: one for each item, what failed, and what it holds up."""

from __future__ import annotations

import re
from datetime import date

import pytest
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.practice.checks import LOT, check_all
from donor_room.ui.keys import Act
from donor_room.ui.texts import texts
from donor_room.workflow import checks
from tests.support import desks as d
from tests.ui.terminals import LEADER, NURSE, PHYSICIAN, terminal_at_work

BOX = f"(01)06901234567892(17)270500(10){LOT}"


@pytest.fixture
def nurse(tmp_path, clock):
    """Somebody who has just opened the shift by the page and stands before the list."""
    with terminal_at_work(tmp_path, clock, who=LEADER, opened=False) as hands:
        hands.wait_for_page("shift")
        hands.choose("site_kind", "vehicle")
        hands.choose("drive", "street")
        hands.fill("site", "人民广场")
        hands.press(Act.MAIN)
        hands.wait_for_page("checks")
        yield hands


@pytest.fixture
def at_work(tmp_path, clock):
    """A nurse in a shift whose checks are all good, before the list."""
    with terminal_at_work(tmp_path, clock, who=NURSE) as hands:
        hands.wait_for_page("reception")
        hands.press(Act.RECORDS)
        hands.wait_for_page("handover")
        hands.press(Act.RECORDS)
        hands.digit(2)
        hands.wait_for_page("checks")
        yield hands


def digit_of(nurse, item: str) -> int:
    return [line.item for line in nurse.view.lines].index(item) + 1


def press(nurse, item: str) -> None:
    nurse.press_digit(digit_of(nurse, item))
    nurse.settle()


def line(nurse, item: str):
    return nurse.view.lines[digit_of(nurse, item) - 1]


def words_of(nurse, item: str) -> list[e.ShiftChecked]:
    acts = nurse.do(lambda desk: [one.act for one in desk.ledger.of_house(e.ShiftChecked.KIND)])
    return [act for act in acts if act.item == item]


def give_value(nurse, text: str) -> None:
    press(nurse, "transport_box")
    nurse.fill("checks.value.value", text)
    nurse.press(Act.MAIN)
    nurse.settle()


def test_one_key_for_each_item_with_who_and_when_and_then_the_doors_open(nurse) -> None:
    view = nurse.view
    assert {line.state for line in view.lines} == {"unanswered"}
    assert view.main.text() == f"还有 {len(view.lines)} 项未过，先去登记"
    for item in [one.item for one in view.lines if one.wants == "yes"]:
        press(nurse, item)
    assert re.fullmatch(r"14:3\d 孙悦", line(nurse, "scale_mixer").said)
    give_value(nurse, "4.6")
    nurse.scan(BOX)
    nurse.settle()
    assert {line.state for line in view.lines} == {"good"}
    assert line(nurse, "transport_box").answer == "4.6 °C"
    assert line(nurse, "hbsag_lot").answer == f"{LOT}，至 2027-05-31"
    assert view.main.text() == "开始登记"
    nurse.press(Act.MAIN)
    assert nurse.wait_for_page("reception") == "reception"


def test_the_program_says_beside_it_what_it_sees_and_whose_training_is_over(nurse) -> None:
    looks = {row.text: row.state for row in nurse.view.looks if row.isVisible()}
    assert set(looks) == {"打印机", "时钟", "磁盘", "屏蔽名单", "电池"}
    assert looks["屏蔽名单"] == "done"
    person = nurse.do(lambda desk: desk.person)
    told = e.StaffTold(
        staff=person.staff, name=person.name, roles=person.roles, password=person.password,
        trained_on=None, trained_until=date(2026, 11, 1), has_left=False, revision=1, signature="",
    )  # fmt: skip
    nurse.do(lambda desk: desk.record_as_terminal(told))
    nurse.settle()
    over = [(row.text, row.note) for row in nurse.view.people if row.isVisible() and row.state == "check"]
    assert over == [(person.name, "培训 2026-11-01 已到期")]


@pytest.mark.parametrize(
    ("typed", "says"),
    [("cold", "储血箱温度：请填一个数，单位 °C"), ("1e9", "储血箱温度：请填一个数，单位 °C")],
)
def test_what_is_no_number_is_asked_again_and_nothing_is_written(nurse, typed, says) -> None:
    give_value(nurse, typed)
    assert nurse.view.open_sheet.message.text == says
    assert words_of(nurse, "transport_box") == []


def test_a_value_outside_its_limits_has_failed_and_a_later_one_counts(nurse) -> None:
    give_value(nurse, "12.5")
    assert (line(nurse, "transport_box").state, line(nurse, "transport_box").answer) == (
        "failed", "12.5 °C  不合格",
    )  # fmt: skip
    give_value(nurse, "6")
    assert line(nurse, "transport_box").state == "good"
    assert [act.result for act in words_of(nurse, "transport_box")] == ["failed", "good"]


def test_a_box_past_its_last_day_is_refused_by_name(nurse) -> None:
    nurse.scan("(01)06901234567892(17)260930(10)OLD-7")
    nurse.settle()
    assert nurse.words() == "OLD-7 已过期，请换一盒"
    press(nurse, "hbsag_lot")
    nurse.fill("checks.lot.lot", "N-1")
    nurse.fill("checks.lot.until", "20271332")
    nurse.press(Act.MAIN)
    nurse.settle()
    assert nurse.view.open_sheet.message.text.startswith("请填最后可用的一天")
    nurse.scan(BOX)
    nurse.press(Act.MAIN)
    nurse.settle()
    assert [act.lot for act in words_of(nurse, "hbsag_lot")] == [LOT]


def test_what_failed_is_not_made_good_by_a_slip_of_the_finger(at_work) -> None:
    at_work.press(Act.DEFER)
    at_work.settle()
    at_work.press_digit(digit_of(at_work, "scale_mixer"))
    at_work.fill("checks.failed.words", "2 号称读数漂移")
    at_work.press(Act.MAIN)
    at_work.settle()
    assert line(at_work, "scale_mixer").state == "failed"
    assert line(at_work, "scale_mixer").below == "未过以前不能：进针"
    press(at_work, "scale_mixer")
    at_work.press_digit(1)
    assert at_work.view.open_sheet.main.missing
    at_work.fill("checks.repaired.words", "换了备用称")
    at_work.press(Act.MAIN)
    at_work.settle()
    shown = line(at_work, "scale_mixer")
    assert (shown.state, shown.below) == ("good", "换了备用称")
    told = [(act.result, act.remark) for act in words_of(at_work, "scale_mixer")]
    assert told == [("good", None), ("failed", "2 号称读数漂移"), ("good", "换了备用称")]


def test_a_failed_item_holds_up_its_work_with_words_that_name_it(at_work) -> None:
    at_work.do(lambda desk: checks.answer(desk, "pressure_monitor", is_good=False))
    at_work.settle()
    assert line(at_work, "pressure_monitor").state == "failed"
    visit = at_work.do(_to_exam)
    at_work.terminal.take_up(visit)
    at_work.wait_for_page("exam")
    at_work.fill("temp", "36.5")
    at_work.enter()
    at_work.settle()
    assert "血压计与体温计不合格" in at_work.said() + at_work.words()


def _to_exam(desk) -> str:
    return d.bring_to(desk, "exam").id


def test_a_list_of_nothing_asks_nothing(tmp_path, clock, monkeypatch) -> None:
    with terminal_at_work(tmp_path, clock, who=PHYSICIAN, opened=False) as hands:
        hands.wait_for_page("shift")
        packs = hands.do(lambda desk: desk.packs)
        monkeypatch.setitem(packs.__dict__, "checks", replace(packs.checks, items=()))
        hands.choose("site_kind", "house")
        hands.choose("drive", "house")
        hands.fill("site", "献血屋")
        hands.press(Act.MAIN)
        assert hands.wait_for_page("reception", "checks") == "reception"


def test_nothing_is_cut_while_open_failed_and_good(nurse) -> None:
    found = nurse.faults()
    nurse.do(check_all)
    nurse.do(lambda desk: checks.answer(desk, "consumables", is_good=False, remark="缺 2 支试管"))
    nurse.settle()
    found += nurse.faults()
    press(nurse, "consumables")
    found += nurse.faults()
    texts().switch("zh_CN")
    assert found == []
