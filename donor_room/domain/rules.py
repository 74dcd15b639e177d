"""The interpreter of a rule pack: facts in, every finding out. It never stops at the first and never guesses.

Each test is true, false or not known. A rule fires when all its tests are true; when none is false but one is
not known, the missing fact is a finding of its own: cannot decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import msgspec

from donor_room.domain.deferrals import exclusion_findings, open_questions, standing_findings
from donor_room.domain.facts import Exclusion, Fact, Facts, Missing, Number, Why, Word, YesNo, known
from donor_room.domain.findings import Finding, Outcome, cannot_decide, plain, said
from donor_room.domain.history import interval_findings, yearly_findings
from donor_room.domain.intervals import birthday
from donor_room.domain.pack_fitness import pack_findings
from donor_room.domain.platelets import platelet_findings
from donor_room.domain.ruleset import Comparison, Rule, RulePack

__all__ = ["Exclusion", "Fact", "Facts", "Finding", "Missing", "Outcome", "evaluate", "known"]


class Unknown(msgspec.Struct, frozen=True):
    """A test that cannot be answered, the fact that it lacks and why."""

    fact: str
    why: Why


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
        *standing_findings(facts),
        *open_questions(facts),
    )


def _rule_findings(pack: RulePack, facts: Facts) -> Iterator[Finding]:
    named: set[str] = set()
    for rule in pack.rule:
        if not _applies(pack, rule, facts):
            continue
        answers = [_holds(pack, test, facts) for test in rule.when]
        lacking = [answer for answer in answers if isinstance(answer, Unknown)]
        if any(answer is False for answer in answers):
            continue
        if not lacking:
            yield _fired(pack, rule, facts)
        for gap in lacking:
            if gap.fact not in named:
                named.add(gap.fact)
                yield cannot_decide(
                    rule=rule.id, clause=rule.clause, tag=rule.tag, item=gap.fact, why=gap.why
                )


def _applies(pack: RulePack, rule: Rule, facts: Facts) -> bool:
    """A rule holds for its donation families, and a blood test only where the station's panel has it."""
    if rule.pretest is not None and rule.pretest not in pack.words("pretests_whole_blood"):
        return False
    if rule.methods and _hb_method(facts) not in rule.methods:
        return False
    return not rule.families or (facts.kind is not None and pack.family(facts.kind) in rule.families)


def _hb_method(facts: Facts) -> str:
    """Return how haemoglobin was found; by a meter where nobody says."""
    fact = facts.of("hb_method")
    return fact.value if isinstance(fact, Word) else "hb_meter"


def _holds(pack: RulePack, test: Comparison, facts: Facts) -> bool | Unknown:
    if test.limit is not None:
        limit = pack.number(test.limit)
        return False if limit is None else _is_past(pack, test, facts, limit)
    fact = facts.of(test.fact)
    if isinstance(fact, Missing):
        return Unknown(test.fact, fact.why)
    if test.is_yes is not None:
        return fact.value is test.is_yes if isinstance(fact, YesNo) else Unknown(test.fact, "unreadable")
    return _word_holds(test, fact, facts) if isinstance(fact, Word) else Unknown(test.fact, "unreadable")


def _word_holds(test: Comparison, fact: Word, facts: Facts) -> bool | Unknown:
    if test.one_of is not None:
        return fact.value in test.one_of
    if test.none_of is not None:
        return fact.value not in test.none_of
    other = facts.of(str(test.differs))
    if isinstance(other, Word):
        return fact.value != other.value
    return Unknown(str(test.differs), other.why if isinstance(other, Missing) else "unreadable")


def _is_past(pack: RulePack, test: Comparison, facts: Facts, limit: Decimal) -> bool | Unknown:
    amount = _amount(pack, test, facts)
    if isinstance(amount, Unknown):
        return amount
    if test.below is not None:
        return amount < limit
    if test.at_most is not None:
        return amount <= limit
    return amount > limit if test.above is not None else amount >= limit


def _amount(pack: RulePack, test: Comparison, facts: Facts) -> Decimal | Unknown:
    """Return the number that a test looks at: one fact, or one fact less another."""
    first = _number(pack, test.fact, facts)
    if test.minus is None or isinstance(first, Unknown):
        return first
    second = _number(pack, test.minus, facts)
    return second if isinstance(second, Unknown) else first - second


def _number(pack: RulePack, name: str, facts: Facts) -> Decimal | Unknown:
    """Return a number in the one unit of the pack; another unit or none is not a number to decide on."""
    fact = facts.of(name)
    if isinstance(fact, Missing):
        return Unknown(name, fact.why)
    if not isinstance(fact, Number) or not fact.value.is_finite():
        return Unknown(name, "unreadable")
    return fact.value if fact.unit == pack.fact[name].unit else Unknown(name, "no_unit")


def _fired(pack: RulePack, rule: Rule, facts: Facts) -> Finding:
    shown = rule.when[0]
    value = _shown_value(pack, shown, facts)
    unit = pack.fact[shown.fact].unit or None
    limit = _shown_limit(pack, shown)
    until = _until(pack, rule, facts)
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
        text=f"rules.finding.{rule.id}",
        text_values=_places(pack, rule, facts)
        | {
            "value": value,
            "unit": unit or "",
            "limit": limit or "",
            "until": until.isoformat() if until is not None else "",
        },
    )


def _shown_value(pack: RulePack, test: Comparison, facts: Facts) -> str:
    if test.limit is None:
        return said(facts.of(test.fact))
    amount = _amount(pack, test, facts)
    return plain(amount) if isinstance(amount, Decimal) else ""


def _shown_limit(pack: RulePack, test: Comparison) -> str | None:
    limit = pack.number(test.limit) if test.limit is not None else None
    return plain(limit) if limit is not None else None


def _places(pack: RulePack, rule: Rule, facts: Facts) -> dict[str, str]:
    """Every fact and limit of a rule by its own name, for sentences that need more than the first test."""
    limits = {test.limit: _shown_limit(pack, test) or "" for test in rule.when if test.limit is not None}
    return {name: said(facts.of(name)) for name in rule.needs()} | limits


def _until(pack: RulePack, rule: Rule, facts: Facts) -> date | None:
    if rule.until == "visit":
        return pack.next_try(facts.today)
    if rule.until == "days" and rule.until_days is not None:
        return pack.next_try(facts.today, rule.until_days)
    if rule.until == "birthday" and facts.born_on is not None:
        return birthday(facts.born_on, pack.whole(str(rule.when[0].limit)))
    return None
