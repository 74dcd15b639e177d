"""The decision: facts from the visit, all findings, a proposal, and the physician's confirmation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

import msgspec

from donor_room.domain import entries as e
from donor_room.domain.directory import (
    DirectoryDonor,
    EarlierDonation,
    StandingDeferral,
)
from donor_room.domain.eligibility import Decision, decide
from donor_room.domain.facts import Bound, Fact, Facts, Missing, Number, known
from donor_room.domain.findings import Finding, Outcome
from donor_room.domain.history import is_no_donation
from donor_room.domain.identity import age_on
from donor_room.domain.questionnaire import (
    claimed_donations,
    exclusions,
    facts,
    for_physician,
    is_complete,
    not_sure_items,
)
from donor_room.domain.refusal import Refusal
from donor_room.domain.rules import evaluate
from donor_room.domain.ruleset import RulePack
from donor_room.domain.upper_age import years_for_upper_limit
from donor_room.domain.visit import Visit, fold_visit
from donor_room.workflow.common_day import is_same_person
from donor_room.workflow.desk import Desk
from donor_room.workflow.interview import answers_of, items_of
from donor_room.workflow.known_reactions import known_reactions
from donor_room.workflow.rules_taken import keep_rules
from donor_room.workflow.sign_in import sign_with_pin

_READINGS = {
    "weight_kg": ("weight", "kg"),
    "height_cm": ("height", "cm"),
    "sbp_mmhg": ("sbp", "mmHg"),
    "dbp_mmhg": ("dbp", "mmHg"),
    "beats_per_min": ("pulse", "/min"),
    "temp_c": ("temp", "°C"),
    "hb_g_per_l": ("hb", "g/L"),
    "alt_u_per_l": ("alt", "U/L"),
}
_SIGNS = {"rhythm_regular": "rhythm", "skin_ok": "skin", "limbs_ok": "limbs", "arms_ok": "arms"}


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules say now; nothing of it is written before the physician confirms."""

    decision: Decision
    facts: Facts


def facts_of(desk: Desk, visit: Visit, again: e.DecisionMade | None = None) -> Facts:
    """Return all that the decision looks at; what nobody gave is missing, never normal.

    `again` is a decision whose day and age of the list are taken in the place of now.
    """
    today = again.facts.today if again else desk.today_of(visit)
    list_age_h = again.directory_age_h if again else desk.directory_age_h()
    items, answers = items_of(desk, visit), answers_of(visit)
    reactions = known_reactions(desk, visit)
    told_reaction = bool(reactions) or "earlier_reaction" in facts(items, answers)
    claimed = tuple(
        EarlierDonation(kind=one.kind, on=one.on, volume_ml=0, site="")
        for one in claimed_donations(items, answers)
        if one.on is not None
    )
    return Facts(
        today=today,
        kind=visit.plan,
        values=_values(desk, visit, today, told_reaction=told_reaction)
        | ({"directory_age_h": known(list_age_h, "h")} if list_age_h is not None else {})
        | {"interview_complete": known(is_complete(items, answers))},
        born_on=visit.donor.birth_on,
        exclusions=exclusions(items, answers),
        not_sure=tuple(item.id for item in not_sure_items(items, answers)),
        for_physician=tuple(item.id for item in for_physician(items, answers)),
        earlier=(*(visit.known.donations if visit.known else ()), *claimed),
        standing=_standing(visit),
        reactions=reactions,
    )


def _standing(visit: Visit) -> tuple[StandingDeferral, ...] | Missing:
    """A terminal that never had a directory knows of no deferral, which is not the same as none."""
    if visit.directory_as_of is None:
        return Missing(why="not_asked")
    told = visit.known
    return (told.deferral,) if told and told.deferral else ()


def _values(desk: Desk, visit: Visit, today: date, *, told_reaction: bool) -> dict[str, Fact]:
    told, rules = visit.known, desk.rules_of(visit)
    born_on, typed = visit.donor.birth_on, visit.group.abo if visit.group else None
    values: dict[str, Fact] = {
        "donation_kind": known(visit.plan),
        "identity_confirmed": known(visit.is_heard("registration")),
        "consent_given": known(visit.consent is not None),
        "sex": known(visit.donor.sex),
        "age_years": known(age_on(born_on, today), "year"),
        "age_upper_years": known(years_for_upper_limit(born_on, today, rules.upper_age), "year"),
        "earlier_donations_count": known(_times_given(rules, told) if told else 0),
        "had_reaction": known(told_reaction or bool(told and told.had_reaction)),
        "abo_history": known((told.group_against(typed) if told else None) or "none"),
        **{name: known(is_so) for name, is_so in visit.ticks.items()},
    }
    values |= {name: known(visit.signs[sign].normal) for name, sign in _SIGNS.items() if sign in visit.signs}
    return values | _measured_values(visit)


def _times_given(pack: RulePack, told: DirectoryDonor) -> int:
    """Return how often blood was given: a needle that failed and plasma for a factory are no donation."""
    return max(told.count - sum(is_no_donation(pack, one) for one in told.donations), 0)


def _measured_values(visit: Visit) -> dict[str, Fact]:
    values = _seen_of_a_drop(visit)
    for name, (quantity, unit) in _READINGS.items():
        reading = visit.counting(quantity)
        if reading is not None:
            values[name] = Number(value=reading.measured.value, unit=_unit(reading.measured.unit, unit))
    if visit.strip is not None:
        values["hbsag"] = known(visit.strip.result)
    if visit.group is not None:
        values["abo"] = known(visit.group.abo)
    return values


def _seen_of_a_drop(visit: Visit) -> dict[str, Fact]:
    """A drop says on which side of its solution the blood is, and that is all."""
    if visit.drop is None:
        return {}
    seen = visit.drop.seen
    bound = Bound(side="at_least" if seen.sank else "below", value=seen.density, unit="")
    return {"hb_method": known("cuso4_pass_fail"), "cuso4_density": bound}


def _unit(stored: str, of_pack: str) -> str:
    """A count per minute is written in more than one way; every other unit must be the pack's own."""
    return of_pack if stored in ("bpm", "/min", "次/分") and of_pack == "/min" else stored


def propose(desk: Desk, visit: str) -> Proposal:
    """Return what the rules say of a visit now, with every finding; what was released decides nothing."""
    folded = desk.visits.get(visit)
    found = facts_of(desk, folded)
    return Proposal(decision=decide(evaluate(desk.rules_of(folded), found), folded.released), facts=found)


GROUP_DIFFERS = "abo_history"
"""The rule by which the ABO group of today is held against the known one."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What the physician had on the screen when signing: the findings, from facts as of `facts_hlc`."""

    facts_hlc: str
    findings: tuple[Finding, ...]


def _proposal_as_seen(desk: Desk, visit: str, seen: Seen | None) -> Proposal:
    """Return the proposal; refuses one that is no longer what was looked at (S09)."""
    proposal = propose(desk, visit)
    facts_hlc = desk.visits.get(visit).facts_hlc
    if seen is not None and (seen.facts_hlc, seen.findings) != (facts_hlc, proposal.decision.findings):
        raise Refusal("decision.changed")
    return proposal


def confirm(
    desk: Desk, visit: str, *, pin: str, remark: str | None = None, seen: Seen | None = None
) -> Visit:
    """Write the proposal down as the decision, under the physician's signature.

    Refuses what cannot be decided: what is missing is named and must be asked first. A screen gives what it
    showed: what changed meanwhile is looked at again before anybody signs it.
    """
    proposal = _proposal_as_seen(desk, visit, seen)
    if proposal.decision.outcome == "cannot_decide":
        raise Refusal(
            "decision.missing", count=len(proposal.decision.missing), first=proposal.decision.missing[0]
        )
    sign_with_pin(desk, pin)
    return _write(desk, visit, proposal, proposal.decision.outcome, proposal.decision.until_on, remark)


def resolve(
    desk: Desk,
    visit: str,
    *,
    pin: str,
    outcome: Literal["eligible", "deferred_until", "deferred_for_good"],
    until_on: date | None,
    remark: str,
    seen: Seen | None = None,
) -> Visit:
    """Let the physician answer what the rules leave to a physician; a reason is written with it.

    Refuses where the rules have decided themselves: there is nothing to answer.
    """
    proposal = _proposal_as_seen(desk, visit, seen)
    if proposal.decision.outcome != "physician":
        raise Refusal("decision.not_for_physician")
    if outcome == "eligible":
        _refuse_own_group(desk, visit, proposal)
    if not remark.strip():
        raise Refusal("decision.no_reason")
    if outcome == "deferred_until" and (
        until_on is None or until_on <= desk.today_of(desk.visits.get(visit))
    ):
        raise Refusal("decision.no_day")
    sign_with_pin(desk, pin)
    allowed = "eligible_check_before_release" if _needs_check(proposal) and outcome == "eligible" else outcome
    return _write(desk, visit, proposal, allowed, until_on if outcome == "deferred_until" else None, remark)


def _refuse_own_group(desk: Desk, visit: str, proposal: Proposal) -> None:
    """Refuse a group unlike the known one to whoever signed the tests: nobody overrides it alone (I14)."""
    differs = any(one.rule == GROUP_DIFFERS for one in proposal.decision.findings)
    signed_by = desk.visits.get(visit).tests_signed_by
    if differs and signed_by is not None and is_same_person(desk, signed_by, desk.signed_in().staff):
        raise Refusal("decision.group_alone")


def _needs_check(proposal: Proposal) -> bool:
    return "check_before_release" in proposal.decision.marks


def _write(
    desk: Desk, visit: str, proposal: Proposal, outcome: Outcome, until_on: date | None, remark: str | None
) -> Visit:
    rules = desk.rules_of(desk.visits.get(visit))
    made = e.DecisionMade(
        outcome=outcome,
        until_on=until_on,
        marks=proposal.decision.marks,
        findings=proposal.decision.findings,
        facts=proposal.facts,
        rules=rules.stamp,
        directory_age_h=desk.directory_age_h(),
        confirmed_by=desk.signed_in().staff,
        meaning="decision.confirmed",
        remark=remark.strip() if remark else None,
        overlays=rules.overlays,
        released=proposal.decision.released,
    )
    with desk.transaction():
        keep_rules(desk, rules)
        return desk.record(visit, made)


def review(desk: Desk, visit: str, correction: str) -> e.DecisionReviewed:
    """Return what would be decided of the facts as they read now, on the day of the decision that was used.

    Readings and answers that came after it are left out: they were not there to decide by.
    """
    recorded = desk.ledger.of_visit(visit)
    folded = desk.visits.get(visit)
    used, rules = folded.decisions[-1], desk.rules_of(folded)
    at_that_time = {line.entry.id for line in recorded if line.entry.hlc <= used.hlc}
    kept = [line for line in recorded if line.entry.id in at_that_time or _puts_right(line.act, at_that_time)]
    found = facts_of(desk, fold_visit(kept), used.made)
    decision = decide(evaluate(rules, found), used.made.released)
    stands = decision.outcome == "physician" and set(_for_physician(decision.findings)) <= set(
        _for_physician(used.made.findings)
    )
    return e.DecisionReviewed(
        correction=correction,
        before=used.made.outcome,
        outcome=used.made.outcome if stands else decision.outcome,
        until_on=decision.until_on,
        marks=decision.marks,
        findings=decision.findings,
        facts=found,
        rules=rules.stamp,
        overlays=rules.overlays,
        released=decision.released,
    )


def _puts_right(act: e.Act, entries: set[str]) -> bool:
    return isinstance(act, e.Corrected) and act.corrects in entries


def _for_physician(findings: Iterable[Finding]) -> list[tuple[str, str, str | None]]:
    """What was asked of the physician: answered once, it is not asked again."""
    return [(one.rule, one.item, one.value) for one in findings if one.outcome == "physician"]
