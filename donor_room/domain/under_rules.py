"""What a past decision would have been under other rules, from the facts that it was made of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from donor_room.domain.eligibility import Decision, decide
from donor_room.domain.entries import DecisionMade
from donor_room.domain.findings import Finding
from donor_room.domain.rules import evaluate
from donor_room.domain.ruleset import RulePack


def timeless(pack: RulePack) -> RulePack:
    """Return rules that hold on any day, whoever signed them: the question is what would have been."""
    any_day = msgspec.structs.replace(pack.about, effective_from=None, effective_to=None)
    return msgspec.structs.replace(pack, about=any_day, distrust=())


def decided_under(pack: RulePack, made: DecisionMade) -> Decision:
    """Return what a timeless pack says of the facts of a decision."""
    found = evaluate(pack, made.facts)
    return decide(found, _still_released(found, made.released))


def as_decided(made: DecisionMade) -> Decision:
    """Return what the rules of a decision said; a physician's own answer is left aside."""
    return decide(made.findings, made.released)


def is_same(one: Decision, other: Decision) -> bool:
    """Say whether two decisions tell the donor the same: outcome, day and marks."""
    return _told(one) == _told(other)


def only_in(some: Sequence[Finding], others: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the findings that the others do not have."""
    return tuple(finding for finding in some if finding not in others)


def _still_released(found: Sequence[Finding], released: Sequence[Finding]) -> list[Finding]:
    """Return what other rules find of the same thing: a physician released that, not the words of a rule."""
    same = {(one.rule, one.item, one.value) for one in released}
    return [one for one in found if one.overridable_by and (one.rule, one.item, one.value) in same]


def _told(decision: Decision) -> tuple[str, date | None, tuple[str, ...]]:
    return decision.outcome, decision.until_on, decision.marks
