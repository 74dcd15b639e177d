"""How often and how much a donor has given, counted for the certificate and for the national awards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import msgspec

from donor_room.domain.ruleset import Honours, RulePack


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """One donation as honours count it: whole blood by volume, apheresis by therapeutic doses."""

    kind: str
    on: date
    volume_ml: int
    doses: int


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """Two different numbers that are never shown one for the other: visits, and counts for awards."""

    visits: int
    award_counts: Decimal
    volume_ml: int

    @property
    def whole_counts(self) -> int:
        """Return the counts that a threshold is held against; fractions stay in the sum."""
        return int(self.award_counts)


def tally(pack: RulePack, donations: Iterable[Given]) -> Tally:
    """Count visits, award counts (200 mL or one dose = 1) and the volume that the certificate shows."""
    given = list(donations)
    return Tally(
        visits=len(given),
        award_counts=sum((_counts(pack, one) for one in given), Decimal(0)),
        volume_ml=sum(_certificate_ml(pack, one) for one in given),
    )


def _counts(pack: RulePack, one: Given) -> Decimal:
    honours = pack.honours
    if pack.family(one.kind) == "WB":
        return Decimal(one.volume_ml) / honours.wb_ml_per_count
    is_older = one.on < honours.older_dose_before_on
    return Decimal(one.doses * (honours.older_dose_counts if is_older else honours.aph_counts_per_dose))


def _certificate_ml(pack: RulePack, one: Given) -> int:
    return one.volume_ml if pack.family(one.kind) == "WB" else one.doses * pack.honours.aph_dose_volume_ml


def award(honours: Honours, counts: int) -> str | None:
    """Return the id of the highest award that these counts reach, or None below the first."""
    reached = [row for row in honours.awards if counts >= row.least_counts]
    return max(reached, key=lambda row: row.least_counts).id if reached else None


def units(pack: RulePack, volume_ml: int) -> Decimal:
    """Return a whole blood volume in units of 200 mL: 300 mL is 1.5 U."""
    return Decimal(volume_ml) / pack.whole("wb_unit_ml")
