"""Plays whole visits through the use cases, as fast as the disk keeps them."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

from donor_room.domain.questionnaire import Answer, Detail, Item, exceptions
from donor_room.domain.visit import AFTER_TUBES, BEFORE_NEEDLE, Visit
from donor_room.domain.walk import step_of
from donor_room.practice.checks import check_all
from donor_room.practice.people import ADMINISTRATOR, TEAM, InventedStaff, People
from donor_room.practice.stock import stock
from donor_room.workflow import (
    aftercare,
    blood_tests,
    collect,
    decide,
    examine,
    interview,
    label,
    label_scan,
    register,
    shift,
    sign_in,
)
from donor_room.workflow.blood_tests import Lot
from donor_room.workflow.desk import Desk

OLDER_SHARE, AGAIN_SHARE = 0.08, 0.12
"""How many come who are past the age of a first donation, and how many gave in the last half year."""
_EARLIER_DONATION = "Q15"
SIGNATURE = ((tuple((x, 40 + x % 7) for x in range(20))),)


class Player:
    """One practice terminal at work without a screen; `told` is called after each commit."""

    def __init__(self, desk: Desk, *, seed: int, told: Callable[[], None]) -> None:
        self._desk = desk
        self._told = told
        self._random = random.Random(seed)  # noqa: S311 - invented people, no secret
        self._stories = random.Random(f"stories {seed}")  # noqa: S311 - invented too
        self._people = People(seed, desk.clock.today())
        desk.grew = self._grew

    def play(self, visits: int) -> None:
        """Finish what a kill left open, then play so many further visits."""
        self._prepare()
        for line in self._desk.visits.of_shift(shift.the_shift(self._desk).id, open_only=True):
            self._walk(self._desk.visits.get(line.visit))
        for _ in range(visits):
            self._walk(self._come_in())

    def _grew(self, visit: str | None, kinds: tuple[str, ...]) -> None:
        self._told()

    # ---- before the doors open -----------------------------------------------------------------------------

    def _prepare(self) -> None:
        desk = self._desk
        stock(desk)
        self._sign_everybody_in()
        if shift.current_shift(desk) is None:
            shift.open_shift(
                desk,
                site_kind="vehicle",
                site="人民广场",
                vehicle="采血车 03",
                drive="street",
                organisation=None,
                team=(),
            )
        check_all(desk)

    def _sign_everybody_in(self) -> None:
        desk = self._desk
        if not sign_in.staff(desk):
            person = ADMINISTRATOR
            sign_in.create_first_administrator(
                desk, name=person.name, password=person.password, pin=person.pin
            )
        else:
            self._sign_in(ADMINISTRATOR)
        known = {person.name for person in sign_in.staff(desk)}
        for person in TEAM:
            if person.name not in known:
                sign_in.add_person(
                    desk, name=person.name, roles=person.roles, password=person.password, pin=person.pin
                )
        for person in TEAM:
            self._sign_in(person)

    def _sign_in(self, person: InventedStaff) -> None:
        sign_in.sign_in(self._desk, staff_id=self._id_of(person), means="password", secret=person.password)

    def _id_of(self, person: InventedStaff) -> str:
        return next(one.staff for one in sign_in.staff(self._desk) if one.name == person.name)

    def _as(self, person: InventedStaff) -> None:
        """Take the place at the desk without asking the secret again: the sign-ins are on record above."""
        staff_id = self._id_of(person)
        self._desk.person = next(one for one in sign_in.staff(self._desk) if one.staff == staff_id)

    # ---- the walk ------------------------------------------------------------------------------------------

    def _come_in(self) -> Visit:
        self._as(TEAM[1])
        while True:
            is_older = self._stories.random() < OLDER_SHARE
            donor = self._people.next_donor(age=self._stories.randint(56, 67) if is_older else None)
            what = register.look_up(
                self._desk, document_kind=donor.document_kind, number=donor.document_number, plan="WB400"
            )
            if not what.here and what.donor is None:  # a known donor has a known group
                return register.open_visit(self._desk, donor=donor, source="typed", plan="WB400")

    def _walk(self, visit: Visit) -> None:
        while (step := step_of(visit)) != "closed":
            visit = getattr(self, f"_{step}")(visit)

    def _interview(self, visit: Visit) -> Visit:
        self._as(TEAM[1])
        desk = self._desk
        if visit.consent is None:
            visit = interview.give_consent(desk, visit.id, language="zh_CN", strokes=SIGNATURE)
        for item in interview.items_of(desk, visit):
            if item.id not in visit.answers:
                visit = interview.answer(desk, visit.id, item=item.id, given=self._answer_to(item))
        told = exceptions(interview.items_of(desk, visit), interview.answers_of(visit))
        return interview.sign(desk, visit.id, seen=tuple(item.id for item in told))

    def _answer_to(self, item: Item) -> Answer:
        """What lets a donor pass; but some gave whole blood in the last half year, and say so."""
        if item.id != _EARLIER_DONATION or self._stories.random() >= AGAIN_SHARE:
            return Answer(value=item.expect, asked_aloud=False, details=(), remark=None)
        given_on = self._desk.clock.today() - timedelta(days=self._stories.randint(20, 180))
        whole_blood = Detail(which="WB", when_on=given_on, ongoing=False, name=None)
        return Answer(value="yes", asked_aloud=True, details=(whole_blood,), remark=None)

    def _exam(self, visit: Visit) -> Visit:
        self._as(TEAM[1])
        desk, chance = self._desk, self._random
        if visit.last("sbp") is None:
            sbp, dbp = str(chance.randint(105, 142)), str(chance.randint(66, 84))
            visit = examine.measure_pressure(desk, visit.id, sbp=sbp, dbp=dbp, confirmed=False)
        values = {
            "pulse": str(chance.randint(62, 92)),
            "temp": f"36.{chance.randint(2, 8)}",
            "weight": str(chance.randint(52, 88)),
        }
        for quantity, text in values.items():
            if visit.last(quantity) is None:
                visit = examine.measure(desk, visit.id, quantity=quantity, text=text, confirmed=True)
        for sign in examine.SIGNS:
            if sign not in visit.signs:
                visit = examine.see_sign(desk, visit.id, sign=sign, normal=True)
        return examine.sign_exam(desk, visit.id)

    def _tests(self, visit: Visit) -> Visit:
        self._as(TEAM[3])
        desk, chance = self._desk, self._random
        lot = Lot(number="P2611", expires_on=desk.clock.today() + timedelta(days=90))
        if not visit.haemoglobin:
            hb = str(chance.randint(112, 158))
            visit = blood_tests.measure_hb(desk, visit.id, text=hb, confirmed=True, lot=lot)
        if visit.last("alt") is None:
            visit = blood_tests.measure_alt(
                desk, visit.id, text=str(chance.randint(12, 52)), confirmed=True, lot=lot
            )
        if visit.group is None:
            visit = blood_tests.type_group(desk, visit.id, abo=chance.choice(("A", "B", "O", "AB")), lot=lot)
        if visit.strip is None:
            visit = blood_tests.read_strip(desk, visit.id, result="nonreactive", lot=lot)
        return blood_tests.sign_tests(desk, visit.id)

    def _decision(self, visit: Visit) -> Visit:
        self._as(TEAM[2])
        if visit.decision is None or visit.decision.made.outcome not in (
            "deferred_until",
            "deferred_for_good",
        ):
            visit = decide.confirm(self._desk, visit.id, pin=TEAM[2].pin)
        if visit.decision and visit.decision.made.outcome in ("deferred_until", "deferred_for_good"):
            return aftercare.close(self._desk, visit.id, how="deferred")
        return visit

    def _labels(self, visit: Visit) -> Visit:
        self._as(TEAM[1])
        desk = self._desk
        if not visit.is_heard("chair"):
            visit = label.confirm_at_chair(desk, visit.id)
        if visit.label_set is None:
            visit = label.plan(desk, visit.id, bag_kind="triple_400")
        return self._scan_all(visit, BEFORE_NEEDLE)

    def _scan_all(self, visit: Visit, phase: label_scan.Phase) -> Visit:
        for item in label_scan.labels_of(visit, phase).items:
            if item.role in visit.unscanned(phase):
                visit, _ = label_scan.scan(self._desk, visit.id, text=item.encoded, phase=phase)
        return visit

    def _collection(self, visit: Visit) -> Visit:
        self._as(TEAM[1])
        desk = self._desk
        if visit.collection is None:
            if visit.bag is None:
                expires_on = desk.clock.today() + timedelta(days=300)
                visit = collect.take_bag(
                    desk, visit.id, bag_kind="triple_400", lot="B260812", expires_on=expires_on
                )
            if visit.needle is None:
                visit = collect.put_needle_in(desk, visit.id, arm="left")
            visit = collect.end(desk, visit.id, volume_ml=400, reason=None)
        return self._scan_all(visit, AFTER_TUBES)

    def _aftercare(self, visit: Visit) -> Visit:
        self._as(TEAM[1])
        if visit.rest_started_at is None:
            visit = aftercare.start_rest(self._desk, visit.id)
        return aftercare.close(self._desk, visit.id, how=aftercare.how_it_ends(visit), remark="演练")
