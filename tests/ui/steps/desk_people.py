"""People with real secrets at the desk, donors in the directory, and visits walked up to the decision."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from donor_room.domain.directory import DirectoryDonor, EarlierDonation, StandingDeferral
from donor_room.domain.entries import Donor
from donor_room.domain.questionnaire import Answer
from donor_room.domain.visit import Visit
from donor_room.practice.people import TEAM, InventedStaff, People
from donor_room.practice.script import SIGNATURE
from donor_room.wire.messages import DirectoryRow, person_key
from donor_room.workflow import blood_tests, examine, interview, register, sign_in
from donor_room.workflow.blood_tests import Lot
from donor_room.workflow.desk import Desk
from tests.support.profiles import enlist

NURSE, PHYSICIAN, LEADER = TEAM[1], TEAM[2], TEAM[0]


def add_team(desk: Desk) -> None:
    """Give three people of the team an account with password and PIN."""
    for place, one in enumerate((NURSE, PHYSICIAN, LEADER), 1):
        enlist(desk, f"s{place:03d}-team", one.name, one.roles, one.password, one.pin)


def sit_down(desk: Desk, who: InventedStaff) -> None:
    """Let one of the team work at the desk."""
    desk.person = next(one for one in sign_in.staff(desk) if one.name == who.name)


def somebody(desk: Desk, seed: int = 5, **wanted: Any) -> Donor:
    return People(seed, desk.clock.today()).next_donor(**wanted)


def gave(*days: date, kind: str = "WB400") -> tuple[EarlierDonation, ...]:
    return tuple(EarlierDonation(kind=kind, on=day, volume_ml=400, site="人民广场") for day in days)


def into_directory(
    desk: Desk,
    donor: Donor,
    *,
    donations: tuple[EarlierDonation, ...] = (),
    deferral: StandingDeferral | None = None,
    age_h: int = 0,
    **told: Any,
) -> None:
    """Let the station know a donor, by a list of this age."""
    fields: dict[str, Any] = {
        "name": donor.name, "sex": donor.sex, "birth_on": donor.birth_on, "abo": "A", "rhd": "positive",
        "had_reaction": False, "count": len(donations),
    } | {name.removeprefix("donor_"): value for name, value in told.items()}  # fmt: skip
    known = DirectoryDonor(donations=donations, deferral=deferral, **fields)
    person = person_key(desk.directory._key, donor.document_kind, donor.document_number)
    row = DirectoryRow(person=person, revision=1, donor=known)
    desk.directory.apply([row], "c1", desk.clock.now() - timedelta(hours=age_h))


def answered(desk: Desk, visit: Visit, **other: Answer) -> Visit:
    """Consent and the interview; `other` are answers that are not the expected ones."""
    visit = interview.give_consent(desk, visit.id, language="zh_CN", strokes=SIGNATURE)
    for item in interview.items_of(desk, visit):
        plain = Answer(value=item.expect, asked_aloud=False, details=(), remark=None)
        visit = interview.answer(desk, visit.id, item=item.id, given=other.get(item.id, plain))
    return interview.sign(desk, visit.id, seen=tuple(other))


def examined(desk: Desk, visit: Visit, *, sbp: str = "118", weight: str = "72") -> Visit:
    visit = examine.measure_pressure(desk, visit.id, sbp=sbp, dbp="76", confirmed=True)
    for quantity, text in (("pulse", "72"), ("temp", "36.5"), ("weight", weight)):
        visit = examine.measure(desk, visit.id, quantity=quantity, text=text, confirmed=True)
    for sign in examine.SIGNS:
        visit = examine.see_sign(desk, visit.id, sign=sign, normal=True)
    return examine.sign_exam(desk, visit.id)


def tested(desk: Desk, visit: Visit, *, hb: str = "140", alt: str = "22") -> Visit:  # noqa: PT028 - no test
    lot = Lot(number="P2611", expires_on=desk.clock.today() + timedelta(days=90))
    visit = blood_tests.measure_hb(desk, visit.id, text=hb, confirmed=True, lot=lot)
    visit = blood_tests.measure_alt(desk, visit.id, text=alt, confirmed=True, lot=lot)
    visit = blood_tests.type_group(desk, visit.id, abo="A", lot=lot)
    visit = blood_tests.read_strip(desk, visit.id, result="nonreactive", lot=lot)
    return blood_tests.sign_tests(desk, visit.id)


def before_decision(
    desk: Desk, *, donor: Donor | None = None, other: dict[str, Answer] | None = None, **values: str
) -> Visit:
    """Walk one donor up to the decision; values may name sbp, weight, hb, alt."""
    visit = register.open_visit(desk, donor=donor or somebody(desk, sex="male"), source="typed", plan="WB400")
    visit = answered(desk, visit, **(other or {}))
    exam = {name: values[name] for name in ("sbp", "weight") if name in values}
    tests = {name: values[name] for name in ("hb", "alt") if name in values}
    return tested(desk, examined(desk, visit, **exam), **tests)
