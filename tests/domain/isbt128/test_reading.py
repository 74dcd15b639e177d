from __future__ import annotations

from contextlib import suppress
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from donor_room.domain.donation_number import ISBT128, NUMERIC_CODABAR, NUMERIC_CODE128, NumberProfile
from donor_room.domain.isbt128 import (
    PAIRS,
    ROLE_FLAGS,
    encoded_number,
    read_among,
    read_code,
    read_pair,
)
from donor_room.domain.own_codes import visit_code
from donor_room.domain.refusal import Refusal

DIN = "A999926014327"
MOD11 = NumberProfile(
    name="house", pattern=r"[0-9]{7}[0-9X]", symbology="code128", is_isbt128=False, has_flags=False,
    check="mod11", weights=(8, 7, 6, 5, 4, 3, 2), serial_digits=4, groups=(3, 4),
)  # fmt: skip
SAME_FLAGS = NumberProfile(
    name="isbt128-same", pattern=ISBT128.pattern, symbology="code128", is_isbt128=True, has_flags=False,
    check="mod37-2", serial_digits=6, groups=(5, 2, 6),
)  # fmt: skip
CODES = {
    "donation": f"={DIN}25",
    "group": "=%6200",
    "product": "=<E1234V00",
    "expiry": "&>0270012359",
    "container": "=)1XX00AB123",
    "container_lot": "&)00001234rZ",
}
"""One code of each kind that stands in a pair."""


def kind_of(text, profile=ISBT128):
    return read_code(text, profile).kind


def refusal(call, *args):
    with pytest.raises(Refusal) as caught:
        call(*args)
    return caught.value.code


def refused(text, profile=ISBT128):
    return refusal(read_code, text, profile)


@pytest.mark.parametrize("role", ROLE_FLAGS)
def test_each_label_says_what_it_is_stuck_on(role):
    code = read_code(encoded_number(DIN, role, ISBT128), ISBT128)
    assert (code.kind, code.number, code.flag) == (role, DIN, ROLE_FLAGS[role])
    assert (code.value, code.content, code.parts) == (None, None, ())


def test_red_cell_antigens_are_never_taken_for_a_group():
    code = read_code("=\\620000000000000000", ISBT128)
    assert (code.kind, code.value, code.content) == ("antigens", "620000000000000000", None)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("=<E1234V00", "product"),
        ("=<D6686000", "product"),
        ("=>019031", "expiry"),
        ("&>0180292359", "expiry"),
        ("=}017032", "produced"),
        ("&}0170321200", "produced"),
        ("=*026061", "collected"),
        ("&*0260611430", "collected"),
        ("=)1AB00WWWWW", "container"),
        ("&)1234567890", "container_lot"),
        ("&;donor 7", "donor"),
        ("&!1", "confidential"),
        ("&aX", "local"),
        ("&z9", "local"),
        ("=,000012", "other"),
        ("&,1123456789012345678", "other"),
        ("&#010212", "other"),
    ],
)
def test_other_structures_are_known_by_their_kind(text, kind):
    assert kind_of(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "=%62",
        "=%6x00",
        "=<E0330",
        "=>019000",
        "=>019367",
        "&)short",
        "=000001234567800",
        "=b99991712345600",
        "&!",
        "&a",
        "=,00012",
        "&>018029235",
        "&>01802923590",
        "=\\62000000000000000",
        "=%6200 ",
        " =%6200"[1:] + "\n",
    ],
)
def test_a_code_that_begins_right_and_ends_wrong_is_refused(text):
    assert refused(text) == "labels.code_shape"


@pytest.mark.parametrize(
    "text", ["=%9900", "=%3200", "=%6201", "=>019366", "&*0193660000", "=<E1234Z00", "=<T1295A0a"]
)
def test_a_value_that_no_table_and_no_calendar_has_is_refused_last(text):
    assert refused(text) == "numbers.code_value"


@pytest.mark.parametrize("text", ["", "6901234567892", "=", "&", "=~", "hello", "献血码", "=献", "DR", "&5"])
def test_anything_else_is_unknown(text):
    assert kind_of(text) == "unknown"


def test_a_station_that_keeps_all_flags_alike_learns_no_label_from_them():
    assert encoded_number(DIN, "bag2", SAME_FLAGS) == f"={DIN}00"
    assert kind_of(f"={DIN}00", SAME_FLAGS) == "donation"


def test_a_flag_that_names_no_label_leaves_a_plain_number():
    assert kind_of(f"={DIN}25") == "donation"


def test_a_right_transmission_flag_is_accepted_and_a_wrong_one_is_not():
    assert kind_of("=G12341765432170") == "donation"
    assert refused("=G12341765432171") == "labels.code_check"


def test_a_number_that_the_standard_allows_and_the_station_does_not_write_is_refused():
    assert refused("=ABC122601432700") == "labels.number_shape"


# ---- two codes read as one ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kinds", PAIRS)
def test_a_pair_is_split_where_it_was_asked_for(kinds):
    left, right = read_pair(CODES[kinds[0]] + CODES[kinds[1]], kinds, ISBT128)
    assert (left, right) == tuple(read_code(CODES[kind], ISBT128) for kind in kinds)


@pytest.mark.parametrize("kinds", PAIRS)
def test_a_pair_is_refused_where_one_code_was_wanted(kinds):
    assert refused(CODES[kinds[0]] + CODES[kinds[1]]) == "numbers.code_pair"


@pytest.mark.parametrize("kinds", sorted(set(permutations(CODES, 2)) - set(PAIRS)))
def test_two_codes_that_do_not_belong_together_are_no_pair(kinds):
    text = CODES[kinds[0]] + CODES[kinds[1]]
    assert refused(text) == "labels.code_shape"
    assert refusal(read_pair, text, ("donation", "group"), ISBT128) == "numbers.code_no_pair"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (CODES["donation"], "numbers.code_no_pair"),
        (CODES["donation"] + CODES["group"] * 2, "numbers.code_no_pair"),
        (CODES["donation"] + "6200", "labels.code_shape"),
        (CODES["donation"][:-1] + CODES["group"], "labels.code_shape"),
        (CODES["donation"] + "=%62", "labels.code_shape"),
        (CODES["donation"] + "=%9900", "numbers.code_value"),
        ("=G12341765432171=%6200", "labels.code_check"),
        ("", "numbers.code_no_pair"),
    ],
)
def test_what_cannot_be_split_by_structure_is_never_guessed_at(text, code):
    assert refusal(read_pair, text, ("donation", "group"), ISBT128) == code


def test_the_number_of_a_pair_says_its_label():
    left, right = read_pair(f"={DIN}01=%5100", ("donation", "group"), ISBT128)
    assert (left.kind, left.number, right.content.group) == ("bag1", DIN, "O+")


# ---- compounds ---------------------------------------------------------------------------------------------


def test_a_compound_says_what_each_of_its_structures_is():
    code = read_code(f"=+03000={DIN}01=%6200&>0270012359", ISBT128)
    assert (code.kind, code.number) == ("compound", None)
    assert [part.kind for part in code.parts] == ["bag1", "group", "expiry"]
    assert code.parts[0].number == DIN


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("=+01000=%6200=%6200", "numbers.code_compound"),
        ("=+00000", "numbers.code_compound"),
        ("=+02000=%6200", "numbers.code_compound"),
        ("=+01007=%6200", "numbers.code_compound_order"),
        ("=+0100=%6200", "labels.code_shape"),
        ("=+", "labels.code_shape"),
        ("=+01000&aX", "labels.code_shape"),
        ("=+01000 =%6200", "labels.code_shape"),
        ("=+01000=%9900", "numbers.code_value"),
        ("=+02000=+01000=%6200", "labels.code_shape"),
        ("=+01000=G12341765432171", "labels.code_check"),
    ],
)
def test_a_compound_that_is_not_what_its_head_says_is_refused(text, why):
    assert refused(text) == why


# ---- plain numbers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["9901234567890", "2201101234567"])
def test_a_plain_number_is_its_own_code(number):
    assert encoded_number(number, "bag1", NUMERIC_CODE128) == number
    assert read_code(number, NUMERIC_CODE128).number == number


@pytest.mark.parametrize("text", ["A9901234567890A", "B9901234567890D", "9901234567890"])
def test_codabar_is_read_with_and_without_start_and_stop(text):
    code = read_code(text, NUMERIC_CODABAR)
    assert (code.kind, code.number, code.text) == ("donation", "9901234567890", text)


@pytest.mark.parametrize("text", ["A9901234567890", "E9901234567890A", "A9901234567890A"[::-1] + "A"])
def test_codabar_with_half_a_frame_is_unknown(text):
    assert kind_of(text, NUMERIC_CODABAR) == "unknown"


def test_a_codabar_frame_is_no_part_of_a_plain_code_128():
    assert kind_of("A9901234567890A", NUMERIC_CODE128) == "unknown"


def test_codabar_carries_start_and_stop():
    assert encoded_number("9901234567890", "nat", NUMERIC_CODABAR) == "A9901234567890A"


@pytest.mark.parametrize("text", ["990123456789", "99 01234567890", "X", ""])
def test_what_is_no_plain_number_is_unknown(text):
    assert kind_of(text, NUMERIC_CODE128) == "unknown"


def test_a_plain_number_is_unknown_where_numbers_carry_an_identifier():
    assert kind_of("A99991712345600") == "unknown"
    assert kind_of("9901234567890") == "unknown"


def test_a_plain_number_with_a_wrong_inner_digit_was_read_wrongly():
    assert refused("66000018", MOD11) == "labels.code_check"
    assert kind_of("66000017", MOD11) == "donation"


def test_a_number_of_the_standard_is_one_also_where_own_numbers_are_plain():
    code = read_code(f"={DIN}01", NUMERIC_CODE128)
    assert (code.kind, code.number) == ("donation", DIN)


# ---- several profiles at one terminal ----------------------------------------------------------------------


@pytest.mark.parametrize("text", [f"={DIN}01", "9901234567890", "A9901234567890A", "66000017"])
def test_a_number_is_found_whichever_of_the_profiles_it_is_written_in(text):
    among = (ISBT128, NUMERIC_CODABAR, MOD11)
    assert read_among(text, among).number is not None
    assert read_among(text, among[::-1]).number is not None


def test_a_refusal_of_one_profile_does_not_hide_the_number_of_another():
    plain = replace(MOD11, name="plain", check="none", weights=())
    for among in ((MOD11, plain), (plain, MOD11)):
        assert read_among("66000018", among).number == "66000018"


def test_the_first_profile_says_what_a_code_is():
    assert read_among(f"={DIN}01", (ISBT128, SAME_FLAGS)).kind == "bag1"
    assert read_among(f"={DIN}01", (SAME_FLAGS, ISBT128)).kind == "donation"


def test_a_code_that_no_profile_knows_stays_unknown():
    for among in ((ISBT128, MOD11), ()):
        code = read_among("hello", among)
        assert (code.kind, code.text) == ("unknown", "hello")


@pytest.mark.parametrize("among", [(ISBT128, MOD11), (MOD11, ISBT128)])
def test_the_first_refusal_stands_where_no_profile_takes_the_code(among):
    assert refusal(read_among, "66000018", among) == "labels.code_check"


# ---- our own -----------------------------------------------------------------------------------------------


def test_the_slip_of_a_visit_is_known_under_every_profile():
    text = visit_code("01jd3kq8-zp4t")
    assert [read_code(text, profile).value for profile in (ISBT128, NUMERIC_CODABAR)] == ["01jd3kq8zp4t"] * 2
    assert kind_of(text) == "visit"


@given(st.text(max_size=24) | st.text("=&%<>*}\\)+,;!DRV0123456789Aa", max_size=40))
def test_no_scanned_text_breaks_the_reader(text):
    for profile in (ISBT128, NUMERIC_CODE128, NUMERIC_CODABAR, MOD11):
        with suppress(Refusal):
            assert read_code(text, profile).text == text
        for kinds in PAIRS:
            with suppress(Refusal):
                left, right = read_pair(text, kinds, profile)
                assert left.text + right.text == text


@pytest.mark.parametrize(
    ("call", "args", "text"),
    [
        (read_pair, ("=%6200=%6200", ("donation", "group"), ISBT128), "=%6200=%6200"),
        (read_code, ("66000018", MOD11), "66000018"),
        (read_code, ("=G12341765432171", ISBT128), "=G12341765432171"),
        (read_code, ("=+02000=%6200", ISBT128), "=+02000=%6200"),
        (read_code, ("=O99991712345600", ISBT128), "=O99991712345600"),
        (read_code, (f"={DIN}01=%6200", ISBT128), f"={DIN}01=%6200"),
    ],
)
def test_a_refusal_has_the_text_that_was_read(call, args, text):
    with pytest.raises(Refusal) as caught:
        call(*args)
    assert caught.value.values["text"] == text


def test_a_code_keeps_the_text_that_was_read():
    for text in (f"={DIN}01", "=%6200", "=+01000=%6200", "hello", visit_code("01jd"), "=~"):
        assert read_code(text, ISBT128).text == text
    assert read_code("A9901234567890A", NUMERIC_CODABAR).text == "A9901234567890A"
    assert read_code("hello", NUMERIC_CODABAR).text == "hello"
