"""The acts of a guest: somebody who comes to be measured only, is no donor by it and has no visit.

No name stands in them. They belong to the shift and stay on the laptop for good (0021), and a guest who told
a name for the slip has told it to nobody else.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from donor_room.domain.entry import Act
from donor_room.domain.guests import Advice


class GuestPressure(Act, frozen=True, kw_only=True):
    """A guest's blood pressure in mmHg, and what was advised by it."""

    KIND: ClassVar[str] = "guest.pressure"
    shift: str
    sbp_mmhg: int
    dbp_mmhg: int
    advice: Advice


class GuestGroup(Act, frozen=True, kw_only=True):
    """A guest's ABO group by forward typing: told to the guest, and nobody's group of record."""

    KIND: ClassVar[str] = "guest.group"
    shift: str
    abo: Literal["A", "B", "O", "AB"]
