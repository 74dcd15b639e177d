"""Decisions on one core, in turns with rule engines from PyPI that got the same rules."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from itertools import islice
from time import process_time

from donor_room.domain.eligibility import decide
from donor_room.domain.facts import Bound, Facts, Missing, Number, Word, YesNo
from donor_room.domain.rules import evaluate
from donor_room.packs.rules import load_rules
from tests.bench.engines import Engine, Flat, engine, rules_of
from tests.bench.line import Line, Measure, against_limit, against_twin, in_turns
from tests.oracle.agreement import EDITIONS, donors

PACK = load_rules()
ENGINES = ("business-rules", "zen-engine", "durable_rules")
UNIT = "µs of one core a decision"
MOST_US = 50.0
"""20,000 decisions a second."""


def lines(*, quick: bool) -> Iterator[Line]:
    """First ours alone, then one line for each engine: ours may take a third of its time."""
    people = complete(120 if quick else 400)
    runs = 5 if quick else 15
    ours = measure_ours(people)
    ours()
    yield against_limit("decide", UNIT, [ours() for _ in range(runs)], most=MOST_US, note=per_second(ours()))
    for name in ENGINES:
        twin = engine(name, PACK, "WB")
        yield not_to_be_had(name, twin) if isinstance(twin, str) else beside(name, twin, people, runs)


def beside(name: str, twin: Engine, people: list[Facts], runs: int) -> Line:
    """Measure in turns; the engine must also name the same rules."""
    flats = [flat(facts) for facts in people]
    wrong = sum(twin(one) != named(facts) for one, facts in zip(flats, people, strict=True))
    our_us, twin_us = in_turns(measure_ours(people), measure_twin(twin, flats), runs)
    note = f"theirs {per_second(statistics.median(twin_us))}, {wrong} of {len(people)} decided otherwise"
    return against_twin(f"decide beside {name}", UNIT, our_us, twin_us, most=1 / 3, note=note)


def not_to_be_had(name: str, why: str) -> Line:
    return Line(
        name=f"decide beside {name}",
        unit=UNIT,
        runs=0,
        ours_median=0,
        ours_p99=0,
        twin_median=None,
        twin_p99=None,
        ratio=None,
        ratio_p99=None,
        aim="ratio <= 0.333",
        holds=True,
        note=f"skipped: {why}",
    )


def complete(many: int) -> list[Facts]:
    """Whole blood donors of whom everything is known: the engines have no word for a gap or a bound."""
    return list(islice(filter(is_complete, donors(EDITIONS["national"](), many * 40, 18467)), many))


def is_complete(facts: Facts) -> bool:
    decision = decide(evaluate(PACK, facts))
    lists = (facts.exclusions, facts.earlier, facts.standing)
    return (
        facts.kind == "WB400"
        and facts.values.get("hb_method") != Word(value="cuso4_pass_fail")
        and facts.born_on is not None
        and not any(isinstance(one, Missing) for one in lists)
        and not any(one.text.startswith("rules.missing") for one in decision.findings)
        and set(rule_facts())
        <= {name for name, fact in facts.values.items() if not isinstance(fact, Missing | Bound)}
    )


def rule_facts() -> Iterator[str]:
    """What the engines are asked about: rules of whole blood, its haemoglobin found by the meter."""
    asked = rules_of(PACK, "WB")
    yield from (name for rule in asked for name in rule.needs() if name != "donation_kind")


def named(facts: Facts) -> set[str]:
    """The rules of the pack and the conditions that fire: what the engines are asked for."""
    asked = {rule.id for rule in PACK.rule} | {entry.code for entry in PACK.exclusion.every()}
    return {finding.rule for finding in evaluate(PACK, facts)} & asked


def flat(facts: Facts) -> Flat:
    """The same facts without units; a condition that still counts is a flag."""
    values = {name: plain for name, fact in facts.values.items() if (plain := bare(fact)) is not None}
    flags = {finding.rule: True for finding in evaluate(PACK, facts) if PACK.exclusion_of(finding.rule)}
    none = {entry.code: False for entry in PACK.exclusion.every()}
    return {
        **values,
        **none,
        **flags,
        "donation_kind": str(facts.kind),
        "sbp_mmhg_minus_dbp_mmhg": values["sbp_mmhg"] - values["dbp_mmhg"],
        "abo_differs": values["abo"] != values["abo_history"],
    }


def bare(fact: object) -> float | bool | str | None:
    if isinstance(fact, Number):
        return float(fact.value) if fact.value.is_finite() else None
    return fact.value if isinstance(fact, YesNo | Word) else None


def measure_ours(people: list[Facts]) -> Measure:
    def measure() -> float:
        begun = process_time()
        for facts in people:
            decide(evaluate(PACK, facts))
        return (process_time() - begun) / len(people) * 1e6

    return measure


def measure_twin(twin: Engine, flats: list[Flat]) -> Measure:
    def measure() -> float:
        begun = process_time()
        for one in flats:
            twin(one)
        return (process_time() - begun) / len(flats) * 1e6

    return measure


def per_second(us: float) -> str:
    return f"{1e6 / us:,.0f} a second"
