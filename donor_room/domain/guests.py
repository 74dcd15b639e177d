"""What a guest who came to be measured is advised: one sentence by the ranges of the rules, no diagnosis."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, NamedTuple

Advice = Literal["within", "physician", "unjudged"]
"""Within the range of donors, to be shown to a physician, or said nothing of for want of a range."""


class PressureRange(NamedTuple):
    """The range of a donor's blood pressure in mmHg: from `low` to below `below`; None = no such limit."""

    sbp_low: Decimal | None
    sbp_below: Decimal | None
    dbp_low: Decimal | None
    dbp_below: Decimal | None
    difference_low: Decimal | None


def advice_on(sbp_mmhg: int, dbp_mmhg: int, usual: PressureRange) -> Advice:
    """Return what a guest is advised; a range that is not whole makes no pressure a usual one."""
    lows = (usual.sbp_low, sbp_mmhg), (usual.dbp_low, dbp_mmhg), (usual.difference_low, sbp_mmhg - dbp_mmhg)
    highs = (usual.sbp_below, sbp_mmhg), (usual.dbp_below, dbp_mmhg)
    if any(low is not None and value < low for low, value in lows):
        return "physician"
    if any(below is not None and value >= below for below, value in highs):
        return "physician"
    return "unjudged" if None in usual else "within"
