"""Which visits cannot all be true, or gave blood that may not go on: pure, in whatever order they arrived.

Nothing is decided here, and nobody is merged or split (I12, I13, I14): a person of the station decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec

from donor_room.domain.clock import day_at_site
from donor_room.domain.directory import StandingDeferral
from donor_room.domain.facts import Missing
from donor_room.station.gifts import RulesOf, at_of, makes_a_unit, too_soon
from donor_room.station.past import Came, Gift, Past
from donor_room.station.stale import stale

_MARK_SIGNS = 12
_FOREVER = datetime.max.replace(tzinfo=UTC)


class Suspicion(NamedTuple):
    """Why a visit is held; rests_on is JSON, and as long as it is the same a decision about it stands."""

    reason: str
    subject: str
    visit: str
    rests_on: str


def suspicions(past: Past, rules_of: RulesOf) -> Iterator[Suspicion]:
    """Return every reason to hold a visit of one person."""
    for reason, found in (
        ("open_twice", _open_twice(past)),
        ("other_person", _other_person(past)),
        ("group_differs", _group_differs(past)),
        ("interval", too_soon(past, rules_of)),
        ("deferred_elsewhere", _deferred_elsewhere(past)),
        ("stale_decision", stale(past, rules_of)),
    ):
        yield from _gathered(past, reason, found)


def _gathered(past: Past, reason: str, found: Iterable[tuple[Came, Any]]) -> Iterator[Suspicion]:
    """Make one suspicion of all that speaks against a visit for one reason.

    What cannot be held against the rules, such as a day beyond the calendar, lets no unit pass either.
    """
    grounds: dict[str, set[Any]] = defaultdict(set)
    try:
        for came, ground in found:
            grounds[came.visit].add(ground)
    except (ValueError, LookupError, ArithmeticError):
        for came in past.visits:
            if came.gift is not None:
                grounds[came.visit].add("unchecked")
    person_of = {came.visit: came.person for came in past.visits}
    for visit, every in grounds.items():
        rests_on = msgspec.json.encode(sorted(every, key=str)).decode()
        yield Suspicion(reason, person_of[visit], visit, rests_on)


def _pairs(past: Past) -> Iterator[tuple[Came, Came]]:
    """Return each visit with each other one that can matter to it."""
    for one in past.visits:
        yield from ((one, other) for other in past.seen_from(one))


def _open_twice(past: Past) -> Iterator[tuple[Came, Any]]:
    for one, other in _pairs(past):
        if one.opened_at < (other.closed_at or _FOREVER) and other.opened_at < (one.closed_at or _FOREVER):
            yield one, other.visit


def _other_person(past: Past) -> Iterator[tuple[Came, Any]]:
    """One document and two persons; records that a clerk joined may well bear two names."""
    for one, other in _pairs(past):
        if one.person == other.person and _identity(one) != _identity(other):
            yield one, (other.visit, _identity(other))


def _identity(came: Came) -> str:
    """Return a mark of who it is; what a hold rests on may be shown, and names nobody."""
    who = "\n".join((came.name, came.sex, came.birth_on.isoformat()))
    return sha256(who.encode()).hexdigest()[:_MARK_SIGNS]


def _group_differs(past: Past) -> Iterator[tuple[Came, Any]]:
    told = [("", donor.abo) for donor in past.known]
    for one in past.visits:
        for visit, abo in [(came.visit, came.abo) for came in past.seen_from(one)] + told:
            if one.abo and abo and abo != one.abo:
                yield one, (one.abo, visit, abo)


def _deferred_elsewhere(past: Past) -> Iterator[tuple[Came, Any]]:
    """Blood of somebody who was deferred in another visit before that, or on the same day."""
    for one in past.visits:
        if one.gift is None or not makes_a_unit(one.gift):
            continue
        for visit, standing in _against(past, one, one.gift):
            if not _was_answered(one, standing):
                until = standing.until_on.isoformat() if standing.until_on else ""
                yield one, (visit, standing.kind, until)


def _against(past: Past, one: Came, gift: Gift) -> Iterator[tuple[str, StandingDeferral]]:
    for donor in past.known:
        if donor.deferral is not None and _stands(donor.deferral, gift.on):
            yield "", donor.deferral
    for other in past.seen_from(one):
        told = other.deferred
        if told is None or not _stands(told.standing, gift.on):
            continue
        is_later = told.at > at_of(one)
        if day_at_site(told.at) <= gift.on and not (is_later and told.by_interval):
            yield other.visit, told.standing


def _stands(deferral: StandingDeferral, day: date) -> bool:
    return deferral.kind == "ask_station" or deferral.keeps_out_on(day)


def _was_answered(one: Came, standing: StandingDeferral) -> bool:
    """Say whether a physician knew of a question for the station and let the donor give."""
    told = one.decided.facts.standing if one.decided else ()
    return standing.kind == "ask_station" and not isinstance(told, Missing) and standing in told
