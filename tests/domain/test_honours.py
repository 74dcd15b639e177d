from datetime import date
from decimal import Decimal

import pytest

from donor_room.domain.honours import Given, award, tally, units
from donor_room.packs.rules import load_rules

PACK = load_rules()


def whole_blood(volume_ml: int) -> Given:
    return Given(kind="WB400", on=date(2024, 1, 1), volume_ml=volume_ml, doses=0)


def platelets(doses: int, on: date = date(2024, 1, 1)) -> Given:
    return Given(kind="APH_PLT1", on=on, volume_ml=250, doses=doses)


def test_visits_counts_and_volume_are_three_numbers():
    given = [whole_blood(400)] * 6 + [platelets(2)] * 89 + [platelets(1)] * 5
    counted = tally(PACK, given)
    assert (counted.visits, counted.award_counts, counted.volume_ml) == (100, Decimal(195), 39_000)


def test_half_counts_stay_in_the_sum_and_are_dropped_for_a_threshold():
    counted = tally(PACK, [whole_blood(300)] * 3)
    assert (counted.award_counts, counted.whole_counts) == (Decimal("4.5"), 4)


@pytest.mark.parametrize(("on", "counts"), [(date(2009, 12, 31), 4), (date(2010, 1, 1), 1)])
def test_a_dose_before_2010_counted_four(on, counts):
    assert tally(PACK, [platelets(1, on)]).award_counts == counts


def test_nothing_given_is_nothing():
    assert tally(PACK, []).award_counts == 0


@pytest.mark.parametrize(
    ("counts", "name"),
    [(19, None), (20, "bronze"), (29, "bronze"), (30, "silver"), (39, "silver"), (40, "gold"), (195, "gold")],
)
def test_an_award_is_the_highest_that_the_counts_reach(counts, name):
    assert award(PACK.honours, counts) == name


@pytest.mark.parametrize(("volume_ml", "expected"), [(200, "1"), (300, "1.5"), (400, "2")])
def test_a_unit_is_200_ml(volume_ml, expected):
    assert units(PACK, volume_ml) == Decimal(expected)
