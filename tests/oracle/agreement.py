"""Holds the interpreter of the pack against the clauses, donor by donor, and says where they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

import msgspec

from donor_room.domain.eligibility import decide
from donor_room.domain.facts import Facts
from donor_room.domain.findings import Finding
from donor_room.domain.rules import evaluate
from donor_room.domain.ruleset import RulePack
from donor_room.packs.rules import load_overlay, load_rules
from tests.oracle.cases import draw
from tests.oracle.clauses import NATIONAL, SHORTENED, Reading, Verdict, judge, missing

PACK = load_rules()
OF_THEIR_OWN = ("rules.missing.anchor", "rules.missing.code")


@dataclass(frozen=True, slots=True)
class Edition:
    """A pack, and how the clauses read under it."""

    pack: RulePack
    reading: Reading


def answered(pack: RulePack, facts: Facts) -> Verdict:
    """What the program decides, in the shape of the verdict of the clauses."""
    decision = decide(evaluate(pack, facts))
    says = {said_by(finding) for finding in decision.findings}
    says |= {
        (finding.rule, SHORTENED) for finding in decision.findings if finding.overridable_by == "physician"
    }
    return Verdict(decision.outcome, decision.until_on, frozenset(says), frozenset(decision.marks))


def said_by(finding: Finding) -> tuple[str, str]:
    """A fact that is missing is named once, by the first rule that asks for it: here by its own name."""
    if finding.text.startswith("rules.missing.") and finding.text not in OF_THEIR_OWN:
        return missing(finding.item), finding.outcome
    return finding.rule, finding.outcome


def with_params(pack: RulePack, **changes: dict[str, Any]) -> RulePack:
    """The pack with other values of some parameters, for example year_window={"word": "calendar_year"}."""
    params = {name: msgspec.structs.replace(pack.param[name], **change) for name, change in changes.items()}
    return msgspec.structs.replace(pack, param=pack.param | params)


def with_intervals(pack: RulePack, *rows: Any) -> RulePack:
    """The pack with these rows in place of those of the same id."""
    new = {row.id: row for row in rows}
    return msgspec.structs.replace(pack, interval=tuple(new.get(row.id, row) for row in pack.interval))


def hainan() -> Edition:
    pack = with_intervals(PACK, *load_overlay("cn-46-hainan").interval)
    return Edition(pack, Reading(whole_blood_again={"male": (3, "month"), "female": (4, "month")}))


def draft_law() -> Edition:
    overlay = load_overlay("cn-law-draft-2025-12")
    pack = msgspec.structs.replace(with_intervals(PACK, *overlay.interval), param=PACK.param | overlay.set)
    span = (90, "day")
    reading = Reading(
        first_donation_until=65, later_donations_until=65, whole_blood_again={"male": span, "female": span}
    )
    return Edition(pack, reading)


def another_station() -> Edition:
    """Every choice that the standard leaves, taken otherwise."""
    pack = with_params(
        PACK,
        age_upper_semantics={"word": "before_birthday"},
        month_end_policy={"word": "first_of_next_month"},
        year_window={"word": "calendar_year"},
        pretests_whole_blood={"words": ("hb", "abo")},
        wb_400_min_weight_kg={"number": Decimal(50), "off": None},
        covid_rules_active={"switch": False},
    )
    reading = Reading(
        upper_age="before_birthday",
        month_end="first_of_next_month",
        year="calendar_year",
        pretests=("hb", "abo"),
        least_weight_for_400_ml=Decimal(50),
        covid=False,
    )
    return Edition(pack, reading)


def on_the_birthday() -> Edition:
    pack = with_params(PACK, age_upper_semantics={"word": "on_birthday_inclusive"})
    return Edition(pack, Reading(upper_age="on_birthday_inclusive"))


EDITIONS: dict[str, Callable[[], Edition]] = {
    "national": lambda: Edition(PACK, NATIONAL),
    "hainan": hainan,
    "draft_law": draft_law,
    "another_station": another_station,
    "on_the_birthday": on_the_birthday,
}


def donors(edition: Edition, many: int, seed: int) -> Iterator[Facts]:
    """The same seed gives the same donors."""
    chance = Random(seed)
    for _ in range(many):
        yield draw(chance, edition.reading)


def disagreements(edition: Edition, many: int, seed: int) -> Iterator[str]:
    """One readable line for each donor that the two do not decide alike."""
    for number, facts in enumerate(donors(edition, many, seed)):
        ours, clauses = answered(edition.pack, facts), judge(facts, edition.reading)
        if ours != clauses:
            yield f"donor {number} of seed {seed}: {apart(ours, clauses)}\n{facts}"


def apart(ours: Verdict, clauses: Verdict) -> str:
    """What differs, and nothing else."""
    said = [
        f"only the program says {sorted(ours.says - clauses.says)}",
        f"only the clauses say {sorted(clauses.says - ours.says)}",
        f"program {ours.outcome} {ours.until} {sorted(ours.marks)}",
        f"clauses {clauses.outcome} {clauses.until} {sorted(clauses.marks)}",
    ]
    return "; ".join(said)


def rules_that_spoke(edition: Edition, many: int, seed: int) -> Counter[tuple[str, str]]:
    """How often each rule said what, so that a rule which is never reached is seen."""
    return Counter(
        pair for facts in donors(edition, many, seed) for pair in judge(facts, edition.reading).says
    )
