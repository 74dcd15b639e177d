"""The decision: every fact counts, what is missing is named, a physician signs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.domain.directory import EarlierDonation, StandingDeferral
from donor_room.domain.facts import Bound, Missing, known
from donor_room.practice.script import SIGNATURE
from donor_room.wire.codec import encode_body
from donor_room.workflow import blood_tests, correct, decide, examine, interview, register
from donor_room.workflow.decide_again import Tally, replay
from donor_room.workflow.desk import Desk
from tests.support import desks as d
from tests.support.desks import refused


@pytest.fixture
def visit(desk: Desk) -> register.Visit:
    return d.bring_to(desk, "decision")


def outcome(desk: Desk, visit: register.Visit) -> str:
    return decide.propose(desk, visit.id).decision.outcome


def test_a_fit_donor_is_eligible(desk: Desk, visit: register.Visit) -> None:
    assert outcome(desk, visit) == "eligible"
    made = decide.confirm(desk, visit.id, pin=d.PIN, remark=" ").decision
    assert made is not None
    assert (made.made.confirmed_by, made.made.rules) == (d.EVERYBODY, desk.packs.rules.stamp)


def test_a_proposal_writes_nothing(desk: Desk, visit: register.Visit) -> None:
    before = desk.ledger.count()
    decide.propose(desk, visit.id)
    assert desk.ledger.count() == before


def test_what_nobody_asked_is_missing_and_never_normal(desk: Desk) -> None:
    visit = d.come_in(desk)
    proposal = decide.propose(desk, visit.id)
    assert proposal.decision.outcome == "cannot_decide"
    assert "hb_g_per_l" not in proposal.facts.values
    with refused("decision.missing"):
        decide.confirm(desk, visit.id, pin=d.PIN)


MISSING: list[Callable[[Desk, register.Visit], object]] = [
    lambda desk, visit: d.test_all(desk, d.examine_all(desk, visit)),
    lambda desk, visit: d.test_all(desk, d.answer_all(desk, visit)),
    lambda desk, visit: d.examine_all(desk, d.answer_all(desk, visit)),
]


@pytest.mark.parametrize("do", MISSING, ids=["interview", "exam", "tests"])
def test_each_step_left_out_is_noticed(desk: Desk, do: Callable[[Desk, register.Visit], object]) -> None:
    visit = d.come_in(desk)
    do(desk, visit)
    assert outcome(desk, visit) == "cannot_decide"


def test_an_unsigned_interview_lets_nobody_give(desk: Desk) -> None:
    visit = d.test_all(desk, d.examine_all(desk, d.come_in(desk)))
    interview.give_consent(desk, visit.id, language="zh_CN", strokes=SIGNATURE)
    for item in interview.items_of(desk, visit):
        interview.answer(desk, visit.id, item=item.id, given=d.yes_or_no(item.expect))
    with refused("walk.sign_interview_first"):
        decide.confirm(desk, visit.id, pin=d.PIN)


def test_a_fact_of_each_source_reaches_the_rules(desk: Desk, visit: register.Visit) -> None:
    facts = decide.facts_of(desk, visit)
    assert facts.values["hb_g_per_l"] == known(138, "g/L")
    assert facts.values["beats_per_min"] == known(72, "/min")
    assert facts.values["skin_ok"] == known(True)
    assert facts.values["hbsag"] == known("nonreactive")
    assert facts.values["abo_history"] == known("none")
    assert facts.values["directory_age_h"] == known(0, "h")
    assert (facts.standing, facts.earlier) == ((), ())


def test_what_the_directory_told_at_the_door_counts(desk: Desk) -> None:
    gave = EarlierDonation(kind="WB400", on=date(2026, 1, 3), volume_ml=400, site="x")
    ask = StandingDeferral(kind="ask_station", until_on=None)
    d.know(desk, d.invented(desk), abo="B", count=4, had_reaction=True, donations=(gave,), deferral=ask)
    facts = decide.facts_of(desk, d.come_in(desk))
    assert (facts.standing, facts.earlier) == ((ask,), (gave,))
    assert facts.values["earlier_donations_count"] == known(4)
    assert (facts.values["had_reaction"], facts.values["abo_history"]) == (known(True), known("B"))


@pytest.mark.parametrize("kind", ["FAILED_SMALL", "WB400"])
def test_a_needle_that_failed_is_no_donation_of_those_that_an_older_donor_needs(
    desk: Desk, kind: str
) -> None:
    gave = EarlierDonation(kind="WB400", on=date(2026, 1, 3), volume_ml=400, site="x")
    failed = EarlierDonation(kind=kind, on=date(2026, 2, 3), volume_ml=40, site="x")
    d.know(desk, d.invented(desk), count=3, donations=(gave, failed))
    assert decide.facts_of(desk, d.come_in(desk)).values["earlier_donations_count"] == known(2)


def test_another_group_than_in_the_history_lets_nobody_give(desk: Desk) -> None:
    d.know(desk, d.invented(desk), abo="B", count=1)
    assert outcome(desk, d.bring_to(desk, "decision")) != "eligible"


@pytest.mark.parametrize(("abo", "also"), [("A", "B"), ("B", "A")])
def test_where_two_groups_are_on_record_none_of_them_lets_anybody_give(
    desk: Desk, abo: str, also: str
) -> None:
    d.know(desk, d.invented(desk), abo=abo, abo_also=also, count=2)
    visit = d.bring_to(desk, "decision")
    assert outcome(desk, visit) == "physician"
    with refused("decision.group_alone"):
        resolve(desk, visit)


def test_nobody_overrides_another_group_alone(desk: Desk) -> None:
    d.know(desk, d.invented(desk), abo="B", count=1)
    visit = d.bring_to(desk, "decision")
    with refused("decision.group_alone"):
        resolve(desk, visit)
    assert desk.visits.get(visit.id).decisions == ()
    d.take_place(desk, d.PHYSICIAN)
    assert resolve(desk, visit).decisions[-1].made.confirmed_by == d.PHYSICIAN


def test_another_group_is_deferred_by_whoever_found_it(desk: Desk) -> None:
    d.know(desk, d.invented(desk), abo="B", count=1)
    made = resolve(desk, d.bring_to(desk, "decision"), "deferred_for_good").decisions[-1].made
    assert made.outcome == "deferred_for_good"


def test_without_a_directory_nobody_knows_of_deferrals(tmp_path: object, desk: Desk) -> None:
    desk.directory_file.execute("DELETE FROM reading")
    facts = decide.facts_of(desk, d.come_in(desk))
    assert facts.standing == Missing(why="not_asked")
    assert "directory_age_h" not in facts.values


# ---- who decides -------------------------------------------------------------------------------------------


def test_only_a_physician_decides(desk: Desk, visit: register.Visit) -> None:
    d.take_place(desk, d.LEADER)
    with refused("staff.not_permitted"):
        decide.confirm(desk, visit.id, pin=d.PIN)


def test_a_decision_takes_the_physicians_own_pin(desk: Desk, visit: register.Visit) -> None:
    with refused("staff.wrong_secret"):
        decide.confirm(desk, visit.id, pin="0000")
    assert desk.visits.get(visit.id).decision is None


def test_a_deferral_names_its_day_and_cannot_be_decided_again(desk: Desk, visit: register.Visit) -> None:
    blood_tests.measure_hb(desk, visit.id, text="100", confirmed=True, lot=d.lot(desk))
    made = decide.confirm(desk, visit.id, pin=d.PIN).decisions[-1].made
    assert (made.outcome, made.until_on) == ("deferred_until", desk.clock.today() + timedelta(days=1))
    with refused("walk.is_deferred"):
        decide.confirm(desk, visit.id, pin=d.PIN)


def seen_by(desk: Desk, visit: register.Visit) -> decide.Seen:
    told = desk.visits.get(visit.id)
    return decide.Seen(facts_hlc=told.facts_hlc, findings=decide.propose(desk, visit.id).decision.findings)


def test_what_was_looked_at_is_signed(desk: Desk, visit: register.Visit) -> None:
    d.take_place(desk, d.PHYSICIAN)
    seen = seen_by(desk, visit)
    decided = decide.confirm(desk, visit.id, pin=d.PIN, seen=seen)
    assert decided.decision is not None


def test_what_changed_under_the_physicians_eyes_is_looked_at_again(desk: Desk, visit: register.Visit) -> None:
    d.take_place(desk, d.PHYSICIAN)
    seen = seen_by(desk, visit)
    examine.measure(desk, visit.id, quantity="pulse", text="71", confirmed=True)
    with refused("decision.changed"):
        decide.confirm(desk, visit.id, pin=d.PIN, seen=seen)


def test_a_value_after_the_decision_undoes_it(desk: Desk, visit: register.Visit) -> None:
    d.confirm(desk, visit)
    told = examine.measure(desk, visit.id, quantity="temp", text="38.5", confirmed=True)
    assert told.decision is None
    assert outcome(desk, told).startswith("deferred")


# ---- what is left to the physician -------------------------------------------------------------------------


@pytest.fixture
def unsure(desk: Desk) -> register.Visit:
    """A donor who was not sure of one answer."""
    visit = d.come_in(desk)
    interview.give_consent(desk, visit.id, language="zh_CN", strokes=SIGNATURE)
    for item in interview.items_of(desk, visit):
        value = "not_sure" if item.id == "Q05" else item.expect
        interview.answer(desk, visit.id, item=item.id, given=d.yes_or_no(value))
    interview.sign(desk, visit.id, seen=("Q05",))
    return d.test_all(desk, d.examine_all(desk, visit))


def resolve(desk: Desk, visit: register.Visit, outcome: str = "eligible", **wanted: object) -> register.Visit:
    given: dict[str, object] = {"pin": d.PIN, "until_on": None, "remark": "当面问清", "outcome": outcome}
    return decide.resolve(desk, visit.id, **(given | wanted))  # type: ignore[arg-type]


def test_not_sure_goes_to_the_physician_who_answers_with_a_reason(desk: Desk, unsure: register.Visit) -> None:
    assert outcome(desk, unsure) == "physician"
    with refused("decision.no_reason"):
        resolve(desk, unsure, remark=" ")
    made = resolve(desk, unsure).decision
    assert made is not None
    assert (made.made.outcome, made.made.remark) == ("eligible", "当面问清")


@pytest.mark.parametrize("days", [None, 0, -1])
def test_a_deferral_by_the_physician_needs_a_day_to_come(
    desk: Desk, unsure: register.Visit, days: int | None
) -> None:
    day = None if days is None else desk.clock.today() + timedelta(days=days)
    with refused("decision.no_day"):
        resolve(desk, unsure, "deferred_until", until_on=day)


def test_a_deferral_for_good_has_no_day(desk: Desk, unsure: register.Visit) -> None:
    made = resolve(desk, unsure, "deferred_for_good", until_on=date(2030, 1, 1)).decisions[-1].made
    assert (made.outcome, made.until_on) == ("deferred_for_good", None)


def test_a_deferral_with_its_day(desk: Desk, unsure: register.Visit) -> None:
    day = desk.clock.today() + timedelta(days=30)
    assert resolve(desk, unsure, "deferred_until", until_on=day).decisions[-1].made.until_on == day


def test_what_the_rules_decided_is_not_the_physicians_to_answer(desk: Desk, visit: register.Visit) -> None:
    with refused("decision.not_for_physician"):
        resolve(desk, visit)


def test_an_old_list_marks_what_is_released(desk: Desk, unsure: register.Visit, clock: FixedClock) -> None:
    desk.directory.apply([], "cursor", clock.now() - timedelta(hours=80))
    made = resolve(desk, unsure).decision
    assert made is not None
    assert made.made.outcome == "eligible_check_before_release"
    assert "check_before_release" in made.made.marks


# ---- haemoglobin by copper sulphate ------------------------------------------------------------------------


def drop_seen(desk: Desk, visit: register.Visit, *, sank: bool) -> decide.Proposal:
    blood_tests.see_drop(desk, visit.id, sank=sank, lot=d.lot(desk))
    blood_tests.sign_tests(desk, visit.id)
    return decide.propose(desk, visit.id)


@pytest.mark.parametrize(("sex", "density"), [("male", "1.052"), ("female", "1.051")])
def test_a_drop_that_did_not_sink_defers_and_one_that_sank_lets_give(
    desk: Desk, sex: str, density: str
) -> None:
    visit = d.bring_to(desk, "decision", sex=sex)
    decision = drop_seen(desk, visit, sank=False).decision
    (finding,) = decision.findings
    assert (decision.outcome, finding.rule) == ("deferred_until", f"cuso4_min_{sex}")
    assert (finding.value, finding.limit, finding.clause) == (f"<{density}", density, "8.2")
    assert drop_seen(desk, visit, sank=True).decision.outcome == "eligible"


def test_a_drop_is_a_bound_among_the_facts_and_an_earlier_number_no_longer_counts(
    desk: Desk, visit: register.Visit
) -> None:
    facts = drop_seen(desk, visit, sank=False).facts
    density = Bound(side="below", value=Decimal("1.052" if visit.donor.sex == "male" else "1.051"), unit="")
    assert (facts.of("hb_method"), facts.of("cuso4_density")) == (known("cuso4_pass_fail"), density)
    assert facts.of("hb_g_per_l") == Missing(why="not_asked")


def test_after_a_drop_the_number_of_a_meter_counts_again(desk: Desk, visit: register.Visit) -> None:
    drop_seen(desk, visit, sank=True)
    blood_tests.measure_hb(desk, visit.id, text="100", confirmed=True, lot=d.lot(desk))
    told = decide.propose(desk, visit.id)
    assert (told.facts.of("hb_method"), told.facts.of("cuso4_density")) == (Missing(why="not_asked"),) * 2
    assert [one.rule for one in told.decision.findings] == [f"hb_min_{visit.donor.sex}_g_l"]
    assert len(desk.visits.get(visit.id).haemoglobin) == 3


def test_a_drop_in_the_solution_of_the_other_sex_decides_nothing_and_is_named(desk: Desk) -> None:
    visit = d.bring_to(desk, "decision", sex="female")
    drop_seen(desk, visit, sank=True)
    (opened,) = (one for one in correct.correctable(desk, visit.id) if isinstance(one.act, e.VisitOpened))
    as_a_man = replace(opened.act, donor=replace(opened.act.donor, sex="male"))
    desk.record(
        visit.id, e.Corrected(corrects=opened.entry.id, body=encode_body(as_a_man), reason="看错一行")
    )
    decision = decide.propose(desk, visit.id).decision
    assert (decision.outcome, decision.missing) == ("cannot_decide", ("cuso4_density",))
    with refused("decision.missing"):
        decide.confirm(desk, visit.id, pin=d.PIN)


def test_what_a_drop_decided_is_written_and_comes_out_again(desk: Desk, visit: register.Visit) -> None:
    drop_seen(desk, visit, sank=False)
    made = decide.confirm(desk, visit.id, pin=d.PIN).decisions[-1].made
    assert (made.outcome, made.facts.of("hb_method")) == ("deferred_until", known("cuso4_pass_fail"))
    tally = Tally()
    assert (list(replay(desk.ledger, [], tally)), tally.decisions) == ([], 1)
