"""What an organiser is told: nothing by which one person is found out."""

from __future__ import annotations

import pytest

from donor_room.domain.told_to_organiser import FEWEST, DayWithGroup, told_to_organiser


@pytest.mark.parametrize("came", [9, 10, 30, 200])
def test_whether_nobody_or_four_did_not_give_looks_the_same(came: int) -> None:
    told = {
        told_to_organiser(DayWithGroup(250, came, came - out, 400 * (came - out))) for out in range(FEWEST)
    }
    (one,) = told
    assert (one.gave, one.is_least, one.whole_blood_ml) == (came - 4, True, None)


@pytest.mark.parametrize("came", range(9))
def test_of_a_handful_nothing_is_told_but_that_they_came(came: int) -> None:
    told = {
        told_to_organiser(DayWithGroup(9, came, gave, 400 * gave))
        for gave in range(max(0, came - 4), came + 1)
    }
    assert {(one.came, one.gave, one.whole_blood_ml) for one in told} == {(came, None, None)}


@pytest.mark.parametrize("came", [5, 9, 30])
def test_where_nobody_gave_or_four_did_nothing_but_the_coming_is_told(came: int) -> None:
    told = {told_to_organiser(DayWithGroup(40, came, gave, 400 * gave)) for gave in range(min(5, came - 4))}
    assert {(one.came, one.gave, one.is_least, one.whole_blood_ml) for one in told} == {
        (came, None, True, None)
    }


def test_where_five_or_more_did_not_give_it_is_told_as_it_is() -> None:
    told = told_to_organiser(DayWithGroup(40, 30, 25, 9_000))
    assert told == (40, 30, 25, False, 9_000)
