"""Guests are counted by measurement, part by part, and beside the donors."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import get_args

import pytest

from donor_room.domain import entries as e
from donor_room.domain.figures import By, Where
from donor_room.domain.guest_counts import Guests, add_guests, guests_parted, measured_in

PRESSURE = e.GuestPressure(shift="s", sbp_mmhg=120, dbp_mmhg=80, advice="within")
GROUP = e.GuestGroup(shift="s", abo="AB")


def test_an_act_measures_one_thing_or_nothing() -> None:
    acts = (PRESSURE, GROUP, None, e.ShiftClosed(shift="s"))
    assert [measured_in(act) for act in acts] == [Guests(pressure=1), Guests(group=1), Guests(), Guests()]
    assert add_guests([]) == Guests()
    assert add_guests(map(measured_in, acts)).measured == 2


@pytest.mark.parametrize("by", get_args(By))
def test_the_parts_add_up_to_the_whole_and_bear_the_names_of_visits(by: By) -> None:
    dice = random.Random(by)
    told = [
        (
            Where(
                date(2026, 1, 1) + timedelta(days=dice.randrange(400)), *(dice.choice("ab") for _ in range(5))
            ),
            measured_in(dice.choice((PRESSURE, GROUP))),
        )
        for _ in range(200)
    ]
    parts = guests_parted(by, told)
    whole = Guests(sum(one.pressure for _, one in told), sum(one.group for _, one in told))
    assert add_guests(parts.values()) == whole
    assert list(parts) == sorted(parts)
    if by == "site":
        assert parts["a"].pressure == sum(one.pressure for where, one in told if where.site == "a")
    if by == "year":
        assert set(parts) == {"2026", "2027"}
