"""Decides one written case by a rule pack and writes the answer down, in the words of the case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec

from donor_room.domain.eligibility import Decision, decide
from donor_room.domain.facts import Facts, Number
from donor_room.domain.findings import Finding, cannot_decide
from donor_room.domain.rules import evaluate
from donor_room.domain.ruleset import RulePack
from donor_room.packs.codes import load_measures
from donor_room.workflow.case import Case
from donor_room.workflow.case_facts import facts_of_case, is_history_whole, kinds_of
from donor_room.workflow.case_faults import refuse_what_cannot_be

_OUTCOMES = {"deferred_for_good": "deferred_permanently", "eligible_check_before_release": "eligible"}
_NAMES = {
    "age_years": "birth",
    "age_upper_years": "birth",
    "earlier_donations_count": "history",
    "earlier_donations": "history",
    "had_reaction": "earlier_reaction",
    "no_earlier_reaction": "earlier_reaction",
    "asks_to_give_again": "asks_extension",
    "beats_per_min": "pulse_bpm",
    "is_endurance_athlete": "athlete",
    "hb_g_per_l": "hb_g_l",
    "alt_u_per_l": "alt_u_l",
    "cuso4_density": "cuso4",
    "plt_e9_per_l": "plt_e9_l",
    "interview_complete": "interview",
    "standing_deferrals": "deferrals",
    "donation_kind": "plan",
}
"""How a fact of the house is called in a case, where the two differ."""

_CHECK = "check_before_release"


def answer_of(pack: RulePack, case: Case) -> dict[str, Any]:
    """Return the decision about a case as it is printed; raises BadCase for what nobody can have."""
    refuse_what_cannot_be(case)
    decision = decide_case(pack, case)
    has_day = case.on is not None
    return {
        "id": case.id,
        "outcome": _OUTCOMES.get(decision.outcome, decision.outcome),
        "until": _day(decision.until_on) if has_day else None,
        "marks": list(decision.marks),
        "missing": list(dict.fromkeys(_name_in(case, item) for item in decision.missing)),
        "findings": [
            line
            for finding in decision.findings
            for line in _finding_lines(finding, case, until=finding.until_on if has_day else None)
        ],
        "pack": _pack_line(pack),
        "release_check": _CHECK in decision.marks,
    }


def _pack_line(pack: RulePack) -> dict[str, Any]:
    overlays = [stamp.id for stamp in pack.overlays]
    return {"id": pack.stamp.id, "sha256": pack.stamp.sha256, "overlays": overlays}


def _name_in(case: Case, item: str) -> str:
    """Return what the case calls a fact that is missing."""
    if item == "skin_ok" and case.vitals is not None and case.vitals.skin_ok is not None:
        return "sclera_ok"
    return _NAMES.get(item, item)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _finding_lines(finding: Finding, case: Case, *, until: date | None) -> Iterator[dict[str, Any]]:
    limit = finding.limit
    if limit is not None and finding.unit:
        limit = f"{limit} {finding.unit}"
    for rule in _rule_ids(finding, case):
        yield {
            "rule": rule,
            "clause": finding.clause,
            "outcome": _OUTCOMES.get(finding.outcome, finding.outcome),
            "until": _day(until),
            "value": finding.value,
            "limit": limit,
            "overridable_by": finding.overridable_by,
        }


def _rule_ids(finding: Finding, case: Case) -> list[str]:
    """The house looks at skin and sclera as one sign; a case says which of them it was."""
    if finding.rule != "skin_ok" or finding.outcome != "deferred_until" or case.vitals is None:
        return [finding.rule]
    return [name for name in ("skin_ok", "sclera_ok") if getattr(case.vitals, name) is False]


def decide_case(pack: RulePack, case: Case) -> Decision:
    """Return what the pack says of a case, in the words of the house."""
    kinds = kinds_of(pack, case.plan)
    facts = facts_of_case(pack, case, kinds[0] if kinds else None)
    found = [evaluate(pack, msgspec.structs.replace(facts, kind=kind)) for kind in kinds or (None,)]
    common = [finding for finding in found[0] if all(finding in others for others in found)]
    if any(len(others) != len(common) for others in found):
        item = "plan.ml" if case.plan is not None and case.plan.kind == "WB" else "plan.doses"
        common.append(_lacks("donation_kind", item, clause="9.1"))
    return decide([*common, *_left_open(case), *_not_believable(pack, facts)])


def _lacks(rule: str, item: str, *, clause: str) -> Finding:
    return cannot_decide(rule=rule, clause=clause, tag="V", item=item, why="not_asked")


def _left_open(case: Case) -> Iterator[Finding]:
    """Name what a case leaves open and the facts of the house cannot hold.

    At the desk a physician answers what the donor was not sure of; a written case has nobody who could.
    """
    if case.on is None:
        yield _lacks("on", "on", clause="9.2")
    if case.history is not None and not is_history_whole(case):
        yield _lacks("earlier_donations", "history", clause="9.2")
    if case.interview is not None and case.interview.not_sure is None:
        yield _lacks("interview", "interview.not_sure", clause="6")
    for item in (case.interview.not_sure or ()) if case.interview is not None else ():
        yield cannot_decide(rule="not_sure", clause="6", tag="V", item=item, why="not_sure")


def _not_believable(pack: RulePack, facts: Facts) -> Iterator[Finding]:
    """Name each number that no donor can have: whatever the rules make of it, it lets nobody pass."""
    measures = load_measures()
    asked = {name for rule in pack.rule for name in rule.needs()}
    for quantity in (measures[name] for name in measures.names()):
        fact = facts.values.get(quantity.fact) if quantity.fact in asked else None
        if isinstance(fact, Number) and not quantity.possible_low <= fact.value <= quantity.possible_high:
            yield cannot_decide(
                rule="measures", clause="7", tag="R", item=str(quantity.fact), why="unreadable"
            )
