"""Two interpreters, written apart, decide alike: the pack's by its rules, the other by the clauses."""

from __future__ import annotations

from itertools import islice
from random import Random

import pytest

from tests.oracle.agreement import EDITIONS, PACK, answered, disagreements, donors, rules_that_spoke
from tests.oracle.cases import draw
from tests.oracle.clauses import CODES, NATIONAL, judge
from tests.support.fit_donor import fit_facts

SEED = 18467
OF_LISTS = ("not_sure", "for_physician", "standing_permanent", "standing_until", "standing_until_open")
YEARLY = ("aph_max_per_year", "aph_total_ml_per_year_max")


def none_of(differences) -> bool:
    """Fail with the first few differences in full."""
    first = list(islice(differences, 3))
    assert not first, "\n\n".join(first)
    return True


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_two_interpreters_agree_on_a_handful_under_every_edition(edition):
    assert none_of(disagreements(EDITIONS[edition](), 600, SEED))


def test_the_two_interpreters_agree_on_80_000_donors():
    assert none_of(disagreements(EDITIONS["national"](), 80_000, SEED + 1))


@pytest.mark.lab
@pytest.mark.parametrize("edition", EDITIONS)
def test_the_two_interpreters_agree_on_1_000_000_donors(edition):
    """Every run draws others; the seed is in the answer."""
    assert none_of(disagreements(EDITIONS[edition](), 1_000_000 // len(EDITIONS), Random().randrange(10**9)))


def test_the_donors_by_chance_reach_every_rule_condition_and_interval():
    spoken = {rule for rule, _ in rules_that_spoke(EDITIONS["national"](), 16_000, SEED)}
    of_pack = {rule.id for rule in PACK.rule} - {"wb_400_min_weight_kg"}  # this station does not use it
    intervals = {row.id for row in (*PACK.interval, *PACK.reaction)}
    lists = {*OF_LISTS, "standing_ask_station", *YEARLY}
    assert {*of_pack, *intervals, *CODES, *lists} - spoken == set()


def test_the_donors_by_chance_lack_every_fact_at_times():
    spoken = {rule for rule, _ in rules_that_spoke(EDITIONS["national"](), 16_000, SEED)}
    asked = {name for rule in PACK.rule for name in rule.needs()} - {"height_cm"}
    lists = ("interview", "earlier_donations", "standing_deferrals")
    assert {f"missing {name}" for name in (*asked, *lists)} - spoken == set()


def test_the_donors_by_chance_come_to_every_outcome_in_good_measure():
    found = [answered(PACK, facts).outcome for facts in donors(EDITIONS["national"](), 2_000, SEED)]
    shares = {outcome: found.count(outcome) for outcome in found}
    assert len(shares) == 6
    assert all(shares[outcome] >= 50 for outcome in shares if outcome != "eligible_check_before_release")


def test_the_same_chance_draws_the_same_donor():
    assert draw(Random(7), NATIONAL) == draw(Random(7), NATIONAL)


def test_the_clauses_let_a_fit_donor_pass():
    assert judge(fit_facts()).outcome == "eligible"


def test_the_clauses_know_every_condition_of_the_pack():
    assert sorted(CODES) == sorted(entry.code for entry in PACK.exclusion.every())
