"""How many platelets a donation would leave the donor, and a mark where that is few (clause 8.3c)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from donor_room.domain.facts import Facts, Number
from donor_room.domain.findings import Finding, plain
from donor_room.domain.ruleset import RulePack, VolumeOfSex

LIMIT = "plt_post_est_min_e9"
_FACTOR, _YIELD = "plt_release_factor", "plt_yield_a_dose_e9"
_STEP = Decimal(1)
_CM_A_METRE = 100


def platelet_findings(pack: RulePack, facts: Facts) -> Iterator[Finding]:
    """Mark a donation that by estimate leaves fewer platelets than the limit.

    It never blocks: the separator measures what it takes, and its number wins. Nothing unknown is asked for.
    """
    left, limit = platelets_left(pack, facts), pack.number(LIMIT)
    if left is not None and limit is not None and left < limit:
        yield _finding(pack, plain(left), plain(limit))


def platelets_left(pack: RulePack, facts: Facts) -> Decimal | None:
    """Return the platelets after the planned donation in 10^9/L, cut off; None where nobody can tell."""
    taken, volume_l = _taken_e9(pack, facts), blood_l(pack, facts)
    before = _number(pack, facts, "plt_e9_per_l")
    if taken is None or before is None or volume_l is None:
        return None
    return (before - taken / volume_l) // _STEP


def _taken_e9(pack: RulePack, facts: Facts) -> Decimal | None:
    """Return what the planned doses take from the circulation; editions before 2011.4 do not say."""
    kind = pack.kind_of(facts.kind) if facts.kind is not None else None
    if kind is None or kind.doses == 0 or _YIELD not in pack.param:
        return None
    factor, a_dose = pack.number(_FACTOR), pack.number(_YIELD)
    return None if factor is None or a_dose is None else factor * a_dose * kind.doses


def blood_l(pack: RulePack, facts: Facts) -> Decimal | None:
    """Return the blood in litres, estimated by sex, height and weight; None where one is not known."""
    height_cm, weight_kg = _number(pack, facts, "height_cm"), _number(pack, facts, "weight_kg")
    if facts.sex is None or height_cm is None or weight_kg is None:
        return None
    of_sex: VolumeOfSex = getattr(pack.blood_volume, facts.sex)
    metres = height_cm / _CM_A_METRE
    litres = of_sex.l_per_m3 * metres**3 + of_sex.l_per_kg * weight_kg + of_sex.base_l
    return litres if litres > 0 else None


def _number(pack: RulePack, facts: Facts, name: str) -> Decimal | None:
    fact = facts.of(name)
    if isinstance(fact, Number) and fact.value.is_finite() and fact.unit == pack.fact[name].unit:
        return fact.value
    return None


def _finding(pack: RulePack, left: str, limit: str) -> Finding:
    param = pack.param[LIMIT]
    return Finding(
        rule=LIMIT,
        clause=param.clause,
        tag=param.tag,
        item="plt_e9_per_l",
        value=left,
        unit=param.unit,
        limit=limit,
        outcome="eligible",
        until_on=None,
        overridable_by=None,
        mark="few_platelets_left",
        text=f"rules.finding.{LIMIT}",
        text_values={"value": left, "unit": param.unit, "limit": limit},
    )
