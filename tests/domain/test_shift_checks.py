"""What was said of the checks of a shift: the last word counts, and no answer is none."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from donor_room.domain import entries as e
from donor_room.domain.shift_checks import Check, Checks, fold_checks, in_the_way, on_list, state_of
from donor_room.domain.stamp import PackStamp
from tests.support import acts as a
from tests.support.van import SHIFT

TODAY = date(2026, 11, 21)
SCALE = Check(id="scale", tag="R", wants="yes", guards=("needle",))
BOX = Check(id="box", tag="R", wants="value", guards=("pack",), least=Decimal(2), most=Decimal(10), unit="°C")
STRIP = Check(id="strip", tag="R", wants="lot", guards=("hbsag",), reagent="hbsag")
LISTED = Checks(stamp=PackStamp(id="X", edition="1", sha256="0" * 64), items=(SCALE, BOX, STRIP))


def said(item: str, result: str = "good", shift: str = SHIFT, **more: Any) -> e.ShiftChecked:
    nothing = dict.fromkeys(("value", "unit", "lot", "lot_expires_on", "remark"))
    return e.ShiftChecked(shift=shift, item=item, result=result, **(nothing | more))  # type: ignore[arg-type]


def folded(*acts: e.Act, shifts: tuple[str, ...] = (SHIFT,)) -> dict[str, Any]:
    return fold_checks(a.recorded(acts), shifts)


def opened(*checks: str) -> e.ShiftOpened:
    return e.ShiftOpened(
        shift=SHIFT, on=TODAY, site_kind="vehicle", site="广场", vehicle="03", drive="street",
        organisation=None, team=(), checks=checks,
    )  # fmt: skip


def test_the_last_word_counts_and_the_earlier_ones_stay() -> None:
    words = folded(said("scale"), said("scale", "failed", remark="drifts"), said("box"))["scale"]
    assert [one.act.result for one in words] == ["good", "failed"]
    assert state_of(words, TODAY) == "failed"


def test_another_shift_and_another_act_say_nothing_here() -> None:
    assert folded(said("scale", shift="other"), e.ShiftClosed(shift=SHIFT)) == {}
    assert set(folded(said("scale", shift="other"), shifts=(SHIFT, "other"))) == {"scale"}


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ((), "unanswered"),
        ((said("strip", lot="A", lot_expires_on=TODAY),), "good"),
        ((said("strip", lot="A", lot_expires_on=date(2026, 11, 20)),), "expired"),
        ((said("strip", "failed"),), "failed"),
    ],
)
def test_how_an_item_stands(words: tuple[e.ShiftChecked, ...], state: str) -> None:
    assert state_of(folded(*words).get("strip", ()), TODAY) == state


def test_what_is_not_good_is_in_the_way_of_its_own_work_only() -> None:
    words = folded(said("scale", "failed"), said("box", value=Decimal(4)))
    assert in_the_way(LISTED.items, words, "needle", TODAY) == (SCALE, "failed")
    assert in_the_way(LISTED.items, words, "hbsag", TODAY) == (STRIP, "unanswered")
    assert in_the_way(LISTED.items, words, "pack", TODAY) is None
    assert in_the_way(LISTED.items, words, "vitals", TODAY) is None


def test_a_shift_is_held_to_the_items_of_its_opening_that_are_still_on_the_list() -> None:
    assert on_list(LISTED, opened("strip", "gone", "scale")) == (SCALE, STRIP)
    assert on_list(LISTED, opened()) == ()


def test_an_item_is_found_by_its_name() -> None:
    assert (LISTED.find("box"), LISTED.find("none")) == (BOX, None)


@pytest.mark.parametrize(
    ("least", "most", "value", "is_good"),
    [(2, 10, "2", True), (2, 10, "10", True), (2, 10, "1.9", False), (2, 10, "10.1", False),
     (None, 5, "-3", True), (None, 5, "6", False), (5, None, "4", False), (5, None, "99", True)],
)  # fmt: skip
def test_a_value_is_good_between_its_limits_both_included(
    least: int | None, most: int | None, value: str, is_good: bool
) -> None:
    ends = {name: Decimal(end) for name, end in (("least", least), ("most", most)) if end is not None}
    check = Check(id="x", tag="R", wants="value", unit="°C", **ends)
    assert check.is_within(Decimal(value)) is is_good


@pytest.mark.parametrize(
    "wrong",
    [
        {"wants": "value"},
        {"wants": "value", "unit": "°C"},
        {"wants": "value", "least": Decimal(1)},
        {"wants": "yes", "most": Decimal(1), "unit": "°C"},
        {"wants": "yes", "unit": "°C"},
        {"wants": "value", "least": Decimal(3), "most": Decimal(2), "unit": "°C"},
        {"wants": "lot"},
        {"wants": "yes", "reagent": "alt"},
    ],
)
def test_an_item_that_cannot_be_meant_so_is_none(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="x: "):
        Check(id="x", tag="R", **wrong)
