from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.domain.identity import age_on
from donor_room.domain.upper_age import UpperAge, years_for_upper_limit

BORN = date(1970, 11, 21)
BEFORE, BIRTHDAY, AFTER = (date(2025, 11, 21) + timedelta(days=days) for days in (-1, 0, 1))
LAST = date(2026, 11, 20)


def may_give(day: date, counted: UpperAge) -> bool:
    return years_for_upper_limit(BORN, day, counted) <= 55


@pytest.mark.parametrize(
    ("counted", "days"),
    [
        ("completed_years_le", [True, True, True, True, False]),
        ("on_birthday_inclusive", [True, True, False, False, False]),
        ("before_birthday", [True, False, False, False, False]),
    ],
)
def test_clause_7_1_a_limit_of_55_is_read_in_three_ways(counted, days):
    asked = (BEFORE, BIRTHDAY, AFTER, LAST, LAST + timedelta(days=1))
    assert [may_give(day, counted) for day in asked] == days


@pytest.mark.parametrize(
    ("day", "years"), [(date(2025, 2, 28), 55), (date(2025, 3, 1), 55), (date(2025, 3, 2), 56)]
)
def test_who_was_born_on_29_february_has_the_birthday_on_1_march(day, years):
    assert years_for_upper_limit(date(1970, 3, 1), day, "on_birthday_inclusive") == years
    assert years_for_upper_limit(date(1968, 2, 29), date(2023, 3, 1), "on_birthday_inclusive") == 55


@given(st.dates(date(1930, 1, 1), date(2008, 1, 1)), st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_a_stricter_way_never_lets_an_older_donor_pass(born, day):
    mild, middle, strict = (years_for_upper_limit(born, day, one) for one in get_args(UpperAge))
    assert age_on(born, day) == mild <= middle <= strict == mild + 1
