"""The open shift of this laptop, and those beside it at its site on its day (0019): from the ledger alone."""

from __future__ import annotations

from donor_room.domain import entries as e
from donor_room.domain.shift import common_day
from donor_room.domain.visit import Recorded
from donor_room.store.ledger import Ledger


def begun(ledger: Ledger) -> Recorded | None:
    """Return the opening of the shift that goes on here, or None."""
    lines = ledger.of_house(e.ShiftOpened.KIND, e.ShiftClosed.KIND)
    closed = {line.act.shift for line in lines if isinstance(line.act, e.ShiftClosed)}
    opened = [line for line in lines if isinstance(line.act, e.ShiftOpened) and line.act.shift not in closed]
    return opened[-1] if opened else None


def of_common_day(ledger: Ledger, opened: e.ShiftOpened) -> list[Recorded]:
    """Return the openings of all shifts of the same day, site and kind of drive, in their order."""
    lines = ledger.of_every_house(e.ShiftOpened.KIND)
    day = common_day(opened)
    return [line for line in lines if isinstance(line.act, e.ShiftOpened) and common_day(line.act) == day]
