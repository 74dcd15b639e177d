"""How often guests were measured, by the parts of a report: beside the donors, and never added to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from donor_room.domain.entry import Act
from donor_room.domain.figures import By, Where, part_of
from donor_room.domain.guest_acts import GuestGroup, GuestPressure


class Guests(NamedTuple):
    """Measurements of people who came to be measured only.

    No name is kept of them, so nobody can say how many persons they are: whoever had both stands in both.
    """

    pressure: int = 0
    group: int = 0

    @property
    def measured(self) -> int:
        """Return all measurements."""
        return self.pressure + self.group


def measured_in(act: Act | None) -> Guests:
    """Return what one act measured of a guest; nothing for every other act."""
    return Guests(int(isinstance(act, GuestPressure)), int(isinstance(act, GuestGroup)))


def add_guests(every: Iterable[Guests]) -> Guests:
    """Return the sum."""
    return Guests(*(sum(column) for column in zip(Guests(), *every, strict=True)))


def guests_parted(by: By, every: Iterable[tuple[Where, Guests]]) -> dict[str, Guests]:
    """Return the sum of each part in the order of its name; what no part is known of has an empty name."""
    parts: dict[str, list[Guests]] = defaultdict(list)
    for where, guests in every:
        parts[part_of(by, where)].append(guests)
    return {name: add_guests(parts[name]) for name in sorted(parts)}
