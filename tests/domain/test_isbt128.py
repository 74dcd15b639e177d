from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.domain.donation_number import ISBT128, NUMERIC_CODABAR, NUMERIC_CODE128, NumberProfile
from donor_room.domain.isbt128 import (
    GROUPS,
    ROLE_FLAGS,
    encoded_number,
    read_code,
    transmission_flag,
    visit_code,
)
from donor_room.domain.refusal import Refusal

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "isbt128.json").read_text(encoding="utf-8"))
DIN = "A999926014327"
MOD11 = NumberProfile(
    name="house", pattern=r"[0-9]{7}[0-9X]", symbology="code128", is_isbt128=False, has_flags=False,
    check="mod11", weights=(8, 7, 6, 5, 4, 3, 2), serial_digits=4, groups=(3, 4),
)  # fmt: skip
SAME_FLAGS = NumberProfile(
    name="isbt128-same", pattern=ISBT128.pattern, symbology="code128", is_isbt128=True, has_flags=False,
    check="mod37-2", serial_digits=6, groups=(5, 2, 6),
)  # fmt: skip


def kind_of(text, profile=ISBT128):
    return read_code(text, profile).kind


def refusal(text, profile=ISBT128):
    with pytest.raises(Refusal) as caught:
        read_code(text, profile)
    return caught.value.code


@pytest.mark.parametrize("role", ROLE_FLAGS)
def test_each_label_says_what_it_is_stuck_on(role):
    code = read_code(encoded_number(DIN, role, ISBT128), ISBT128)
    assert (code.kind, code.number, code.flag) == (role, DIN, ROLE_FLAGS[role])


@pytest.mark.parametrize(
    "row", [row for row in VECTORS["din"] if "barcode" in row], ids=lambda row: row["barcode"]
)
def test_published_codes_give_their_number(row):
    assert read_code(row["barcode"], ISBT128).number == row["din"]


@pytest.mark.parametrize("row", [row for row in VECTORS["din"] if "type3" in row], ids=lambda row: row["din"])
def test_published_transmission_flags_are_right(row):
    assert transmission_flag(row["din"]) == row["type3"]


@pytest.mark.parametrize(
    "row",
    [row for row in VECTORS["din_negative"] if row["barcode"].startswith("=")],
    ids=lambda row: row["why"],
)
def test_published_wrong_numbers_are_refused(row):
    assert refusal(row["barcode"]) in {"labels.code_shape", "labels.code_check"}


def test_a_number_without_its_identifier_is_some_other_code():
    assert kind_of("A99991712345600") == "unknown"


@pytest.mark.parametrize("row", VECTORS["unit_numbers"], ids=lambda row: row["barcode"])
def test_unit_numbers_of_a_blood_service_are_judged_as_there(row):
    if row["valid"]:
        assert read_code(row["barcode"], ISBT128).number == row["din"]
    else:
        assert refusal(row["barcode"]) == "labels.code_shape"


@pytest.mark.parametrize("row", VECTORS["abo_rhd"], ids=lambda row: row["group"])
def test_the_eight_groups_have_their_published_values(row):
    said = row["group"].replace(" RhD negative", "-").replace(" RhD positive", "+")
    assert GROUPS[read_code(row["barcode"], ISBT128).value[:2]] == said


@pytest.mark.parametrize("row", VECTORS["abo_rhd_unknown_rhd"], ids=lambda row: row["group"])
def test_a_group_without_rhd_has_its_own_value(row):
    assert GROUPS[read_code(row["barcode"], ISBT128).value[:2]] == row["group"]


@pytest.mark.parametrize("row", VECTORS["special_messages"], ids=lambda row: row["gg"])
def test_a_message_in_the_place_of_the_group_is_read(row):
    assert kind_of(f"=%{row['gg']}00") == "group"


def test_red_cell_antigens_are_never_taken_for_a_group():
    assert kind_of("=\\620000000000000000") == "antigens"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("=<E1234V00", "product"), ("=<S12954A0", "product"), ("=<D6686000", "product"),
        ("=>019031", "expiry"), ("&>0180292359", "expiry"), ("=}017032", "produced"),
        ("&}0170321200", "produced"), ("=*026061", "collected"),
        ("&*0260611430", "collected"), ("=)1ABWWWWWWW", "container"), ("&)1234567890", "container_lot"),
    ],
)  # fmt: skip
def test_other_structures_are_known_by_their_kind(text, kind):
    assert kind_of(text) == kind


@pytest.mark.parametrize("row", VECTORS["dates"], ids=lambda row: row["barcode"])
def test_dates_are_judged_as_published(row):
    if row.get("invalid"):
        assert refusal(row["barcode"]) == "labels.code_shape"
    else:
        assert kind_of(row["barcode"]) == "expiry"


def test_a_product_code_behind_the_wrong_identifier_is_refused():
    assert refusal(VECTORS["product_traps"][0]["barcode"]) == "labels.code_shape"


@pytest.mark.parametrize(
    "text", ["=%62", "=%6x00", "=<E0330", "=>019000", "=>019367", "&)short", "=000001234567800"]
)
def test_a_code_that_begins_right_and_ends_wrong_is_refused(text):
    assert refusal(text) == "labels.code_shape"


@pytest.mark.parametrize("text", ["", "6901234567892", "=", "=+04000", "hello", "献血码"])
def test_anything_else_is_unknown(text):
    assert kind_of(text) == "unknown"


def test_a_station_that_keeps_all_flags_alike_learns_no_label_from_them():
    assert encoded_number(DIN, "bag2", SAME_FLAGS) == f"={DIN}00"
    assert kind_of(f"={DIN}00", SAME_FLAGS) == "donation"


def test_a_flag_that_names_no_label_leaves_a_plain_number():
    assert kind_of(f"={DIN}25") == "donation"


def test_a_right_transmission_flag_is_accepted():
    assert kind_of("=G12341765432170") == "donation"


@pytest.mark.parametrize("number", ["9901234567890", "2201101234567"])
def test_a_plain_number_is_its_own_code(number):
    assert encoded_number(number, "bag1", NUMERIC_CODE128) == number
    assert read_code(number, NUMERIC_CODE128).number == number


@pytest.mark.parametrize("text", ["A9901234567890A", "B9901234567890D", "9901234567890"])
def test_codabar_is_read_with_and_without_start_and_stop(text):
    assert read_code(text, NUMERIC_CODABAR).number == "9901234567890"


def test_codabar_carries_start_and_stop():
    assert encoded_number("9901234567890", "nat", NUMERIC_CODABAR) == "A9901234567890A"


@pytest.mark.parametrize("text", ["990123456789", "99 01234567890", "X", ""])
def test_what_is_no_plain_number_is_unknown(text):
    assert kind_of(text, NUMERIC_CODE128) == "unknown"


def test_a_plain_number_with_a_wrong_inner_digit_was_read_wrongly():
    assert refusal("66000018", MOD11) == "labels.code_check"
    assert kind_of("66000017", MOD11) == "donation"


def test_the_slip_of_a_visit_is_known_under_every_profile():
    text = visit_code("01jd3kq8-zp4t")
    assert [read_code(text, profile).value for profile in (ISBT128, NUMERIC_CODABAR)] == ["01JD3KQ8ZP4T"] * 2


@given(st.text(max_size=24))
def test_no_scanned_text_breaks_the_reader(text):
    for profile in (ISBT128, NUMERIC_CODE128, NUMERIC_CODABAR, MOD11):
        with suppress(Refusal):
            assert read_code(text, profile).text == text
