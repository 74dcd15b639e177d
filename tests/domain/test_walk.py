"""What is allowed when: every guard refuses once and lets pass once."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from donor_room.domain import entries as e
from donor_room.domain.directory import DirectoryDonor, StandingDeferral
from donor_room.domain.visit import Visit, continue_visit, fold_visit
from donor_room.domain.walk import (
    STEPS,
    done_of,
    is_kept_out,
    is_of_visit,
    is_proved_again,
    may_give,
    step_of,
    why_not,
)
from tests.support import acts as a
from tests.support.acts import ASIDE, OF_THE_HOUSE, WALK, before, recorded, upto, visit_of

UNREAD = e.UnknownAct(kind="moon.landed", version=1)
SECOND_SET = a.planned("A660126000002")


def proof(phase: str, number: str = a.NUMBER) -> tuple[e.Act, ...]:
    return tuple(a.scanned(role, phase, number) for role in a.PROVED)


# ---- the steps ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in WALK if name != "opened"])
def test_a_walk_with_nothing_amiss_is_allowed_act_by_act(name: str) -> None:
    assert why_not(visit_of(*before(name)), WALK[name]) is None


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("opened", "register"),
        ("heard", "interview"),
        ("interview", "exam"),
        ("exam", "tests"),
        ("tests", "decision"),
        ("decision", "labels"),
        ("scan tube", "labels"),
        ("scan slip", "collection"),
        ("needle", "collection"),
        ("ended", "collection"),
        ("proof slip", "aftercare"),
        ("rest", "aftercare"),
        ("closed", "closed"),
    ],
)
def test_the_step_is_the_first_that_is_not_done(name: str, step: str) -> None:
    assert step_of(visit_of(*upto(name))) == step


def test_every_step_is_reached_in_its_order() -> None:
    reached = [step_of(visit_of(*upto(name))) for name in WALK]
    assert list(dict.fromkeys(reached)) == [*STEPS, "closed"]


@pytest.mark.parametrize(
    ("name", "done"),
    [
        ("opened", 0),
        ("heard", 1),
        ("interview", 2),
        ("tests", 4),
        ("decision", 5),
        ("scan tube", 5),
        ("needle", 6),
        ("proof slip", 7),
    ],
)
def test_what_is_done_grows_with_the_walk(name: str, done: int) -> None:
    assert done_of(visit_of(*upto(name))) == frozenset(STEPS[:done])


def test_a_step_that_was_passed_and_is_open_again_is_not_done() -> None:
    again = visit_of(*upto("tests"), WALK["skin"])
    assert done_of(again) == {"register", "interview", "tests"}


def test_a_deferral_is_no_decision_to_go_on_with() -> None:
    assert "decision" not in done_of(visit_of(*before("decision"), a.DEFERRED))


def test_a_deferred_donor_stays_at_the_decision() -> None:
    assert step_of(visit_of(*before("decision"), a.DEFERRED)) == "decision"


def test_a_deferral_stays_one_whatever_another_laptop_decided_later() -> None:
    visit = visit_of(*before("decision"), a.DEFERRED, a.ELIGIBLE, WALK["chair"])
    assert (step_of(visit), why_not(visit, WALK["planned"])) == ("decision", "walk.is_deferred")


def test_a_needle_that_is_in_is_never_out_of_sight() -> None:
    late = visit_of(*upto("needle"), a.DEFERRED)
    assert (step_of(late), step_of(visit_of(*upto("ended"), a.DEFERRED))) == ("collection", "collection")


def test_a_failed_needle_goes_back_to_the_labels() -> None:
    assert step_of(visit_of(*upto("needle"), a.NEEDLE_FAILED)) == "labels"


def test_no_second_proof_without_blood() -> None:
    none = visit_of(*upto("needle"), a.NEEDLE_FAILED, a.VOIDED, a.ended(0, "failed"))
    assert (is_proved_again(none), is_proved_again(visit_of(*upto("bag")))) == (True, False)
    assert is_proved_again(visit_of(*upto("needle"), a.NEEDLE_FAILED, a.ended(0, "failed")))


@pytest.mark.parametrize(
    ("outcome", "gives"),
    [
        ("eligible", True),
        ("eligible_check_before_release", True),
        ("physician", False),
        ("cannot_decide", False),
    ],
)
def test_who_may_give(outcome: str, gives: bool) -> None:
    assert may_give(visit_of(*before("decision"), a.decision(outcome))) is gives


def standing(deferral: StandingDeferral | None) -> Visit:
    told = DirectoryDonor(
        name=None, sex=None, birth_on=None, abo=None, rhd=None, donations=(), count=0,
        had_reaction=False, deferral=deferral,
    )  # fmt: skip
    return visit_of(a.changed(a.OPENED, known=told))


def test_a_standing_deferral_keeps_out() -> None:
    for_good = StandingDeferral(kind="permanent", until_on=None)
    assert [is_kept_out(one) for one in (standing(for_good), standing(None), visit_of(a.OPENED))] == [
        True,
        False,
        False,
    ]
    assert why_not(standing(for_good), a.closed("deferred")) is None


# ---- every refusal -----------------------------------------------------------------------------------------

FAILED = (*upto("needle"), a.NEEDLE_FAILED)
AGAIN = (*FAILED, a.VOIDED, a.SEATED, SECOND_SET, *proof("before_needle", SECOND_SET.number), WALK["bag"])
REACTING = (*upto("needle"), a.BEGAN)
STOPPED = (*upto("scan bag1"), a.FOREIGN)
RESTED = upto("rest")
SMALL = (*upto("needle"), a.ended(40, "failed"), *proof("after_tubes"), WALK["rest"])

REFUSED: list[tuple[str, tuple[e.Act, ...], e.Act]] = [
    ("walk.visit_closed", upto("closed"), WALK["souvenir"]),
    ("walk.foreign_label", STOPPED, WALK["scan nat"]),
    ("walk.not_of_a_visit", upto("exam"), OF_THE_HOUSE[0]),
    ("walk.not_of_a_visit", upto("exam"), a.OPENED),
    ("walk.not_of_a_visit", upto("exam"), UNREAD),
    *(("walk.confirm_identity_first", upto("opened"), WALK[name]) for name in ("consent", "sbp", "souvenir")),
    ("walk.confirm_identity_first", upto("opened"), a.BEGAN),
    ("walk.consent_first", before("consent"), WALK["interview"]),
    *(
        ("walk.is_deferred", (*upto("tests"), a.DEFERRED), WALK[name])
        for name in ("ticked", "answered", "sbp", "decision", "chair", "planned")
    ),
    *(("walk.void_the_set_first", upto("planned"), WALK[name]) for name in ("answered", "sbp", "decision")),
    ("walk.void_the_set_first", upto("planned"), SECOND_SET),
    ("walk.sign_interview_first", [*upto("answered"), *upto("tests")[6:]], a.ELIGIBLE),
    ("walk.sign_exam_first", before("exam"), a.ELIGIBLE),
    ("walk.sign_tests_first", before("tests"), a.ELIGIBLE),
    ("walk.no_decision", (*upto("tests"), WALK["chair"]), WALK["planned"]),
    ("walk.confirm_identity_at_chair", upto("decision"), WALK["planned"]),
    ("walk.newer_program", (*upto("chair"), UNREAD), WALK["planned"]),
    ("walk.newer_program", (*upto("bag"), UNREAD), WALK["needle"]),
    *(("walk.no_label_set", upto("chair"), WALK[name]) for name in ("sent", "scan bag1")),
    ("walk.no_label_set", upto("chair"), a.VOIDED),
    ("walk.no_label_set", upto("chair"), a.FOREIGN),
    ("walk.not_this_set", upto("planned"), a.sent("other")),
    ("walk.not_this_set", upto("planned"), a.scanned("bag1", number="other")),
    ("walk.not_this_set", upto("planned"), a.scanned("bag4")),
    ("walk.not_this_set", upto("planned"), a.changed(a.VOIDED, number="other")),
    ("labels.sent_already", upto("sent"), WALK["sent"]),
    ("walk.new_set_first", FAILED, WALK["sent"]),
    ("walk.new_set_first", FAILED, WALK["bag"]),
    ("walk.new_set_first", FAILED, a.needle("right", 2, agreed=True)),
    ("walk.scan_the_set_first", (*upto("scan tube"), WALK["bag"]), WALK["needle"]),
    ("walk.no_bag", before("bag"), WALK["needle"]),
    *(("walk.needle_is_in", upto("needle"), WALK[name]) for name in ("scan bag1", "sent", "bag", "needle")),
    ("walk.needle_is_in", upto("needle"), a.VOIDED),
    ("walk.needle_is_in", upto("needle"), a.closed("left")),
    ("walk.attempt_out_of_order", upto("bag"), a.needle(attempt=2)),
    ("walk.donor_must_agree", AGAIN, a.needle("right", 2)),
    ("walk.other_arm", AGAIN, a.needle("left", 2, agreed=True)),
    ("walk.reaction_is_open", (*upto("bag"), a.BEGAN), WALK["needle"]),
    ("walk.reaction_is_open", REACTING, a.BEGAN),
    ("walk.reaction_is_open", (*RESTED, a.BEGAN), a.closed()),
    ("walk.no_needle", upto("bag"), a.NEEDLE_FAILED),
    ("walk.no_needle", upto("bag"), WALK["ended"]),
    ("walk.void_the_set_first", FAILED, a.ended(0, "failed")),
    ("walk.collection_ended", upto("ended"), a.NEEDLE_FAILED),
    ("walk.collection_ended", upto("ended"), WALK["ended"]),
    ("walk.collection_ended", (*FAILED, a.VOIDED, a.ended(0, "failed")), SECOND_SET),
    ("walk.collection_not_ended", upto("needle"), WALK["proof bag1"]),
    ("walk.collection_not_ended", upto("needle"), WALK["rest"]),
    ("walk.collection_not_ended", upto("bag"), a.closed()),
    ("walk.no_reaction", upto("needle"), a.OVER),
    ("walk.no_reaction", REACTING, a.changed(a.OVER, reaction="other")),
    ("walk.second_proof_first", upto("ended"), WALK["rest"]),
    ("walk.second_proof_first", upto("ended"), a.closed()),
    ("walk.rest_first", before("rest"), a.closed()),
    ("walk.close_as_donated", RESTED, a.closed("left")),
    ("walk.close_as_donated", RESTED, a.closed("failed")),
    ("walk.close_as_failed", SMALL, a.closed()),
    ("walk.no_deferral", upto("decision"), a.closed("deferred")),
    ("walk.void_the_set_first", upto("planned"), a.closed("left")),
    ("walk.no_foreign_label", upto("planned"), a.CLEARED),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "acts", "act"), REFUSED, ids=lambda one: one if isinstance(one, str) else ""
)
def test_a_guard_refuses(code: str, acts: tuple[e.Act, ...], act: e.Act) -> None:
    assert why_not(visit_of(*acts), act) == code


ALLOWED: list[tuple[tuple[e.Act, ...], e.Act]] = [
    (upto("closed"), a.corrected("x", a.OPENED)),
    (STOPPED, a.CLEARED),
    (STOPPED, a.BEGAN),
    ((*upto("needle"), a.FOREIGN), WALK["ended"]),
    ((*upto("needle"), a.FOREIGN), a.NEEDLE_FAILED),
    (REACTING, a.measured("sbp", 90)),
    (REACTING, e.ReactionNoted(reaction="r", what="legs_up")),
    (REACTING, a.OVER),
    (REACTING, WALK["ended"]),
    (upto("ended"), a.measured("sbp", 110)),
    (upto("heard"), a.DEFERRED),
    (upto("opened"), e.PlanChanged(plan="WB200")),
    (upto("opened"), ASIDE[1]),
    (upto("planned"), a.FOREIGN),
    (upto("sent"), a.VOIDED),
    (FAILED, a.VOIDED),
    (AGAIN, a.needle("right", 2, agreed=True)),
    ((*FAILED, a.VOIDED), a.ended(0, "failed")),
    (SMALL, a.closed("failed")),
    (upto("opened"), a.closed("left")),
    ((*upto("tests"), a.DEFERRED), a.closed("deferred")),
]


@pytest.mark.parametrize(("acts", "act"), ALLOWED, ids=lambda one: one.KIND if isinstance(one, e.Act) else "")
def test_a_guard_lets_pass(acts: tuple[e.Act, ...], act: e.Act) -> None:
    assert why_not(visit_of(*acts), act) is None


def test_a_corrected_fact_keeps_the_needle_out() -> None:
    lines = recorded((*upto("bag"), a.corrected("x", a.OPENED)))
    wrong = lines[list(WALK).index("group")].entry
    right = a.corrected(wrong, a.changed(WALK["group"], abo="B"))
    visit = fold_visit([*lines[:-1], lines[-1]._replace(act=right)])
    assert why_not(visit, WALK["needle"]) == "walk.no_decision"
    assert why_not(visit, WALK["sent"]) == "walk.no_decision"


@pytest.mark.parametrize("act", [*WALK.values(), *ASIDE], ids=lambda act: act.KIND)
def test_what_is_of_a_visit(act: e.Act) -> None:
    assert is_of_visit(act)


@pytest.mark.parametrize("act", OF_THE_HOUSE, ids=lambda act: act.KIND)
def test_what_is_of_the_house(act: e.Act) -> None:
    assert not is_of_visit(act)


# ---- whatever people press ---------------------------------------------------------------------------------

ANY_ACT = st.sampled_from([*WALK.values(), *ASIDE, a.DEFERRED, SECOND_SET, a.needle("right", 2, agreed=True)])


@settings(max_examples=60)
@given(
    st.lists(st.integers(min_value=0, max_value=len(WALK) - 2), max_size=3), st.lists(ANY_ACT, max_size=60)
)
def test_no_order_of_acts_leads_to_a_wrong_bag(skipped: list[int], pressed: list[e.Act]) -> None:
    """Try the walk with gaps, then anything: what a needle needs was there when it went in (I03, I05)."""
    wanted = [act for place, act in enumerate(list(WALK.values())[1:]) if place not in skipped]
    line = recorded([a.OPENED])[0]
    visit = fold_visit([line])
    for tick, act in enumerate([*wanted, *pressed]):
        if why_not(visit, act) is not None:
            continue
        if isinstance(act, e.NeedleIn | e.LabelSetPlanned):
            assert may_give(visit)
            assert visit.interview_signed and visit.consent and visit.exam_signed_by and visit.tests_signed_by  # noqa: PT018
        if isinstance(act, e.NeedleIn):
            assert visit.unscanned("before_needle") == ()
        entry = a.changed(line.entry, hlc=f"{0x200000000000 + tick:012x}-0000-van1")  # type: ignore[arg-type]
        visit = continue_visit(visit, line._replace(entry=entry, act=act))  # type: ignore[arg-type]
