"""Limits of first sticks: held against a count by fractions, and against the table that textbooks print."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from msgspec.structs import replace

from donor_room.domain.figures import Figures
from donor_room.domain.first_sticks import TAIL, chance, first_sticks, floor_of, target_of, wilson
from donor_room.packs.rules import load_rules


def part(pierced: int, good: int) -> Figures:
    return Figures(pierced=pierced, first_sticks=good)


def tail(of: int, upto: int, rate: Fraction) -> Fraction:
    """The share of cases with at most so many, in whole numbers."""
    ways = (comb(of, n) * rate**n * (1 - rate) ** (of - n) for n in range(upto + 1))
    return sum(ways, Fraction(0))


@pytest.mark.parametrize("of", [1, 2, 17, 60, 200])
@pytest.mark.parametrize("rate", [Fraction(1, 2), Fraction(9, 10), Fraction(98, 100), Fraction(1, 100)])
def test_the_limits_leave_just_so_much_to_chance(of: int, rate: Fraction) -> None:
    least, most = (round(share * of) for share in chance(of, float(rate)))
    assert tail(of, least, rate) > TAIL
    assert least == 0 or tail(of, least - 1, rate) <= TAIL
    assert tail(of, of - most, 1 - rate) > TAIL
    assert most == of or tail(of, of - most - 1, 1 - rate) <= TAIL


@pytest.mark.parametrize(
    ("good", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (29, 29, 0.8830, 1.0)],
)
def test_the_confidence_limits_are_those_that_were_published(good, of, low, high) -> None:
    assert wilson(good, of) == pytest.approx((low, high), abs=0.00005)


@pytest.mark.parametrize("rate", [0.0, 1.0])
def test_where_all_or_none_hit_chance_leaves_nothing_else(rate: float) -> None:
    assert chance(40, rate) == (rate, rate)


def test_who_is_outside_is_told_from_who_was_unlucky() -> None:
    parts = {
        "a": part(1_000, 985),
        "b": part(1_000, 930),
        "c": part(3, 2),
        "d": part(1_000, 1_000),
        "e": part(0, 0),
    }
    told = {one.name: one.standing for one in first_sticks(parts)}
    assert told == {"a": "within", "b": "below", "c": "within", "d": "above"}


def test_nobody_was_pierced() -> None:
    assert first_sticks({"a": part(0, 0)}) == ()


@pytest.mark.parametrize(
    ("parts", "floor"),
    [
        ({}, 0.9),
        ({"a": part(2_000, 1_990)}, 0.9),
        ({"a": part(100, 62)}, 0.45),
        ({"a": part(20, 0)}, 0.0),
        ({"a": part(2, 0)}, 0.9),
    ],
)
def test_a_chart_begins_where_nothing_is_cut_off(parts, floor) -> None:
    assert floor_of(first_sticks(parts)) == pytest.approx(floor)


def test_the_target_is_the_rules_own_and_may_be_off() -> None:
    rules = load_rules()
    assert target_of(rules) == pytest.approx(0.99)
    off = rules.param | {
        "first_stick_target_pct": replace(rules.param["first_stick_target_pct"], number=None, off=True)
    }
    assert target_of(replace(rules, param=off)) is None
