"""Acts of the donor room in any order with any words: what people do who read no manual."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import msgspec

from donor_room.domain import entries as e
from donor_room.domain.directory import EarlierDonation, StandingDeferral
from donor_room.domain.label_states import states_of
from donor_room.domain.own_codes import chair_code, visit_code
from donor_room.domain.questionnaire import Answer
from donor_room.domain.visit import AFTER_TUBES, AFTER_TUBES_ROLES, BEFORE_NEEDLE, Visit
from donor_room.domain.walk import step_of
from donor_room.practice.script import SIGNATURE
from donor_room.workflow import (
    aftercare,
    blood_tests,
    call_back,
    chair,
    collect,
    correct,
    decide,
    examine,
    hand_over,
    interview,
    label,
    label_print,
    label_reprint,
    label_scan,
    react,
    register,
    shift,
    sign_in,
    station_word,
)
from donor_room.workflow.blood_tests import Lot
from donor_room.workflow.desk import Desk
from donor_room.workflow.register import Second
from tests.support import desks as d
from tests.support.told import PERMANENT, tell, word

ODD_WORDS = (
    "",
    " ",
    "0",
    "-1",
    "1e9",
    "nan",
    "inf",
    "13.8",
    "１３８",
    "1,5",
    "九十",
    "\x00",
    "\n",
    "' OR 1=1 --",
    "{name}",
    "%s",
    "䶮",
    "\U0002cb2d",
    "\u202eabc",
    "a" * 2_000,
    "=A660126000001",
    "DRV",
    "118/76",
    "36.5℃",
    "٣٦",
    "²",
)
QUANTITIES = ("sbp", "dbp", "pulse", "temp", "weight", "height", "hb", "alt")
PLANS = ("WB200", "WB300", "WB400", "APH", "", "WB999")


class Chance:
    """One seed's people at a desk; each does something that may or may not be right just now."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self.desk = desk
        self.dice = random.Random(seed)
        self.visits = [
            d.bring_to(desk, self.one(*d.STEPS), seed).id for seed in self.dice.sample(range(50, 90), 3)
        ]
        self.did = ""

    def act(self) -> None:
        """Do one thing; whatever it raises comes out."""
        if self.desk.person is None and self.dice.random() < 0.8:
            d.take_place(self.desk, d.EVERYBODY)
        name, what = self.dice.choice(ACTS)
        self.did = name
        what(self)

    def pass_time(self) -> None:
        """Let some seconds go by, now and then hours, seldom backwards."""
        span = self.dice.choice((1, 1, 1, 7, 7, 60, 600, 3600, 30_000, -90))
        self.desk.clock.instant += timedelta(seconds=span)  # type: ignore[attr-defined]

    def hear_the_station(self) -> None:
        """The station tells of somebody who is here, or was."""
        visit = self.desk.visits.get(self.id())
        until = StandingDeferral(kind="until", until_on=self.one(None, self.day()))
        deferral = self.one(None, None, PERMANENT, until)
        given = EarlierDonation(kind="WB400", on=self.day(), volume_ml=400, site="火车站")
        tell(self.desk, visit, word(donations=self.one((), (given,)), count=1, deferral=deferral))

    def one(self, *what: Any) -> Any:
        return self.dice.choice(what)

    def word(self, *right: str) -> str:
        """Say something that is right four times of five."""
        return self.dice.choice(right) if right and self.dice.random() < 0.8 else self.dice.choice(ODD_WORDS)

    def day(self) -> date:
        today = self.desk.clock.today()
        return self.one(today, today + timedelta(days=90), today - timedelta(days=1), date.min, date.max)

    def bit(self) -> bool:
        return self.dice.random() < 0.5

    def visit(self) -> Visit:
        """Choose somebody who came in lately, mostly somebody who is still here."""
        lately = [self.desk.visits.get(visit) for visit in self.visits[-5:]]
        here = [visit for visit in lately if visit.closed is None]
        return self.dice.choice(here if here and self.dice.random() < 0.9 else lately)

    def id(self) -> str:
        return self.visit().id

    def person(self) -> str:
        return self.one(*d.PEOPLE, "s9", "")

    def pin(self) -> str:
        return self.one(d.PIN, d.PIN, d.PIN, d.PIN, "0000")

    def lot(self) -> Lot | None:
        return self.one(
            None, d.lot(self.desk), d.lot(self.desk), Lot(number=self.word("P1"), expires_on=self.day())
        )

    def second(self) -> Second | None:
        return self.one(None, Second(staff=self.person(), pin=self.pin()))

    def come_in(self) -> None:
        donor = d.invented(
            self.desk,
            self.dice.randrange(40),
            age=self.one(17, 18, 30, 55, 56, 60, 61),
            sex=self.one("male", "female"),
        )
        donor = self.one(donor, donor, msgspec.structs.replace(donor, name=self.word(donor.name)))
        ticks = self.one(None, None, {}, {"asks_to_give_again": self.bit(), "meets_requirements": self.bit()})
        came = register.open_visit(
            self.desk, donor=donor, source="typed", plan=self.word("WB400"), ticks=ticks, second=self.second()
        )
        self.visits.append(came.id)

    def bring(self) -> None:
        """Bring somebody with whom nothing is amiss some way at once."""
        seed = self.dice.randrange(100, 100_000)
        step = self.one(*d.STEPS, "labels", "labels", "collection", "collection", "aftercare", "closed")
        self.visits.append(d.bring_to(self.desk, step, seed).id)

    def go_on(self) -> None:
        """Do the rest of a step as it should be done."""
        visit = self.visit()
        if step_of(visit) in d.STEPS:
            d.STEPS[step_of(visit)](self.desk, visit)

    def answer(self) -> None:
        visit = self.visit()
        item = self.one(*interview.items_of(self.desk, visit))
        value = self.one("yes", "no", "not_sure", item.expect, item.expect, item.expect)
        given = Answer(
            value=value, asked_aloud=self.bit(), details=(), remark=self.one(None, self.word("好"))
        )
        interview.answer(self.desk, visit.id, item=self.one(item.id, item.id, "q0", ""), given=given)

    def scan(self) -> None:
        visit = self.visit()
        phase = self.one(BEFORE_NEEDLE, AFTER_TUBES)
        text = self.one(self.word(), visit_code(visit.id), visit_code(self.id()), chair_code(1))
        if visit.label_set is not None and self.dice.random() < 0.8:
            text = self.one(*visit.label_set.planned.labels).encoded
        label_scan.scan(self.desk, visit.id, text=text, phase=phase)

    def sit(self) -> None:
        """Sit down on some chair, or move to it."""
        chair.seat(self.desk, self.id(), self.one(*range(8)))

    def free_a_chair(self) -> None:
        """Let somebody who holds a chair go to the end of the visit: there are only so many chairs."""
        seated = [line.visit for line in self.desk.visits.seated()]
        if len(seated) > 3:
            d.take_place(self.desk, d.EVERYBODY)
            self._see_off(self.one(*seated))

    def come_back(self) -> None:
        """Come back to a check that was perhaps left half done."""
        visit = self.visit()
        told = chair.begin_check(self.desk, visit)
        if told is not visit:
            assert not told.is_half_checked(told.phase or "")

    def reprint(self) -> None:
        visit = self.visit()
        roles = tuple(
            self.one("bag1", "nat", "tube", "form", "slip", "bag4") for _ in range(self.one(0, 1, 2))
        )
        if visit.label_set is not None and visit.label_set.missing and self.bit():
            roles = visit.label_set.missing
        reason = self.word("not_out", "unreadable")
        label_reprint.reprint(
            self.desk, visit.id, roles=roles, reason=reason, witness=self.person(), pin=self.pin()
        )

    def correct(self) -> None:
        visit = self.visit()
        wrong = self.one(*correct.correctable(self.desk, visit.id))
        right = self.one(wrong.act, self.one(*correct.correctable(self.desk, visit.id)).act)
        if isinstance(right, e.GroupTyped):
            right = msgspec.structs.replace(right, abo=self.one("A", "B", "O", "AB"))
        correct.correct(
            self.desk, visit.id, self.one(wrong.entry.id, "x"), right, self.word("看错"), second=self.second()
        )

    def hand_over_all(self) -> None:
        """End the shift as it should end: everybody gone, units packed, numbers given back, signed by two."""
        desk, shift_id = self.desk, hand_over.the_shift(self.desk).id
        d.take_place(desk, d.EVERYBODY)
        for line in desk.visits.of_shift(shift_id, open_only=True):
            self._see_off(line.visit)
        for spent in desk.numbers.spent_in(shift_id):
            if spent.state == "open":
                hand_over.explain_gap(desk, number=spent.number, reason="遗失", witness=d.LEADER, pin=d.PIN)
            if spent.state == "used":
                self._pack_all(spent.visit)
        hand_over.return_unspent(desk)
        hand_over.close_shift(desk, received_by=d.LEADER, pin=d.PIN, document_sha256="0" * 64)

    def _see_off(self, visit: str) -> None:
        told = station_word.take_up(self.desk, visit)
        if told.needles:
            while told.closed is None:
                told = d.STEPS[step_of(told)](self.desk, told)
            return
        if told.label_set is not None:
            label.void(self.desk, visit, reason="不用了", witness=d.LEADER, pin=d.PIN)
        aftercare.close(self.desk, visit, how="left", remark="有事")

    def _pack_all(self, visit: str) -> None:
        told = self.desk.visits.get(visit)
        for item in label_scan.labels_of(told, AFTER_TUBES).items:
            if item.role in AFTER_TUBES_ROLES:
                hand_over.pack(self.desk, text=item.encoded, box="1")

    def needle_in_arm(self) -> None:
        """Put a needle in that may fail, or end what a needle began."""
        d.take_place(self.desk, d.EVERYBODY)
        visit = d.bring_to(self.desk, "collection", self.dice.randrange(100, 100_000))
        self.visits.append(visit.id)
        d.needle_in(self.desk, visit)
        if self.bit():
            collect.fail_needle(self.desk, visit.id, reason="无血流")
            label.void(self.desk, visit.id, reason="针失败", witness=d.LEADER, pin=d.PIN)
            d.plan_and_scan(self.desk, self.desk.visits.get(visit.id))
            d.take_bag(self.desk, visit)
            collect.put_needle_in(self.desk, visit.id, arm="right", donor_agreed=True)
        volume_ml = self.one(30, 120, 200, 400, 450)
        collect.end(self.desk, visit.id, volume_ml=volume_ml, reason="慢")

    def change_shift(self) -> None:
        hand_over.close_shift(self.desk, received_by=self.person(), pin=self.pin(), document_sha256="0" * 64)

    def pack(self) -> None:
        visit = self.visit()
        text = visit.label_set.planned.labels[0].encoded if visit.label_set else self.word()
        hand_over.pack(self.desk, text=text, box=self.word("1", "2"))

    def look(self) -> None:
        """Ask everything that a page asks of a visit; none of it may fail in any state."""
        desk, visit = self.desk, self.visit()
        decide.propose(desk, visit.id)
        interview.still_missing(desk, visit)
        examine.limits(desk, visit)
        examine.last_before(desk, visit, "weight")
        blood_tests.missing_tests(desk, visit)
        correct.correctable(desk, visit.id)
        aftercare.next_days(desk, visit)
        aftercare.counts(desk, visit)
        aftercare.rest_is_over(desk, visit)
        register.find(desk, self.word(visit.donor.name, visit.donor.document_number, visit_code(visit.id)))
        register.look_up(
            desk, document_kind=None, number=self.word(visit.donor.document_number), plan="WB400"
        )
        hand_over.why_not_closable(desk)
        chair.likely_chair(desk, visit)
        for one in visit.label_sets:
            states_of(one)


ACTS: tuple[tuple[str, Callable[[Chance], object]], ...] = (
    *[("go on", Chance.go_on)] * 12,
    *[("bring", Chance.bring)] * 5,
    *[("come in", Chance.come_in)] * 2,
    *[("look", Chance.look)] * 3,
    *[("answer", Chance.answer)] * 3,
    *[("scan", Chance.scan)] * 3,
    *[("take up", lambda c: station_word.take_up(c.desk, c.id()))] * 3,
    ("word of the station", Chance.hear_the_station),
    (
        "look at the word",
        lambda c: station_word.resolve_hold(c.desk, c.id(), pin=c.pin(), reason=c.word("已核实")),
    ),
    (
        "consent",
        lambda c: interview.give_consent(c.desk, c.id(), language="en", strokes=c.one((), SIGNATURE)),
    ),
    ("sign interview", lambda c: interview.sign(c.desk, c.id(), seen=c.one((), ("q1", "x")))),
    (
        "tick",
        lambda c: register.tick(
            c.desk, c.id(), what=c.one("asks_to_give_again", "meets_requirements"), is_so=c.bit()
        ),
    ),
    ("plan change", lambda c: register.change_plan(c.desk, c.id(), c.word(*PLANS))),
    (
        "measure",
        lambda c: examine.measure(
            c.desk, c.id(), quantity=c.one(*QUANTITIES), text=c.word("72", "36.5", "70"), confirmed=c.bit()
        ),
    ),
    (
        "pressure",
        lambda c: examine.measure_pressure(
            c.desk, c.id(), sbp=c.word("118", "180"), dbp=c.word("76", "119"), confirmed=c.bit()
        ),
    ),
    (
        "sign seen",
        lambda c: examine.see_sign(
            c.desk, c.id(), sign=c.one(*examine.SIGNS), normal=c.bit(), remark=c.one(None, c.word("红"))
        ),
    ),
    ("sign exam", lambda c: examine.sign_exam(c.desk, c.id())),
    (
        "hb",
        lambda c: blood_tests.measure_hb(
            c.desk, c.id(), text=c.word("138", "80"), confirmed=c.bit(), lot=c.lot()
        ),
    ),
    ("drop", lambda c: blood_tests.see_drop(c.desk, c.id(), sank=c.bit(), lot=c.lot())),
    (
        "alt",
        lambda c: blood_tests.measure_alt(
            c.desk, c.id(), text=c.word("22", "90"), confirmed=c.bit(), lot=c.lot()
        ),
    ),
    ("strip start", lambda c: blood_tests.start_strip(c.desk, c.id(), lot=c.lot())),
    (
        "strip",
        lambda c: blood_tests.read_strip(
            c.desk, c.id(), result=c.one("reactive", "nonreactive", "nonreactive", "invalid"), lot=c.lot()
        ),
    ),
    ("group", lambda c: blood_tests.type_group(c.desk, c.id(), abo=c.one("A", "B"), lot=c.lot())),
    ("sign tests", lambda c: blood_tests.sign_tests(c.desk, c.id())),
    ("confirm", lambda c: decide.confirm(c.desk, c.id(), pin=c.pin(), remark=c.one(None, c.word("x")))),
    (
        "resolve",
        lambda c: decide.resolve(
            c.desk,
            c.id(),
            pin=c.pin(),
            outcome=c.one("eligible", "deferred_until", "deferred_for_good"),
            until_on=c.one(None, c.day()),
            remark=c.word("医师判断"),
        ),
    ),
    ("chair", lambda c: label.confirm_at_chair(c.desk, c.id(), chair=c.one(None, None, 1, 2, 9))),
    ("sit", Chance.sit),
    *[("free a chair", Chance.free_a_chair)] * 3,
    ("come back", Chance.come_back),
    ("reprint", Chance.reprint),
    ("set", lambda c: label.plan(c.desk, c.id(), bag_kind=c.word("triple_400"))),
    ("send", lambda c: label_print.send(c.desk, c.id())),
    (
        "type number",
        lambda c: label_scan.type_number(
            c.desk, c.id(), text=c.word(), phase=BEFORE_NEEDLE, witness=c.person(), pin=c.pin()
        ),
    ),
    (
        "clear",
        lambda c: label_scan.clear_foreign(
            c.desk, c.id(), reason=c.word("取走"), witness=c.person(), pin=c.pin()
        ),
    ),
    ("void", lambda c: label.void(c.desk, c.id(), reason=c.word("不清"), witness=c.person(), pin=c.pin())),
    (
        "bag",
        lambda c: collect.take_bag(
            c.desk, c.id(), bag_kind=c.word("triple_400"), lot=c.word("B1"), expires_on=c.day()
        ),
    ),
    (
        "needle",
        lambda c: collect.put_needle_in(c.desk, c.id(), arm=c.one("left", "right"), donor_agreed=c.bit()),
    ),
    ("fail", lambda c: collect.fail_needle(c.desk, c.id(), reason=c.word("无血流"))),
    (
        "end",
        lambda c: collect.end(
            c.desk,
            c.id(),
            volume_ml=c.one(-1, 0, 1, 120, 200, 400, 401, 9_999),
            reason=c.one(None, c.word("慢")),
        ),
    ),
    ("reaction", lambda c: collect.begin_reaction(c.desk, c.id())),
    ("note", lambda c: collect.note_reaction(c.desk, c.id(), what=c.word("legs_up"))),
    (
        "reaction over",
        lambda c: react.end_reaction(
            c.desk,
            c.id(),
            answers={"where": c.word("nerve", "faintness"), "done": c.one("rest", "rescue", "not_known")},
            change=react.Change(
                kind=c.one(None, c.word("A2.1", "vasovagal")),
                severity=c.one(None, "mild", "moderate", "severe"),
                grade=c.one(None, 1, 3),
            ),
            reason=c.word(""),
            treatment=c.word("平卧"),
        ),
    ),
    (
        "call back",
        lambda c: call_back.call_back(
            c.desk,
            c.id(),
            reaction=next((one.began.reaction for one in c.desk.visits.get(c.id()).reactions), c.word("r")),
            result=c.one("well", "no_answer", "given_up"),
            words=c.word(""),
        ),
    ),
    ("rest", lambda c: aftercare.start_rest(c.desk, c.id())),
    ("souvenir", lambda c: aftercare.give_souvenir(c.desk, c.id(), souvenir=c.word("umbrella"))),
    ("care", lambda c: aftercare.give_care(c.desk, c.id(), care=c.word("four_ones"))),
    ("voucher", lambda c: aftercare.give_voucher(c.desk, c.id(), voucher=c.word("P-100"))),
    (
        "satisfaction",
        lambda c: aftercare.say_satisfaction(
            c.desk, c.id(), satisfaction=c.word("good"), words=c.word("护士很耐心")
        ),
    ),
    (
        "document",
        lambda c: aftercare.issue_document(
            c.desk,
            c.id(),
            document=c.one("donor_slip", "deferral_notice", "certificate"),
            sha256="0" * 64,
            next_on=c.one(None, c.day()),
        ),
    ),
    (
        "close",
        lambda c: aftercare.close(
            c.desk,
            c.id(),
            how=c.one("donated", "deferred", "left", "failed"),
            remark=c.one(None, c.word("有事")),
        ),
    ),
    ("correct", Chance.correct),
    ("return", lambda c: hand_over.return_unspent(c.desk)),
    (
        "gap",
        lambda c: hand_over.explain_gap(
            c.desk, number=c.word("A660126000003"), reason=c.word("遗失"), witness=c.person(), pin=c.pin()
        ),
    ),
    ("pack", Chance.pack),
    ("end shift", Chance.change_shift),
    *[("hand over all", Chance.hand_over_all)] * 3,
    *[("needle in arm", Chance.needle_in_arm)] * 3,
    *[("next shift", lambda c: d.open_shift(c.desk))] * 3,
    (
        "begin shift",
        lambda c: d.open_shift(
            c.desk, site=c.word("广场"), vehicle=c.word("03"), team=c.one((), ("s1", "s9"))
        ),
    ),
    ("lock", lambda c: sign_in.lock(c.desk, idle=c.bit())),
    ("take place", lambda c: d.take_place(c.desk, c.one(*d.PEOPLE))),
    *[("sit down", lambda c: d.take_place(c.desk, d.EVERYBODY))] * 5,
    (
        "sign in",
        lambda c: sign_in.sign_in(
            c.desk, staff_id=c.person(), means=c.one("pin", "password"), secret=c.word(d.PIN, d.PASSWORD)
        ),
    ),
    (
        "add person",
        lambda c: sign_in.add_person(
            c.desk,
            name=c.word("钱多"),
            roles=c.one((), ("nurse",)),
            password=c.word("long-password"),
            pin=c.word("1357"),
        ),
    ),
    ("rebuild", lambda c: c.desk.rebuild()),
    (
        "turn away",
        lambda c: register.turn_away(
            c.desk,
            donor=d.invented(c.desk, c.dice.randrange(40)),
            source="typed",
            plan=c.word(*PLANS),
            notice_sha256="0",
        ),
    ),
    ("tidy", lambda c: c.desk.tidy()),
    ("status", lambda c: shift.current_shift(c.desk)),
)
