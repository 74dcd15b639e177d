"""Every small slip that a pack could carry: a bound one step off, a comparison turned, a test left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec

from donor_room.domain.intervals import BySex, Interval, Span
from donor_room.domain.ruleset import Comparison, ExclusionRule, Rule, RulePack
from tests.oracle.cases import LIMITS

replace = msgspec.structs.replace
TURNED = {"below": "at_most", "at_most": "below", "above": "at_least", "at_least": "above"}
OPPOSITE = {"below": "at_least", "at_most": "above", "above": "at_most", "at_least": "below"}
STEPS = {"kg": "0.1", "°C": "0.1"}
OTHER_LASTS = {
    "for_good": "until_resolved",
    "until_resolved": "visit",
    "incubation": "for_good",
    "visit": "for_good",
}
OTHER_OUTCOME = {
    "deferred_until": "deferred_for_good",
    "deferred_for_good": "physician",
    "physician": "cannot_decide",
    "cannot_decide": "physician",
    "eligible": "physician",
    "eligible_check_before_release": "eligible",
}
AGES = ("age_years", "age_upper_years", "earlier_donations_count")
NAMES_OF_HISTORY = {
    "aph_max_per_year": "year",
    "aph_total_ml_per_year_max": "year",
    "half_month_days": "T01b",
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """What is wrong in the pack, in words, and which donors of the gallery it is about."""

    slip: str
    about: str
    pack: RulePack


def mutants(pack: RulePack) -> Iterator[Mutant]:
    """Give every slip of this pack, one after the other."""
    yield from in_params(pack)
    yield from in_rules(pack)
    yield from in_exclusions(pack)
    yield from in_intervals(pack)
    yield from in_reactions(pack)


# ---- values ------------------------------------------------------------------------------------------------


def in_params(pack: RulePack) -> Iterator[Mutant]:
    for name, about in asked_numbers(pack).items():
        param = pack.param[name]
        if param.number is None:
            continue
        step = step_of(about, param.unit)
        for value in (param.number - step, param.number + step):
            changed = pack.param | {name: replace(param, number=value)}
            where = "age" if about in AGES else about
            yield Mutant(f"{name} = {value}", where, replace(pack, param=changed))


def asked_numbers(pack: RulePack) -> dict[str, str]:
    """Return the numbers that decide something, each with what it is about."""
    of_rules = {test.limit: test.fact for rule in pack.rule for test in rule.when if test.limit is not None}
    of_days = {rule.until_days: rule.when[0].fact for rule in pack.rule if rule.until_days is not None}
    return of_rules | of_days | NAMES_OF_HISTORY | {"visit_retry_days": "weight_kg"}


def step_of(about: str, unit: str) -> Decimal:
    if unit == "day":
        return Decimal(1)
    return Decimal(LIMITS[about][2]) if about in LIMITS else Decimal(1)


# ---- rules -------------------------------------------------------------------------------------------------


def in_rules(pack: RulePack) -> Iterator[Mutant]:
    for index, rule in enumerate(pack.rule):
        about = "age" if any(test.fact in AGES for test in rule.when) else rule.when[0].fact
        for slip, other in slips_of(rule):
            rules = (*pack.rule[:index], *other, *pack.rule[index + 1 :])
            yield Mutant(f"{rule.id}: {slip}", about, replace(pack, rule=rules))


def slips_of(rule: Rule) -> Iterator[tuple[str, tuple[Rule, ...]]]:
    yield "is left out", ()
    yield "its outcome", (with_outcome(rule),)
    if rule.mark is not None:
        yield "its mark", (replace(rule, mark=None),)
    if rule.until == "visit":
        yield "its day", (replace(rule, until="open"),)
    if rule.until in ("open", "birthday", "days"):
        yield "its day", (replace(rule, until="visit", until_days=None),)
    if rule.families:
        yield "its families", (replace(rule, families=()),)
    for index, test in enumerate(rule.when):
        rest = (*rule.when[:index], *rule.when[index + 1 :])
        if rest:
            yield f"test {index} is left out", (replace(rule, when=rest),)
        for slip, turned in turned_tests(test):
            when = (*rule.when[:index], turned, *rule.when[index + 1 :])
            yield f"test {index} {slip}", (replace(rule, when=when),)


def with_outcome(rule: Rule) -> Rule:
    outcome = OTHER_OUTCOME[rule.outcome]
    return replace(rule, outcome=outcome, until="none", until_days=None)


def turned_tests(test: Comparison) -> Iterator[tuple[str, Comparison]]:
    for name, limit in zip(TURNED, test.bounds(), strict=True):
        if limit is not None:
            yield f"{name} -> {TURNED[name]}", turned(test, name, **{TURNED[name]: limit})
            yield f"{name} -> {OPPOSITE[name]}", turned(test, name, **{OPPOSITE[name]: limit})
    if test.is_yes is not None:
        yield "yes -> no", replace(test, is_yes=not test.is_yes)
    if test.minus is not None:
        yield "without minus", replace(test, minus=None)
    if test.one_of is not None:
        yield "one_of -> none_of", replace(test, one_of=None, none_of=test.one_of)
    if test.none_of is not None:
        yield "none_of -> one_of", replace(test, none_of=None, one_of=test.none_of)
        for word in test.none_of:
            left = tuple(other for other in test.none_of if other != word)
            yield f"without {word}", replace(test, none_of=left)
    if test.differs is not None:
        yield "differs from itself", replace(test, differs=test.fact)


def turned(test: Comparison, name: str, **changes: Any) -> Comparison:
    return replace(test, **({name: None} | changes))


# ---- conditions and intervals ------------------------------------------------------------------------------


def in_exclusions(pack: RulePack) -> Iterator[Mutant]:
    for list_name in ("permanent", "temporary", "vaccine"):
        rows: tuple[ExclusionRule, ...] = getattr(pack.exclusion, list_name)
        for index, row in enumerate(rows):
            for slip, other in slips_of_condition(row):
                changed = (*rows[:index], *other, *rows[index + 1 :])
                exclusion = replace(pack.exclusion, **{list_name: changed})
                yield Mutant(f"{row.code}: {slip}", row.code, replace(pack, exclusion=exclusion))


def slips_of_condition(row: ExclusionRule) -> Iterator[tuple[str, tuple[ExclusionRule, ...]]]:
    yield "is left out", ()
    if row.span is not None:
        for span in other_spans(row.span):
            yield f"{row.span} -> {span}", (replace(row, span=span),)
    else:
        other = OTHER_LASTS.get(row.lasts, "until_resolved")
        yield f"{row.lasts} -> {other}", (replace(row, lasts=other),)
    if row.blocks is not None:
        yield "blocks all", (replace(row, blocks=None),)
        yield "blocks nothing", (replace(row, blocks=()),)
        yield "marks nothing", (replace(row, marks={}),)


def other_spans(span: Span) -> Iterator[Span]:
    """One more, one less (a day in hours), and the same number in the next unit."""
    step = 24 if span.unit == "hour" else 1
    yield replace(span, n=span.n + step)
    yield replace(span, n=span.n - step)
    units = {"hour": "day", "day": "week", "week": "month", "month": "year", "year": "month"}
    yield replace(span, unit=units[span.unit])
    for days in days_alike(span):
        yield Span(n=days, unit="day")


def days_alike(span: Span) -> tuple[int, ...]:
    """A month is not 30 days, and a year not 365 or 366: a span may not be counted in another unit."""
    if span.unit == "month":
        return (30 * span.n, 31 * span.n)
    return (365 * span.n - 1, 366 * span.n) if span.unit == "year" else ()


def in_intervals(pack: RulePack) -> Iterator[Mutant]:
    for index, row in enumerate(pack.interval):
        for slip, other in slips_of_interval(row):
            rows = (*pack.interval[:index], *other, *pack.interval[index + 1 :])
            yield Mutant(f"{row.id}: {slip}", "history", replace(pack, interval=rows))


def slips_of_interval(row: Interval) -> Iterator[tuple[str, tuple[Interval, ...]]]:
    yield "is left out", ()
    if row.least is not None:
        for span in other_spans(row.least):
            yield f"{row.least} -> {span}", (replace(row, least=span),)
    if row.by_sex is not None:
        male, female = row.by_sex.male, row.by_sex.female
        yield "women and men", (replace(row, by_sex=BySex(male=female, female=male)),)
    if row.exception is not None:
        yield "no exception", (replace(row, exception=None),)
        for n in (row.exception.least.n - 1, row.exception.least.n + 1):
            least = replace(row.exception.least, n=n)
            yield f"exception {least}", (replace(row, exception=replace(row.exception, least=least)),)


# ---- reactions ---------------------------------------------------------------------------------------------


def in_reactions(pack: RulePack) -> Iterator[Mutant]:
    for index, row in enumerate(pack.reaction):
        judged = "physician" if row.afterwards == "eligible" else "eligible"
        slips = (
            ("is left out", ()),
            ("who judges afterwards", (replace(row, afterwards=judged),)),
            ("its severity", (replace(row, severity="mild"),)),
            (
                "who may release it",
                (replace(row, overridable_by=None if row.overridable_by else "physician"),),
            ),
        )
        for slip, other in slips:
            rows = (*pack.reaction[:index], *other, *pack.reaction[index + 1 :])
            yield Mutant(f"{row.id}: {slip}", "reactions", replace(pack, reaction=rows))
    param = pack.param["reaction_deferral_moderate"]
    for span in (Span(n=5, unit="month"), Span(n=7, unit="month"), Span(n=183, unit="day")):
        changed = pack.param | {"reaction_deferral_moderate": replace(param, span=span)}
        yield Mutant(f"reaction_deferral_moderate = {span}", "reactions", replace(pack, param=changed))
