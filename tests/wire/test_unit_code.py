"""The codes of a unit: bound to number and station, short enough for a telephone, found out when mistyped."""

from __future__ import annotations

import pytest

from donor_room.wire.unit_code import DIGITS, Mistyped, grouped_code, read_code, unit_codes, unit_key, way_of

KEY = unit_key(bytes(range(32)))
NUMBER = "A999926014327"
CODES = unit_codes(KEY, NUMBER)


def test_a_number_has_three_codes_of_twelve_digits():
    three = {CODES.call, CODES.slip_apart, CODES.slip_use}
    assert len(three) == 3
    assert all(len(code) == DIGITS and code.isdigit() and read_code(code) == code for code in three)


def test_the_codes_stay_what_they_were_printed_as():
    assert tuple(CODES) == tuple(unit_codes(unit_key(bytes(range(32))), NUMBER))
    assert CODES.call == "870012670268"


def test_each_code_says_what_it_says_and_no_other_says_anything():
    assert way_of(KEY, NUMBER, CODES.call) == "call"
    assert way_of(KEY, NUMBER, CODES.slip_apart) == "slip_apart"
    assert way_of(KEY, NUMBER, CODES.slip_use) == "slip_use"
    assert way_of(KEY, NUMBER, unit_codes(KEY, "A999926014328").call) is None
    assert way_of(KEY, NUMBER, unit_codes(unit_key(bytes(32)), NUMBER).call) is None


def test_which_slip_lies_left_differs_from_donor_to_donor():
    left = [unit_codes(KEY, f"A9999260{n:05d}").apart_is_left for n in range(200)]
    assert 60 < sum(left) < 140


def test_every_wrong_digit_is_found():
    for place in range(DIGITS):
        for digit in set("0123456789") - {CODES.call[place]}:
            with pytest.raises(Mistyped):
                read_code(CODES.call[:place] + digit + CODES.call[place + 1 :])


def test_blanks_hyphens_and_full_width_digits_are_read():
    spoken = grouped_code(CODES.call)
    assert [len(part) for part in spoken.split(" ")] == [4, 4, 4]
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in CODES.call)
    assert {read_code(said) for said in (spoken, spoken.replace(" ", "-"), f" {wide}\n")} == {CODES.call}


@pytest.mark.parametrize(
    "typed", ["", "123", CODES.call + "0", "A" * 12, NUMBER, "一二三四五六七八九十一二", "٠" * 12]
)
def test_what_is_no_code_is_mistyped(typed):
    with pytest.raises(Mistyped):
        read_code(typed)
