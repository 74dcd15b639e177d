"""What is worse never allows more, and what is not known never allows anything."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from donor_room.domain.eligibility import WORST_FIRST, Decision, decide
from donor_room.domain.facts import Facts
from donor_room.domain.rules import evaluate
from tests.oracle.agreement import EDITIONS, PACK, donors
from tests.oracle.worse import REMOVED, WORSE, Worse

FEW, MANY = 400, 100_000
ALIKE = {"eligible_check_before_release": "eligible"}


def decided(facts: Facts) -> Decision:
    return decide(evaluate(PACK, facts))


def pairs(change: Worse, many: int, seed: int) -> Iterator[tuple[Facts, Facts]]:
    chance = Random(seed)
    for facts in donors(EDITIONS["national"](), many, seed):
        yield facts, change(chance, facts)


def severity(decision: Decision) -> int:
    """0 is the worst; both kinds of eligible are alike."""
    return WORST_FIRST.index(ALIKE.get(decision.outcome, decision.outcome))


def hold_worse(change: Worse, many: int, seed: int) -> None:
    for facts, worse in pairs(change, many, seed):
        before, after = decided(facts), decided(worse)
        assert severity(after) <= severity(before), (facts, worse)
        if before.outcome == after.outcome == "deferred_until" and after.until_on is not None:
            assert before.until_on is not None, (facts, worse)
            assert before.until_on <= after.until_on, (facts, worse)


def hold_removed(change: Worse, many: int, seed: int) -> None:
    for facts, less in pairs(change, many, seed):
        assert decided(facts).may_give or not decided(less).may_give, (facts, less)


@pytest.mark.parametrize("change", WORSE, ids=lambda change: change.__name__)
def test_what_is_worse_never_allows_more_or_earlier(change):
    hold_worse(change, FEW, 1)


@pytest.mark.parametrize("change", REMOVED, ids=lambda change: change.__name__)
def test_what_is_taken_away_never_makes_anybody_eligible(change):
    hold_removed(change, FEW, 2)


@pytest.mark.lab
@pytest.mark.parametrize("change", WORSE, ids=lambda change: change.__name__)
def test_among_many_what_is_worse_never_allows_more_or_earlier(change):
    hold_worse(change, MANY, Random().randrange(10**9))


@pytest.mark.lab
@pytest.mark.parametrize("change", REMOVED, ids=lambda change: change.__name__)
def test_among_many_what_is_taken_away_never_makes_anybody_eligible(change):
    hold_removed(change, MANY, Random().randrange(10**9))
