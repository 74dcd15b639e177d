"""The faults of a run by name, and how often each comes."""

from __future__ import annotations

import random

from donor_room.domain.refusal import Refusal
from donor_room.store.trial_disk import can_be_frail

OF_LINE = (
    "cut", "swallow", "replay", "reorder", "throttle", "portal", "restart",
    "stale", "delay", "impostor", "crash",
)  # fmt: skip
"""What happens to a call.

`swallow` loses its answer, `stale` brings an earlier one in its place, `delay` brings it late;
`portal` answers in clear, `impostor` over TLS; `restart` = the station dies in the middle of it,
`crash` = its database does.
"""

OF_NIGHTS = ("restore", "image", "clone", "winter")
"""What happens between two days: last night's backup, an old image of a laptop, a copied folder.

`winter` = nobody works for so long that what donors said leaves the laptops.
"""

OF_WORK = ("kill", "power", "noticed", "disk", "poison", "clock", "printer", "late", "stick")
"""What happens while donors are here.

`kill` ends the program, `power` loses what its disk had not synced, `noticed` ends it between a notice
and its next word to the station; `late` = the station reads its books much later;
`stick` = one is brought, or an old one read again.
"""

ALL = (*OF_LINE, *OF_NIGHTS, *OF_WORK)
SHARES = {
    **dict.fromkeys(OF_LINE, 0.05),
    "stale": 0.03,
    "delay": 0.03,
    "impostor": 0.02,
    "crash": 0.002,
    "noticed": 0.2,
    "restore": 0.08,
    "image": 0.06,
    "clone": 0.02,
    "winter": 0.04,
    "kill": 0.25,
    "power": 0.15,
    "disk": 0.04,
    "poison": 0.03,
    "clock": 0.08,
    "printer": 0.08,
    "late": 0.3,
    "stick": 0.1,
}
"""Of calls; of nights, for image and clone of a laptop; of visits; of days, for clock and sticks."""


def named(words: str) -> frozenset[str]:
    """Read `all`, `none` or names with commas between them; refuses a name that is none.

    Where the engine lets nobody come between it and its disk, `all` is without `power` and its name refused.
    """
    here = frozenset(ALL) if can_be_frail() else frozenset(ALL) - {"power"}
    if words in {"all", "none"}:
        return here if words == "all" else frozenset()
    names = frozenset(word.strip() for word in words.split(","))
    for name in sorted(names - set(ALL)):
        raise Refusal("simulate.no_fault", fault=name, faults=", ".join(ALL))
    for name in sorted(names - here):
        raise Refusal("simulate.no_frail_disk", fault=name)
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
