"""Whether today's date can be trusted here, and the second person who confirms it where it cannot."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from donor_room.domain import entries as e
from donor_room.domain.clock import instant_of
from donor_room.domain.clock_trust import ClockTrust, clock_trust, read_clocks
from donor_room.domain.refusal import Refusal
from donor_room.store.receipts import ClockChecks
from donor_room.workflow.boot import THIS_RUN
from donor_room.workflow.desk import Desk
from donor_room.workflow.sign_in import second_person


class DateSeen(NamedTuple):
    """A second person who says that the date shown is today's, with the own PIN."""

    staff: str
    pin: str


def trust_of(desk: Desk) -> ClockTrust:
    """Say how far the clock can be trusted at this moment."""
    desk.look_at_clock()
    last = ClockChecks(desk.database).last()
    within = timedelta(days=desk.packs.policy.clock_checked_within_days)
    return clock_trust(read_clocks(desk.clock, THIS_RUN), last, jumped_at=_jumped_at(desk), within=within)


def _jumped_at(desk: Desk) -> datetime | None:
    """Return when the clock was last set, unless somebody has confirmed the date since."""
    lines = desk.ledger.of_house(e.ClockJumped.KIND, e.DateConfirmed.KIND)
    if not lines or isinstance(lines[-1].act, e.DateConfirmed):
        return None
    return instant_of(lines[-1].entry.hlc)


def confirmed_date(desk: Desk, seen: DateSeen | None) -> tuple[e.DateConfirmed, ...]:
    """Return what is written of the date before a shift: nothing while the clock is trusted.

    Refuses a clock that is not, as long as no second person has seen the date.
    """
    found = trust_of(desk)
    if found.trust != "bad":
        return ()
    today = desk.clock.today()
    if seen is None:
        raise Refusal("clock.date_unsure", day=today.isoformat())
    second = second_person(desk, staff_id=seen.staff, pin=seen.pin, act="shift")
    return (e.DateConfirmed(on=today, doubt=found.doubt, confirmed_by=second.staff),)
