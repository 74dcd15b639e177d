from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from donor_room.domain.donation_number import (
    ISBT128,
    NUMERIC_CODE128,
    NumberProfile,
    number_with,
    parse_number,
)
from donor_room.domain.own_profile import (
    DIGITS,
    LONGEST_PATTERN,
    SIGNS,
    NotPlain,
    Place,
    check_profile,
    places_of,
)
from donor_room.domain.refusal import Refusal

PLAIN = NumberProfile(
    name="own-1",
    pattern="66[0-9]{6}",
    symbology="code128",
    is_isbt128=False,
    has_flags=False,
    check="none",
    serial_digits=4,
    groups=(4, 4),
)
MOD11 = replace(
    PLAIN, pattern="[0-9]{7}[0-9X]", check="mod11", weights=(8, 7, 6, 5, 4, 3, 2), groups=(3, 4), name="mod"
)
ISBT = replace(ISBT128, name="own-isbt", pattern="[A-C][A-NP-Z0-9]{2}[0-9]{10}")


def refusal(**changes: Any) -> tuple[str, str, str]:
    base = changes.pop("base", PLAIN)
    with pytest.raises(Refusal) as caught:
        check_profile(replace(base, **changes))
    values = caught.value.values
    assert values["file"] == changes.get("name", base.name)
    return caught.value.code.removeprefix("numbers.profile_"), str(values["field"]), str(values["detail"])


@pytest.mark.parametrize(
    "profile",
    [
        PLAIN, MOD11, ISBT,
        replace(PLAIN, symbology="codabar"),
        replace(PLAIN, check="mod37-2", pattern="^[A-Z]{2}\\d{6}$"),
        replace(PLAIN, pattern="(?:66|67)01[0-9]{4}"),
        replace(PLAIN, pattern="[0-9]{4}", groups=(4,), serial_digits=4),
        replace(PLAIN, pattern="[0-9]{24}", groups=(24,), serial_digits=24),
        replace(PLAIN, head="{facility}{year}"), replace(PLAIN, head="66{year}"), replace(PLAIN, head=""),
        replace(ISBT, has_flags=False, check="none"), replace(ISBT, serial_digits=5),
        replace(PLAIN, name="a" * 32), replace(PLAIN, name="0"),
    ],
    ids=lambda profile: profile.pattern,
)  # fmt: skip
def test_a_profile_that_fits_together_is_taken(profile: NumberProfile) -> None:
    check_profile(profile)


@pytest.mark.parametrize(
    "name", ["", "isbt128", "numeric-codabar", "Own", "own 1", "-own", "a" * 33, "自己", "a\n"]
)
def test_a_name_is_a_plain_word_of_its_own(name: str) -> None:
    assert refusal(name=name) == ("name", "name", name)


@pytest.mark.parametrize(
    ("pattern", "at"),
    [
        ("(a+)+[0-9]{4}", 2),
        (".*", 1),
        ("[0-9]+", 6),
        ("[0-9]*", 6),
        ("[0-9]{4,8}", 6),
        ("[^0-9]{8}", 2),
        ("[0-9", 5),
        ("[]0-9]{8}", 2),
        ("[9-0]{8}", 5),
        ("[0-Z]{8}", 5),
        ("[\\d-9]{8}", 6),
        ("[0-\\d]{8}", 6),
        ("(66", 4),
        ("66)", 3),
        ("66|", 4),
        ("6|66", 5),
        ("66\\w{6}", 3),
        ("66(?=x)", 4),
        ("é[0-9]{7}", 1),
        ("a[0-9]{7}", 1),
        ("66 [0-9]{6}", 3),
        ("[0-9]{0}", 6),
        ("[0-9]{25}", 10),
        ("((66|67){2}){9}[0-9]{4}", 16),
        ("66[0-9]{6}$$", 11),
        ("^^66", 2),
        ("[0-9]{100}", 6),
        ("-[0-9]{7}", 1),
        ("*", 1),
        ("{4}", 1),
        ("[0-9]{4}{4}", 9),
        ("\\", 1),
        ("[A-]", 4),
    ],
)
def test_a_pattern_without_fixed_places_is_refused_where_it_stops_being_plain(pattern: str, at: int) -> None:
    assert refusal(pattern=pattern) == ("pattern", "pattern", str(at))


def test_a_pattern_that_can_match_in_very_many_ways_is_refused() -> None:
    many = "(?:66|66|66|66|66|66|66|66)" * 3
    assert len(places_of(many)) == 6
    assert refusal(pattern="(66|66){10}")[0] == "pattern"
    assert refusal(pattern="(1|1|1|1|1|1)" * 4 + "[0-9]{4}")[0] == "pattern"


def test_a_pattern_nested_without_end_is_refused() -> None:
    assert refusal(pattern="(" * 5_000)[0] == "pattern"


@pytest.mark.parametrize(("pattern", "length"), [("[0-9]{3}", "3"), ("", "0"), ("^$", "0")])
def test_a_number_has_a_sensible_length(pattern: str, length: str) -> None:
    assert refusal(pattern=pattern) == ("length", "pattern", length)


def test_a_pattern_is_no_novel() -> None:
    assert refusal(pattern="(?:6)" * 20 + "66", serial_digits=1, groups=(1,)) == ("length", "pattern", "21")
    assert refusal(pattern="(?:6)" * 19 + "[0-9]{5}")[0] == "pattern"
    check_profile(replace(PLAIN, pattern="(?:6)" * 18 + "66[0-9]{4}"))
    assert len("(?:6)" * 18 + "66[0-9]{4}") == LONGEST_PATTERN


@pytest.mark.parametrize(
    "changes",
    [
        {"pattern": "[A-Z][A-NP-Z0-9]{2}[0-9]{10}"},
        {"pattern": "0[A-NP-Z0-9]{2}[0-9]{10}"},
        {"pattern": "[A-C][A-Z]{2}[0-9]{10}"},
        {"pattern": "[A-C][0-9]{11}"},
        {"pattern": "[A-C][0-9]{13}"},
        {"pattern": "[A-C][A-NP-Z0-9]{3}[0-9]{9}"},
        {"serial_digits": 7},
    ],
)
def test_a_number_of_the_standard_is_as_the_standard_says(changes: dict[str, Any]) -> None:
    assert refusal(base=ISBT, **changes)[:2] == ("isbt128", "is_isbt128")


def test_flags_belong_to_the_standard() -> None:
    assert refusal(has_flags=True) == ("flags", "has_flags", "")


@pytest.mark.parametrize(
    ("base", "changes"),
    [(PLAIN, {"pattern": "[A-Z]{2}[0-9]{6}"}), (ISBT, {"pattern": "1[0-9]{12}"}), (MOD11, {})],
)
def test_codabar_carries_digits_alone(base: NumberProfile, changes: dict[str, Any]) -> None:
    assert refusal(base=base, symbology="codabar", **changes) == ("symbology", "symbology", "codabar")


def test_weights_are_for_mod_11_alone() -> None:
    assert refusal(weights=(1,)) == ("no_weights", "weights", "none")
    assert refusal(weights=(1,), check="mod37-2") == ("no_weights", "weights", "mod37-2")


@pytest.mark.parametrize(
    "weights", [(), (8, 7, 6, 5, 4, 3), (9, 8, 7, 6, 5, 4, 3, 2), (8, 7, 6, 11, 4, 3, 2), (0,) * 7]
)
def test_each_digit_before_a_mod_11_check_has_a_weight_that_counts(weights: tuple[int, ...]) -> None:
    assert refusal(base=MOD11, weights=weights) == ("weights", "weights", "7")


@pytest.mark.parametrize("pattern", ["[A-Z][0-9]{6}[0-9X]", "[0-9X]{7}[0-9X]"])
def test_mod_11_is_counted_over_digits(pattern: str) -> None:
    assert refusal(base=MOD11, pattern=pattern) == ("check", "check", "")


def test_mod_11_is_no_check_of_the_standard() -> None:
    pattern = "[1-9][0-9]{12}"
    said = refusal(base=ISBT, pattern=pattern, check="mod11", weights=(1,) * 12)
    assert said == ("check", "check", "")


@pytest.mark.parametrize("pattern", ["[0-9]{8}", "[0-9]{7}X", "[0-9]{7}(0|[1-9X])", "[0-9]{7}[0-9XY]"])
def test_a_mod_11_check_can_be_ten(pattern: str) -> None:
    assert refusal(base=MOD11, pattern=pattern) == ("check_place", "pattern", "")


@pytest.mark.parametrize(
    ("base", "changes"),
    [
        (PLAIN, {"serial_digits": 0}),
        (PLAIN, {"serial_digits": -1}),
        (PLAIN, {"serial_digits": 7}),
        (PLAIN, {"serial_digits": 9}),
        (PLAIN, {"pattern": "66[0-9]{5}[0-8]"}),
        (PLAIN, {"pattern": "6601(00|01)[0-9]{2}"}),
        (PLAIN, {"pattern": "66[0-9]{5}[0-9A]"}),
        (MOD11, {"serial_digits": 8}),
        (MOD11, {"serial_digits": 7, "pattern": "6[0-9]{6}[0-9X]"}),
        (PLAIN, {"pattern": "6600([0-9]{4}|[0-9]{4})"}),
    ],
)
def test_a_serial_counts_through_all_digits(base: NumberProfile, changes: dict[str, Any]) -> None:
    wanted = str(changes.get("serial_digits", base.serial_digits))
    assert refusal(base=base, **changes) == ("serial", "serial_digits", wanted)


@pytest.mark.parametrize("groups", [(), (0, 4), (-1, 4), (4, 5), (9,)])
def test_groups_are_parts_of_the_number(groups: tuple[int, ...]) -> None:
    assert refusal(groups=groups) == ("groups", "groups", "8")


@pytest.mark.parametrize(
    "head", ["{facility}{facility}", "{year}{year}", "{site}", "66-", "a", "{", "{0}", "{facility"]
)
def test_a_head_is_made_of_signs_facility_and_year(head: str) -> None:
    assert refusal(head=head) == ("head", "head", head)


def test_places_are_what_a_regular_expression_makes_of_them() -> None:
    assert places_of("A\\d[0-2XY](66|7[89]){1}") == (
        Place(frozenset("A"), True),
        Place(DIGITS, True),
        Place(frozenset("012XY"), True),
        Place(frozenset("67"), False),
        Place(frozenset("689"), False),
    )
    assert places_of("(?:A)") == (Place(frozenset("A"), True),)
    with pytest.raises(NotPlain) as caught:
        places_of("A.")
    assert (caught.value.at, str(caught.value)) == (1, "sign 2")


atoms = st.sampled_from(["0", "A", "\\d", "[0-9]", "[A-CX]", "[0-9]{3}", "(66|67)", "(?:A|B)", "\\d{2}"])


@given(st.lists(atoms, min_size=1, max_size=6), st.data())
def test_a_free_place_takes_each_of_its_signs(parts: list[str], data: st.DataObject) -> None:
    pattern = "".join(parts)
    places = places_of(pattern)
    number = "".join(min(place.signs) for place in places)
    assert re.fullmatch(pattern, number, re.ASCII)
    at = data.draw(st.integers(0, len(places) - 1))
    taken = {sign for sign in SIGNS if re.fullmatch(pattern, number[:at] + sign + number[at + 1 :], re.ASCII)}
    assert taken == places[at].signs if places[at].is_free else taken <= places[at].signs


@given(st.text("0123456789AX[]()|{}^$\\d?:-+*., ", max_size=30))
def test_no_pattern_breaks_the_check_and_what_it_takes_is_a_regular_expression(pattern: str) -> None:
    try:
        places = places_of(pattern)
    except NotPlain:
        return
    compiled = re.compile(pattern, re.ASCII)
    assert all(place.signs <= SIGNS for place in places)
    assert not places or compiled.fullmatch("x" * len(places)) is None


@given(st.sampled_from([PLAIN, MOD11]), st.integers(0, 9_999))
def test_every_serial_of_a_checked_profile_gives_a_number(profile: NumberProfile, serial: int) -> None:
    head = {"own-1": "6600", "mod": "660"}[profile.name]
    assert parse_number(number_with(head, serial, profile), profile)


def test_a_plain_number_that_begins_as_our_own_codes_is_none() -> None:
    letters = replace(PLAIN, pattern="[A-Z]{2}[0-9]{6}")
    check_profile(letters)
    assert parse_number("DA123456", letters)
    assert parse_number("DR99926014327"[:1] + "999926014327", ISBT128)
    with pytest.raises(Refusal):
        parse_number("DR123456", letters)
    assert parse_number("9901234567890", NUMERIC_CODE128)
