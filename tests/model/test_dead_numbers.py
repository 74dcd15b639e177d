"""A void number is never applied, one without an end keeps the shift open, a copy takes two and a reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from donor_room.workflow import hand_over
from tests.model.scene import Scene
from tests.model.world import World
from tests.support import desks as d


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    scene = Scene(World(tmp_path))
    yield scene
    scene.world.close()
    assert scene.world.violations == []


def papers(scene: Scene) -> int:
    return len(scene.world.house.papers)


@pytest.mark.parametrize("role", ["bag1", "bag2", "bag3", "nat", "tube", "form"])
def test_no_label_of_a_void_set_is_ever_taken(scene: Scene, role: str) -> None:
    one = scene.printed()
    dead = scene.set(one).labels[role]
    scene.void(one)
    scene.plan(one)
    scene.send(one)
    scene.scan(one, dead)
    assert scene.stay(one).foreign
    assert not scene.set(one).before


def test_a_void_number_takes_no_print_no_needle_and_no_box(scene: Scene) -> None:
    one = scene.printed()
    scene.scan_all(one)
    scene.bag(one)
    dead = scene.set(one).labels["bag1"]
    scene.void(one)
    before = papers(scene)
    assert scene.send(one) == "walk.no_label_set"
    assert scene.needle(one) == "walk.new_set_first"
    assert papers(scene) == before
    scene.press(None, lambda: hand_over.pack(scene.terminal.desk, text=dead, box="1"))
    assert scene.world.house.step.refused == "handover.not_used"


def test_a_shift_with_numbers_that_nobody_gave_back_stays_open(scene: Scene) -> None:
    scene.pack(scene.gave())
    assert scene.close_shift() == "handover.unspent"
    scene.give_back()
    assert scene.close_shift() is None


def test_a_shift_with_a_unit_that_is_not_packed_stays_open(scene: Scene) -> None:
    one = scene.gave()
    scene.give_back()
    for role in ("bag1", "nat", "tube", "form"):
        assert scene.close_shift() == "handover.not_packed"
        scene.pack(one, role)
    assert scene.close_shift() is None


def test_a_set_is_printed_once(scene: Scene) -> None:
    one = scene.printed()
    before = papers(scene)
    assert scene.send(one) == "labels.sent_already"
    assert papers(scene) == before


@pytest.mark.parametrize(
    ("reason", "witness", "code"),
    [
        (" ", d.NURSE, "labels.no_reason"),
        ("unreadable", d.EVERYBODY, "staff.same_person"),
        ("unreadable", d.ADMINISTRATOR, "staff.not_permitted"),
    ],
)
def test_a_copy_without_a_reason_or_a_second_person_is_impossible(
    scene: Scene, reason: str, witness: str, code: str
) -> None:
    from tests.model.chair_sabotage import reprint

    one = scene.printed()
    before = papers(scene)
    reprint(scene, one, reason=reason, witness=witness)
    assert (scene.world.house.step.refused, papers(scene)) == (code, before)
    reprint(scene, one)
    assert papers(scene) == before + 1
