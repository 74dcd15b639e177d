"""First sticks of many people held against all of them together: what is chance, and what is worth a look.

The limits are those of the exact binomial distribution around the rate of all: for few needles they are wide,
and no normal curve pretends otherwise. A rate outside them is a reason to look, never a mark against anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import exp, floor, lgamma, log, log1p, sqrt
from typing import Literal, NamedTuple

from donor_room.domain.figures import Figures
from donor_room.domain.ruleset import RulePack

TAIL = 0.00135
"""How rarely chance alone leaves the limits on one side: three standard deviations."""

_Z_95 = 1.959964

MANY = 20
"""From how many needles on the limits of a person are narrow enough to be drawn whole."""

Standing = Literal["below", "within", "above"]


class Sticks(NamedTuple):
    """The first sticks of one part; rates from 0 to 1.

    `low` and `high` are the 95 % confidence limits of its own rate (Wilson), `least` and `most` what chance
    leaves to anybody with as many needles and the rate of all.
    """

    name: str
    pierced: int
    good: int
    rate: float
    low: float
    high: float
    least: float
    most: float

    @property
    def standing(self) -> Standing:
        """Say on which side of what chance leaves the rate lies."""
        if self.rate < self.least:
            return "below"
        return "above" if self.rate > self.most else "within"


def first_sticks(parts: Mapping[str, Figures]) -> tuple[Sticks, ...]:
    """Return each part with a needle, in the given order, held against all of them together."""
    pierced = {name: one for name, one in parts.items() if one.pierced}
    needles = sum(one.pierced for one in pierced.values())
    of_all = sum(one.first_sticks for one in pierced.values()) / needles if needles else 0.0
    return tuple(_held(name, one.pierced, one.first_sticks, of_all) for name, one in pierced.items())


def target_of(rules: RulePack) -> float | None:
    """Return the share of first sticks that the rules want reached; None where a station wants none."""
    share = rules.param["first_stick_target_pct"].number
    return None if share is None else float(share) / 100


def floor_of(sticks: Iterable[Sticks]) -> float:
    """Return where the axis of a chart begins: a twentieth, never above 0.9.

    Whoever had few needles has limits as wide as the page and stretches no axis: they are cut off there.
    """
    many = (one for one in sticks if one.pierced >= MANY)
    lowest = min((min(one.rate, one.low, one.least) for one in many), default=0.9)
    return max(0.0, min(0.9, floor(lowest * 20) / 20))


def _held(name: str, pierced: int, good: int, of_all: float) -> Sticks:
    low, high = wilson(good, pierced)
    return Sticks(name, pierced, good, good / pierced, low, high, *chance(pierced, of_all))


def wilson(good: int, of: int) -> tuple[float, float]:
    """Return the 95 % confidence limits of a share (Wilson 1927); `of` is at least 1."""
    share, z2 = good / of, _Z_95 * _Z_95
    middle = share + z2 / (2 * of)
    half = _Z_95 * sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    scale = 1 + z2 / of
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def chance(of: int, rate: float) -> tuple[float, float]:
    """Return the lowest and the highest share of so many that chance leaves, with TAIL on each side."""
    return _fewest(of, rate) / of, 1 - _fewest(of, 1 - rate) / of


def _fewest(of: int, rate: float) -> int:
    """Return the smallest count that chance does not leave behind more often than by TAIL."""
    if not 0 < rate < 1:
        return round(of * rate)
    below, count, chosen = 0.0, 0, lgamma(of + 1)
    while True:
        ways = chosen - lgamma(count + 1) - lgamma(of - count + 1)
        below += exp(ways + count * log(rate) + (of - count) * log1p(-rate))
        if below > TAIL or count == of:
            return count
        count += 1
