"""Which work an act belongs to: everything that a check may hold up, and no care of a donor."""

from __future__ import annotations

from typing import get_args

import pytest

from donor_room.domain import entries as e
from donor_room.domain.guarded import Guarded, work_of
from tests.support import acts as a
from tests.support.van import SHIFT


@pytest.mark.parametrize(
    ("act", "work"),
    [
        (a.measured("hb", 140), "hb_meter"),
        (a.measured("alt", 20), "alt"),
        (a.measured("sbp", 120), "vitals"),
        (a.measured("weight", 60), "vitals"),
        (a.drop(), "hb_drop"),
        (a.planned(), "labels"),
        (a.decision("eligible"), "decide"),
        (e.UnitsPacked(shift=SHIFT, number=a.NUMBER, role="bag1", box="1"), "pack"),
        (e.ShiftClosed(shift=SHIFT), None),
        (e.GuestPressure(shift=SHIFT, sbp_mmhg=120, dbp_mmhg=80, advice="within"), "vitals"),
        (e.GuestGroup(shift=SHIFT, abo="O"), "abo"),
    ],
)
def test_an_act_belongs_to_one_work_or_to_none(act: e.Act, work: str | None) -> None:
    assert work_of(act, None) == work


@pytest.mark.parametrize(
    ("since", "is_care"),
    [("exam", False), ("needle", True), ("ended", True)],
)
def test_a_pressure_is_held_up_before_the_needle_and_never_beside_it(since: str, is_care: bool) -> None:
    visit = a.visit_of(*a.upto(since))
    assert work_of(a.measured("sbp", 90), visit) == (None if is_care else "vitals")


def test_a_pressure_in_a_reaction_is_care_wherever_it_began() -> None:
    visit = a.visit_of(*a.upto("exam"), a.BEGAN)
    assert work_of(a.measured("sbp", 90), visit) is None


def test_every_name_stands_for_an_act() -> None:
    every = (*a.EVERY_ACT, a.measured("alt", 20), a.drop(), a.measured("hb", 140), a.measured("sbp", 120))
    assert {work_of(act, None) for act in every} - {None} == set(get_args(Guarded))
