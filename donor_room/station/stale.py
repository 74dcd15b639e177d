"""Decisions on an old list, made again from what had happened by then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from donor_room.domain.directory import StandingDeferral, stricter
from donor_room.domain.eligibility import WORST_FIRST, decide
from donor_room.domain.entries import DecisionMade
from donor_room.domain.facts import Facts, Missing, Word, known
from donor_room.domain.rules import evaluate
from donor_room.station.gifts import RulesOf, all_given, earlier_of
from donor_room.station.past import Came, Past

OLD_LIST_H = 24


def stale(past: Past, rules_of: RulesOf) -> Iterator[tuple[Came, Any]]:
    """Decide anew, from what had happened by then, what was decided on an old list or on none."""
    for one in past.visits:
        made, at = one.decided, one.decided_at
        if made is None or at is None or one.gift is None or not _is_old(made):
            continue
        pack = rules_of(made)
        before = decide(evaluate(pack, made.facts), made.released)
        seen = Past(past.seen_from(one), past.known)
        now = decide(evaluate(pack, _facts_then(seen, one, made, at)), made.released)
        if WORST_FIRST.index(now.outcome) < WORST_FIRST.index(before.outcome):
            yield one, (made.outcome, now.outcome, *sorted({f.rule for f in now.findings}))


def _is_old(made: DecisionMade) -> bool:
    return made.directory_age_h is None or made.directory_age_h > OLD_LIST_H


def _facts_then(past: Past, one: Came, made: DecisionMade, at: datetime) -> Facts:
    facts = made.facts
    told = () if isinstance(facts.earlier, Missing) else facts.earlier
    days = {given.on for given in told}
    news = [g for g in all_given(past) if g.visit != one.visit and g.at < at and g.on not in days]
    group = next((came.abo for came in past.visits if came.abo and came.opened_at < one.opened_at), None)
    group = group or next((donor.abo for donor in past.known if donor.abo), None)
    values = facts.values
    if group is not None and values.get("abo_history", Word(value="none")) == Word(value="none"):
        values = {**values, "abo_history": known(group)}
    return replace(
        facts,
        earlier=(*told, *earlier_of(news)),
        standing=_standing_then(past, one, facts, at),
        values=values,
    )


def _standing_then(
    past: Past, one: Came, facts: Facts, at: datetime
) -> tuple[StandingDeferral, ...] | Missing:
    news = [
        came.deferred.standing
        for came in past.visits
        if came.deferred is not None and came.visit != one.visit and came.deferred.at < at
    ]
    news += [donor.deferral for donor in past.known if donor.deferral is not None]
    if not news:
        return facts.standing
    worst: StandingDeferral | None = None
    for deferral in (*(() if isinstance(facts.standing, Missing) else facts.standing), *news):
        worst = stricter(worst, deferral)
    return (worst,) if worst is not None else ()
