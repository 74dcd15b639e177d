"""The crates of a shift as they stand: what lies in each, whether it is closed, how warm it was."""

from __future__ import annotations

from collections import Counter
from typing import Literal

import msgspec

from donor_room.domain import entries as e
from donor_room.domain.shift import QUARANTINE_BOX, Shift
from donor_room.domain.visit import AFTER_TUBES_ROLES

Fault = Literal["not_closed", "no_temperature", "outside", "unknown"]
"""What stays open of a crate: not closed, nothing known of its warmth, too warm or cold, partly unknown."""


class Crate(msgspec.Struct, frozen=True, kw_only=True):
    """One crate; counts are by role, as far as they were scanned in."""

    box: str
    counts: dict[str, int]
    is_closed: bool
    temperature: e.BoxTemperature | None

    @property
    def bags(self) -> int:
        """Return how many main bags lie in it."""
        return self.counts.get(AFTER_TUBES_ROLES[0], 0)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Return what stays open of this crate; only blood is asked how warm it was."""
        found: list[Fault] = [] if self.is_closed else ["not_closed"]
        if self.temperature is None:
            return (*found, "no_temperature") if self.bags else tuple(found)
        found += [] if self.temperature.is_inside else ["outside"]
        found += [] if self.temperature.is_known else ["unknown"]
        return tuple(found)


def crates_of(shift: Shift) -> tuple[Crate, ...]:
    """Return the crates with anything in them, by their numbers; the one that goes apart comes last."""
    counts: dict[str, Counter[str]] = {}
    for (role, _number), box in shift.places.items():
        counts.setdefault(box, Counter())[role] += 1
    return tuple(
        Crate(
            box=box,
            counts={role: counts[box][role] for role in AFTER_TUBES_ROLES if counts[box][role]},
            is_closed=box in shift.closed_boxes,
            temperature=shift.temperatures.get(box),
        )
        for box in sorted(counts, key=_order)
    )


def crate_of(shift: Shift, box: str) -> Crate:
    """Return one crate, also an empty one."""
    found = next((crate for crate in crates_of(shift) if crate.box == box), None)
    return found or Crate(box=box, counts={}, is_closed=False, temperature=shift.temperatures.get(box))


def _order(box: str) -> tuple[bool, int, str]:
    return (box == QUARANTINE_BOX, int(box) if box.isdecimal() else 0, box)
