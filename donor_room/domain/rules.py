"""The interpreter of a rule pack: facts in, every finding out. It never stops at the first and never guesses.

Each test is true, false or not known. A rule fires when all its tests are true; when none is false but one is
not known, the missing fact is a finding of its own: cannot decide.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import msgspec

from donor_room.domain.deferrals import exclusion_findings, open_questions, standing_findings
from donor_room.domain.facts import (
    NOT_ASKED,
    Exclusion,
    Fact,
    Facts,
    Missing,
    Number,
    Why,
    Word,
    YesNo,
    known,
)
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
    for rule, tests in _rules_for(pack, facts.kind):
        if rule.methods and _hb_method(facts) not in rule.methods:
            continue
        lacking: list[Unknown] = []
        for test in tests:
            answer = test(facts)
            if answer is False:
                break
            if answer is not True:
                lacking.append(answer)
        else:
            yield from _gaps(rule, lacking, named) if lacking else (_fired(pack, rule, facts),)


def _gaps(rule: Rule, lacking: list[Unknown], named: set[str]) -> Iterator[Finding]:
    """Give what a rule lacks, each fact once in the whole decision."""
    for gap in lacking:
        if gap.fact not in named:
            named.add(gap.fact)
            yield cannot_decide(rule=rule.id, clause=rule.clause, tag=rule.tag, item=gap.fact, why=gap.why)


def _hb_method(facts: Facts) -> str:
    """Return how haemoglobin was found; by a meter where nobody says."""
    fact = facts.of("hb_method")
    return fact.value if isinstance(fact, Word) else "hb_meter"


# ---- a pack made ready -------------------------------------------------------------------------------------

Test = Callable[[Facts], "bool | Unknown"]
"""One comparison with its limit looked up, ready for many donors."""

Ready = tuple[tuple[Rule, tuple[Test, ...]], ...]


def _rules_for(pack: RulePack, kind: str | None) -> Ready:
    """Return the rules that are asked for this kind of donation; made once for each pack and kind."""
    ready: dict[str | None, Ready] = vars(pack).setdefault("ready", {})
    if kind not in ready:
        asked = (rule for rule in pack.rule if _applies(pack, rule, kind))
        ready[kind] = tuple((rule, tuple(_test(pack, one) for one in rule.when)) for rule in asked)
    return ready[kind]


def _applies(pack: RulePack, rule: Rule, kind: str | None) -> bool:
    """A rule holds for its donation families, and a blood test only where the station's panel has it."""
    if rule.pretest is not None and rule.pretest not in pack.words("pretests_whole_blood"):
        return False
    return not rule.families or (kind is not None and pack.family(kind) in rule.families)


def _test(pack: RulePack, test: Comparison) -> Test:
    if test.limit is not None:
        limit = pack.number(test.limit)
        return _never if limit is None else _number_test(pack, test, limit)
    return _yes_no_test(test) if test.is_yes is not None else _word_test(test)


def _never(_: Facts) -> bool:
    """A limit that this station does not use is never passed."""
    return False


def _number_test(pack: RulePack, test: Comparison, limit: Decimal) -> Test:
    is_past, amount = _PAST[test.bounds().index(test.limit)], _amount(pack, test)

    def holds(facts: Facts) -> bool | Unknown:
        number = amount(facts)
        return is_past(number, limit) if isinstance(number, Decimal) else number

    return holds


_PAST: tuple[Callable[[Decimal, Decimal], bool], ...] = (operator.lt, operator.le, operator.gt, operator.ge)
"""In the order of Comparison.bounds: below, at_most, above, at_least."""


def _amount(pack: RulePack, test: Comparison) -> Callable[[Facts], Decimal | Unknown]:
    """Return how to get the number that a test looks at: one fact, or one fact less another."""
    first = _number(pack, test.fact)
    if test.minus is None:
        return first
    second = _number(pack, test.minus)

    def difference(facts: Facts) -> Decimal | Unknown:
        one, other = first(facts), second(facts)
        if isinstance(one, Unknown):
            return one
        return other if isinstance(other, Unknown) else one - other

    return difference


def _number(pack: RulePack, name: str) -> Callable[[Facts], Decimal | Unknown]:
    """Return how to get a number in the one unit of the pack; one in another unit or none decides nothing."""
    unit = pack.fact[name].unit

    def number(facts: Facts) -> Decimal | Unknown:
        fact = facts.values.get(name, NOT_ASKED)
        if isinstance(fact, Missing):
            return Unknown(name, fact.why)
        if not isinstance(fact, Number) or not fact.value.is_finite():
            return Unknown(name, "unreadable")
        return fact.value if fact.unit == unit else Unknown(name, "no_unit")

    return number


def _yes_no_test(test: Comparison) -> Test:
    name, wanted = test.fact, test.is_yes

    def holds(facts: Facts) -> bool | Unknown:
        fact = facts.values.get(name, NOT_ASKED)
        if isinstance(fact, YesNo):
            return fact.value is wanted
        return _unknown(name, fact)

    return holds


def _word_test(test: Comparison) -> Test:
    name, one_of, none_of, differs = test.fact, test.one_of, test.none_of, str(test.differs)

    def holds(facts: Facts) -> bool | Unknown:
        fact = facts.of(name)
        if not isinstance(fact, Word):
            return _unknown(name, fact)
        if one_of is not None:
            return fact.value in one_of
        if none_of is not None:
            return fact.value not in none_of
        other = facts.of(differs)
        return fact.value != other.value if isinstance(other, Word) else _unknown(differs, other)

    return holds


def _unknown(name: str, fact: Fact) -> Unknown:
    """Say why a fact answers nothing: it is missing, or it is of another kind than the rule asks for."""
    return Unknown(name, fact.why if isinstance(fact, Missing) else "unreadable")


# ---- a rule that fires -------------------------------------------------------------------------------------


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
    amount = _amount(pack, test)(facts)
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
