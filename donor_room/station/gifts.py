"""Donations against each other: which came too soon after which, by the rules of the later one's decision."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from donor_room.domain.clock import day_at_site
from donor_room.domain.directory import NOT_DONATIONS, EarlierDonation
from donor_room.domain.entries import DecisionMade
from donor_room.domain.facts import Facts, known
from donor_room.domain.findings import Finding
from donor_room.domain.history import interval_findings, yearly_findings
from donor_room.domain.ruleset import RulePack
from donor_room.station.past import LOOK_BACK, Came, Gift, Past

RulesOf = Callable[[DecisionMade | None], RulePack]
"""The rules that a decision was made by, or the newest ones that the station has seen."""

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Given(NamedTuple):
    """A donation among others: of a visit, or known before the first one."""

    visit: str
    kind: str
    on: date
    at: datetime
    volume_ml: int


def too_soon(past: Past, rules_of: RulesOf) -> Iterator[tuple[Came, Any]]:
    """Hold both donations of which the later came too soon: nobody knows yet which of them may go on."""
    by_visit = {came.visit: came for came in past.visits}
    for one in past.visits:
        if one.gift is None or not makes_a_unit(one.gift):
            continue
        every = all_given(Past(past.seen_from(one), past.known))
        before = [given for given in every if _is_before(given, one)]
        for other in _in_the_way(one, one.gift, before, rules_of(one.decided)):
            yield one, (other.on.isoformat(), other.kind, other.visit)
            held = by_visit.get(other.visit)
            if held is not None and one.opened_at - held.opened_at > LOOK_BACK:
                continue
            if held is not None and held.gift is not None and makes_a_unit(held.gift):
                yield held, (one.gift.on.isoformat(), one.gift.kind, one.visit)


def makes_a_unit(gift: Gift) -> bool:
    return gift.volume_ml > 0 and gift.kind not in NOT_DONATIONS


def all_given(past: Past) -> list[Given]:
    here = [
        Given(one.visit, one.gift.kind, one.gift.on, at_of(one), one.gift.volume_ml)
        for one in past.visits
        if one.gift is not None
    ]
    told = [
        Given("", one.kind, one.on, _LONG_AGO, one.volume_ml)
        for donor in past.known
        for one in donor.donations
    ]
    return here + told


def at_of(came: Came) -> datetime:
    return (came.gift.at if came.gift else None) or came.opened_at


def _is_before(given: Given, one: Came) -> bool:
    on = one.gift.on if one.gift else day_at_site(one.opened_at)
    return (given.on, given.at, given.visit) < (on, at_of(one), one.visit)


def _in_the_way(one: Came, gift: Gift, before: list[Given], pack: RulePack) -> list[Given]:
    """Return the earlier donations after which this one came too soon, or that filled its year."""
    if not before:
        return []
    facts = _facts_of(one, gift, before)
    released = {(f.rule, f.item, f.value) for f in (one.decided.released if one.decided else ())}
    found = [
        f
        for f in (*interval_findings(pack, facts), *yearly_findings(pack, facts))
        if (f.rule, f.item, f.value) not in released
    ]
    days = {_day_of(finding) for finding in found}
    return before if None in days else [given for given in before if given.on.isoformat() in days]


def _day_of(finding: Finding) -> str | None:
    """Return the day of the one donation that a finding is about; None for one about the whole past."""
    return finding.text_values.get("last") if finding.outcome != "cannot_decide" else None


def _facts_of(one: Came, gift: Gift, before: Iterable[Given]) -> Facts:
    values = {"sex": known(one.sex)}
    if one.decided is not None and "planned_ml" in one.decided.facts.values:
        values["planned_ml"] = one.decided.facts.values["planned_ml"]
    return Facts(
        today=gift.on,
        kind=gift.plan,
        values=values,
        born_on=one.birth_on,
        exclusions=(),
        not_sure=(),
        for_physician=(),
        earlier=earlier_of(before),
        standing=(),
    )


def earlier_of(given: Iterable[Given]) -> tuple[EarlierDonation, ...]:
    return tuple(EarlierDonation(kind=one.kind, on=one.on, volume_ml=one.volume_ml, site="") for one in given)
