"""What a donor has given up to a moment, in the numbers that certificate and awards ask for."""

from __future__ import annotations

from decimal import Decimal

import msgspec


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """Visits, award counts and volume (mL) are three numbers, and none is ever shown for another.

    `golds` are the gold awards reached so far, `since_gold` the counts after the last of them: what was over
    at a gold counts towards no next one. `is_whole` is false where earlier donations are known to be missing.
    """

    visits: int = 0
    award_counts: Decimal = Decimal(0)
    volume_ml: int = 0
    golds: int = 0
    since_gold: Decimal = Decimal(0)
    is_whole: bool = True

    @property
    def whole_counts(self) -> int:
        """Return the award counts without the fraction that stays in the sum."""
        return int(self.award_counts)
