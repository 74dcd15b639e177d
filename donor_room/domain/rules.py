"""The interpreter of a rule pack: facts in, every finding out. It never stops at the first and never guesses.

A rule fires when all its questions are answered yes; when none is a certain no but one cannot be answered,
the missing fact is a finding of its own: cannot decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from donor_room.domain.checks import Check, Unknown, number
from donor_room.domain.deferrals import exclusion_findings, open_questions, standing_findings
from donor_room.domain.facts import Bound, Exclusion, Fact, Facts, Missing, Word, known
from donor_room.domain.findings import Finding, Outcome, cannot_decide, plain, said
from donor_room.domain.history import interval_findings, yearly_findings
from donor_room.domain.intervals import birthday
from donor_room.domain.pack_fitness import pack_findings
from donor_room.domain.platelets import platelet_findings
from donor_room.domain.reactions import reaction_findings
from donor_room.domain.ruleset import Comparison, Rule, RulePack

__all__ = ["Exclusion", "Fact", "Facts", "Finding", "Missing", "Outcome", "evaluate", "known"]


def evaluate(pack: RulePack, facts: Facts) -> tuple[Finding, ...]:
    """Return all findings about a donor, each missing fact once; nothing at all means eligible.

    A pack that is not to be decided by says nothing about anybody but that.
    """
    unfit = pack_findings(pack, facts.today)
    if unfit:
        return unfit
    return (
        *_rule_findings(pack, facts),
        *exclusion_findings(pack, facts),
        *interval_findings(pack, facts),
        *yearly_findings(pack, facts),
        *platelet_findings(pack, facts),
        *reaction_findings(pack, facts),
        *standing_findings(facts),
        *open_questions(facts),
    )


def _rule_findings(pack: RulePack, facts: Facts) -> Iterator[Finding]:
    named: set[str] = set()
    method = _hb_method(pack, facts)
    for check in pack.checks(facts.kind):
        if check.rule.methods and method not in check.rule.methods:
            continue
        lacking = check.lacks(facts)
        if lacking is None:
            continue
        if not lacking:
            yield _fired(pack, check, facts)
        for gap in lacking:
            if gap.fact not in named:
                named.add(gap.fact)
                yield _gap(check.rule, gap)


def _hb_method(pack: RulePack, facts: Facts) -> str:
    """Return how haemoglobin was found; by a meter where nobody says so in a word that the pack knows."""
    fact, asked = facts.of("hb_method"), pack.fact.get("hb_method")
    words = asked.words if asked is not None else ()
    return fact.value if isinstance(fact, Word) and fact.value in words else "hb_meter"


def _gap(rule: Rule, gap: Unknown) -> Finding:
    return cannot_decide(rule=rule.id, clause=rule.clause, tag=rule.tag, item=gap.fact, why=gap.why)


def _fired(pack: RulePack, check: Check, facts: Facts) -> Finding:
    rule = check.rule
    shown = rule.when[0]
    value = _shown_value(pack, shown, facts)
    unit = pack.fact[shown.fact].unit or None
    limit = check.limits[shown.limit] if shown.limit is not None else None
    until = _until(pack, rule, facts)
    sentence, said_value = _sentence(rule, facts.of(shown.fact), value)
    return Finding(
        rule=rule.id,
        clause=rule.clause,
        tag=rule.tag,
        item=shown.fact,
        value=value,
        unit=unit,
        limit=limit,
        outcome=rule.outcome,
        until_on=until,
        overridable_by=rule.overridable_by,
        mark=rule.mark,
        text=sentence,
        text_values=_places(check, facts)
        | {
            "value": said_value,
            "unit": unit or "",
            "limit": limit or "",
            "until": until.isoformat() if until is not None else "",
        },
    )


def _sentence(rule: Rule, fact: Fact, value: str) -> tuple[str, str]:
    """Return text key and value: what lies on one side of it is told otherwise than what was measured."""
    if isinstance(fact, Bound):
        return f"rules.bound.{rule.id}", plain(fact.value)
    return f"rules.finding.{rule.id}", value


def _shown_value(pack: RulePack, test: Comparison, facts: Facts) -> str:
    """Write what the test looked at: one fact, or what one is more than the other."""
    if test.minus is None:
        return said(facts.of(test.fact))
    unit = pack.fact[test.fact].unit
    first, second = number(facts, test.fact, unit), number(facts, test.minus, unit)
    return "" if isinstance(first, Unknown) or isinstance(second, Unknown) else plain(first - second)


def _places(check: Check, facts: Facts) -> dict[str, str]:
    """Every fact and limit of a rule by its own name, for sentences that need more than the first test."""
    return {name: said(facts.of(name)) for name in check.needs} | check.limits


def _until(pack: RulePack, rule: Rule, facts: Facts) -> date | None:
    if rule.until == "visit":
        return pack.next_try(facts.today)
    if rule.until == "days" and rule.until_days is not None:
        return pack.next_try(facts.today, rule.until_days)
    if rule.until == "birthday" and facts.born_on is not None:
        return birthday(facts.born_on, pack.whole(str(rule.when[0].limit)))
    return None
