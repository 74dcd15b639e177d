"""Every label of every open set held at every other one, in both phases and all profiles: all stopped."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from donor_room.workflow import label, label_scan
from tests.model.house import Stay
from tests.model.scene import Scene
from tests.model.world import World
from tests.support import desks as d

PROFILES = ("isbt128", "numeric-code128", "numeric-codabar")
PARTS = {"bag": ("bag1", "bag2", "bag3"), "tube": ("nat", "tube"), "form": ("form",), "slip": ("slip",)}


def open_sets(scene: Scene) -> list[str]:
    """Two donors before the needle and two after the tubes, with nothing read in their phase yet."""
    after = [scene.flowing(), scene.flowing()]
    for visit in after:
        scene.end(visit)
    return [scene.printed(), scene.printed(), *after]


def settle(scene: Scene, visit: str) -> None:
    """Two persons looked; before the needle the donor says who she or he is once more."""
    desk = scene.terminal.desk
    scene.press(
        visit,
        lambda: label_scan.clear_foreign(desk, visit, reason="取走", witness=d.NURSE, pin=d.PIN),
    )
    if scene.stay(visit).ended is None:
        scene.press(visit, lambda: label.confirm_at_chair(desk, visit))


def is_stopped(scene: Scene, here: Stay, there: Stay, text: str) -> bool:
    read = len(here.set.before | here.set.after) if here.set else 0
    scene.scan(here.id, text, here.phase)
    return (
        here.foreign and there.foreign and len(here.set.before | here.set.after if here.set else ()) <= read
    )


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("part", PARTS)
def test_every_swap_stops_both_visits(tmp_path: Path, profile: str, part: str) -> None:
    scene = Scene(World(tmp_path, profile=profile))
    swaps = stopped = 0
    for here, there in permutations([scene.stay(visit) for visit in open_sets(scene)], 2):
        for role in PARTS[part]:
            assert there.set is not None
            swaps += 1
            stopped += is_stopped(scene, here, there, there.set.labels[role])
            settle(scene, here.id)
            settle(scene, there.id)
    scene.world.close()
    assert scene.world.violations == []
    assert stopped == swaps == 12 * len(PARTS[part])
