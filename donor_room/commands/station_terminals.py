"""What a person of the station does about one terminal: lock it, unlock it, read its stick, write one."""

from __future__ import annotations

import argparse
from pathlib import Path

from donor_room.commands.carry import read_stick, write_stick
from donor_room.commands.shell import DONE, NO
from donor_room.commands.station_office import office, tell
from donor_room.domain.clock import SystemClock
from donor_room.domain.refusal import Refusal
from donor_room.station import sticks
from donor_room.station.enrolment import find_by_name, lock_terminal, unlock_terminal
from donor_room.station.founding import twin_of
from donor_room.station.projector import project_all

LOCK, UNLOCK = "lock", "unlock"
CARRY_IN, CARRY_OUT = "carry-in", "carry-out"


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


def carry_in(wanted: argparse.Namespace) -> int:
    """Read the stick of a terminal, one JSON line for each book and what was new of it."""
    content = read_stick(Path(_given(wanted.what)))
    with office(wanted) as (conn, houses):
        taken = sticks.carry_in(conn, houses, content, SystemClock())
        for line in taken:
            tell(line._asdict())
        for house in houses.values():
            project_all(conn, house.world)
    return NO if any(line.problem for line in taken) else DONE


def carry_out(wanted: argparse.Namespace) -> int:
    """Write a stick for the terminal that is named behind it."""
    file = Path(_given(wanted.file))
    with office(wanted) as (conn, houses):
        house = twin_of(houses, practice=wanted.practice)
        terminal = find_by_name(conn, house, wanted.what)
        content = sticks.carry_out(conn, house, terminal, SystemClock())
        write_stick(file, content)
        tell({"terminal": terminal, "file": str(file), "bytes": len(content)})
    return DONE


def _given(file: str | None) -> str:
    if not file:
        raise Refusal("carry.no_file")
    return file
