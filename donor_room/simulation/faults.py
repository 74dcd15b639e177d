"""The faults of a run by name, and how often each comes."""

from __future__ import annotations

import random

from donor_room.domain.refusal import Refusal

OF_LINE = ("cut", "swallow", "replay", "reorder", "throttle", "portal", "restart")
"""What happens to a call; `restart` = the station dies in the middle of one."""

OF_NIGHTS = ("restore", "image", "clone")
"""What happens between two days: last night's backup, an old image of a laptop, a copied folder."""

OF_WORK = ("kill", "disk", "poison", "clock", "printer", "late")
"""What happens while donors are here; `late` = the station reads its books much later."""

ALL = (*OF_LINE, *OF_NIGHTS, *OF_WORK)
SHARES = {
    **dict.fromkeys(OF_LINE, 0.05),
    "restore": 0.08,
    "image": 0.06,
    "clone": 0.02,
    "kill": 0.25,
    "disk": 0.04,
    "poison": 0.03,
    "clock": 0.08,
    "printer": 0.08,
    "late": 0.3,
}
"""Of calls; of nights, for image and clone of a laptop; of visits; of days, for the clock of a laptop."""


def named(words: str) -> frozenset[str]:
    """Read `all`, `none` or names with commas between them; refuses a name that is none."""
    if words in {"all", "none"}:
        return frozenset(ALL if words == "all" else ())
    names = frozenset(word.strip() for word in words.split(","))
    for name in sorted(names - set(ALL)):
        raise Refusal("simulate.no_fault", fault=name, faults=", ".join(ALL))
    return names


class Dice(random.Random):
    """All that is chosen in a run, and which faults may come."""

    def __init__(self, seed: str, faults: frozenset[str]) -> None:
        super().__init__(seed)
        self.faults = faults

    def strikes(self, fault: str, weather: float = 1.0) -> bool:
        """Say whether a fault comes now. The dice fall whether or not it may, so that less changes."""
        fell = self.random() < SHARES[fault] * weather
        return fell and fault in self.faults

    def often(self, share: float) -> bool:
        return self.random() < share
