"""What a donor may ask for: at the sum, above it, and where the station knows of more than was told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from donor_room.domain.entitlements import Entitlement, Entitlements, entitled
from donor_room.domain.stamp import PackStamp
from donor_room.domain.tally import Tally

STAMP = PackStamp(id="X", edition="1", sha256="0" * 64)


def reached(told: Tally, **conditions: int) -> bool:
    listed = Entitlements(stamp=STAMP, entitlements=(Entitlement(id="x", tag="R", **conditions),), leaflet=())
    return bool(entitled(listed, told))


@pytest.mark.parametrize(
    ("conditions", "is_so"),
    [
        ({"least_counts": 20}, True),
        ({"least_counts": 21}, False),
        ({"least_volume_ml": 4_000}, True),
        ({"least_volume_ml": 4_001}, False),
        ({"least_visits": 10}, True),
        ({"least_visits": 11}, False),
        ({"least_counts": 20, "least_visits": 11}, False),
        ({"least_counts": 20, "least_visits": 10}, True),
    ],
)
def test_all_that_is_asked_has_to_be_reached(conditions: dict[str, int], is_so: bool) -> None:
    told = Tally(visits=10, award_counts=Decimal("20.0"), volume_ml=4_000)
    assert reached(told, **conditions) is is_so


def test_half_a_count_is_none() -> None:
    assert not reached(Tally(award_counts=Decimal("19.5")), least_counts=20)


def test_what_a_least_sum_reaches_is_reached() -> None:
    assert reached(Tally(award_counts=Decimal(20), is_whole=False), least_counts=20)


def test_one_without_a_condition_is_none() -> None:
    with pytest.raises(ValueError, match="no condition"):
        Entitlement(id="x", tag="R")
