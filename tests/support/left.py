"""A laptop whose days are long over and under receipts: the ground on which bodies leave."""

from __future__ import annotations

from datetime import timedelta

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.domain.visit import Visit
from donor_room.domain.walk import step_of
from donor_room.station.server import Station
from donor_room.workflow import aftercare
from donor_room.workflow.desk import Desk
from donor_room.workflow.purge import Plan, Purge
from donor_room.workflow.shift import the_shift
from tests.mesh.laptops import Laptop
from tests.support import desks as d
from tests.sync.test_branches import talk

REMARK = "记号䶮：左臂旧疤，昨夜未眠"
"""What somebody wrote of a donor, found in no file once it has left."""

LONG = timedelta(days=91)


def give(desk: Desk, seed: int = 7) -> Visit:
    """Let a donor give blood, and write a remark at the end."""
    visit = d.bring_to(desk, "aftercare", seed)
    aftercare.start_rest(desk, visit.id)
    return aftercare.close(desk, visit.id, how="donated", remark=REMARK)


def end_shift(desk: Desk) -> None:
    desk.record_of_house(e.ShiftClosed(shift=the_shift(desk).id))


def level(station: Station, *laptops: Laptop) -> None:
    """Let the station hear everything, and the laptops what it makes of it."""
    for _ in range(2):
        for laptop in laptops:
            told = talk(laptop.desk)
            assert (told.trouble, told.stopped) == (None, {}), told
        station.settle()
    for laptop in laptops:
        talk(laptop.desk)


def grow_old(station: Station, clock: FixedClock, *laptops: Laptop, by: timedelta = LONG) -> None:
    """Let so much time go by, and the laptops hear of it."""
    clock.instant += by
    level(station, *laptops)


def day_over(laptop: Laptop, station: Station, clock: FixedClock, *, donors: int = 2) -> list[Visit]:
    """Return the visits of a day that is at the station and long over."""
    laptop.work("王全")
    visits = [give(laptop.desk, seed) for seed in range(1, donors + 1)]
    end_shift(laptop.desk)
    level(station, laptop)
    grow_old(station, clock, laptop)
    return visits


def plan_of(desk: Desk) -> Plan:
    plan = Purge(desk).plan()
    assert plan is not None
    return plan


def purge_all(desk: Desk) -> Plan:
    """Let leave what may, piece by piece."""
    purge, plan = Purge(desk), plan_of(desk)
    place = 0
    while place < len(plan.visits):
        place = purge.piece(plan, place)
    purge.finish(plan)
    return plan


def why(desk: Desk, visit: str) -> str | None:
    return Purge(desk).judge(plan_of(desk), visit).stays


def is_closed(visit: Visit) -> bool:
    return step_of(visit) == "closed"


def hollow_kinds(desk: Desk, visit: str) -> set[str]:
    return {line.entry.kind for line in desk.ledger.of_visit(visit) if e.is_hollow(line.entry)}
