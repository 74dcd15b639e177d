from __future__ import annotations

from string import ascii_uppercase, digits

import pytest

from donor_room.domain.isbt128.flags import (
    ROLE_FLAGS,
    ROLES,
    flag_meaning,
    flag_type,
    is_flag,
    is_read_right,
    transmission_flag,
)


@pytest.mark.parametrize(
    ("flag", "of_type", "meaning"),
    [
        ("00", 0, "none"),
        ("01", 1, "container1"),
        ("02", 1, "container2"),
        ("03", 1, "container3"),
        ("04", 1, "container4"),
        ("05", 1, "repeated"),
        ("06", 1, "pilot"),
        ("07", 1, "tube"),
        ("08", 1, "record"),
        ("09", 1, "nat"),
        ("10", 1, "bacterial"),
        ("11", 1, "match_with_unit"),
        ("12", 1, "affixed_partial"),
        ("13", 1, "attached"),
        ("14", None, "reserved"),
        ("15", 1, "container5"),
        ("16", 1, "container6"),
        ("17", 1, "container7"),
        ("18", 1, "container8"),
        ("19", 1, "container9"),
        ("20", 2, "local"),
        ("59", 2, "local"),
        ("60", 3, "check"),
        ("96", 3, "check"),
        ("97", None, "reserved"),
        ("99", None, "reserved"),
        ("A0", None, "reserved"),
        ("1A", None, "reserved"),
        ("YY", None, "reserved"),
    ],
)
def test_a_flag_says_whose_it_is_and_what_it_means(flag, of_type, meaning):
    assert (flag_type(flag), flag_meaning(flag)) == (of_type, meaning)


def test_every_flag_has_two_signs_without_i_o_q_and_z():
    allowed = [sign for sign in digits + ascii_uppercase if sign not in "IOQZ"]
    assert all(is_flag(one + other) for one in allowed for other in allowed)
    assert not any(is_flag(text) for text in ("", "0", "000", "0I", "O0", "Q1", "1Z", "a1", "٠٠", " 0"))


def test_a_role_and_its_flag_name_each_other():
    assert {ROLES[flag]: flag for flag in ROLES} == ROLE_FLAGS
    assert [
        flag_meaning(ROLE_FLAGS[role]) for role in ("bag1", "bag4", "pilot", "tube", "form", "nat", "slip")
    ] == [
        "container1",
        "container4",
        "pilot",
        "tube",
        "record",
        "nat",
        "none",
    ]


def test_exactly_one_flag_of_type_3_agrees_with_a_number():
    number = "A999926014327"
    right = [flag for flag in map(str, range(60, 97)) if is_read_right(number, flag)]
    assert right == [transmission_flag(number)]
    assert all(is_read_right(number, flag) for flag in ("00", "59", "97", "A1"))


def test_a_check_flag_begins_at_sixty():
    assert transmission_flag("G123417654321") == "70"
    assert transmission_flag("A999917345628") == "96"
