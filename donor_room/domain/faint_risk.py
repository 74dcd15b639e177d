"""What makes a donor faint more easily: told to whoever examines and collects; it decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Literal

import msgspec

from donor_room.domain.reaction_judging import Risk


class RiskFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a donor; None where nobody knows. `volume_l` is an estimate by height and weight."""

    sex: Literal["male", "female"] | None
    age: int | None
    is_first: bool | None
    weight_kg: Decimal | None
    volume_l: Decimal | None
    had_reaction: bool | None
    is_unwell: bool | None
    is_afraid: bool | None


class FaintRisk(msgspec.Struct, frozen=True, kw_only=True):
    """What was found, and what nobody knows, both in the order of the pack: unknown is not absent."""

    found: tuple[Risk, ...]
    unknown: tuple[Risk, ...]
    volume_l: Decimal | None


def faint_risk(risks: tuple[Risk, ...], facts: RiskFacts) -> FaintRisk:
    """Hold the facts against the list of the pack."""
    told = [(risk, _LOOKS[risk.id](facts, risk)) for risk in risks]
    return FaintRisk(
        found=tuple(risk for risk, is_so in told if is_so),
        unknown=tuple(risk for risk, is_so in told if is_so is None),
        volume_l=facts.volume_l,
    )


def _below(value: Decimal | None, risk: Risk) -> bool | None:
    return None if value is None or risk.below is None else value < Decimal(str(risk.below))


_LOOKS: dict[str, Callable[[RiskFacts, Risk], bool | None]] = {
    "first_time": lambda facts, _risk: facts.is_first,
    "young": lambda facts, risk: _below(Decimal(facts.age) if facts.age is not None else None, risk),
    "light": lambda facts, risk: _below(facts.weight_kg, risk),
    "small_volume": lambda facts, risk: _below(facts.volume_l, risk),
    "woman": lambda facts, _risk: None if facts.sex is None else facts.sex == "female",
    "earlier_reaction": lambda facts, _risk: facts.had_reaction,
    "unwell_today": lambda facts, _risk: facts.is_unwell,
    "afraid": lambda facts, _risk: facts.is_afraid,
}
