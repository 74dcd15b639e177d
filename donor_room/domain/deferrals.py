"""What stands against a donor: conditions of clause 6 with their spans, and deferrals of the directory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from donor_room.domain.directory import StandingDeferral
from donor_room.domain.facts import Exclusion, Facts, Missing
from donor_room.domain.findings import Finding, Outcome, cannot_decide
from donor_room.domain.intervals import MonthEnd, Span, add
from donor_room.domain.ruleset import ExclusionRule, RulePack

_INTERVIEW = "6"
_DIRECTORY = "SOP-2019"


def exclusion_findings(pack: RulePack, facts: Facts) -> Iterator[Finding]:
    """Say what each condition that the interview found means today; an interview not held decides nothing."""
    if isinstance(facts.exclusions, Missing):
        why = facts.exclusions.why
        yield cannot_decide(rule="interview", clause=_INTERVIEW, tag="V", item="interview", why=why)
        return
    for reported in facts.exclusions:
        entry = pack.exclusion_of(reported.code)
        if entry is None:
            yield cannot_decide(
                rule=reported.code, clause=_INTERVIEW, tag="R", item=reported.item, why="code"
            )
        elif entry.only_if is None or pack.is_on(entry.only_if):
            yield from _condition(pack, entry, reported, facts)


def _condition(pack: RulePack, entry: ExclusionRule, reported: Exclusion, facts: Facts) -> Iterator[Finding]:
    family = pack.family(facts.kind) if facts.kind is not None else ""
    if entry.does_block(family):
        yield from _block(pack, entry, reported, facts.today)
    elif family in entry.marks:
        yield from _mark(pack, entry, reported, facts.today, entry.marks[family])


def _block(pack: RulePack, entry: ExclusionRule, reported: Exclusion, today: date) -> Iterator[Finding]:
    if entry.lasts == "for_good":
        yield _finding(entry, reported, "deferred_for_good")
    elif entry.lasts == "incubation":
        yield from _incubation(pack, entry, reported, today)
    elif entry.lasts == "visit":
        yield _finding(entry, reported, "deferred_until", until=pack.next_try(today))
    elif entry.lasts == "until_resolved":
        yield _finding(entry, reported, "deferred_until")
    else:
        yield from _spell(_span(pack, entry), entry, reported, today, pack.month_end)


def _incubation(pack: RulePack, entry: ExclusionRule, reported: Exclusion, today: date) -> Iterator[Finding]:
    """Wait for the longest incubation; a disease that nobody named or that is not listed is a physician's."""
    longest = pack.incubation.get(reported.disease or "")
    if longest is None:
        yield _finding(entry, reported, "physician")
    else:
        yield from _spell(longest.span, entry, reported, today, pack.month_end)


def _spell(
    span: Span, entry: ExclusionRule, reported: Exclusion, today: date, month_end: MonthEnd
) -> Iterator[Finding]:
    """A span that still runs defers; one of hours that ends today asks for the hour and does not block."""
    if reported.ongoing:
        yield _finding(entry, reported, "deferred_until", limit=span)
        return
    if reported.anchor_on is None:
        yield cannot_decide(
            rule=entry.code, clause=entry.clause, tag=entry.tag, item=reported.item, why="anchor"
        )
        return
    over_on = add(span, reported.anchor_on, month_end)
    if today < over_on:
        yield _finding(entry, reported, "deferred_until", until=over_on, limit=span)
    elif span.unit == "hour" and today == over_on:
        yield _finding(entry, reported, "eligible", limit=span, mark="ask_the_hour")


def _mark(
    pack: RulePack, entry: ExclusionRule, reported: Exclusion, today: date, mark: str
) -> Iterator[Finding]:
    """A condition that spoils one product only: the bag is marked, also where the day is not known."""
    span = _span(pack, entry)
    over = reported.anchor_on is not None and today >= add(span, reported.anchor_on, pack.month_end)
    if reported.ongoing or not over:
        yield _finding(entry, reported, "eligible", limit=span, mark=mark)


def _span(pack: RulePack, entry: ExclusionRule) -> Span:
    return entry.span or Span(n=pack.whole("half_month_days"), unit="day")


def _finding(
    entry: ExclusionRule,
    reported: Exclusion,
    outcome: Outcome,
    *,
    until: date | None = None,
    limit: Span | None = None,
    mark: str | None = None,
) -> Finding:
    value = reported.anchor_on.isoformat() if reported.anchor_on is not None else None
    return Finding(
        rule=entry.code,
        clause=entry.clause,
        tag=entry.tag,
        item=reported.item,
        value=value,
        unit=None,
        limit=str(limit) if limit is not None else None,
        outcome=outcome,
        until_on=until,
        overridable_by=entry.overridable_by if until is not None else None,
        mark=mark,
        text=f"rules.exclusion.{entry.code}",
        text_values={},
    )


def standing_findings(facts: Facts) -> Iterator[Finding]:
    """Say what stands against the donor in the directory; a directory that was not asked decides nothing."""
    if isinstance(facts.standing, Missing):
        why = facts.standing.why
        yield cannot_decide(rule="directory", clause=_DIRECTORY, tag="V", item="standing_deferrals", why=why)
        return
    for deferral in facts.standing:
        yield from _standing(deferral, facts.today)


def _standing(deferral: StandingDeferral, today: date) -> Iterator[Finding]:
    until = deferral.until_on
    if deferral.kind == "permanent":
        yield _of_station("standing_permanent", "deferred_for_good", item="standing_deferrals")
    elif deferral.kind == "ask_station":
        yield _of_station("standing_ask_station", "physician", item="standing_deferrals")
    elif until is None or today < until:
        rule = "standing_until" if until is not None else "standing_until_open"
        yield _of_station(rule, "deferred_until", item="standing_deferrals", until=until)


def open_questions(facts: Facts) -> Iterator[Finding]:
    """Send to the physician what the donor was not sure of and what the interview itself refers."""
    for item in facts.not_sure:
        yield _of_station("not_sure", "physician", item=item, clause=_INTERVIEW)
    for item in (item for item in facts.for_physician if item not in facts.not_sure):
        yield _of_station("for_physician", "physician", item=item, clause=_INTERVIEW)


def _of_station(
    rule: str, outcome: Outcome, *, item: str, until: date | None = None, clause: str = _DIRECTORY
) -> Finding:
    return Finding(
        rule=rule,
        clause=clause,
        tag="V",
        item=item,
        value=None,
        unit=None,
        limit=None,
        outcome=outcome,
        until_on=until,
        overridable_by=None,
        mark=None,
        text=f"rules.finding.{rule}",
        text_values={"item": item, "until": until.isoformat() if until is not None else ""},
    )
