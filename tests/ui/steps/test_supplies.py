"""The page of the supplies by its keys: counted out, brought, counted in, explained; by digit and by scan."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.packs.supplies import load_supplies
from donor_room.ui.keys import Act
from donor_room.ui.texts import texts
from donor_room.workflow import supplies
from tests.ui.terminals import LEADER, terminal_at_work

UMBRELLA = "6901234567892"


@pytest.fixture
def nurse(tmp_path, clock, monkeypatch):
    """Somebody before the page, come from the checks; one article has its bar code."""
    with terminal_at_work(tmp_path, clock, who=LEADER) as hands:
        packs = hands.do(lambda desk: desk.packs)
        listed = load_supplies()
        items = [
            replace(one, bar_codes=(UMBRELLA,)) if one.code == "umbrella" else one for one in listed.items
        ]
        monkeypatch.setitem(packs.__dict__, "supplies", replace(listed, items=tuple(items)))
        hands.terminal.show("checks")
        hands.settle()
        hands.press(Act.RECORDS)
        hands.wait_for_page("supplies")
        hands.settle()
        yield hands


def line(nurse, item: str):
    return next(one for one in nurse.view.lines if one.item == item)


def key(nurse, act: Act) -> None:
    nurse.press(act)
    nurse.settle()


def give(nurse, sheet: str, number: str) -> None:
    nurse.fill(f"supplies.{sheet}.count", number)
    key(nurse, Act.MAIN)


def at_handover(nurse) -> None:
    key(nurse, Act.BACK)
    nurse.terminal.show("reception")
    nurse.settle()
    key(nurse, Act.RECORDS)
    nurse.wait_for_page("handover")
    key(nurse, Act.RECORDS)
    nurse.press_digit(4)
    nurse.wait_for_page("supplies")
    nurse.settle()


def test_counted_out_one_after_the_other_and_in_at_the_handover(nurse) -> None:
    view = nurse.view
    assert view.headline.text() == "耗材 · 点出（开门前）"
    assert view.main.text() == "还有 22 项没点，先返回"
    nurse.press_digit(1)
    nurse.settle()
    give(nurse, "out", "38")
    assert line(nurse, "bag_triple_200").answer == "38 套"
    assert line(nurse, "bag_triple_200").below == "应带 40 套，少 2"
    assert view.open_sheet.headline.text() == "三联袋 300 mL：点出多少？"
    give(nurse, "out", "x")
    assert view.open_sheet.message.text == "三联袋 300 mL：请填 0 到 9,999 的整数"
    key(nurse, Act.BACK)
    key(nurse, Act.AGAIN)
    assert view.headline.text() == "纪念品 · 点出（开门前）"
    nurse.scan(UMBRELLA)
    nurse.settle()
    nurse.scan(UMBRELLA)
    nurse.settle()
    assert nurse.words() == "雨伞：2 把"
    nurse.scan("6900000000001")
    nurse.settle()
    assert nurse.words() == "清单上没有条码 6900000000001，请按数字点"
    key(nurse, Act.DEFER)
    nurse.press_digit(2)
    nurse.settle()
    nurse.fill("supplies.more.count", "30")
    nurse.enter()
    nurse.press_digit(1)
    key(nurse, Act.MAIN)
    nurse.press_digit(2)
    nurse.settle()
    nurse.fill("supplies.more.count", "3")
    nurse.enter()
    nurse.press_digit(2)
    key(nurse, Act.MAIN)
    assert (line(nurse, "umbrella").answer, line(nurse, "umbrella").below) == (
        "3 把", "点出 2、补来 3，按到访用去 0，应有 5",
    )  # fmt: skip
    at_handover(nurse)
    assert view.headline.text() == "耗材 · 点回（收班）"
    key(nurse, Act.AGAIN)
    nurse.press_digit(2)
    nurse.settle()
    give(nurse, "in", "4")
    key(nurse, Act.BACK)
    assert (line(nurse, "umbrella").answer, line(nurse, "umbrella").is_amiss) == ("4 把 · 少 1", True)
    key(nurse, Act.RECORDS)
    assert view.open_sheet.choices.buttons[0].text() == "雨伞 少 1"
    nurse.press_digit(1)
    nurse.fill("supplies.reason.words", "一把坏了")
    key(nurse, Act.MAIN)
    shown = line(nurse, "umbrella")
    assert (shown.answer, shown.below, shown.is_amiss) == ("4 把 · 少 1", "已说明：一把坏了", False)
    told = nurse.do(lambda desk: supplies.look(desk).unsettled)
    assert [one.item.code for one in told] == ["bag_triple_200"]
    key(nurse, Act.BACK)
    assert nurse.wait_for_page("handover") == "handover"
    assert any(row.label == "物资未点回" and row.value == "1 项" for row in nurse.view.mark_rows)
    assert len(nurse.do(lambda desk: desk.ledger.of_house(e.SuppliesLeftOpen.KIND))) == 1


def test_nothing_is_cut_in_any_round_with_long_counts_and_reasons(nurse) -> None:
    def count_all(desk) -> None:
        for one in desk.packs.supplies.items:
            supplies.count(desk, one.code, "out", text="9999", seen="")
            supplies.count(desk, one.code, "in", text="1", seen="")
        supplies.leave_open(desk, "umbrella", reason="在上一个停车点落下了一箱，已请司机回去拿，明天再点一次")

    found = nurse.faults()
    nurse.do(count_all)
    nurse.settle()
    for _ in range(3):
        key(nurse, Act.DEFER)
        found += nurse.faults()
    for _ in range(3):
        key(nurse, Act.AGAIN)
        found += nurse.faults()
    key(nurse, Act.DEFER)
    key(nurse, Act.DEFER)
    key(nurse, Act.AGAIN)
    nurse.press_digit(1)
    nurse.settle()
    found += nurse.faults()
    texts().switch("zh_CN")
    assert found == []


def test_what_nobody_counted_in_can_be_named_whole_ten_at_a_time(nurse) -> None:
    def count_out(desk) -> None:
        for one in desk.packs.supplies.items:
            supplies.count(desk, one.code, "out", text="1", seen="")

    nurse.do(count_out)
    at_handover(nurse)
    key(nurse, Act.RECORDS)
    assert len(nurse.view.open_sheet.choices.buttons) == 10
    assert nurse.faults() == []


def test_a_station_without_a_list_is_asked_for_nothing(nurse, monkeypatch) -> None:
    packs = nurse.do(lambda desk: desk.packs)
    monkeypatch.setitem(packs.__dict__, "supplies", replace(packs.supplies, items=()))
    key(nurse, Act.BACK)
    nurse.wait_for_page("checks")
    nurse.settle()
    assert nurse.view.action(Act.RECORDS).isHidden()
    nurse.terminal.show_aside("supplies")
    nurse.settle()
    nurse.press_digit(1)
    key(nurse, Act.DEFER)
    assert (nurse.view.hint.text(), nurse.view.open_sheet) == ("本站没有列出要点的物资", None)
