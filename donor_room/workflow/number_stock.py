"""What of the donation numbers here can still be printed: a range that is spent for ever is no stock."""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

from donor_room.domain.refusal import Trouble
from donor_room.workflow.desk import Desk
from donor_room.workflow.printed_mark import behind


class DeadRun(NamedTuple):
    """Numbers in the hands of a shift that nobody prints any more; another copy of the terminal had them."""

    range_id: str
    first: str
    last: str
    size: int


def in_stock(desk: Desk) -> int:
    """Return how many leased numbers no shift has yet and a printer may have.

    Of a range of which more was printed than this database knows none may, and nobody can tell for how long.
    """
    dead = spent_ranges(desk)
    with suppress(Trouble):  # marks that cannot be read stop the print itself, and say so there
        dead |= behind(desk).keys()
    return sum(one.size - one.issued for one in desk.numbers.leased() if one.range_id not in dead)


def spent_ranges(desk: Desk) -> set[str]:
    """Return the ranges that were spent for ever when one copy of this terminal was let go on."""
    return {one.range_id for one in desk.numbers.leased() if one.is_spent}


def dead_left(desk: Desk, shift: str) -> tuple[DeadRun, ...]:
    """Return what a shift still has of ranges that are spent for ever: it goes back and is never printed."""
    spent = spent_ranges(desk)
    blocks = (one for one in desk.numbers.blocks(shift) if one.range_id in spent and one.left > 0)
    return tuple(DeadRun(one.range_id, one.run.at(one.taken), one.last, one.left) for one in blocks)
