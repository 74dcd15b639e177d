from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.domain.isbt128.groups import (
    GROUPS,
    MESSAGES,
    USES,
    group_code,
    message_code,
    read_group,
)
from donor_room.domain.refusal import Refusal

WITH_RHD = {"O-": 91, "O+": 47, "A-": 2, "A+": 58, "B-": 13, "B+": 69, "AB-": 24, "AB+": 80}
"""The lowest value of each group's row; the standard gave each row eight that follow one another."""
LETTERS = {"O": "P", "A": "A", "B": "B", "AB": "C", "para-Bombay-": "D", "para-Bombay+": "E", "Bombay-": "G",
           "Bombay+": "H", "O para-Bombay-": "I", "O para-Bombay+": "J", "A para-Bombay-": "K",
           "B para-Bombay-": "L", "AB para-Bombay-": "M", "A para-Bombay+": "N", "B para-Bombay+": "O",
           "AB para-Bombay+": "Q"}  # fmt: skip
DOUBLED = {"O": "55", "A": "66", "B": "77", "AB": "88"}


def refusal(call, *args, **named):
    with pytest.raises(Refusal) as caught:
        call(*args, **named)
    return caught.value


@pytest.mark.parametrize("group", WITH_RHD)
@pytest.mark.parametrize("use", USES)
def test_the_eight_uses_of_a_group_are_eight_values_that_follow_one_another(group, use):
    value = f"{WITH_RHD[group] + USES.index(use):02d}"
    read = read_group(f"{value}00")
    assert (read.group, read.use, read.message, read.phenotype) == (group, use, None, ())
    assert group_code(group, use=use) == f"=%{value}00"


@pytest.mark.parametrize("group", LETTERS)
@pytest.mark.parametrize("use", USES)
def test_the_uses_of_a_rare_group_are_counted_behind_its_letter(group, use):
    value = f"{LETTERS[group]}{2 + USES.index(use)}"
    if use == "default":
        value = DOUBLED.get(group, value)
    read = read_group(f"{value}00")
    assert (read.group, read.use) == (group, use)
    assert group_code(group, use=use) == f"=%{value}00"


@pytest.mark.parametrize(
    ("value", "group"),
    [("A0", "A pooled RhD"), ("B0", "B pooled RhD"), ("C0", "AB pooled RhD"), ("D0", "O pooled RhD"),
     ("E0", "pooled ABO+"), ("F0", "pooled ABO-"), ("G0", "pooled ABO pooled RhD"), ("H0", "pooled ABO"),
     ("I0", "A1"), ("J0", "A2"), ("K0", "A1B"), ("L0", "A2B")],
)  # fmt: skip
def test_a_pool_and_a_subgroup_have_no_use(value, group):
    assert (read_group(f"{value}00").group, read_group(f"{value}00").use) == (group, "default")


def test_the_default_values_are_known_by_their_group():
    assert (GROUPS["62"], GROUPS["51"], GROUPS["66"], "02" in GROUPS) == ("A+", "O+", "A", False)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("00", "no_group"),
        ("Ma", "autologous"),
        ("Mb", "biohazardous"),
        ("Md", "discard"),
        ("Mf", "fractionation"),
        ("Mq", "quarantine"),
        ("Mr", "research"),
        ("Mx", "not_for_transfusion"),
    ],
)
def test_a_message_is_read_and_written(value, message):
    assert read_group(f"{value}00").message == message
    assert message_code(message) == f"=%{value}00"


def test_there_are_no_other_messages():
    assert len(MESSAGES) == 8
    refused = refusal(message_code, "hello")
    assert (refused.code, refused.values) == ("numbers.code_value", {"kind": "group", "text": "hello"})


@pytest.mark.parametrize(
    ("sign", "phenotype"),
    [
        ("0", ""), ("1", "C- c+ E- e+"), ("2", "C+ c+ E- e+"), ("3", "C+ c+ E+ e+"), ("4", "C+ c+ E+ e-"),
        ("5", "C- c+ E+ e+"), ("6", "C- c+ E+ e-"), ("7", "C+ c- E- e+"), ("8", "C+ c- E+ e+"),
        ("9", "C+ c- E+ e-"), ("X", "C- E-"), ("S", "K-"), ("T", "K+"), ("A", "C- c+ E- e+ K-"),
        ("I", "C+ c- E+ e- K-"), ("J", "C- c+ E- e+ K+"), ("R", "C+ c- E+ e- K+"), ("Y", "C- E- K-"),
        ("Z", "C- E- K+"), ("U", "Mia-"), ("V", "Mia+"), ("W", "special_testing"),
    ],
)  # fmt: skip
def test_the_third_sign_says_the_phenotype(sign, phenotype):
    assert read_group(f"62{sign}0").phenotype == tuple(phenotype.split())
    assert group_code("A+", phenotype=sign) == f"=%62{sign}0"


def test_kell_is_said_by_letters_in_the_order_of_the_digits():
    for digit, negative, positive in zip("123456789", "ABCDEFGHI", "JKLMNOPQR", strict=True):
        rh = read_group(f"62{digit}0").phenotype
        assert read_group(f"62{negative}0").phenotype == (*rh, "K-")
        assert read_group(f"62{positive}0").phenotype == (*rh, "K+")


@pytest.mark.parametrize("value", ["9900", "0100", "1000", "P600", "T100", "5600", "ZZ00", "6201", "620A"])
def test_a_value_that_the_tables_do_not_have_is_no_group(value):
    refused = refusal(read_group, value)
    assert (refused.code, refused.values) == ("numbers.code_value", {"kind": "group", "text": value})


@pytest.mark.parametrize(
    "wanted",
    [{"group": "A1+"}, {"group": "A+", "use": "hello"}, {"group": "A+", "phenotype": "a"},
     {"group": "A1", "use": "directed"}],
)  # fmt: skip
def test_a_group_without_a_value_is_not_written(wanted):
    refused = refusal(group_code, **wanted)
    assert (refused.code, refused.values) == (
        "numbers.code_value",
        {"kind": "group", "text": wanted["group"]},
    )


@given(
    st.sampled_from(sorted([*WITH_RHD, *LETTERS])), st.sampled_from(USES), st.sampled_from("0123456789ASUXYZ")
)
def test_what_is_written_is_read_again(group, use, phenotype):
    read = read_group(group_code(group, use=use, phenotype=phenotype).removeprefix("=%"))
    assert (read.group, read.use) == (group, use)


def test_no_value_stands_for_two_groups():
    codes = sorted(group_code(group, use=use) for group in [*WITH_RHD, *LETTERS] for use in USES)
    assert all(one != other for one, other in pairwise(codes))
