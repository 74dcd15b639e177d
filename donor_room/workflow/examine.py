"""The examination: readings with their bands, four signs, and the signature."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from donor_room.domain import entries as e
from donor_room.domain.measures import Reading, judge, pressure_question
from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import Visit
from donor_room.workflow.desk import Desk

Sign = Literal["skin", "limbs", "arms", "rhythm"]
SIGNS: tuple[Sign, ...] = ("skin", "limbs", "arms", "rhythm")
VITALS = ("sbp", "dbp", "pulse", "temp", "weight")


def judged(desk: Desk, visit: str, *, quantity: str, text: str) -> Reading:
    """Say what to ask about a typed value before it is saved; refuses what is no number."""
    last = desk.visits.get(visit).last(quantity)
    return judge(desk.packs.measures[quantity], text, last.measured.value if last else None)


def measure(
    desk: Desk, visit: str, *, quantity: str, text: str, confirmed: bool, device: str | None = None
) -> Visit:
    """Write down a reading; refuses an impossible one, and an unlikely one that nobody confirmed."""
    return desk.record(
        visit, measured(desk, quantity=quantity, text=text, confirmed=confirmed, device=device)
    )


def measured(
    desk: Desk,
    *,
    quantity: str,
    text: str,
    confirmed: bool,
    device: str | None = None,
    lot: str | None = None,
    lot_expires_on: object = None,
) -> e.Measured:
    """Return the act of a reading, checked against the bands of its quantity."""
    reading = judge(desk.packs.measures[quantity], text)
    if reading.band == "impossible":
        raise Refusal(reading.question_code or "measures.impossible", quantity=quantity, **reading.values)
    if reading.band == "unlikely" and not confirmed:
        raise Refusal(reading.question_code or "measures.unlikely", quantity=quantity, **reading.values)
    return e.Measured(
        quantity=quantity,
        value=reading.value,
        unit=reading.unit,
        band=reading.band,
        confirmed=confirmed,
        source="device" if device else "typed",
        device=device,
        lot=lot,
        lot_expires_on=lot_expires_on,  # type: ignore[arg-type]
    )


def measure_pressure(desk: Desk, visit: str, *, sbp: str, dbp: str, confirmed: bool) -> Visit:
    """Write down both pressures as one act; refuses swapped ones. Every pair is kept, the last counts."""
    upper = measured(desk, quantity="sbp", text=sbp, confirmed=confirmed)
    lower = measured(desk, quantity="dbp", text=dbp, confirmed=confirmed)
    question = pressure_question(upper.value, lower.value)
    if question == "measures.pressures_swapped" or (question is not None and not confirmed):
        raise Refusal(question, quantity="dbp", sbp=upper.value, dbp=lower.value)
    folded = desk.visits.get(visit)
    if _tries_are_over(desk, folded):
        raise Refusal("exam.pressure_tries", most=desk.packs.rules.whole("bp_max_tries"))
    return desk.record(visit, upper, lower)


def _tries_are_over(desk: Desk, visit: Visit) -> bool:
    """The pack says how often a pressure may be taken before the decision; during a reaction there is no limit."""
    before = len(visit.all_of("sbp"))
    return visit.open_reaction is None and before >= desk.packs.rules.whole("bp_max_tries")


def see_sign(desk: Desk, visit: str, *, sign: Sign, normal: bool, remark: str | None = None) -> Visit:
    """Write down what was seen or felt; there is no default."""
    return desk.record(visit, e.SignSeen(sign=sign, normal=normal, remark=remark))


def missing_of_exam(visit: Visit) -> tuple[str, ...]:
    """Return the vitals and signs that nobody has taken yet."""
    vitals = tuple(quantity for quantity in VITALS if visit.last(quantity) is None)
    return vitals + tuple(sign for sign in SIGNS if sign not in visit.signs)


def sign_exam(desk: Desk, visit: str) -> Visit:
    """Sign the examination; refuses while something is missing."""
    left = missing_of_exam(desk.visits.get(visit))
    if left:
        raise Refusal("exam.missing", count=len(left), first=left[0])
    return desk.record(visit, e.ExamSigned())


def estimated_blood_volume_l(sex: str, height_cm: Decimal, weight_kg: Decimal) -> Decimal:
    """Return the estimated blood volume in litres (Nadler), advice only; rules.md gives the coefficients [R]."""
    cube = (height_cm / 100) ** 3
    male = Decimal("0.3669") * cube + Decimal("0.03219") * weight_kg + Decimal("0.6041")
    female = Decimal("0.3561") * cube + Decimal("0.03308") * weight_kg + Decimal("0.1833")
    return (male if sex == "male" else female).quantize(Decimal("0.1"))
