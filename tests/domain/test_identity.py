from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.domain.identity import (
    DocumentKind,
    age_on,
    agrees,
    as_eighteen,
    check_character,
    disagreement,
    masked,
    normalised,
    read_document,
)

TODAY = date(2026, 11, 21)
KIND = DocumentKind


def read(number, kind=None, practice=False, today=TODAY):
    return read_document(kind, number, today, practice=practice)


def resident_number(birth="19900307", area="110105", order="001"):
    seventeen = area + birth + order
    return seventeen + check_character(seventeen)


births = st.dates(TODAY - timedelta(days=119 * 365), TODAY)
areas = st.sampled_from(["110105", "440301", "500101", "659001", "710000"])
orders = st.integers(0, 999).map("{:03d}".format)


def test_the_published_vector_reads_as_a_woman_of_1949():
    found = read("11010519491231002X")
    assert (found.valid, found.kind, found.sex, found.birth_on) == (
        True,
        KIND.RESIDENT,
        "female",
        date(1949, 12, 31),
    )


@given(births, areas, orders)
def test_every_well_made_resident_number_reads_back(birth_on, area, order):
    found = read(resident_number(f"{birth_on:%Y%m%d}", area, order))
    assert found.valid
    assert found.birth_on == birth_on
    assert found.sex == ("male" if int(order[2]) % 2 else "female")


@given(births, orders, st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_wrong_character_never_reads_as_the_same_kind_of_person(birth_on, order, place, digit):
    number = resident_number(f"{birth_on:%Y%m%d}", order=order)
    wrong = number[:place] + digit + number[place + 1 :]
    assert wrong == number or not read(wrong, KIND.RESIDENT).valid


@given(births, orders, st.integers(0, 16))
def test_two_swapped_neighbours_are_noticed(birth_on, order, place):
    number = resident_number(f"{birth_on:%Y%m%d}", order=order)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or not read(swapped, KIND.RESIDENT).valid


@given(st.text(max_size=60), st.sampled_from([None, *KIND]), st.booleans())
def test_no_text_whatever_raises_or_is_both_valid_and_wrong(text, kind, practice):
    found = read(text, kind, practice)
    assert found.valid == (found.reason is None)
    assert found.number == normalised(found.number)
    assert found.valid or (found.birth_on, found.sex) == (None, None)


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("", "empty"),
        (" \u200b\u3000", "empty"),
        ("1" * 41, "too_long"),
        ("110105194912310021", "check_character"),
        ("66000120010909775", "length"),
        ("1101051949123100211", "length"),
        ("1101051949123100A1", "characters"),
        ("010105194912310021", "area"),
        ("000000000000000", "area"),
        ("910105670401001", "area"),
        (resident_number("19900230"), "birth_impossible"),
        (resident_number("00001231"), "birth_impossible"),
        (resident_number("20261122"), "birth_in_future"),
        (resident_number("19051121"), "birth_too_long_ago"),
        ("130503671301001", "birth_impossible"),
        ("AB123456", "kind_unknown"),
        ("张三", "kind_unknown"),
    ],
)
def test_a_number_that_cannot_be_right_says_why(number, reason):
    assert read(number).reason == reason


def test_born_today_and_a_hundred_and_twenty_years_ago_are_the_last_days_that_can_be():
    assert read(resident_number("20261121")).valid
    assert read(resident_number("19060101")).valid
    assert read(resident_number("19051122")).valid


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("810000199408230021", KIND.HK_MACAU_RESIDENCE),
        ("830000199201300022", KIND.TAIWAN_RESIDENCE),
        ("911124198108030024", KIND.FOREIGN_RESIDENT_2023),
        ("130503670401001", KIND.RESIDENT_15),
        ("USA110085060142", KIND.FOREIGN_RESIDENT_2017),
        ("H12345678", KIND.HK_MACAU_PERMIT),
        ("m1234567801", KIND.HK_MACAU_PERMIT),
        ("12345678", KIND.TAIWAN_PERMIT),
        ("1234567890（B）", KIND.TAIWAN_PERMIT),
        ("E12345678", KIND.PASSPORT_CHINESE),
        ("EA1234567", KIND.PASSPORT_CHINESE),
    ],
)
def test_a_number_alone_names_its_document(number, kind):
    found = read(number)
    assert (found.valid, found.kind) == (True, kind)


@pytest.mark.parametrize(
    ("kind", "number", "reason"),
    [
        (KIND.RESIDENT, "810000199408230021", "other_kind"),
        (KIND.FOREIGN_RESIDENT_2023, "11010519491231002X", "other_kind"),
        (KIND.HK_MACAU_PERMIT, "A12345678", "shape"),
        (KIND.PASSPORT_FOREIGN, "AB1", "shape"),
        (KIND.MILITARY, "\ue863\ue863\ue863\ue863", "shape"),
        (KIND.OTHER, "\ud800", "shape"),
    ],
)
def test_a_number_must_be_of_the_document_that_was_chosen(kind, number, reason):
    assert read(number, kind).reason == reason


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (KIND.PASSPORT_FOREIGN, "ab 123456"),
        (KIND.PASSPORT_CHINESE, "G12345678"),
        (KIND.MILITARY, "军字第1234567号"),
        (KIND.HOUSEHOLD_OR_LICENCE, "11010519491231002X"),
        (KIND.OTHER, "临-17"),
        ("01", "11010519491231002X"),
    ],
)
def test_the_looser_documents_are_taken_by_form(kind, number):
    assert read(number, kind).valid


def test_an_unknown_document_code_is_a_bug():
    with pytest.raises(ValueError, match="13"):
        read("123", "13")


def test_an_arabic_indic_digit_is_no_digit():
    assert not read("١١٠١٠٥١٩٤٩١٢٣١٠٠٢X").valid


def test_a_doubtful_number_asks_for_a_second_look():
    assert read("130503670401001").warnings == ("ask_eighteen",)
    assert read("USA110085060142").warnings == ("birth_unproved",)


def test_an_area_not_on_the_list_only_warns():
    found = read(resident_number(area="170105"))
    assert (found.valid, found.warnings) == (True, ("area_unknown",))


def test_household_book_and_other_papers_ask_for_more():
    assert read("12345", KIND.HOUSEHOLD_OR_LICENCE).warnings == ("not_alone",)
    assert read("12345", KIND.OTHER).warnings == ("second_person",)


def test_invented_numbers_live_only_in_practice():
    assert read("660001199003070013").reason == "practice_area"
    assert read("660001900307001").reason == "practice_area"
    assert read("660001199003070013", practice=True).valid


def test_an_old_card_gives_birth_and_sex_and_its_eighteen_characters():
    found = read("130503670401001")
    assert (found.birth_on, found.sex) == (date(1967, 4, 1), "male")
    assert read(as_eighteen(found.number)).birth_on == found.birth_on


def test_only_an_old_number_is_lengthened():
    assert as_eighteen("12345678") == "12345678"


def test_a_foreign_card_of_2017_takes_the_nearest_century():
    assert read("USA110085060142").birth_on == date(1985, 6, 1)
    assert read("USA110005060142").birth_on == date(2005, 6, 1)
    assert read("USA110026112242").birth_on == date(1926, 11, 22)
    assert read("USA110099999942").birth_on is None


def test_a_permit_carries_neither_birth_nor_sex():
    found = read("H12345678")
    assert (found.birth_on, found.sex) == (None, None)


def test_width_case_spaces_and_the_invisible_are_taken_off():
    assert normalised(" ６６０００１ 1984\u200b0812349ｘ\ufeff\t") == "66000119840812349X"


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing(text):
    assert normalised(normalised(text)) == normalised(text)


@given(st.text("0123456789X", min_size=15, max_size=20))
def test_a_long_number_shows_six_and_four(number):
    shown = masked(number)
    assert len(shown) == len(number)
    assert (shown[:6], shown[-4:]) == (number[:6], number[-4:])
    assert set(shown[6:-4]) == {"*"}


@given(st.text("0123456789", max_size=14))
def test_a_short_number_hides_at_least_half(number):
    assert masked(number).count("*") * 2 >= len(number)


def test_an_identity_masks_itself():
    assert read("11010519491231002X").masked == "110105********002X"


@given(births, st.none() | births, st.none() | st.sampled_from(["male", "female"]))
def test_agreement_is_the_lack_of_a_named_disagreement(birth_on, stated, sex):
    found = read(resident_number(f"{birth_on:%Y%m%d}"))
    named = disagreement(found, stated, sex)
    assert agrees(found, stated, sex) == (named is None)
    assert (named == "birth_disagrees") == (stated not in (None, birth_on))


def test_a_wrong_sex_is_named():
    assert disagreement(read("11010519491231002X"), None, "male") == "sex_disagrees"


def test_a_birth_that_is_only_hinted_at_cannot_disagree():
    assert agrees(read("USA110085060142"), date(1985, 6, 2), None)


@pytest.mark.parametrize(
    ("birth_on", "day", "years"),
    [
        (date(2008, 11, 21), date(2026, 11, 21), 18),
        (date(2008, 11, 21), date(2026, 11, 20), 17),
        (date(1970, 11, 22), TODAY, 55),
        (date(1970, 11, 21), TODAY, 56),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
        (date(2008, 2, 29), date(2028, 2, 28), 19),
        (TODAY, TODAY, 0),
        (date(2026, 11, 22), TODAY, -1),
    ],
)
def test_age_counts_completed_years_by_calendar(birth_on, day, years):
    assert age_on(birth_on, day) == years


def test_the_check_character_takes_digits_only():
    with pytest.raises(ValueError, match="invalid literal"):
        check_character("1101051949123100A")
    with pytest.raises(ValueError, match="argument 2 is longer"):
        check_character("11010519")
