"""What the station told of the people who work at its terminals: part of the record as all that was done."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from donor_room.domain.entry import Act
from donor_room.domain.staff import Role


class StaffTold(Act, frozen=True, kw_only=True):
    """The station's word of one person, as it was signed; password is an Argon2id verifier.

    Whoever has left signs nothing any more. A person of whom nothing is told stays as before.
    """

    KIND: ClassVar[str] = "staff.told"
    staff: str
    name: str
    roles: tuple[Role, ...]
    password: str
    trained_on: date | None
    trained_until: date | None
    has_left: bool
    revision: int
    signature: str
