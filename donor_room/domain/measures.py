"""Which numbers a measurement can give, which are unlikely, and which look like another unit.

The bands are limits of the program against slips of the finger; those of eligibility are in the rule pack.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

import msgspec

from donor_room.domain.refusal import Refusal

Band = Literal["ok", "unlikely", "impossible"]

_NUMBER = re.compile(r"[0-9]{1,5}(\.[0-9]{1,4})?", re.ASCII)
_FULL_WIDTH = {0xFF10 + digit: 0x30 + digit for digit in range(10)} | {0xFF0E: ord("."), 0x3002: ord(".")}
"""Digits and points as a Chinese input method gives them."""

_MMHG_PER_KPA = Decimal("7.50062")
_KG_PER_POUND = Decimal("0.45359237")


class JinSigns(msgspec.Struct, frozen=True, kw_only=True):
    """What makes a weight look like jin: its half is this near to the last one, or a body-mass index."""

    near_last_kg: Decimal
    bmi_from: Decimal


class Suspicion(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers in this range, both ends included, look as if read in another unit."""

    low: Decimal
    high: Decimal
    unit: str
    question: str
    jin: JinSigns | None = None
    """A weight of 90 may be either: it is suspected only beside the last weight or the height."""


class Quantity(msgspec.Struct, frozen=True, kw_only=True):
    """What can be measured. Outside possible_* nothing is saved; outside likely_* the nurse confirms.

    jump is the change against the last visit from which a repeat is asked, in the same unit. fact is the
    name by which the rule pack knows it.
    """

    id: str
    unit: str
    decimals: int
    possible_low: Decimal
    possible_high: Decimal
    likely_low: Decimal
    likely_high: Decimal
    jump: Decimal | None = None
    fact: str | None = None
    suspicions: tuple[Suspicion, ...]
    tag: str


class PressureDifference(msgspec.Struct, frozen=True, kw_only=True):
    """Systolic less diastolic in mmHg outside which a pair is asked about; no limit of eligibility."""

    low: Decimal
    high: Decimal
    tag: str


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """A number as read, and what to ask about it; question_code names the text, values fill its places."""

    quantity: str
    value: Decimal
    unit: str
    band: Band
    question_code: str | None
    values: dict[str, Decimal | str]


def judge(
    quantity: Quantity, text: str, last: Decimal | None = None, *, height_cm: Decimal | None = None
) -> Reading:
    """Read a typed number and say what to ask about it; never converts. Refuses what is no such number."""
    value = parse_number(quantity, text)
    band, question, values = _question(quantity, value, last, height_cm)
    values = {"value": value, "unit": quantity.unit, **values}
    return Reading(
        quantity=quantity.id,
        value=value,
        unit=quantity.unit,
        band=band,
        question_code=question,
        values=values,
    )


_Asked = tuple[Band, str | None, dict[str, Decimal | str]]


def _question(quantity: Quantity, value: Decimal, last: Decimal | None, height_cm: Decimal | None) -> _Asked:
    impossible = not quantity.possible_low <= value <= quantity.possible_high
    suspicion = _suspicion(quantity, value, last, height_cm)
    if suspicion is not None:
        return (
            ("impossible" if impossible else "unlikely"),
            suspicion.question,
            {"other_unit": suspicion.unit},
        )
    _refuse_false_precision(quantity, value)
    if impossible:
        bounds = {"low": quantity.possible_low, "high": quantity.possible_high}
        return "impossible", "measures.impossible", {**bounds}
    if not quantity.likely_low <= value <= quantity.likely_high:
        return "unlikely", "measures.unlikely", {}
    return _jump(quantity, value, last)


def _jump(quantity: Quantity, value: Decimal, last: Decimal | None) -> _Asked:
    if quantity.jump is None or last is None or abs(value - last) < quantity.jump:
        return "ok", None, {}
    higher = value > last
    question = "measures.higher_than_last" if higher else "measures.lower_than_last"
    return "unlikely", question, {"last": last, "difference": abs(value - last)}


def _suspicion(
    quantity: Quantity, value: Decimal, last: Decimal | None, height_cm: Decimal | None
) -> Suspicion | None:
    for suspicion in quantity.suspicions:
        if not suspicion.low <= value <= suspicion.high:
            continue
        if suspicion.jin is None or _looks_like_jin(value, last, height_cm, suspicion.jin):
            return suspicion
    return None


def _looks_like_jin(
    weight_kg: Decimal, last: Decimal | None, height_cm: Decimal | None, signs: JinSigns
) -> bool:
    """Tell whether a weight fits better in jin: near twice the last one, or too heavy for the height."""
    if last is not None:
        return abs(jin_to_kg(weight_kg) - last) <= signs.near_last_kg
    if height_cm is None or height_cm <= 0:
        return False
    return weight_kg / (height_cm / 100) ** 2 >= signs.bmi_from


def parse_number(quantity: Quantity, text: str) -> Decimal:
    """Return the number that was typed; refuses signs, commas, letters and exponents.

    Zeros at the end of a fraction are left out: 135.0 is written down as 135.
    """
    typed = text.strip().translate(_FULL_WIDTH)
    if not typed:
        raise Refusal("measures.empty", quantity=quantity.id, unit=quantity.unit)
    if not _NUMBER.fullmatch(typed):
        raise Refusal("measures.not_a_number", quantity=quantity.id, unit=quantity.unit)
    return Decimal(typed.rstrip("0").rstrip(".") if "." in typed else typed)


def _refuse_false_precision(quantity: Quantity, value: Decimal) -> None:
    if value != round(value, quantity.decimals):
        raise Refusal("measures.too_many_decimals", quantity=quantity.id, decimals=quantity.decimals)


def are_swapped(sbp_mmhg: Decimal, dbp_mmhg: Decimal) -> bool:
    """Say whether the two pressures stand in the wrong fields, or are the same."""
    return sbp_mmhg <= dbp_mmhg


def pressure_question(sbp_mmhg: Decimal, dbp_mmhg: Decimal, usual: PressureDifference) -> str | None:
    """Return what to ask about a pair of pressures, or None: swapped, or a difference hardly ever seen."""
    if are_swapped(sbp_mmhg, dbp_mmhg):
        return "measures.pressures_swapped"
    if not usual.low <= sbp_mmhg - dbp_mmhg <= usual.high:
        return "measures.pressures_apart"
    return None


def g_per_dl_to_g_per_l(value: Decimal) -> Decimal:
    """Haemoglobin, g/dL to g/L."""
    return value * 10


def kpa_to_mmhg(value: Decimal) -> Decimal:
    """Pressure, kPa to mmHg, unrounded."""
    return value * _MMHG_PER_KPA


def jin_to_kg(value: Decimal) -> Decimal:
    """Weight, jin (half a kilogram) to kg."""
    return value / 2


def pounds_to_kg(value: Decimal) -> Decimal:
    """Weight, pounds to kg, unrounded."""
    return value * _KG_PER_POUND


def fahrenheit_to_celsius(value: Decimal) -> Decimal:
    """Temperature, degrees Fahrenheit to Celsius."""
    return (value - 32) * 5 / 9


def metres_to_cm(value: Decimal) -> Decimal:
    """Height, metres to centimetres."""
    return value * 100
