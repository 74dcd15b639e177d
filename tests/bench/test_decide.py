"""What the engines beside ours are asked is told to them, whatever the pack gained since."""

from __future__ import annotations

from tests.bench.decide import PACK, complete, flat, named
from tests.bench.engines import rules_of


def test_every_fact_of_the_rules_that_the_engines_get_is_told() -> None:
    asked = {name for rule in rules_of(PACK, "WB") for name in rule.needs()}
    for facts in complete(20):
        assert asked - set(flat(facts)) == set()


def test_no_rule_speaks_of_these_donors_that_the_engines_do_not_have() -> None:
    had = {rule.id for rule in rules_of(PACK, "WB")} | {entry.code for entry in PACK.exclusion.every()}
    spoken = set().union(*(named(facts) for facts in complete(40)))
    assert spoken
    assert spoken <= had
