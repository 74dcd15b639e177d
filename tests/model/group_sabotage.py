"""The guard against one person who lets a donor give with another blood group than before."""

from __future__ import annotations

import pytest

from donor_room.workflow import decide
from tests.model.knife import replace_everywhere
from tests.model.sabotage import Sabotage
from tests.model.scene import Scene
from tests.support import desks as d

Patch = pytest.MonkeyPatch


def override_the_group_alone(scene: Scene) -> None:
    """The directory knows B, A is typed, and whoever signed the tests lets the donor give."""
    desk = scene.terminal.desk
    scene.next_donor = d.invented(desk, 90)
    d.know(desk, scene.next_donor, abo="B", count=1)
    visit = scene.donor("decision")
    scene.press(
        visit,
        lambda: decide.resolve(desk, visit, pin=d.PIN, outcome="eligible", until_on=None, remark="已复查"),
    )


def _anybody_overrides(patch: Patch) -> None:
    replace_everywhere(patch, decide._refuse_own_group, lambda desk, visit, proposal: None)


GROUP_SABOTAGES: tuple[Sabotage, ...] = (
    Sabotage("another group is allowed by two", "I14", _anybody_overrides, override_the_group_alone),
)
