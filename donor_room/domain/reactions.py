"""What an earlier reaction to giving blood means today: a span that defers, and who judges after it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from donor_room.domain.clock import day_at_site
from donor_room.domain.directory import EarlierReaction
from donor_room.domain.facts import Facts
from donor_room.domain.findings import Finding
from donor_room.domain.intervals import add
from donor_room.domain.ruleset import ReactionRule, RulePack
from donor_room.domain.visit import Visit


def reactions_of(visit: Visit) -> tuple[EarlierReaction, ...]:
    """Return the reactions of one visit that are over, each with the day on which it began."""
    return tuple(
        EarlierReaction(on=day_at_site(one.at), severity=one.ended.severity)
        for one in visit.reactions
        if one.ended is not None
    )


def reaction_findings(pack: RulePack, facts: Facts) -> Iterator[Finding]:
    """Hold the last reaction of each severity that the pack names against the day."""
    for rule in pack.reaction:
        last = max((one.on for one in facts.reactions if one.severity == rule.severity), default=None)
        if last is not None:
            yield from _finding(pack, rule, EarlierReaction(on=last, severity=rule.severity), facts.today)


def after(pack: RulePack, reaction: EarlierReaction) -> tuple[Finding, ...]:
    """Return what a reaction means for the next donation, as it stands on its own day."""
    rules = (rule for rule in pack.reaction if rule.severity == reaction.severity)
    return tuple(finding for rule in rules for finding in _finding(pack, rule, reaction, reaction.on))


def _finding(pack: RulePack, rule: ReactionRule, last: EarlierReaction, today: date) -> Iterator[Finding]:
    span = pack.param[rule.lasts].span
    over_on = add(span, last.on, pack.month_end) if span is not None else today
    is_deferred = today < over_on
    if not is_deferred and rule.afterwards == "eligible":
        return
    yield Finding(
        rule=rule.id,
        clause=rule.clause,
        tag=rule.tag,
        item="had_reaction",
        value=last.on.isoformat(),
        unit=None,
        limit=str(span) if span is not None else None,
        outcome="deferred_until" if is_deferred else "physician",
        until_on=over_on if is_deferred else None,
        overridable_by=rule.overridable_by if is_deferred else None,
        mark=None,
        text=f"rules.finding.{rule.id}",
        text_values={"last": last.on.isoformat(), "until": over_on.isoformat() if is_deferred else ""},
    )
