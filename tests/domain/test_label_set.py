from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.domain.donation_number import ISBT128, NUMERIC_CODE128
from donor_room.domain.isbt128 import ScannedCode, read_code
from donor_room.domain.label_set import (
    AlreadyScanned,
    Equal,
    Foreign,
    PrinterState,
    WrongKind,
    accept,
    plan_set,
    slip_item,
    still_to_scan,
)
from donor_room.domain.own_codes import chair_code, command_code, visit_code
from donor_room.domain.refusal import Refusal

ROLES = ("bag1", "bag2", "bag3", "nat", "tube", "form")
MINE, OTHER = "A999926014327", "A999926014328"
LABELS = plan_set(MINE, ISBT128, ROLES)
PLAIN = plan_set("9901234567890", NUMERIC_CODE128, ROLES)


def scan(text, scanned=(), labels=LABELS):
    return accept(labels, scanned, read_code(text, labels.profile))


def test_a_set_has_one_label_for_each_role_in_order():
    assert [(item.role, item.flag) for item in LABELS.items] == [
        ("bag1", "01"), ("bag2", "02"), ("bag3", "03"), ("nat", "09"), ("tube", "07"), ("form", "08"),
    ]  # fmt: skip


def test_each_label_belongs_to_bag_tube_or_form():
    assert [item.part for item in LABELS.items] == ["bag", "bag", "bag", "tube", "tube", "form"]


def test_the_set_says_its_number_as_eyes_read_it():
    assert (LABELS.eye_readable, LABELS.check) == ("A9999 26 014327", "G")


def test_the_donors_slip_is_no_part_of_the_set():
    item = slip_item(MINE, ISBT128)
    assert (item.part, item.encoded) == ("slip", f"={MINE}00")
    assert item not in LABELS.items


def test_no_set_for_what_is_no_number():
    with pytest.raises(Refusal):
        plan_set("O999926014327", ISBT128, ROLES)


@pytest.mark.parametrize("item", LABELS.items, ids=lambda item: item.role)
def test_each_label_of_the_set_is_equal(item):
    assert scan(item.encoded) == Equal(item)


def test_a_label_scanned_twice_changes_nothing():
    assert scan(LABELS.items[0].encoded, scanned={"bag1"}) == AlreadyScanned(LABELS.items[0])


@pytest.mark.parametrize("flag", ["00", "01", "04", "07", "25"])
def test_any_label_of_another_number_is_foreign(flag):
    assert scan(f"={OTHER}{flag}") == Foreign(OTHER)


def test_a_foreign_label_is_foreign_even_when_all_is_scanned():
    assert scan(f"={OTHER}01", scanned=set(ROLES)) == Foreign(OTHER)


@pytest.mark.parametrize(
    ("text", "got"),
    [("=%6200", "group"), ("=<E1234V00", "product"), ("6901234567892", "unknown"),
     (visit_code("01JD3KQ8"), "visit"), (chair_code(3), "chair"), (command_code("next"), "act"),
     (f"={MINE}04", "bag4"), (f"={MINE}00", "slip"), (f"={MINE}25", "donation")],
)  # fmt: skip
def test_a_wrong_kind_is_answered_with_what_is_expected(text, got):
    assert scan(text, scanned={"bag1", "bag2"}) == WrongKind("bag3", got)


def test_nothing_is_expected_when_all_is_scanned():
    assert scan("=%6200", scanned=set(ROLES)) == WrongKind(None, "group")


def test_labels_without_flags_count_in_the_order_of_the_set():
    assert scan("9901234567890", labels=PLAIN) == Equal(PLAIN.items[0])
    assert scan("9901234567890", scanned={"bag1"}, labels=PLAIN) == Equal(PLAIN.items[1])
    assert scan("9901234567890", scanned=set(ROLES), labels=PLAIN) == AlreadyScanned(None)


def test_labels_without_flags_still_show_a_foreign_number():
    assert scan("9901234567891", labels=PLAIN) == Foreign("9901234567891")


def test_what_is_left_keeps_its_order():
    assert [item.role for item in still_to_scan(LABELS, {"bag2", "tube"})] == ["bag1", "bag3", "nat", "form"]


@given(st.permutations(LABELS.items))
def test_any_order_of_scans_ends_with_nothing_left(order):
    scanned: set[str] = set()
    for item in order:
        assert scan(item.encoded, scanned) == Equal(item)
        scanned.add(item.role)
    assert still_to_scan(LABELS, scanned) == ()


@given(st.integers(0, 999_999), st.sampled_from(ROLES))
def test_a_label_of_any_other_number_never_passes(serial, role):
    number = f"A999926{serial:06d}"
    answer = scan(next(item.encoded for item in plan_set(number, ISBT128, ROLES).items if item.role == role))
    assert isinstance(answer, Equal) == (number == MINE)


def test_the_digits_of_a_plain_set_in_a_code_with_flags_are_no_label_of_it():
    code = ScannedCode(text=f"={PLAIN.number}01", kind="bag1", number=PLAIN.number, flag="01")
    assert accept(PLAIN, (), code) == WrongKind("bag1", "bag1")


def test_a_set_knows_its_number_profile_and_the_flag_of_each_label():
    labels = plan_set(" A9999 26 014327", ISBT128, ("bag1", "tube", "form"))
    assert (labels.number, labels.profile) == ("A999926014327", ISBT128)
    assert [(item.role, item.flag, item.encoded) for item in labels.items] == [
        ("bag1", "01", "=A99992601432701"),
        ("tube", "07", "=A99992601432707"),
        ("form", "08", "=A99992601432708"),
    ]


def test_a_label_without_flags_has_none():
    labels = plan_set("9901234567890", NUMERIC_CODE128, ("bag1", "form"))
    assert [(item.flag, item.encoded) for item in labels.items] == [(None, "9901234567890")] * 2


@pytest.mark.parametrize(
    ("state", "may_print"),
    [
        (PrinterState(ready=True), True),
        (PrinterState(ready=False, faults=("paper_out",)), False),
        (PrinterState(ready=False, answers=False), True),
        (PrinterState(ready=False, answers=False, faults=("queue_full",)), False),
    ],
)
def test_a_printer_may_print_when_it_is_ready_or_cannot_say_and_nothing_is_known_against_it(state, may_print):
    assert state.may_print is may_print
