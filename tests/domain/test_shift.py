"""A shift as its entries tell it, and when its numbers balance."""

from __future__ import annotations

from datetime import timedelta

import pytest

from donor_room.domain import entries as e
from donor_room.domain.shift import QUARANTINE_BOX, Reconciliation, Shift, common_day, fold_shifts
from tests.support.acts import NUMBER, OF_THE_HOUSE, changed, recorded
from tests.support.van import MORNING, SHIFT

OPENED, PACKED, SIGNED, CLOSED = (
    next(act for act in OF_THE_HOUSE if isinstance(act, kind))
    for kind in (e.ShiftOpened, e.UnitsPacked, e.HandoverSigned, e.ShiftClosed)
)


def only(*acts: e.Act) -> Shift:
    (shift,) = fold_shifts(recorded(acts))
    return shift


def test_an_opened_shift_tells_who_opened_it_when() -> None:
    shift = only(OPENED)
    assert (shift.id, shift.opened_by, shift.opened_at) == (SHIFT, "nurse", MORNING + timedelta(seconds=20))


def test_units_are_packed_once_however_often_they_are_told() -> None:
    assert only(OPENED, PACKED, PACKED).packed == {("bag1", NUMBER)}


def test_a_main_bag_in_the_box_apart_is_known() -> None:
    apart = changed(PACKED, box=QUARANTINE_BOX)
    assert only(OPENED, PACKED).quarantined == frozenset()
    assert only(OPENED, PACKED, apart).quarantined == {NUMBER}
    assert only(OPENED, changed(apart, role="tube")).quarantined == frozenset()


def test_a_signed_shift_is_not_closed_yet() -> None:
    shift = only(OPENED, SIGNED)
    assert (shift.handover, shift.closed_at) == (SIGNED, None)


def test_a_closed_shift_tells_when() -> None:
    shift = only(OPENED, SIGNED, CLOSED)
    assert shift.closed_at is not None
    assert shift.handover_at is not None
    assert shift.closed_at > shift.handover_at


def test_what_belongs_to_no_known_shift_is_passed_over() -> None:
    assert fold_shifts(recorded((PACKED, CLOSED))) == ()


def test_shifts_come_in_the_order_of_their_opening() -> None:
    shifts = fold_shifts(recorded((OPENED, CLOSED, changed(OPENED, shift="second"))))
    assert [shift.id for shift in shifts] == [SHIFT, "second"]


def test_a_second_opening_of_a_shift_changes_nothing() -> None:
    assert only(OPENED, changed(OPENED, site="elsewhere")).opened.site == "广场"


def test_the_order_in_which_entries_come_does_not_matter() -> None:
    lines = recorded((OPENED, PACKED, SIGNED, CLOSED))
    assert fold_shifts(reversed(lines)) == fold_shifts(lines)


BALANCED = {
    "issued": 10,
    "used": 4,
    "void": 2,
    "returned": 3,
    "explained": ("n",),
    "unexplained": (),
    "unspent": 0,
}


@pytest.mark.parametrize(
    ("change", "balances"),
    [
        ({}, True),
        ({"used": 5}, False),
        ({"unexplained": ("m",)}, False),
        ({"unspent": 1}, False),
        ({"issued": 9}, False),
        ({"in_work": ("w",), "issued": 11}, False),
    ],
)
def test_issued_is_used_and_void_and_returned_and_explained(
    change: dict[str, object], balances: bool
) -> None:
    assert Reconciliation(**(BALANCED | change)).balances is balances  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "comes_out"),
    [
        ({}, True),
        ({"issued": 14, "unspent": 2, "in_work": ("a",), "unexplained": ("b",)}, True),
        ({"unspent": 1}, False),
        ({"in_work": ("a",)}, False),
        ({"unexplained": ("b",)}, False),
        ({"issued": 11}, False),
    ],
)
def test_at_every_moment_each_number_is_counted_once(change: dict[str, object], comes_out: bool) -> None:
    assert Reconciliation(**(BALANCED | change)).comes_out is comes_out  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "is_common"),
    [
        ({}, True),
        ({"shift": "another", "vehicle": "04", "team": ()}, True),
        ({"site": " 广场 "}, True),
        ({"site": "车站"}, False),
        ({"drive": "group"}, False),
        ({"site_kind": "house"}, False),
        ({"on": MORNING.date() + timedelta(days=9)}, False),
    ],
)
def test_shifts_of_one_day_site_and_drive_have_it_in_common(
    change: dict[str, object], is_common: bool
) -> None:
    opened = next(act for act in OF_THE_HOUSE if isinstance(act, e.ShiftOpened))
    assert (common_day(changed(opened, **change)) == common_day(opened)) is is_common
