"""What did not go as it should at the handover and in the shift, and what settled it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from donor_room.domain import entries as e
from donor_room.domain.nonconforming import CODES
from donor_room.domain.nonconforming_shift import (
    READ_OF_SHIFT,
    isolated_in,
    of_shift,
    shift_of,
    would_be_unknown,
)
from tests.support import acts as a
from tests.support.acts import changed
from tests.support.van import SHIFT

N = a.NUMBER
KINDS = {type(act): act for act in a.OF_THE_HOUSE}
PACKED, MISSING = KINDS[e.UnitsPacked], KINDS[e.PartMissing]
WARMTH, CHECKED = KINDS[e.BoxTemperature], KINDS[e.ShiftChecked]
OPENED, SHUT = KINDS[e.BoxOpenedAgain], KINDS[e.BoxClosed]
GAP, LEFT_OPEN, HANDED = KINDS[e.GapExplained], KINDS[e.SuppliesLeftOpen], KINDS[e.SuppliesHandedOver]
SIGNED = KINDS[e.HandoverSigned]
WARM = changed(WARMTH, highest=Decimal("11.4"), minutes_outside=12)
UNKNOWN = changed(WARMTH, minutes_unknown=30)
FAILED = changed(CHECKED, result="failed", value=Decimal("9.1"), remark="冰排没冻透")
BAG, TUBE = PACKED, changed(PACKED, role="nat")


def settled_supply(difference: int | None) -> e.Act:
    item = HANDED.items[0]  # type: ignore[attr-defined]
    return changed(HANDED, items=(changed(item, difference=difference),))


Told = tuple[str, str, str, str, str]
STORIES: dict[str, tuple[tuple[e.Act, ...], list[Told]]] = {
    "packed": ((BAG, TUBE, SHUT, WARMTH, SIGNED, CHECKED), []),
    "moved": (
        (BAG, changed(BAG, box="2", reason="箱满")), [("crate_changed", "explained", "bag1", "2", "")]
    ),
    "missing": ((MISSING,), [("part_missing", "open", "nat", "", "")]),
    "found": ((MISSING, TUBE), [("part_missing", "found", "nat", "", "")]),
    "another found": ((MISSING, BAG), [("part_missing", "open", "nat", "", "")]),
    "opened": ((SHUT, OPENED), [("crate_reopened", "open", "", "1", "")]),
    "shut again": ((OPENED, SHUT), [("crate_reopened", "put_right", "", "1", "")]),
    "another shut": ((OPENED, changed(SHUT, box="2")), [("crate_reopened", "open", "", "1", "")]),
    "warm": ((WARM,), [("crate_outside", "open", "", "1", "4.2–11.4 °C, 12 min")]),
    "typed warm": (
        (changed(WARM, minutes_outside=None),), [("crate_outside", "open", "", "1", "4.2–11.4 °C, ? min")]
    ),
    "unknown": ((UNKNOWN,), [("crate_unknown", "open", "", "1", "4.2–5.1 °C, 30 min")]),
    "read anew": ((WARM, WARMTH), [("crate_outside", "put_right", "", "1", "4.2–11.4 °C, 12 min")]),
    "read anew, still bad": ((WARM, UNKNOWN), [("crate_unknown", "open", "", "1", "4.2–5.1 °C, 30 min")]),
    "another crate is good": (
        (WARM, changed(WARMTH, box="2")), [("crate_outside", "open", "", "1", "4.2–11.4 °C, 12 min")]
    ),
    "never measured": ((BAG, TUBE, SIGNED), [("crate_unknown", "open", "", "1", "")]),
    "moved, never measured": (
        (BAG, changed(BAG, box="Q"), WARMTH, SIGNED), [("crate_unknown", "open", "", "Q", "")]
    ),
    "only tubes": ((TUBE, SIGNED), []),
    "gap": ((GAP,), [("number_gap", "open", "", "", "")]),
    "check": ((FAILED,), [("check_failed", "open", "transport_box", "", "9.1 °C")]),
    "check without a value": (
        (changed(FAILED, value=None, unit=None),), [("check_failed", "open", "transport_box", "", "")]
    ),
    "check without a unit": (
        (changed(FAILED, unit=None),), [("check_failed", "open", "transport_box", "", "9.1")]
    ),
    "check put right": (
        (FAILED, CHECKED), [("check_failed", "put_right", "transport_box", "", "9.1 °C")]
    ),
    "another check": (
        (FAILED, changed(CHECKED, item="clock")), [("check_failed", "open", "transport_box", "", "9.1 °C")]
    ),
    "supplies": ((LEFT_OPEN, HANDED), [("supplies_open", "open", "umbrella", "", "23 / 24")]),
    "supplies said twice": (
        (LEFT_OPEN, changed(LEFT_OPEN, counted=None)), [("supplies_open", "open", "umbrella", "", "? / 24")]
    ),
    "supplies found": (
        (LEFT_OPEN, settled_supply(0)), [("supplies_open", "found", "umbrella", "", "23 / 24")]
    ),
    "supplies unknown": (
        (changed(LEFT_OPEN, expected=None), settled_supply(None)),
        [("supplies_open", "open", "umbrella", "", "23 / ?")],
    ),
    "supplies of others": (
        (LEFT_OPEN, changed(LEFT_OPEN, item="cup"), changed(HANDED, items=())),
        [("supplies_open", "open", item, "", "23 / 24") for item in ("umbrella", "cup")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("story", STORIES, ids=str)
def test_a_shift_tells_what_did_not_go_as_it_should(story: str) -> None:
    acts, expected = STORIES[story]
    found = of_shift(SHIFT, a.recorded(acts))
    assert [(one.code, one.settled, one.part, one.box, one.amount) for one in found] == expected


def test_words_witness_and_number_are_those_that_were_given() -> None:
    gap, missing = of_shift(SHIFT, a.recorded((GAP, MISSING)))
    assert (gap.number, gap.reason, gap.witness) == (N, "标签遗失", "s2")
    assert (missing.number, missing.reason, missing.witness) == (N, "车上找遍了", "s2")
    assert (gap.shift, gap.by, gap.visit) == (SHIFT, "nurse", "v1")


def test_another_shift_tells_nothing_here() -> None:
    acts = (WARM, changed(WARMTH, shift="shift-2"), GAP, changed(MISSING, shift="shift-2"))
    found = of_shift(SHIFT, a.recorded(acts))
    assert [(one.code, one.settled) for one in found] == [("crate_outside", "open"), ("number_gap", "open")]


def test_only_a_main_bag_in_the_box_that_goes_apart_is_isolated() -> None:
    acts = (BAG, changed(TUBE, box="Q"), changed(BAG, box="Q", number="A1"), GAP)
    assert isolated_in(a.recorded(acts)) == frozenset(["A1"])


def test_every_act_that_is_read_names_its_shift_and_no_other_does() -> None:
    for act in a.EVERY_ACT:
        assert (shift_of(act) == SHIFT) is isinstance(act, READ_OF_SHIFT)


def test_every_code_of_a_shift_has_its_story() -> None:
    told = {one[0] for _, expected in STORIES.values() for one in expected}
    assert told == set(CODES[CODES.index("part_missing") :])


def test_a_crate_is_told_before_the_handover_by_its_last_bag_and_after_it_by_the_signatures() -> None:
    other, elsewhere = changed(BAG, number="A660126000002"), changed(BAG, shift="x")
    cold = (changed(BAG, box="2"), changed(WARMTH, box="2"))
    lines = a.recorded((cold[0], BAG, other, TUBE, cold[1], elsewhere))
    (one,) = would_be_unknown(SHIFT, lines)
    assert (one.box, one.code, one.seq) == ("1", "crate_unknown", lines[2].entry.seq)
    signed = a.recorded((BAG, SIGNED))
    assert would_be_unknown(SHIFT, signed) == ()
    assert [found.box for found in of_shift(SHIFT, signed)] == ["1"]
