"""The walk of a donor with whom nothing is amiss, step by step through the use cases."""

from __future__ import annotations

from datetime import timedelta

from donor_room.domain.questionnaire import Answer
from donor_room.domain.visit import Visit
from donor_room.practice.script import SIGNATURE
from donor_room.workflow import blood_tests, examine, interview
from donor_room.workflow.blood_tests import Lot
from donor_room.workflow.desk import Desk


def lot(desk: Desk, days: int = 90) -> Lot:
    """Return a lot that lasts for so many days."""
    return Lot(number="P2611", expires_on=desk.clock.today() + timedelta(days=days))


def answer_all(desk: Desk, visit: Visit) -> Visit:
    """Give consent and every answer that lets a donor pass."""
    visit = interview.give_consent(desk, visit.id, language="zh_CN", strokes=SIGNATURE)
    for item in interview.items_of(desk, visit):
        given = Answer(value=item.expect, asked_aloud=False, details=(), remark=None)
        visit = interview.answer(desk, visit.id, item=item.id, given=given)
    return interview.sign(desk, visit.id, seen=())


def examine_all(desk: Desk, visit: Visit) -> Visit:
    """Measure and look, all normal."""
    examine.measure_pressure(desk, visit.id, sbp="118", dbp="76", confirmed=False)
    for quantity, text in {"pulse": "72", "temp": "36.5", "weight": "70"}.items():
        examine.measure(desk, visit.id, quantity=quantity, text=text, confirmed=False)
    for sign in examine.SIGNS:
        examine.see_sign(desk, visit.id, sign=sign, normal=True)
    return examine.sign_exam(desk, visit.id)


def do_tests(desk: Desk, visit: Visit, *, hb: str = "138") -> Visit:
    """Test the blood: fit unless the haemoglobin says otherwise."""
    blood_tests.measure_hb(desk, visit.id, text=hb, confirmed=False, lot=lot(desk))
    blood_tests.measure_alt(desk, visit.id, text="22", confirmed=False, lot=lot(desk))
    blood_tests.read_strip(desk, visit.id, result="nonreactive", lot=lot(desk))
    blood_tests.type_group(desk, visit.id, abo="A", lot=lot(desk))
    return blood_tests.sign_tests(desk, visit.id)
