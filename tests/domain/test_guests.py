"""What a guest is advised: at each limit of the range, one beside it, and without a range."""

from __future__ import annotations

from decimal import Decimal

import pytest

from donor_room.domain.guests import Advice, PressureRange, advice_on

USUAL = PressureRange(Decimal(90), Decimal(140), Decimal(60), Decimal(90), Decimal(30))


@pytest.mark.parametrize(
    ("sbp", "dbp", "advice"),
    [
        (90, 60, "within"),
        (139, 89, "within"),
        (89, 58, "physician"),
        (140, 80, "physician"),
        (110, 59, "physician"),
        (130, 90, "physician"),
        (118, 89, "physician"),
        (119, 89, "within"),
    ],
)
def test_a_pressure_is_held_against_the_range_of_donors(sbp: int, dbp: int, advice: Advice) -> None:
    assert advice_on(sbp, dbp, USUAL) == advice


@pytest.mark.parametrize("name", PressureRange._fields)
def test_a_range_that_is_not_whole_calls_no_pressure_usual_and_still_warns(name: str) -> None:
    part = USUAL._replace(**{name: None})
    assert advice_on(120, 80, part) == "unjudged"
    other = (85, 50) if "below" in name or name == "difference_low" else (180, 110)
    assert advice_on(*other, part) == "physician"
