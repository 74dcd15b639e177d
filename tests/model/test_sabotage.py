"""With each guard taken away in turn, the oracle names the invariant that no longer holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.chair_sabotage import CHAIR_SABOTAGES
from tests.model.group_sabotage import GROUP_SABOTAGES
from tests.model.invariants import INVARIANTS
from tests.model.mark_sabotage import MARK_SABOTAGES
from tests.model.sabotage import SABOTAGES as PLAIN
from tests.model.sabotage import Sabotage
from tests.model.scene import Scene
from tests.model.world import Violation, World

SABOTAGES = (*PLAIN, *CHAIR_SABOTAGES, *MARK_SABOTAGES, *GROUP_SABOTAGES)
_EACH = pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda one: f"{one.invariant} {one.guard}")


def played(folder: Path, sabotage: Sabotage) -> list[Violation]:
    world = World(folder)
    try:
        sabotage.play(Scene(world))
        return world.violations
    finally:
        world.close()


@_EACH
def test_with_the_guard_in_its_place_nothing_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sabotage: Sabotage
) -> None:
    if sabotage.fault:
        sabotage.fault(monkeypatch)
    assert played(tmp_path, sabotage) == []


@_EACH
def test_without_the_guard_its_invariant_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sabotage: Sabotage
) -> None:
    if sabotage.fault:
        sabotage.fault(monkeypatch)
    sabotage.remove(monkeypatch)
    assert sabotage.invariant in {one.invariant for one in played(tmp_path, sabotage)}


def test_every_invariant_has_a_guard_that_was_taken_away() -> None:
    assert {one.invariant for one in SABOTAGES} == set(INVARIANTS)
