"""`station nonconformances DAY..DAY`: what did not go as it should, at all terminals."""

from __future__ import annotations

import argparse

from donor_room.commands.days import days_of
from donor_room.commands.nonconforming_papers import tell_list
from donor_room.commands.shell import DONE
from donor_room.commands.station_office import office
from donor_room.domain.clock import SystemClock
from donor_room.station.founding import twin_of
from donor_room.station.nonconforming_list import Wanted, list_of
from donor_room.station.projector import project_all

NONCONFORMANCES = "nonconformances"


def tell_nonconformances(wanted: argparse.Namespace) -> int:
    """Tell a line for each of some days; refuses what are no days."""
    first, last = days_of(wanted.what or "")
    with office(wanted) as (conn, houses):
        house = twin_of(houses, practice=wanted.practice)
        project_all(conn, house.world, SystemClock().now())
        told = list_of(conn, house, Wanted(first, last))
        tell_list(told, pdf=wanted.pdf, xlsx=wanted.xlsx)
    return DONE


WORKS = {NONCONFORMANCES: tell_nonconformances}
OF_SOMETHING = {NONCONFORMANCES}
