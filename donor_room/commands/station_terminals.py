"""`station lock` and `station unlock`: what a person of the station does about one terminal."""

from __future__ import annotations

import argparse

from donor_room.commands.shell import DONE
from donor_room.commands.station_office import office, tell
from donor_room.domain.clock import SystemClock
from donor_room.station.enrolment import find_by_name, lock_terminal, unlock_terminal
from donor_room.station.founding import twin_of

LOCK, UNLOCK = "lock", "unlock"


def lock(wanted: argparse.Namespace) -> int:
    """Take nothing more from a terminal that was lost or stolen, or take from it again."""
    locks = wanted.work == LOCK
    with office(wanted) as (conn, houses):
        house = twin_of(houses, practice=wanted.practice)
        terminal = find_by_name(conn, house, wanted.what or "")
        if locks:
            changed = lock_terminal(conn, house.code, terminal, SystemClock().now())
        else:
            changed = unlock_terminal(conn, house.code, terminal)
        tell({"terminal": terminal, "locked": locks, "changed": changed})
    return DONE
