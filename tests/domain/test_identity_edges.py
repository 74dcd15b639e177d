"""Where one reading of a document number ends and the next begins."""

from __future__ import annotations

from datetime import date

import pytest

from donor_room.domain.identity import (
    LONGEST_NUMBER,
    DocumentKind,
    check_character,
    masked,
    normalised,
    read_document,
)

TODAY = date(2026, 11, 21)
KIND = DocumentKind


def read(number, kind=None, **how):
    return read_document(kind, number, TODAY, **how)


def resident(area="110105", birth="19900307", order="001"):
    seventeen = area + birth + order
    return seventeen + check_character(seventeen)


def old(area="110105", birth="491231", order="002"):
    return area + birth + order


def test_a_number_that_is_not_valid_keeps_its_kind_and_warns_of_nothing():
    found = read("12345", KIND.RESIDENT_15)
    assert (found.kind, found.reason, found.warnings) == (KIND.RESIDENT_15, "shape", ())


@pytest.mark.parametrize(
    ("typed", "kept"), [("！", "!"), ("～", "~"), ("Ａ", "A"), ("９", "9"), ("｟", "｟"), ("￠", "￠")]
)
def test_full_width_ends_with_the_tilde(typed, kept):
    assert normalised(typed) == kept


@pytest.mark.parametrize(
    "invisible", ["\x00", "\x7f", "\u200b", "\ufeff", "\u00ad", "\u0301", "\ufe0f", "\u3000"]
)
def test_what_cannot_be_seen_is_not_part_of_a_number(invisible):
    assert normalised(f"1{invisible}2") == "12"


def test_a_short_number_shows_a_quarter_at_each_end():
    assert masked("E12345678901") == "E12******901"
    assert masked("E1234567") == "E1****67"
    assert masked("123") == "***"


def test_fifteen_characters_are_long_enough_for_six_and_four():
    assert masked("110105491231002") == "110105*****1002"
    assert masked("11010549123100") == "110********100"


@pytest.mark.parametrize(
    ("digits", "kind"), [("1" * 11, None), ("1" * 12, KIND.RESIDENT), ("1" * 13, KIND.RESIDENT)]
)
def test_twelve_digits_are_a_resident_number_that_is_not_complete(digits, kind):
    assert read(digits).kind is kind


def test_letters_are_not_counted_as_digits():
    assert read("X" * 12).kind is None


@pytest.mark.parametrize(
    ("area", "kind"),
    [
        ("810000", KIND.HK_MACAU_RESIDENCE),
        ("820000", KIND.HK_MACAU_RESIDENCE),
        ("830000", KIND.TAIWAN_RESIDENCE),
        ("840000", KIND.RESIDENT),
        ("911124", KIND.FOREIGN_RESIDENT_2023),
    ],
)
def test_the_first_digits_name_the_card(area, kind):
    assert (read(resident(area=area)).kind, read(resident(area=area)).valid) == (kind, True)


def test_the_longest_number_is_not_too_long():
    assert read("1" * LONGEST_NUMBER, KIND.OTHER).reason != "too_long"
    assert read("1" * (LONGEST_NUMBER + 1), KIND.OTHER).reason == "too_long"


@pytest.mark.parametrize(("area", "reason"), [("010105", "area"), ("910105", "area"), ("110105", None)])
def test_no_old_card_begins_with_0_or_9(area, reason):
    assert read(old(area=area), KIND.RESIDENT_15).reason == reason


@pytest.mark.parametrize(("practice", "reason"), [(True, None), (False, "practice_area")])
def test_an_old_card_of_the_practice_area_is_for_practice_only(practice, reason):
    assert read(old(area="660105"), KIND.RESIDENT_15, practice=practice).reason == reason


@pytest.mark.parametrize(("practice", "reason"), [(True, None), (False, "practice_area")])
def test_a_card_of_the_practice_area_is_for_practice_only(practice, reason):
    assert read(resident(area="660105"), practice=practice).reason == reason
    assert read(resident(area="660105"), practice=practice).warnings == ()


@pytest.mark.parametrize(
    ("six", "born"),
    [("261121", date(2026, 11, 21)), ("261122", date(1926, 11, 22)), ("261120", date(2026, 11, 20))],
)
def test_two_digits_of_a_year_mean_the_last_century_unless_the_day_has_come(six, born):
    assert read(f"CAN1101{six}12"[:15], KIND.FOREIGN_RESIDENT_2017).birth_on == born


@pytest.mark.parametrize(
    ("area", "warnings"),
    [
        ("110105", ()),
        ("190105", ("area_unknown",)),
        ("911124", ()),
        ("990105", ()),
        ("770105", ("area_unknown",)),
        ("490105", ("area_unknown",)),
        ("590105", ("area_unknown",)),
    ],
)
def test_an_area_that_was_never_allotted_is_warned_of(area, warnings):
    assert read(resident(area=area)).warnings == warnings


def test_the_default_is_no_practice():
    assert read_document(None, resident(area="660105"), TODAY).reason == "practice_area"
