"""What waits for a person of the station, and what a person decided: `holds`, `decide-hold`."""

from __future__ import annotations

import argparse

from donor_room.commands.shell import DONE, texts
from donor_room.commands.station_office import office, tell
from donor_room.domain.clock import SystemClock
from donor_room.domain.refusal import Refusal
from donor_room.station.founding import twin_of
from donor_room.station.holds import OpenHold, decide_hold, find_hold, open_holds
from donor_room.station.projector import project_all


def holds(wanted: argparse.Namespace) -> int:
    """Name every visit that waits for a person: a number claimed twice, visits that contradict each other."""
    with office(wanted) as (conn, houses):
        for house in houses.values():
            project_all(conn, house.world, SystemClock().now())
            for line in open_holds(conn, house.code):
                tell(hold_line(line))
    return DONE


def decide(wanted: argparse.Namespace) -> int:
    """Write down what a person of the station decided of one open hold, and tell the terminals."""
    if not wanted.reason or not wanted.verdict or not (wanted.visit or wanted.subject):
        raise Refusal("station.hold_which")
    with office(wanted) as (conn, houses):
        house, now = twin_of(houses, practice=wanted.practice), SystemClock().now()
        project_all(conn, house.world, now)
        asked = {"reason": wanted.reason, "visit": wanted.visit or "", "subject": wanted.subject or ""}
        hold = find_hold(conn, house.code, **asked)
        who = {"by": wanted.by or "", "why": wanted.why or ""}
        feed_no = decide_hold(conn, house, hold, verdict=wanted.verdict, now=now, **who)
        tell(hold_line(hold) | {"decision": feed_no, "verdict": wanted.verdict} | who)
    return DONE


def hold_line(hold: OpenHold) -> dict[str, object]:
    """Return a hold as a line: its reason in words beside its code."""
    words = texts().say(f"station.hold.{hold.reason}")
    return hold._asdict() | {"since": hold.since and hold.since.isoformat(), "words": words}
