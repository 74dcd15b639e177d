from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.domain.donation_number import (
    ISBT128,
    ISO_7064_SIGNS,
    NUMERIC_CODABAR,
    NUMERIC_CODE128,
    NumberProfile,
    check_character,
    grouped,
    mod37_2,
    number_head,
    number_range,
    number_with,
    own_or_none,
    parse_number,
    parse_typed,
    profile_named,
    profile_names,
    whole_profile,
)
from donor_room.domain.refusal import Refusal

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "isbt128.json").read_text(encoding="utf-8"))
HOUSE = NumberProfile(
    name="house", pattern=r"[0-9]{7}[0-9X]", symbology="code128", is_isbt128=False, has_flags=False,
    check="mod11", weights=(8, 7, 6, 5, 4, 3, 2), serial_digits=4, groups=(3, 4),
)  # fmt: skip
FREE = NumberProfile(
    name="free", pattern=r"[0-9]{6}", symbology="code128", is_isbt128=False, has_flags=False,
    check="none", serial_digits=4, groups=(2,),
)  # fmt: skip


def refusal(call, *args):
    with pytest.raises(Refusal) as caught:
        call(*args)
    return caught.value.code


@pytest.mark.parametrize("row", VECTORS["din"], ids=lambda row: row["din"])
def test_published_numbers_have_their_published_check_character(row):
    assert check_character(row["din"], ISBT128) == row["check"]


@pytest.mark.parametrize("row", VECTORS["din"], ids=lambda row: row["din"])
def test_a_published_number_typed_with_its_check_character_is_read(row):
    assert parse_typed(row["din"] + row["check"], ISBT128) == row["din"]


@given(
    st.from_regex(r"[A-NP-Z1-9][0-9]{12}", fullmatch=True),
    st.integers(0, 12),
    st.sampled_from(ISO_7064_SIGNS[:36]),
)
def test_one_wrong_sign_is_always_noticed(number, place, sign):
    wrong = number[:place] + sign + number[place + 1 :]
    assert wrong == number or mod37_2(wrong) != mod37_2(number)


@given(st.from_regex(r"[1-9][0-9]{12}", fullmatch=True), st.integers(0, 11))
def test_two_swapped_neighbours_are_always_noticed(number, place):
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or mod37_2(swapped) != mod37_2(number)


def test_the_number_is_read_in_groups():
    assert grouped("A999926014327", ISBT128) == "A9999 26 014327"


def test_signs_beyond_the_groups_are_not_lost():
    assert grouped("123456", FREE) == "12 3456"


def test_blanks_in_a_number_do_not_matter():
    assert parse_number("A9999 26 014327", ISBT128) == "A999926014327"


@pytest.mark.parametrize(
    "text", ["", "O999926014327", "0999926014327", "a999926014327", "A99992601432", "A99992601432７"]
)
def test_what_is_no_isbt_number_is_refused(text):
    assert refusal(parse_number, text, ISBT128) == "labels.number_shape"


@pytest.mark.parametrize("text", ["", "A", "A9999260143271X", "9" * 400])
def test_what_is_typed_and_no_number_is_refused(text):
    assert refusal(parse_typed, text, ISBT128) == "labels.number_shape"


@pytest.mark.parametrize("text", ["A999926014327", "a9999 26 014327"])
def test_a_typed_number_without_its_check_character_is_refused_by_name(text):
    assert refusal(parse_typed, text, ISBT128) == "labels.check_missing"


def test_a_typed_number_with_a_wrong_check_character_is_refused():
    assert refusal(parse_typed, "G123417654321B", ISBT128) == "labels.number_check"


def test_lower_case_is_forgiven_on_the_keyboard():
    assert parse_typed("g1234 17 654321 a", ISBT128) == "G123417654321"


def test_a_profile_without_a_check_takes_the_number_as_typed():
    assert parse_typed("123456", FREE) == "123456"
    assert check_character("123456", FREE) is None


def test_a_station_can_have_a_mod_11_digit_inside_its_number():
    assert parse_number("66000017", HOUSE) == "66000017"
    assert refusal(parse_number, "66000018", HOUSE) == "labels.number_check"
    assert check_character("66000017", HOUSE) is None


@given(st.integers(0, 9_999_999))
def test_exactly_one_mod_11_digit_is_right(body):
    good = [sign for sign in "0123456789X" if _is_number(f"{body:07d}{sign}")]
    assert len(good) == 1


def _is_number(text):
    try:
        return bool(parse_number(text, HOUSE))
    except Refusal:
        return False


@pytest.mark.parametrize("profile", [ISBT128, NUMERIC_CODE128, NUMERIC_CODABAR])
def test_the_shipped_profiles_are_found_by_name(profile):
    assert profile_named(profile.name) is profile


def test_an_unknown_profile_is_refused():
    assert refusal(profile_named, "lunar") == "labels.profile_unknown"


def test_numbers_of_a_range_follow_one_another():
    numbers = number_range("A999926014327", "A999926014329", ISBT128)
    assert numbers.next_after(None) == "A999926014327"
    assert numbers.next_after("A999926014327") == "A999926014328"
    assert numbers.next_after("A999926014328") == "A999926014329"


def test_a_range_that_is_spent_says_so():
    numbers = number_range("A999926014327", "A999926014327", ISBT128)
    assert refusal(numbers.next_after, "A999926014327") == "labels.range_spent"


def test_nothing_follows_a_number_of_another_range():
    numbers = number_range("A999926014327", "A999926014329", ISBT128)
    assert refusal(numbers.next_after, "A999926014326") == "labels.number_not_in_range"


@pytest.mark.parametrize("last", ["A999926014326", "A999927014329", "A999826014329"])
def test_a_range_ends_after_it_begins_and_under_the_same_head(last):
    assert refusal(number_range, "A999926014327", last, ISBT128) == "labels.range_shape"


def test_a_range_counts_its_ends():
    numbers = number_range("A999926014301", "A999926014350", ISBT128)
    assert (numbers.count, numbers.left_after(None), numbers.left_after("A999926014350")) == (50, 50, 0)
    assert len(numbers.numbers()) == 50


@pytest.mark.parametrize(
    "number", ["A999926014300", "A999926014351", "B999926014301", "", "=A99992601430100"]
)
def test_what_is_outside_is_not_contained(number):
    assert not number_range("A999926014301", "A999926014350", ISBT128).contains(number)


@pytest.mark.parametrize(("first", "last"), [("66000017", "66002087"), ("66000017", "66099994")])
def test_numbers_with_an_inner_check_digit_are_all_right(first, last):
    numbers = number_range(first, last, HOUSE)
    assert all(parse_number(number, HOUSE) for number in numbers.numbers())


@given(st.integers(0, 999_000), st.integers(0, 999))
def test_walking_a_range_visits_every_number_once(first, more):
    numbers = number_range(f"A999926{first:06d}", f"A999926{first + more:06d}", ISBT128)
    walked = [numbers.next_after(None)]
    while walked[-1] != numbers.last:
        walked.append(numbers.next_after(walked[-1]))
    assert tuple(walked) == numbers.numbers()


@pytest.mark.parametrize(
    ("call", "args", "values"),
    [
        (profile_named, ("lunar",), {"profile": "lunar"}),
        (parse_number, ("x y", ISBT128), {"number": "x y"}),
        (parse_number, ("6600 0018", HOUSE), {"number": "6600 0018"}),
        (parse_typed, ("G123417654321B", ISBT128), {"number": "G123417654321B"}),
        (number_with, ("A600", 1, HOUSE), {"number": "A6000001"}),
        (number_with, ("6600", 1, HOUSE), {"number": "66000001"}),
    ],
)
def test_a_refusal_names_what_was_wrong(call, args, values):
    with pytest.raises(Refusal) as caught:
        call(*args)
    assert caught.value.values == values


def test_a_refusal_of_a_range_names_it():
    numbers = number_range("A999926014327", "A999926014328", ISBT128)
    for call, args, values in (
        (numbers.next_after, ("A999926014328",), {"first": "A999926014327", "last": "A999926014328"}),
        (numbers.next_after, ("A999926014329",), {"number": "A999926014329"}),
        (
            number_range,
            ("A999926014328", "A999926014327", ISBT128),
            {"first": "A999926014328", "last": "A999926014327"},
        ),
    ):
        with pytest.raises(Refusal) as caught:
            call(*args)
        assert caught.value.values == values


def test_blanks_anywhere_are_no_part_of_what_was_typed():
    assert parse_typed(" G1234 17 654321 A ", ISBT128) == "G123417654321"


def test_a_profile_that_is_kept_whole_wins_over_its_name():
    assert whole_profile("isbt128", None) is ISBT128
    assert whole_profile("own", HOUSE) is HOUSE
    assert refusal(whole_profile, "own", None) == "labels.profile_unknown"


def test_only_what_is_shipped_need_not_be_kept():
    assert [own_or_none(profile) for profile in (ISBT128, NUMERIC_CODE128, HOUSE)] == [None, None, HOUSE]
    changed = msgspec.structs.replace(ISBT128, serial_digits=5)
    assert own_or_none(changed) == changed
    assert profile_names() == ("isbt128", "numeric-code128", "numeric-codabar")


@pytest.mark.parametrize(
    ("head", "year", "expected"),
    [
        ("{facility}{year}", 2026, "A999926"),
        ("66{year}", 2009, "6609"),
        ("{facility}", 2026, "A9999"),
        ("77", 1, "77"),
    ],
)
def test_a_head_is_filled_with_facility_and_year(head, year, expected):
    profile = msgspec.structs.replace(ISBT128, head=head)
    assert number_head(profile, facility="A9999", year=year) == expected


def test_a_number_is_its_head_and_serial_and_perhaps_a_check_digit():
    assert number_with("A999926", 17, ISBT128) == "A999926000017"
    assert number_with("660", 1, HOUSE) == "66000017"


def test_a_number_has_its_place_in_the_range():
    numbers = number_range("66000017", "66002087", HOUSE)
    assert [numbers.place_of(numbers.at(place)) for place in range(numbers.count)] == list(
        range(numbers.count)
    )
    assert refusal(numbers.place_of, "66099994") == "labels.number_not_in_range"


@pytest.mark.parametrize("number", ["DR123456", "D R123456"])
def test_a_plain_number_never_begins_as_a_code_of_our_own(number):
    letters = msgspec.structs.replace(FREE, pattern="[A-Z]{2}[0-9]{6}")
    assert refusal(parse_number, number, letters) == "labels.number_shape"
    assert parse_number("DA123456", letters) == "DA123456"


def test_a_number_of_the_standard_may_begin_with_d_r():
    standard = msgspec.structs.replace(ISBT128, pattern="[A-Z][A-NP-Z0-9]{2}[0-9]{10}")
    assert parse_number("DR19926014327", standard) == "DR19926014327"


def test_a_range_says_what_stands_before_its_serials_and_which_they_are():
    run = number_range("A660126000003", "A660126000012", ISBT128)
    assert run.serials == ("A660126", 3, 12)
