"""Supplies are counted out and in by acts of persons; what visits used is known, and no blood waits."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.domain.supplies import Standing
from donor_room.packs.supplies import load_supplies
from donor_room.packs.texts import LANGUAGES, Texts
from donor_room.workflow import aftercare, shift, supplies
from donor_room.workflow.desk import Desk
from tests.support import desks as d
from tests.support.desks import refused

UMBRELLA, BLANKET = "6901234567892", "6909876543210"


@pytest.fixture(autouse=True)
def bar_codes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two articles have their codes."""
    codes = {"umbrella": (UMBRELLA,), "cold_pack": (BLANKET,)}
    listed = load_supplies()
    items = tuple(replace(one, bar_codes=codes.get(one.code, ())) for one in listed.items)
    monkeypatch.setitem(desk.packs.__dict__, "supplies", replace(listed, items=items))


def item(desk: Desk, code: str) -> Standing:
    found = supplies.look(desk).find(code)
    assert found is not None
    return found


def count(desk: Desk, code: str, text: str, round_: Any = "out") -> None:
    supplies.count(desk, code, round_, text=text, seen="")


def written(desk: Desk) -> list[e.Act]:
    kinds = (e.SuppliesCounted.KIND, e.SuppliesAdded.KIND, e.SuppliesLeftOpen.KIND)
    return [line.act for line in desk.ledger.of_house(*kinds)]


def test_counted_out_given_and_counted_in_with_a_difference_that_is_left_open_by_name(desk: Desk) -> None:
    d.take_place(desk, d.NURSE)
    count(desk, "umbrella", " \uff12\uff10 ")
    supplies.add(desk, "umbrella", "more", text="5")
    d.take_place(desk, d.EVERYBODY)
    visit = d.bring_to(desk, "aftercare")
    aftercare.give_souvenir(desk, visit.id, souvenir="cup")
    aftercare.give_souvenir(desk, visit.id, souvenir="umbrella")
    count(desk, "umbrella", "23", "in")
    one = item(desk, "umbrella")
    assert (one.had, one.taken, one.expected, one.difference, one.open) == (25, 1, 24, -1, "differs")
    assert item(desk, "cup").taken == 0
    told = supplies.look(desk)
    assert told.names[one.out.last.by if one.out else ""] == "王芳"
    supplies.leave_open(desk, "umbrella", reason=" 车上找过了 ")
    one = item(desk, "umbrella")
    assert one.is_explained
    assert one.open == "differs"
    assert [line.item.code for line in supplies.look(desk).unsettled] == []
    count(desk, "umbrella", "24", "in")
    assert (item(desk, "umbrella").difference, item(desk, "umbrella").open) == (0, None)


def test_a_bag_with_a_needle_is_used_and_is_found_by_its_index(desk: Desk) -> None:
    visit = d.needle_in(desk, d.bring_to(desk, "collection"))
    count(desk, "bag_triple_400", "80")
    kind = visit.bag.bag_kind if visit.bag else ""
    assert item(desk, f"bag_{kind}").taken == 1
    plan = " ".join(str(row) for row in desk.database.rows(
        "EXPLAIN QUERY PLAN SELECT body FROM ledger WHERE kind IN ('aftercare.souvenir_given', "
        "'collection.bag_taken', 'collection.needle_in', 'paper.time') AND hlc >= ?", ("",)))  # fmt: skip
    assert "ledger_of_use" in plan


@pytest.mark.parametrize(
    ("text", "code"),
    [("-1", "no_number"), ("many", "no_number"), ("", "no_number"), ("1.5", "no_number"),
     ("二十", "no_number"),
     ("10000", "too_many"), ("1000000000", "too_many"), ("9" * 40, "no_number")],
)  # fmt: skip
def test_what_is_no_count_is_refused_by_the_items_name_and_nothing_is_written(
    desk: Desk, text: str, code: str
) -> None:
    for act in (
        lambda: count(desk, "umbrella", text),
        lambda: supplies.add(desk, "umbrella", "more", text=text),
    ):
        with refused(f"supplies.{code}") as no:
            act()
        for language in LANGUAGES:
            assert Texts(language).say(no.value.code, **no.value.values)
    assert written(desk) == []


def test_an_item_that_is_on_no_list_is_refused_and_one_that_left_it_stays_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    count(desk, "cup", "4")
    listed = desk.packs.supplies
    kept = tuple(one for one in listed.items if one.code != "cup")
    monkeypatch.setitem(desk.packs.__dict__, "supplies", replace(listed, items=kept))
    for act in (lambda: count(desk, "cup", "3"), lambda: supplies.add(desk, "cup", "more", text="1")):
        with refused("supplies.no_item"):
            act()
    assert (item(desk, "cup").is_listed, item(desk, "cup").open) == (False, "not_counted")
    supplies.leave_open(desk, "cup", reason="清单改了")
    assert item(desk, "cup").is_explained


def test_a_scan_counts_one_more_and_an_unknown_code_nothing(desk: Desk) -> None:
    assert supplies.scan(desk, UMBRELLA, "out")[1] == 1
    found, number = supplies.scan(desk, f" {UMBRELLA} ", "out")
    assert (found.code, number) == ("umbrella", 2)
    with refused("supplies.not_listed"):
        supplies.scan(desk, "6900000000000", "out")
    count(desk, "umbrella", "9999")
    with refused("supplies.too_many"):
        supplies.scan(desk, UMBRELLA, "out")
    with refused("supplies.nothing_added"):
        supplies.add(desk, "umbrella", "more", text="0")
    assert item(desk, "umbrella").had == 9_999


def test_only_what_differs_is_left_open_and_only_with_a_reason(desk: Desk) -> None:
    with refused("supplies.nothing_open"):
        supplies.leave_open(desk, "umbrella", reason="x")
    with refused("supplies.no_item"):
        supplies.leave_open(desk, "drone", reason="x")
    count(desk, "umbrella", "20")
    with refused("labels.no_reason"):
        supplies.leave_open(desk, "umbrella", reason=" ")
    for words in ("长" * 29, "w" * 57, "一\n二"):
        with refused("supplies.reason_too_long"):
            supplies.leave_open(desk, "umbrella", reason=words)
    for words in ("长" * 28, "w" * 56, "赶路，没有点"):
        supplies.leave_open(desk, "umbrella", reason=words)
    assert supplies.look(desk).unsettled == ()


def test_a_scanned_souvenir_is_given_beside_what_the_donor_has_and_only_once(desk: Desk) -> None:
    visit = d.bring_to(desk, "aftercare")
    aftercare.give_souvenir(desk, visit.id, souvenir="coin_birthday")
    umbrella, pack = supplies.scanned(desk, UMBRELLA), supplies.scanned(desk, BLANKET)
    assert umbrella is not None
    assert pack is not None
    told = aftercare.give_scanned(desk, visit.id, umbrella)
    assert told.souvenirs == ("coin_birthday", "umbrella")
    with refused("supplies.souvenir_given"):
        aftercare.give_scanned(desk, visit.id, umbrella)
    with refused("supplies.no_souvenir"):
        aftercare.give_scanned(desk, visit.id, pack)
    assert aftercare.give_souvenir(desk, visit.id, souvenir="none").souvenirs == ("none",)
    assert item(desk, "umbrella").taken == 0


def test_work_waits_for_an_item_only_where_the_station_says_so(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = desk.packs.supplies
    items = tuple(
        replace(one, guards=("needle",)) if one.code == "oxygen_mask" else one for one in listed.items
    )
    visit = d.bring_to(desk, "collection")
    monkeypatch.setitem(desk.packs.__dict__, "supplies", replace(listed, items=items))
    with refused("supplies.required") as no:
        d.needle_in(desk, visit)
    assert "吸氧面罩" in Texts("zh_CN").say(no.value.code, **no.value.values)
    count(desk, "oxygen_mask", "1")
    d.needle_in(desk, desk.visits.get(visit.id))


def test_a_second_shift_of_the_day_begins_anew_and_without_a_list_nothing_is_asked(
    desk: Desk, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    count(desk, "umbrella", "20")
    desk.record_of_house(e.ShiftClosed(shift=shift.the_shift(desk).id))
    assert supplies.look(desk).standings == ()
    clock.instant += timedelta(hours=1)
    d.open_shift(desk)
    assert item(desk, "umbrella").out is None
    monkeypatch.setitem(desk.packs.__dict__, "supplies", load_supplies(Path("/nowhere")))
    assert supplies.look(desk).standings == ()


def test_the_sheet_tells_what_was_counted_and_by_which_name(desk: Desk) -> None:
    count(desk, "umbrella", "20")
    count(desk, "umbrella", "18", "in")
    count(desk, "cup", "3", "in")
    supplies.leave_open(desk, "umbrella", reason="两把坏了")
    told = supplies.told_at_handover(supplies.look(desk), lambda one: one.item.code)
    assert [(one.item, one.out, one.counted, one.difference, one.reason, one.said_by) for one in told] == [
        ("umbrella", 20, 18, -2, "两把坏了", "李全"),
        ("cup", None, 3, None, "", ""),
    ]
