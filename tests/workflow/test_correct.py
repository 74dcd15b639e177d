"""Corrections: beside the wrong entry, checked as at first, and by two persons after a signature."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.workflow import blood_tests, collect, correct, decide, examine, interview, register
from donor_room.workflow.desk import Desk
from donor_room.workflow.register import Second
from tests.support import desks as d
from tests.support.acts import answered, changed
from tests.support.desks import refused
from tests.support.reacted import over

NURSE = Second(staff=d.NURSE, pin=d.PIN)


def wrong_one(desk: Desk, visit: register.Visit, kind: type[e.Act], **holding: object) -> correct.Correctable:
    return next(
        one
        for one in correct.correctable(desk, visit.id)
        if isinstance(one.act, kind)
        and all(getattr(one.act, name) == value for name, value in holding.items())
    )


def put_right(
    desk: Desk,
    visit: register.Visit,
    wrong: correct.Correctable,
    second: Second | None = NURSE,
    **fields: Any,
) -> register.Visit:
    return correct.correct(
        desk, visit.id, wrong.entry.id, changed(wrong.act, **fields), "看错一行", second=second
    )


@pytest.fixture
def visit(desk: Desk) -> register.Visit:
    return d.bring_to(desk, "decision")


# ---- what every correction needs ---------------------------------------------------------------------------


def test_the_old_entry_stays_readable_beside_the_new(desk: Desk, visit: register.Visit) -> None:
    wrong = wrong_one(desk, visit, e.GroupTyped)
    told = put_right(desk, visit, wrong, abo="B")
    assert told.group is not None
    assert told.group.abo == "B"
    assert wrong.entry in [line.entry for line in desk.ledger.of_visit(visit.id)]
    assert (told.corrections[0].corrected.reason, told.corrections[0].by) == ("看错一行", d.EVERYBODY)
    assert wrong_one(desk, visit, e.GroupTyped).act == told.group


def test_a_correction_of_a_correction_is_one_more(desk: Desk, visit: register.Visit) -> None:
    for abo in ("B", "O"):
        told = put_right(desk, visit, wrong_one(desk, visit, e.GroupTyped), abo=abo)
    assert told.group is not None
    assert (told.group.abo, len(told.corrections)) == ("O", 2)


def test_a_reason_is_given(desk: Desk, visit: register.Visit) -> None:
    wrong = wrong_one(desk, visit, e.GroupTyped)
    with refused("correct.no_reason"):
        correct.correct(desk, visit.id, wrong.entry.id, changed(wrong.act, abo="B"), " ", second=NURSE)


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (None, "correct.second_person_needed"),
        (Second(staff=d.EVERYBODY, pin=d.PIN), "staff.same_person"),
        (Second(staff=d.ADMINISTRATOR, pin=d.PIN), "staff.not_permitted"),
        (Second(staff=d.NURSE, pin="0000"), "staff.wrong_secret"),
    ],
)
def test_what_is_signed_takes_a_second_person(
    desk: Desk, visit: register.Visit, second: Second | None, code: str
) -> None:
    with refused(code):
        put_right(desk, visit, wrong_one(desk, visit, e.GroupTyped), second, abo="B")
    assert desk.visits.get(visit.id) == visit


def test_what_nobody_signed_yet_is_put_right_alone(desk: Desk) -> None:
    visit = d.come_in(desk)
    told = examine.see_sign(desk, visit.id, sign="skin", normal=True)
    wrong = wrong_one(desk, told, e.SignSeen)
    assert not wrong.is_signed
    assert not put_right(desk, visit, wrong, None, normal=False).signs["skin"].normal


def test_an_administrator_corrects_nothing(desk: Desk, visit: register.Visit) -> None:
    d.take_place(desk, d.ADMINISTRATOR)
    with refused("staff.not_permitted"):
        put_right(desk, visit, wrong_one(desk, visit, e.GroupTyped), abo="B")


def test_nobody_corrects_before_signing_in(desk: Desk, visit: register.Visit) -> None:
    desk.person = None
    with refused("staff.sign_in_first"):
        put_right(desk, visit, wrong_one(desk, visit, e.GroupTyped), abo="B")


def test_the_same_again_is_no_correction(desk: Desk, visit: register.Visit) -> None:
    with refused("correct.nothing_changed"):
        put_right(desk, visit, wrong_one(desk, visit, e.GroupTyped))


def test_another_kind_of_entry_is_refused(desk: Desk, visit: register.Visit) -> None:
    wrong = wrong_one(desk, visit, e.GroupTyped)
    with refused("correct.other_kind"):
        correct.correct(desk, visit.id, wrong.entry.id, e.ExamSigned(), "x", second=NURSE)


def test_only_what_was_typed_can_be_put_right(desk: Desk) -> None:
    visit = d.bring_to(desk, "closed")
    kinds = {one.entry.kind for one in correct.correctable(desk, visit.id)}
    assert kinds == {
        "visit.opened", "interview.answered", "measured", "exam.sign_seen", "tests.strip_read",
        "tests.group_typed", "collection.bag_taken", "collection.ended",
    }  # fmt: skip
    decision = next(
        line.entry for line in desk.ledger.of_visit(visit.id) if line.entry.kind == "decision.made"
    )
    with refused("correct.not_correctable"):
        correct.correct(desk, visit.id, decision.id, e.ExamSigned(), "x", second=NURSE)


def test_an_entry_of_another_visit_is_not_of_this_one(desk: Desk, visit: register.Visit) -> None:
    other = d.bring_to(desk, "decision", seed=8)
    with refused("correct.not_correctable"):
        put_right(desk, visit, wrong_one(desk, other, e.GroupTyped), abo="B")


# ---- checked as at first -----------------------------------------------------------------------------------


def test_a_reading_is_judged_anew(desk: Desk, visit: register.Visit) -> None:
    wrong = wrong_one(desk, visit, e.Measured, quantity="pulse")
    with refused("measures.unlikely"):
        put_right(desk, visit, wrong, value=Decimal(170))
    with refused("measures.impossible"):
        put_right(desk, visit, wrong, value=Decimal(900), confirmed=True)
    reading = put_right(desk, visit, wrong, value=Decimal(170), confirmed=True, band="ok").last("pulse")
    assert reading is not None
    assert reading.measured.band == "unlikely"


def test_a_pressure_stays_above_its_partner(desk: Desk, visit: register.Visit) -> None:
    wrong = wrong_one(desk, visit, e.Measured, quantity="sbp")
    with refused("measures.pressures_swapped"):
        put_right(desk, visit, wrong, value=Decimal(70), confirmed=True)
    assert put_right(desk, visit, wrong, value=Decimal(128)).last("sbp")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"lot": None}, "tests.no_lot"),
        ({"lot_expires_on": date(2026, 11, 20)}, "tests.lot_expired"),
        ({"quantity": "alt"}, "correct.not_correctable"),
        ({"unit": "g/dL"}, "correct.not_correctable"),
    ],
)
def test_a_value_of_the_laboratory_keeps_its_lot(
    desk: Desk, visit: register.Visit, fields: dict[str, Any], code: str
) -> None:
    with refused(code):
        put_right(desk, visit, wrong_one(desk, visit, e.Measured, quantity="hb"), **fields)


def test_an_answer_is_checked_and_keeps_its_question(desk: Desk, visit: register.Visit) -> None:
    wrong = wrong_one(desk, visit, e.Answered, item="Q05")
    with refused("correct.not_correctable"):
        put_right(desk, visit, wrong, item="Q06")
    with pytest.raises(register.Refusal, match=r"^interview\."):
        put_right(desk, visit, wrong, answer=msgspec.structs.replace(answered().answer, remark="长" * 201))
    told = put_right(desk, visit, wrong, answer=d.yes_or_no("not_sure"))
    assert told.answers["Q05"].answer.value == "not_sure"


@pytest.mark.parametrize(
    ("kind", "fields"), [(e.StripRead, {"result": "reactive"}), (e.SignSeen, {"remark": "疤"})]
)
def test_strips_and_signs(
    desk: Desk, visit: register.Visit, kind: type[e.Act], fields: dict[str, Any]
) -> None:
    assert put_right(desk, visit, wrong_one(desk, visit, kind), **fields).corrections


def test_a_sign_stays_the_same_sign_and_a_tick_the_same_tick(desk: Desk, visit: register.Visit) -> None:
    with refused("correct.not_correctable"):
        put_right(desk, visit, wrong_one(desk, visit, e.SignSeen), sign="rhythm")
    register.tick(desk, visit.id, what="meets_requirements", is_so=True)
    told = put_right(desk, visit, wrong_one(desk, visit, e.Ticked), is_so=False)
    assert told.ticks == {"meets_requirements": False}


def test_a_name_is_put_right_and_another_document_is_another_person(
    desk: Desk, visit: register.Visit
) -> None:
    wrong = wrong_one(desk, visit, e.VisitOpened)
    donor = visit.donor
    assert put_right(desk, visit, wrong, donor=changed(donor, name="李枚")).donor.name == "李枚"  # type: ignore[arg-type]
    with refused("correct.other_person"):
        put_right(desk, visit, wrong, donor=d.invented(desk, 9))
    with refused("identity.sex_disagrees"):
        put_right(desk, visit, wrong, donor=changed(donor, sex="female"))  # type: ignore[arg-type]
    with refused("correct.not_correctable"):
        put_right(desk, visit, wrong, plan="WB200")


def test_a_name_that_the_directory_knows_otherwise_is_refused(desk: Desk) -> None:
    donor = d.invented(desk)
    d.know(desk, donor, name=donor.name)
    visit = d.come_in(desk)
    with refused("register.other_name_known"):
        put_right(desk, visit, wrong_one(desk, visit, e.VisitOpened), donor=changed(donor, name="别的人"))  # type: ignore[arg-type]


# ---- collection --------------------------------------------------------------------------------------------


def test_a_volume_brings_its_outcome_and_flags_with_it(desk: Desk) -> None:
    visit = d.bring_to(desk, "aftercare")
    wrong = wrong_one(desk, visit, e.CollectionEnded)
    d.rest_and_leave(desk, visit)
    with refused("correct.second_person_needed"):
        put_right(desk, visit, wrong, None, volume_ml=395)
    with refused("collection.no_reason"):
        put_right(desk, visit, wrong, volume_ml=300)
    ended = put_right(desk, visit, wrong, volume_ml=300, reason="slow_flow").collection
    assert ended is not None
    assert (ended.outcome, ended.flags) == ("short", ("short",))
    with refused("correct.not_correctable"):
        put_right(desk, visit, wrong, seconds=1)


def test_a_bag_keeps_its_kind(desk: Desk) -> None:
    visit = d.take_bag(desk, d.bring_to(desk, "collection"))
    wrong = wrong_one(desk, visit, e.BagTaken)
    assert put_right(desk, visit, wrong, None, lot="B9").bag == changed(wrong.act, lot="B9")
    with refused("correct.not_correctable"):
        put_right(desk, visit, wrong, None, bag_kind="filter_400")


def test_a_reaction_keeps_its_kind_on_the_list(desk: Desk) -> None:
    visit = collect.begin_reaction(desk, d.come_in(desk).id)
    over(desk, visit.id)
    wrong = wrong_one(desk, visit, e.ReactionEnded)
    with refused("collection.no_reaction_kind"):
        put_right(desk, visit, wrong, None, reaction_kind="Z")
    told = put_right(desk, visit, wrong, None, severity="moderate")
    assert told.reactions[0].ended == changed(wrong.act, severity="moderate")


# ---- what rests on it --------------------------------------------------------------------------------------


def test_a_corrected_fact_keeps_the_needle_out_until_it_is_decided_anew(desk: Desk) -> None:
    visit = d.take_bag(desk, d.bring_to(desk, "collection"))
    put_right(desk, visit, wrong_one(desk, visit, e.StripRead), result="reactive")
    with refused("walk.no_decision"):
        collect.put_needle_in(desk, visit.id, arm="left")


def test_the_check_before_release_survives_a_correction(desk: Desk, clock: Any) -> None:
    clock.instant = clock.instant.replace(day=25)
    visit = register.open_visit(desk, donor=d.invented(desk), source="typed", plan="WB400", second=NURSE)
    for step in (d.answer_all, d.examine_all, d.test_all, d.confirm, d.plan_and_scan, d.needle_in):
        visit = step(desk, visit)
    put_right(desk, visit, wrong_one(desk, visit, e.GroupTyped), abo="B")
    ended = collect.end(desk, visit.id, volume_ml=400, reason=None).collection
    assert ended is not None
    assert "check_before_release" in ended.flags


def test_a_lot_past_today_was_good_on_its_day(desk: Desk, clock: Any) -> None:
    visit = d.come_in(desk)
    told = blood_tests.type_group(desk, visit.id, abo="A", lot=d.lot(desk, 0))
    clock.instant = clock.instant.replace(day=22)
    assert put_right(desk, visit, wrong_one(desk, told, e.GroupTyped), None, abo="B").corrections


# ---- after the needle --------------------------------------------------------------------------------------


def reviews(desk: Desk, visit: register.Visit) -> list[e.DecisionReviewed]:
    acts = (line.act for line in desk.ledger.of_visit(visit.id))
    return [act for act in acts if isinstance(act, e.DecisionReviewed)]


@pytest.mark.parametrize("step", ["aftercare", "closed"])
def test_a_reading_corrected_after_the_needle_is_decided_on_anew(desk: Desk, step: str) -> None:
    visit = d.bring_to(desk, step)
    told = put_right(desk, visit, wrong_one(desk, visit, e.Measured, quantity="hb"), value=Decimal(108))
    (review,) = reviews(desk, visit)
    assert (review.before, review.outcome) == ("eligible", "deferred_until")
    assert "hb_min_male_g_l" in [one.rule for one in review.findings]
    assert told.quarantine == ("would_be_deferred_until",)
    assert review.correction == told.contradicted[0]


def test_a_correction_that_changes_no_outcome_is_told_and_parts_no_unit(desk: Desk) -> None:
    visit = d.bring_to(desk, "closed")
    told = put_right(desk, visit, wrong_one(desk, visit, e.Measured, quantity="hb"), value=Decimal(131))
    assert [one.outcome for one in reviews(desk, visit)] == ["eligible"]
    assert told.quarantine == ()
    assert len(told.contradicted) == 1


def test_the_review_looks_at_the_readings_of_the_decision_and_not_at_later_ones(desk: Desk) -> None:
    visit = d.bring_to(desk, "aftercare")
    examine.measure_pressure(desk, visit.id, sbp="84", dbp="50", confirmed=False)
    put_right(desk, visit, wrong_one(desk, visit, e.Measured, quantity="hb"), value=Decimal(131))
    assert [one.outcome for one in reviews(desk, visit)] == ["eligible"]


def test_the_review_is_of_the_day_of_the_decision(desk: Desk, clock: FixedClock) -> None:
    visit = d.bring_to(desk, "closed")
    clock.instant += timedelta(days=3)
    put_right(desk, visit, wrong_one(desk, visit, e.Measured, quantity="hb"), value=Decimal(131))
    (review,) = reviews(desk, visit)
    assert review.facts.today == visit.decisions[-1].made.facts.today
    assert review.facts.values["directory_age_h"] == visit.decisions[-1].made.facts.values["directory_age_h"]


def test_what_a_physician_has_answered_is_not_asked_again(desk: Desk) -> None:
    visit = d.bring_to(desk, "interview")
    interview.give_consent(desk, visit.id, language="zh_CN", strokes=d.SIGNATURE)
    for item in interview.items_of(desk, visit):
        value = "not_sure" if item.id == "Q05" else item.expect
        interview.answer(desk, visit.id, item=item.id, given=d.yes_or_no(value))
    interview.sign(desk, visit.id, seen=("Q05",))
    visit = d.test_all(desk, d.examine_all(desk, visit))
    visit = decide.resolve(desk, visit.id, pin=d.PIN, outcome="eligible", until_on=None, remark="当面问清")
    visit = d.collect_all(desk, d.plan_and_scan(desk, visit))
    told = put_right(desk, visit, wrong_one(desk, visit, e.Measured, quantity="hb"), value=Decimal(131))
    assert told.quarantine == ()
    told = put_right(
        desk, told, wrong_one(desk, told, e.Answered, item="Q06"), answer=d.yes_or_no("not_sure")
    )
    assert told.quarantine == ("would_be_physician",)


def test_before_the_needle_nothing_is_reviewed(desk: Desk, visit: register.Visit) -> None:
    put_right(desk, visit, wrong_one(desk, visit, e.Measured, quantity="hb"), value=Decimal(108))
    assert reviews(desk, visit) == []


def test_what_a_drop_showed_and_its_lot_can_be_put_right_but_not_its_solution(
    desk: Desk, visit: register.Visit
) -> None:
    blood_tests.see_drop(desk, visit.id, sank=True, lot=d.lot(desk))
    wrong = wrong_one(desk, visit, e.DropSeen)
    told = put_right(desk, visit, wrong, None, sank=False)
    assert told.drop is not None
    assert (told.drop.seen.sank, told.drop.seen.density) == (False, wrong.act.density)  # type: ignore[attr-defined]
    with refused("correct.not_correctable"):
        put_right(desk, visit, wrong, None, density=Decimal("1.040"))
    with refused("tests.lot_expired"):
        put_right(desk, visit, wrong, None, lot_expires_on=date(2020, 1, 1))


def test_a_drop_put_right_after_the_needle_sends_the_unit_apart(desk: Desk) -> None:
    visit = d.bring_to(desk, "tests")
    d.test_all(desk, visit)
    blood_tests.see_drop(desk, visit.id, sank=True, lot=d.lot(desk))
    blood_tests.sign_tests(desk, visit.id)
    decide.confirm(desk, visit.id, pin=d.PIN)
    d.collect_all(desk, d.plan_and_scan(desk, desk.visits.get(visit.id)))
    told = put_right(desk, visit, wrong_one(desk, visit, e.DropSeen), sank=False)
    assert told.quarantine == ("would_be_deferred_until",)
