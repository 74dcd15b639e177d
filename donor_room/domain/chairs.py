"""Which donor has which chair: from the identity heard there until the tubes are read back (I11)."""

from __future__ import annotations

from collections.abc import Collection

from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import Visit
from donor_room.domain.walk import is_deferred, is_proved_again


def chair_of(visit: Visit) -> int | None:
    """Return the chair that this donor has now; it is free again after the tubes, a void or the end."""
    if visit.closed is not None or is_proved_again(visit):
        return None
    if is_deferred(visit) and visit.label_set is None:
        return None
    return visit.chair


def lowest_free(taken: Collection[int], chairs: int) -> int:
    """Return the first chair that nobody has; refuses when each has its donor."""
    for chair in range(1, chairs + 1):
        if chair not in taken:
            return chair
    raise Refusal("chair.all_taken", count=chairs)
