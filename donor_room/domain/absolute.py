"""Which rules nobody may release: age, interval, blood test, permanent, and what is not the station's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import get_args

from donor_room.domain.intervals import Interval, Span, add
from donor_room.domain.ruleset import ExclusionRule, ReleasedBy, Rule, RulePack

STATION = "station"
MATCHING = "special_matching"
"""The one reason for which the standard itself knows a shorter interval, and only between aphereses (9.2)."""

_ANY_DAY = date(2001, 1, 1)


def absolute_faults(pack: RulePack) -> Iterator[str]:
    """Say which rules of a pack are given to a physician to release though nobody may release them."""
    for rule in pack.rule:
        if rule.overridable_by is not None:
            yield from (f"rule {rule.id} may not be released: {why}" for why in _of_rule(pack, rule))
    permanent = {entry.code for entry in pack.exclusion.permanent}
    for entry in pack.exclusion.every():
        if entry.overridable_by is not None:
            whys = _of_exclusion(entry, is_permanent=entry.code in permanent)
            yield from (f"exclusion {entry.code} may not be released: {why}" for why in whys)
    for row in pack.reaction:
        if row.overridable_by is not None and not _is_of_station(pack, row.lasts):
            yield f"reaction {row.id} may not be released: {row.lasts} is not the station's own"
    for interval in pack.interval:
        whys = _of_interval(pack, interval)
        yield from (f"interval {interval.id} may not be shortened: {why}" for why in whys)


def _of_rule(pack: RulePack, rule: Rule) -> Iterator[str]:
    if rule.outcome != "deferred_until" or rule.until == "open":
        yield "it is no deferral with an end"
    if rule.pretest is not None:
        yield "it is about a blood test"
    if any(name.startswith("age_") for name in rule.needs()):
        yield "it is about the age"
    if is_mandatory(pack, rule.clause):
        yield f"clause {rule.clause} is mandatory"
    limits = [test.limit for test in rule.when if test.limit is not None]
    if not limits and rule.clause != STATION:
        yield f"clause {rule.clause} is not the station's own"
    yield from (f"{name} is not the station's own" for name in limits if not _is_of_station(pack, name))


def is_mandatory(pack: RulePack, clause: str) -> bool:
    """Say whether a clause is one of the mandatory ones, or a part of one."""
    return any(
        clause.startswith(whole) and not clause[len(whole) : len(whole) + 1].isdigit()
        for whole in pack.about.mandatory_clauses
    )


def _is_of_station(pack: RulePack, name: str) -> bool:
    param = pack.param.get(name)
    return param is not None and param.override == STATION


def _of_exclusion(entry: ExclusionRule, *, is_permanent: bool) -> Iterator[str]:
    if is_permanent:
        yield "it is permanent"
    if entry.clause != STATION:
        yield f"clause {entry.clause} is not the station's own"


def _of_interval(pack: RulePack, row: Interval) -> Iterator[str]:
    """An interval has no button; the standard's own exception is one only between aphereses, and shorter."""
    if row.exception is None:
        return
    given = {kind.family for kind in pack.donation.kinds if kind.doses}
    if row.last not in given or row.next not in given or row.exception.reason != MATCHING:
        yield "the standard knows no exception to it"
    if row.exception.by not in get_args(ReleasedBy):
        yield f"{row.exception.by} may not allow it"
    spans = row.spans(None)
    if any(_over(row.exception.least) >= _over(span) for span in spans):
        yield "its exception is not shorter"


def _over(span: Span) -> date:
    return add(span, _ANY_DAY, "clamp_last_day")
