"""Numbers as a nurse types them: read, doubted or refused, and never turned into another unit."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from donor_room.domain.measures import (
    JinSigns,
    PressureDifference,
    Quantity,
    Suspicion,
    fahrenheit_to_celsius,
    g_per_dl_to_g_per_l,
    jin_to_kg,
    judge,
    kpa_to_mmhg,
    metres_to_cm,
    parse_number,
    pounds_to_kg,
    pressure_question,
)
from donor_room.domain.refusal import Refusal

SIGNS = JinSigns(near_last_kg=Decimal(8), bmi_from=Decimal(35))
USUAL = PressureDifference(low=Decimal(10), high=Decimal(120), tag="R")


def quantity(name: str, unit: str, bands: str, **more: object) -> Quantity:
    low, likely_low, likely_high, high = map(Decimal, bands.split())
    fields = {"decimals": 0, "suspicions": (), "tag": "R", **more}
    return Quantity(
        id=name,
        unit=unit,
        possible_low=low,
        possible_high=high,
        likely_low=likely_low,
        likely_high=likely_high,
        **fields,
    )


def suspicion(low: str, high: str, unit: str) -> tuple[Suspicion]:
    return (Suspicion(low=Decimal(low), high=Decimal(high), unit=unit, question=f"measures.unit.{unit}"),)


HB = quantity("hb", "g/L", "30 80 200 250", jump=Decimal(15), suspicions=suspicion("5", "25", "g/dL"))
WEIGHT = quantity(
    "weight",
    "kg",
    "30 40 130 250",
    decimals=1,
    jump=Decimal(10),
    suspicions=(replace(suspicion("80", "400", "jin")[0], jin=SIGNS),),
)


@pytest.mark.parametrize(
    ("typed", "band"),
    [
        ("29", "impossible"),
        ("30", "unlikely"),
        ("79", "unlikely"),
        ("80", "ok"),
        ("200", "ok"),
        ("201", "unlikely"),
        ("250", "unlikely"),
        ("251", "impossible"),
    ],
)
def test_each_band_includes_its_bounds(typed, band):
    assert judge(HB, typed).band == band


def test_an_impossible_value_names_the_bounds():
    reading = judge(HB, "260")
    assert reading.question_code == "measures.impossible"
    assert (reading.values["low"], reading.values["high"]) == (30, 250)


def test_a_usual_value_asks_nothing_and_keeps_its_unit():
    reading = judge(HB, "135")
    assert (reading.value, reading.unit, reading.question_code) == (Decimal(135), "g/L", None)


def test_haemoglobin_in_g_per_dl_is_asked_about_and_never_multiplied():
    reading = judge(HB, "13.5")
    assert reading.question_code == "measures.unit.g/dL"
    assert (reading.value, reading.band) == (Decimal("13.5"), "impossible")


def test_a_decimal_too_many_is_refused():
    with pytest.raises(Refusal, match="too_many_decimals"):
        judge(HB, "135.5")


def test_a_trailing_zero_is_no_decimal_too_many():
    assert str(judge(HB, "135.0").value) == "135"
    assert str(judge(HB, "100").value) == "100"


@pytest.mark.parametrize(
    ("typed", "code"),
    [("135", None), ("134", None), ("120", "lower_than_last"), ("121", None), ("150", "higher_than_last")],
)
def test_a_jump_against_the_last_value_asks_for_a_repeat(typed, code):
    asked = judge(HB, typed, Decimal(135)).question_code
    assert asked == (code and f"measures.{code}")


def test_a_jump_says_how_far_it_went():
    assert judge(HB, "117", Decimal(135)).values["difference"] == 18


def test_a_quantity_without_a_jump_is_not_compared():
    assert judge(quantity("alt", "U/L", "0 3 300 5000"), "290", Decimal(20)).question_code is None


def test_a_weight_near_twice_the_last_one_is_asked_about_as_jin():
    assert judge(WEIGHT, "124", Decimal("61.5")).question_code == "measures.unit.jin"


def test_a_weight_far_from_twice_the_last_one_is_only_a_jump():
    assert judge(WEIGHT, "92", Decimal(71)).question_code == "measures.higher_than_last"


@pytest.mark.parametrize(("height", "question"), [("165", "measures.unit.jin"), ("195", None)])
def test_a_weight_too_heavy_for_the_height_is_asked_about_as_jin(height, question):
    assert judge(WEIGHT, "125", height_cm=Decimal(height)).question_code == question


def test_a_weight_with_nothing_to_compare_is_not_suspected():
    assert judge(WEIGHT, "125").question_code is None
    assert judge(WEIGHT, "125", height_cm=Decimal(0)).question_code is None


@pytest.mark.parametrize(
    "typed",
    ["1e9", "NaN", "Infinity", "-5", "+5", "12,5", "12.", ".5", "1 2", "abc", "1_0", "٣٤", "0x1F", "1.2.3"],
)
def test_what_is_no_plain_number_is_refused(typed):
    with pytest.raises(Refusal, match="not_a_number"):
        parse_number(HB, typed)


@pytest.mark.parametrize("typed", ["", "   ", "\t"])
def test_nothing_typed_is_refused_by_its_own_name(typed):
    with pytest.raises(Refusal, match=r"measures\.empty"):
        parse_number(HB, typed)


def test_full_width_digits_and_points_are_read_as_digits():
    wide = "36.5".translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789."})
    assert parse_number(HB, wide) == Decimal("36.5")
    assert parse_number(HB, "36\u30025") == Decimal("36.5")


def test_a_number_longer_than_any_measurement_is_refused():
    with pytest.raises(Refusal):
        parse_number(HB, "9" * 400)


@given(st.text(max_size=12))
def test_any_text_is_a_number_or_a_refusal(text):
    with suppress(Refusal):
        assert parse_number(HB, text) >= 0


@given(st.decimals(min_value=0, max_value=99999, places=1))
def test_what_is_read_is_what_was_typed(number):
    assert parse_number(WEIGHT, str(number)) == number


@pytest.mark.parametrize(
    ("sbp", "dbp", "question"),
    [
        (118, 76, None),
        (76, 118, "measures.pressures_swapped"),
        (90, 90, "measures.pressures_swapped"),
        (99, 90, "measures.pressures_apart"),
        (100, 90, None),
        (200, 80, None),
        (201, 80, "measures.pressures_apart"),
    ],
)
def test_a_pair_of_pressures_is_looked_at_together(sbp, dbp, question):
    assert pressure_question(Decimal(sbp), Decimal(dbp), USUAL) == question


def test_conversions_are_exact_and_have_names():
    assert g_per_dl_to_g_per_l(Decimal("13.5")) == 135
    assert kpa_to_mmhg(Decimal("12")) == Decimal("90.00744")
    assert jin_to_kg(Decimal(125)) == Decimal("62.5")
    assert pounds_to_kg(Decimal(110)) == Decimal("49.8951607")
    assert fahrenheit_to_celsius(Decimal("98.6")) == 37
    assert metres_to_cm(Decimal("1.72")) == 172
