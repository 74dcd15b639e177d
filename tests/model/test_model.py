"""Eight thousand presses by chance leave every invariant whole; a million do so in the lab."""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.model.hands import Hands
from tests.model.machine import ALL_RULES, PROFILES, Run, run
from tests.model.world import World

STEPS, LAB_RUNS, LAB_STEPS = 8_000, 20, 50_000
_WHAT_MUST_HAPPEN = (
    "labels.planned", "labels.sent", "labels.scanned", "labels.voided", "labels.foreign_scanned",
    "labels.foreign_cleared", "collection.needle_in", "collection.needle_failed", "collection.ended",
    "aftercare.rest_started", "visit.closed", "visit.held", "visit.hold_resolved", "visit.lapsed",
    "numbers.returned", "handover.packed", "handover.signed", "shift.closed",
    "range.leased", "decision.finding_released", "visit.second_person_looked", "paper.printed",
    "station.told", "clock.jumped",
)  # fmt: skip


def whole(told: Run) -> None:
    assert not told.violations, f"seed {told.violations[0][0]}\n{told.story}"


def test_eight_thousand_steps_leave_every_invariant_whole(tmp_path: Path) -> None:
    told = run(tmp_path, 1, STEPS)
    whole(told)
    assert told.steps >= STEPS
    rare = [kind for kind in _WHAT_MUST_HAPPEN if told.kinds[kind] < 2]
    assert not rare, f"the dice hardly ever come to {rare}"
    print(told.line())


@pytest.mark.lab
@pytest.mark.parametrize("seed", range(100, 100 + LAB_RUNS))
def test_a_million_steps_leave_every_invariant_whole(tmp_path: Path, seed: int) -> None:
    told = run(tmp_path, seed, LAB_STEPS)
    whole(told)
    print(f"seed {seed}: {told.line()}")


class DonorRoom(RuleBasedStateMachine):
    """The same rules under Hypothesis, which makes a failing story short."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="donor-room-model-"))

    @initialize(terminals=st.integers(1, 2), profile=st.sampled_from(sorted(set(PROFILES))))
    def begin(self, terminals: int, profile: str) -> None:
        self.world = World(self.folder, terminals=terminals, profile=profile)
        self.hands = Hands(self.world, random.Random(1))

    @rule(
        name=st.sampled_from(
            [name for name, (_rule, weight) in ALL_RULES.items() for _times in range(max(1, round(weight)))]
        ),
        dice=st.randoms(use_true_random=False),
    )
    def press(self, name: str, dice: random.Random) -> None:
        self.hands.dice = dice
        self.hands.at(dice.choice(self.world.terminals))
        ALL_RULES[name][0](self.hands)
        assert not self.world.violations, self.world.report()

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.close()
        shutil.rmtree(self.folder, ignore_errors=True)


DonorRoom.TestCase.settings = settings(
    max_examples=25, stateful_step_count=40, suppress_health_check=list(HealthCheck), deadline=None
)
TestDonorRoom = DonorRoom.TestCase
