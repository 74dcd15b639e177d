"""The examination: readings with their bands, four signs, and the signature."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from donor_room.domain import entries as e
from donor_room.domain.clock import day_at_site
from donor_room.domain.directory import READINGS
from donor_room.domain.measures import judge, parse_number, pressure_question
from donor_room.domain.refusal import Refusal
from donor_room.domain.ruleset import RulePack
from donor_room.domain.visit import Visit
from donor_room.workflow.desk import Desk

Sign = Literal["skin", "limbs", "arms", "rhythm"]
SIGNS: tuple[Sign, ...] = ("skin", "limbs", "arms", "rhythm")
VITALS = ("sbp", "dbp", "pulse", "temp", "weight")
_OF_THE_LABORATORY = ("hb", "alt")


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """A value of an earlier visit; on is its day at the donation site."""

    on: date
    value: Decimal


def past(desk: Desk, visit: Visit, quantity: str) -> tuple[Past, ...]:
    """Return the values of this donor's earlier visits, here and as the station tells them, oldest first.

    A day of which this terminal has a value is not taken twice, and today's are never earlier ones.
    """
    here = _past_here(desk, visit, quantity)
    days = {one.on for one in here}
    told = (one for one in _past_told(desk, visit, quantity) if one.on not in days)
    return tuple(sorted((*here, *told), key=lambda one: one.on))


def _past_here(desk: Desk, visit: Visit, quantity: str) -> list[Past]:
    donor = visit.donor
    lines = desk.visits.of_person(donor.document_kind, donor.document_number)
    folded = (desk.visits.get(line.visit) for line in lines if line.visit != visit.id)
    earlier = sorted(
        (one for one in folded if one.opened_at < visit.opened_at), key=lambda one: one.opened_at
    )
    last = ((one, one.counting(quantity)) for one in earlier)
    return [
        Past(on=day_at_site(one.opened_at), value=reading.measured.value) for one, reading in last if reading
    ]


def _past_told(desk: Desk, visit: Visit, quantity: str) -> list[Past]:
    """Return what the directory knows of the days before this visit."""
    name = READINGS.get(quantity)
    told = desk.directory.find_by_document(visit.donor.document_kind, visit.donor.document_number)
    if name is None or told is None:
        return []
    values = ((one.on, getattr(one, name)) for one in told.readings if one.on < day_at_site(visit.opened_at))
    return [Past(on=on, value=value) for on, value in values if value is not None]


def last_before(desk: Desk, visit: Visit, quantity: str) -> Decimal | None:
    """Return the value of the visit before this one: a jump is a change against it."""
    values = past(desk, visit, quantity)
    return values[-1].value if values else None


def measure(
    desk: Desk, visit: str, *, quantity: str, text: str, confirmed: bool, device: str | None = None
) -> Visit:
    """Write down a reading; refuses an impossible one, and an unlikely one that nobody confirmed."""
    if quantity in _OF_THE_LABORATORY:
        raise Refusal("tests.no_lot", test=quantity)
    last = last_before(desk, desk.visits.get(visit), quantity)
    return desk.record(
        visit, measured(desk, quantity=quantity, text=text, confirmed=confirmed, device=device, last=last)
    )


def measured(
    desk: Desk,
    *,
    quantity: str,
    text: str,
    confirmed: bool,
    device: str | None = None,
    lot: str | None = None,
    lot_expires_on: date | None = None,
    last: Decimal | None = None,
) -> e.Measured:
    """Return the act of a reading, checked against its bands; last is the value of the visit before."""
    reading = judge(desk.packs.measures[quantity], text, last)
    if reading.band == "impossible" or (reading.band == "unlikely" and not confirmed):
        code = reading.question_code or f"measures.{reading.band}"
        raise Refusal(code, quantity=quantity, band=reading.band, **reading.values)
    return e.Measured(
        quantity=quantity,
        value=reading.value,
        unit=reading.unit,
        band=reading.band,
        confirmed=confirmed,
        source="device" if device else "typed",
        device=device,
        lot=lot,
        lot_expires_on=lot_expires_on,
    )


def measure_pressure(desk: Desk, visit: str, *, sbp: str, dbp: str, confirmed: bool) -> Visit:
    """Write down both pressures as one act; refuses swapped ones. Every pair is kept, the last counts."""
    folded = desk.visits.get(visit)
    measures = desk.packs.measures
    question = pressure_question(
        parse_number(measures["sbp"], sbp), parse_number(measures["dbp"], dbp), measures.pressure_difference
    )
    if question == "measures.pressures_swapped":
        raise Refusal(question, quantity="dbp", band="impossible")
    last = {quantity: last_before(desk, folded, quantity) for quantity in ("sbp", "dbp")}
    upper = measured(desk, quantity="sbp", text=sbp, confirmed=confirmed, last=last["sbp"])
    lower = measured(desk, quantity="dbp", text=dbp, confirmed=confirmed, last=last["dbp"])
    if question is not None and not confirmed:
        raise Refusal(question, quantity="dbp", band="unlikely")
    if _tries_are_over(desk, folded):
        raise Refusal("exam.pressure_tries", most=desk.rules_of(folded).whole("bp_max_tries"))
    return desk.record(visit, upper, lower)


def _tries_are_over(desk: Desk, visit: Visit) -> bool:
    """The pack says how often a pressure may be taken before the decision; in a reaction without limit."""
    before = len(visit.all_of("sbp"))
    return visit.open_reaction is None and before >= desk.rules_of(visit).whole("bp_max_tries")


def see_sign(desk: Desk, visit: str, *, sign: Sign, normal: bool, remark: str | None = None) -> Visit:
    """Write down what was seen or felt; there is no default."""
    return desk.record(visit, e.SignSeen(sign=sign, normal=normal, remark=remark))


def missing_of_exam(visit: Visit) -> tuple[str, ...]:
    """Return the vitals and signs that nobody has taken yet."""
    vitals = tuple(quantity for quantity in VITALS if visit.last(quantity) is None)
    return vitals + tuple(sign for sign in SIGNS if sign not in visit.signs)


def say_fear(desk: Desk, visit: str, *, is_afraid: bool) -> Visit:
    """Write down whether the donor fears the needle; said twice alike it is written once."""
    folded = desk.visits.get(visit)
    return folded if folded.is_afraid is is_afraid else desk.record(visit, e.FearSaid(is_afraid=is_afraid))


def sign_exam(desk: Desk, visit: str) -> Visit:
    """Sign the examination; refuses while something is missing."""
    left = missing_of_exam(desk.visits.get(visit))
    if left:
        raise Refusal("exam.missing", count=len(left), first=left[0])
    return desk.record(visit, e.ExamSigned())


LIMITS = {
    "sbp": ("sbp_min_mmhg", "sbp_lt_mmhg"),
    "dbp": ("dbp_min_mmhg", "dbp_lt_mmhg"),
    "pulse": ("pulse_min_bpm", "pulse_max_bpm"),
    "athlete_pulse": ("pulse_min_athlete_bpm", "pulse_min_bpm"),
    "temp": (None, "temp_lt_c"),
}
_WEIGHT = {"male": "weight_min_male_kg", "female": "weight_min_female_kg"}


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """From and to, as the rule pack gives them; None where the station uses no such limit."""

    low: Decimal | None
    high: Decimal | None


def limits(desk: Desk, visit: Visit) -> dict[str, Limits]:
    """Return what is printed under the names of the fields: the limits for this donor, never a verdict."""
    names = {**LIMITS, "weight": (_WEIGHT[visit.donor.sex], None)}
    rules = desk.rules_of(visit)
    return {
        quantity: Limits(low=_number(rules, low), high=_number(rules, high))
        for quantity, (low, high) in names.items()
    }


def _number(rules: RulePack, name: str | None) -> Decimal | None:
    return rules.number(name) if name else None


def asks_for_endurance(visit: Visit, limits: dict[str, Limits]) -> bool:
    """Say whether the pulse is one that only endurance training explains, and nobody has asked yet (7.4)."""
    pulse, bounds = visit.last("pulse"), limits["athlete_pulse"]
    if pulse is None or bounds.low is None or bounds.high is None or "is_endurance_athlete" in visit.ticks:
        return False
    return bounds.low <= pulse.measured.value < bounds.high


def estimated_blood_volume_l(desk: Desk, sex: str, *, height_cm: Decimal, weight_kg: Decimal) -> Decimal:
    """Return the estimated blood volume in litres by the pack's coefficients (Nadler); advice only."""
    volume = desk.packs.rules.blood_volume
    of = volume.male if sex == "male" else volume.female
    litres = of.l_per_m3 * (height_cm / 100) ** 3 + of.l_per_kg * weight_kg + of.base_l
    return litres.quantize(Decimal("0.1"))
