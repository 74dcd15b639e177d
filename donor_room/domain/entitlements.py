"""What a donor may ask for from some sum on, by local rules; who grants it is not this program."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

import msgspec

from donor_room.domain.stamp import PackStamp
from donor_room.domain.tally import Tally

_Positive = Annotated[int, msgspec.Meta(ge=1)]


class Entitlement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to ask for; all conditions that are given hold together, and one without any is none.

    Counts are award counts, the volume is that of the certificate in mL; both with today's donation.
    """

    id: str
    tag: Literal["V", "V2", "R"]
    least_counts: _Positive | None = None
    least_volume_ml: _Positive | None = None
    least_visits: _Positive | None = None

    def __post_init__(self) -> None:
        if (self.least_counts, self.least_volume_ml, self.least_visits) == (None, None, None):
            raise ValueError(f"{self.id} has no condition")


class LeafletLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of what a family needs to know; its words stand in the texts."""

    id: str
    tag: Literal["V", "V2", "R"]


class Entitlements(msgspec.Struct, frozen=True, kw_only=True):
    """The list of a station."""

    stamp: PackStamp
    entitlements: tuple[Entitlement, ...]
    leaflet: tuple[LeafletLine, ...]


def entitled(listed: Entitlements, told: Tally) -> tuple[Entitlement, ...]:
    """Return what a donor has reached. A sum that is not whole is a least one: what it reaches is reached."""
    return tuple(one for one in listed.entitlements if _holds(one, told))


def _holds(one: Entitlement, told: Tally) -> bool:
    pairs = (
        (one.least_counts, told.award_counts),
        (one.least_volume_ml, told.volume_ml),
        (one.least_visits, told.visits),
    )
    return all(least is None or Decimal(reached) >= least for least, reached in pairs)
