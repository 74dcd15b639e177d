"""What makes a donor faint more easily: each reason alone, and unknown is never absent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from donor_room.domain.faint_risk import FaintRisk, RiskFacts, faint_risk
from donor_room.packs.reactions import load_reactions

RISKS = load_reactions().risk
CALM: dict[str, Any] = {
    "sex": "male", "age": 40, "is_first": False, "weight_kg": Decimal(70), "volume_l": Decimal("5.1"),
    "had_reaction": False, "is_unwell": False, "is_afraid": False,
}  # fmt: skip


def risk(**changes: Any) -> FaintRisk:
    return faint_risk(RISKS, RiskFacts(**(CALM | changes)))


def names(risks: tuple[Any, ...]) -> list[str]:
    return [one.id for one in risks]


def test_a_donor_of_whom_all_is_known_may_have_none() -> None:
    assert risk() == FaintRisk(found=(), unknown=(), volume_l=Decimal("5.1"))


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"sex": "female"}, "woman"),
        ({"age": 23}, "young"),
        ({"is_first": True}, "first_time"),
        ({"weight_kg": Decimal("49.9")}, "light"),
        ({"volume_l": Decimal("3.4")}, "small_volume"),
        ({"had_reaction": True}, "earlier_reaction"),
        ({"is_unwell": True}, "unwell_today"),
        ({"is_afraid": True}, "afraid"),
    ],
)
def test_each_reason_alone(changes: dict[str, Any], name: str) -> None:
    told = risk(**changes)
    assert (names(told.found), told.unknown) == ([name], ())
    (fact,) = changes
    unknown = risk(**{fact: None})
    assert (unknown.found, names(unknown.unknown)) == ((), [name])


@pytest.mark.parametrize("at_limit", [{"age": 24}, {"weight_kg": Decimal(50)}, {"volume_l": Decimal("3.5")}])
def test_the_limit_itself_is_no_reason(at_limit: dict[str, Any]) -> None:
    assert risk(**at_limit).found == ()


def test_every_reason_names_where_it_is_from() -> None:
    assert all(one.clause and one.tag in ("V", "V2", "R") for one in RISKS)
