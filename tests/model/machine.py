"""One seeded day after the other: rules by chance on several terminals, until the steps are done."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from tests.model.chair_rules import CHAIR_RULES
from tests.model.hands import Hands
from tests.model.house_rules import HOUSE_RULES
from tests.model.rules import RULES
from tests.model.world import Violation, World

DAY_STEPS = 1_500
ALL_RULES = RULES | HOUSE_RULES | CHAIR_RULES
PROFILES = ("isbt128", "isbt128", "numeric-code128", "numeric-codabar")


@dataclass(slots=True)
class Run:
    """What came of a run."""

    steps: int = 0
    events: int = 0
    seconds: float = 0.0
    violations: list[tuple[int, Violation]] = field(default_factory=list)
    did: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    story: str = ""

    def line(self) -> str:
        """Say the run in one line."""
        speed = self.steps / max(self.seconds, 0.001)
        return (
            f"{self.steps} steps, {self.events} events, {self.seconds:.1f} s, {speed:.0f} steps/s, "
            f"{len(self.violations)} violations"
        )


def run(folder: Path, seed: int, steps: int, *, day_steps: int = DAY_STEPS) -> Run:
    """Play days of a seed until the steps are done or something was wrong."""
    told, began = Run(), perf_counter()
    day = 0
    while told.steps < steps and not told.violations:
        play_day(folder / f"day-{seed}-{day}", seed * 10_000 + day, min(day_steps, steps - told.steps), told)
        day += 1
    told.seconds = perf_counter() - began
    return told


def play_day(folder: Path, seed: int, steps: int, told: Run) -> None:
    """Play one day: fresh terminals, and rules as the dice of this seed fall."""
    folder.mkdir(parents=True)
    dice = random.Random(seed)
    world = World(folder, terminals=dice.choice((1, 2, 3)), profile=dice.choice(PROFILES))
    hands = Hands(world, dice)
    names, weights = list(ALL_RULES), [weight for _rule, weight in ALL_RULES.values()]
    done = world.did.total()
    try:
        while world.did.total() - done < steps and not world.violations:
            hands.at(dice.choice(world.terminals))
            (name,) = dice.choices(names, weights)
            try:
                ALL_RULES[name][0](hands)
            except Exception as bug:
                bug.add_note(f"seed {seed}, rule {name}, after {world.did.total()} steps\n{world.report()}")
                raise
    finally:
        told.steps += world.did.total() - done
        told.events += world.kinds.total()
        told.violations += [(seed, one) for one in world.violations]
        told.story = world.report() if world.violations else ""
        told.did.update(world.did)
        told.refused.update(world.refused)
        told.kinds.update(world.kinds)
        world.close()
