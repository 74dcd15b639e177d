"""A fence is a token used once: who shows which, and what the station makes of it."""

from __future__ import annotations

import pytest

from donor_room.station.fences import NEVER_GIVEN, Fence, Shown, judge, make_fence, read_shown
from donor_room.station.server import Station

KNOWN = Fence(life=1, given=5, confirmed="c", offered="o", is_frozen=False)


@pytest.mark.parametrize(
    ("shown", "says", "verdict"),
    [
        ("o", Shown(1, 5), "offered"),
        ("c", Shown(1, 4), "confirmed"),
        ("x", Shown(1, 3), "copied"),
        ("x", Shown(0, 3), "other_copy"),
        ("", NEVER_GIVEN, "other_copy"),
        ("x", Shown(1, 6), "restored"),
        ("x", Shown(2, 1), "restored"),
    ],
)
def test_the_offered_one_the_confirmed_one_and_every_other(shown: str, says: Shown, verdict: str) -> None:
    assert judge(KNOWN, shown, says) == verdict


def test_a_restored_station_takes_any_fence_that_it_gave_itself_once() -> None:
    restored = KNOWN._replace(life=0, confirmed=None, offered=None)
    assert judge(restored, "x", Shown(0, 2)) == "adopted"
    assert judge(restored, "x", Shown(0, 9)) == "adopted"
    assert judge(restored, "", NEVER_GIVEN) == "adopted"
    assert judge(restored, "made up", NEVER_GIVEN) == "copied"
    assert judge(restored._replace(life=1), "x", Shown(0, 2)) == "other_copy"


def test_a_fence_tells_its_place_only_if_this_station_made_it_for_this_terminal(station: Station) -> None:
    fence = make_fence(station.house, "66001.a", 2, 7)
    assert read_shown(station.house, "66001.a", fence) == Shown(2, 7)
    for strange in (fence.replace("2.7.", "2.8."), fence[:-1], "", "3.9.x.y", "献血"):
        assert read_shown(station.house, "66001.a", strange) == NEVER_GIVEN
    assert read_shown(station.house, "66001.b", fence) == NEVER_GIVEN
