"""A paper day typed in: each form becomes a visit by the use cases of every day, on the day of the paper."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, NamedTuple

from donor_room.domain import entries as e
from donor_room.domain.clock import day_at_site
from donor_room.domain.directory import Severity
from donor_room.domain.paper_acts import PaperOutcome
from donor_room.domain.paper_form import read_form, refuse_day, time_on, visit_of, written
from donor_room.domain.questionnaire import exceptions
from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import AFTER_TUBES, BEFORE_NEEDLE, Visit
from donor_room.domain.walk import MAY_GIVE, is_deferred, is_kept_out
from donor_room.workflow import aftercare, collect, decide, interview, label, preprinted, react, register
from donor_room.workflow.common_day import common_lines, names_of
from donor_room.workflow.desk import Desk
from donor_room.workflow.rules_taken import keep_rules
from donor_room.workflow.sign_in import second_person

# ---- the form ----------------------------------------------------------------------------------------------


class Found(NamedTuple):
    """A form, and the visit that was begun from it; None before it is begun."""

    form: str
    visit: Visit | None


def find_form(desk: Desk, text: str) -> Found:
    """Return the form of a scan; refuses one that was typed in already, with who did it and when."""
    form = read_form(text)
    if not desk.ledger.of_visit(visit_of(form)):
        return Found(form, None)
    visit = desk.visits.get(visit_of(form))
    if visit.closed is not None:
        _refuse_twice(desk, visit)
    return Found(form, visit)


def _refuse_twice(desk: Desk, visit: Visit) -> None:
    name = names_of(desk).get(visit.opened_by, visit.opened_by)
    raise Refusal("paper.typed_already", name=name, at=visit.typed_at, donor=visit.donor.name)


def begin(
    desk: Desk,
    *,
    paper: e.PaperForm,
    donor: e.Donor,
    plan: str,
    ticks: dict[register.Tick, bool] | None = None,
    second: register.Second | None = None,
    let_in: e.PaperLetIn | None = None,
) -> Visit:
    """Open the visit of a form; refuses a form that is here already and a day that cannot be typed in.

    A day that is too old was `let_in` by one of the station's heads (`let_in_late`).
    """
    if not paper.filled_by.strip():
        raise Refusal("paper.nobody_filled_in")
    refuse_age(desk, paper.at, is_let_in=let_in is not None)
    if desk.ledger.of_visit(visit_of(paper.form)):
        _refuse_twice(desk, desk.visits.get(visit_of(paper.form)))
    return register.open_visit(
        desk,
        donor=donor,
        source="typed",
        plan=plan,
        ticks=ticks,
        second=second,
        paper=paper,
        words=(let_in,) if let_in else (),
    )


def refuse_age(desk: Desk, came_at: datetime, *, is_let_in: bool) -> None:
    """Refuse a form of the future, and one that is older than the station's policy lets be typed in."""
    policy = desk.packs.policy
    most = policy.paper_let_in_within_days
    within = most if is_let_in else policy.paper_typed_within_days
    refuse_day(came_at, desk.clock.now(), within_days=within, with_a_head_days=most)


def let_in_late(desk: Desk, *, reason: str, witness: str, pin: str) -> e.PaperLetIn:
    """Return the act by which one of the station's heads lets a form in that is too old.

    Blood that was given is never without its record. Refuses an empty reason, and whoever may not agree.
    """
    if not reason.strip():
        raise Refusal("paper.no_reason_for_late")
    second = second_person(desk, staff_id=witness, pin=pin, act="let_in_late")
    return e.PaperLetIn(reason=reason.strip(), witness=second.staff)


def typed_in(desk: Desk) -> tuple[list[Visit], list[Visit]]:
    """Return the visits of the common day that came in on paper: those still unfinished, and those done."""
    lines = common_lines(desk, open_only=False)
    from_paper = [one for one in (desk.visits.get(line.visit) for line in lines) if one.paper]
    unfinished = [one for one in from_paper if one.closed is None]
    return unfinished, [one for one in from_paper if one.closed is not None]


def at_time(desk: Desk, visit: Visit, text: str) -> e.PaperTime:
    """Return the act that moves the hands of a form on; refuses a time that is still to come."""
    at = time_on(day_at_site(visit.opened_at), text)
    if at > desk.clock.now():
        raise Refusal("paper.to_come")
    return e.PaperTime(at=at)


# ---- interview ---------------------------------------------------------------------------------------------


def consent(desk: Desk, visit: str) -> Visit:
    """Write down that the form bears the donor's signature under the notice; the pen was on paper."""
    given = e.ConsentGiven(text=desk.packs.consent("zh_CN").stamp, language="zh_CN", strokes=())
    return desk.record(visit, given)


def sign_interview(desk: Desk, visit: str) -> Visit:
    """Sign an interview of which nothing is left to ask: every exception stands on the form."""
    folded = desk.visits.get(visit)
    told = exceptions(interview.items_of(desk, folded), interview.answers_of(folded))
    return interview.sign(desk, visit, seen=tuple(item.id for item in told))


# ---- decision ----------------------------------------------------------------------------------------------


def tell_decision(
    desk: Desk, visit: str, *, outcome: PaperOutcome, until_on: date | None, decided_by: str
) -> Visit:
    """Write down what the paper decided; where the rules forbid what it allowed, their word goes with it."""
    today = desk.today_of(desk.visits.get(visit))
    if outcome == "deferred_until" and (until_on is None or until_on <= today):
        raise Refusal("decision.no_day")
    with desk.transaction():
        told = e.PaperDecided(outcome=outcome, until_on=until_on, decided_by=decided_by.strip())
        after = desk.record(visit, told)
        return _beside_the_paper(desk, after) if outcome == "eligible" else after


def _beside_the_paper(desk: Desk, visit: Visit) -> Visit:
    """Write what the rules decide where they do not let this donor give: the unit goes apart for it."""
    proposal, rules = decide.propose(desk, visit.id), desk.rules_of(visit)
    found = proposal.decision
    if found.outcome in MAY_GIVE or found.outcome == "physician":
        return visit
    keep_rules(desk, rules)
    reviewed = e.DecisionReviewed(
        correction=desk.ledger.of_visit(visit.id)[-1].entry.id,
        before="eligible",
        outcome=found.outcome,
        until_on=found.until_on,
        marks=found.marks,
        findings=found.findings,
        facts=proposal.facts,
        rules=rules.stamp,
        overlays=rules.overlays,
        released=found.released,
    )
    return desk.record(visit.id, reviewed)


Differs = Literal["paper_gave", "paper_deferred"]


def how_they_differ(desk: Desk, visit: Visit) -> Differs | None:
    """Say how paper and rules differ; None where they agree or nothing is decided on paper."""
    decided = visit.paper_decided
    if decided is None or visit.decisions:
        return None
    if decided.outcome == "eligible":
        return "paper_gave" if visit.is_let_by_paper else None
    return None if needs_signature(desk, visit) else "paper_deferred"


def needs_signature(desk: Desk, visit: Visit) -> bool:
    """Say whether a physician has to sign what the rules make of a form: they agree, or ask one."""
    decided = visit.paper_decided
    if decided is None or visit.decision is not None or is_deferred(visit) or visit.is_let_by_paper:
        return False
    if decided.outcome == "eligible":
        return True
    outcome = decide.propose(desk, visit.id).decision.outcome
    return outcome == "physician" or outcome.startswith("deferred")


def sign_decision(desk: Desk, visit: str, *, pin: str) -> Visit:
    """Sign the decision of the form as the rules have it; what they leave to a physician it answers."""
    folded = desk.visits.get(visit)
    decided = folded.paper_decided
    if decided is None or folded.paper is None:
        raise Refusal("paper.decision_first")
    remark = f"{written(folded.paper.form)} {decided.decided_by}"
    outcome = decide.propose(desk, visit).decision.outcome
    if outcome == "physician":
        return decide.resolve(
            desk, visit, pin=pin, outcome=decided.outcome, until_on=decided.until_on, remark=remark
        )
    if decided.outcome == "eligible" and outcome not in MAY_GIVE:
        raise Refusal("paper.decide_anew")
    return decide.confirm(desk, visit, pin=pin, remark=remark)


# ---- collection --------------------------------------------------------------------------------------------


def take_set(desk: Desk, visit: str, *, text: str, bag_kind: str) -> Visit:
    """Spend the set whose label sticks on the form: of a bundle that the station printed, and no other."""
    with desk.transaction():
        if not desk.visits.get(visit).is_heard("chair"):
            desk.record(visit, e.IdentityConfirmed(at="chair", said=("name", "birth_on")))
        return preprinted.take(desk, visit, text=text, bag_kind=bag_kind)


def compared(desk: Desk, visit: str) -> Visit:
    """Write down that two persons signed on the form for one number on bag, tubes and form."""
    folded = desk.visits.get(visit)
    current, is_over = label.current_set(folded), folded.collection is not None
    phase: Literal["before_needle", "after_tubes"] = AFTER_TUBES if is_over else BEFORE_NEEDLE
    return desk.record(visit, e.PaperCompared(number=current.number, phase=phase))


def put_needle_in(desk: Desk, visit: str, *, time: str, arm: Literal["left", "right"]) -> Visit:
    """Write down a needle at its time on the form; a second one was agreed to on paper."""
    folded = desk.visits.get(visit)
    with desk.transaction():
        desk.record(visit, at_time(desk, folded, time))
        return collect.put_needle_in(desk, visit, arm=arm, donor_agreed=bool(folded.needles))


def end(desk: Desk, visit: str, *, time: str, volume_ml: int, reason: str) -> Visit:
    """Write down how a needle ended; without blood it failed, and its set is to be voided."""
    folded = desk.visits.get(visit)
    with desk.transaction():
        desk.record(visit, at_time(desk, folded, time))
        if volume_ml == 0:
            return collect.fail_needle(desk, visit, reason=reason)
        return collect.end(desk, visit, volume_ml=volume_ml, reason=reason)


def end_without_blood(desk: Desk, visit: str) -> Visit:
    """End a collection whose needles all failed, for the reason of the last one."""
    needles = desk.visits.get(visit).needles
    return collect.end(desk, visit, volume_ml=0, reason=needles[-1].failed if needles else None)


def tell_reaction(desk: Desk, visit: str, *, severity: Severity, kind: str, treatment: str) -> Visit:
    """Write down a reaction as the form has it."""
    with desk.transaction():
        collect.begin_reaction(desk, visit)
        return react.end_as_told(desk, visit, kind=kind, severity=severity, treatment=treatment)


# ---- the end -----------------------------------------------------------------------------------------------


def how_it_ends(visit: Visit) -> Literal["donated", "failed", "deferred", "left"]:
    """Return how a visit from paper ends, as far as it was typed in."""
    if visit.collection is not None:
        return aftercare.how_it_ends(visit)
    decided = visit.paper_decided
    by_paper = decided is not None and decided.outcome != "eligible"
    return "deferred" if by_paper or is_deferred(visit) or is_kept_out(visit) else "left"


def close(desk: Desk, visit: str, *, time: str, remark: str, witness: str, pin: str) -> Visit:
    """End the visit after a second person held everything against the form, by her or his own PIN."""
    folded = desk.visits.get(visit)
    if folded.paper is None:
        raise Refusal("paper.not_from_paper")
    left_at = at_time(desk, folded, time)
    second = second_person(desk, staff_id=witness, pin=pin, act="register")
    with desk.transaction():
        desk.record(visit, left_at, e.PaperReadBack(form=folded.paper.form, witness=second.staff))
        return aftercare.close(desk, visit, how=how_it_ends(folded), remark=remark or None)
