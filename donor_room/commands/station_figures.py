"""`station figures DAY..DAY [PART]`: what all visits at the station come to, as a terminal tells its own."""

from __future__ import annotations

import argparse
from datetime import date
from typing import cast, get_args

from donor_room.commands.days import days_of
from donor_room.commands.figures import line_of, measured_only
from donor_room.commands.figures_papers import Whose, add_papers, write_papers
from donor_room.commands.shell import DONE
from donor_room.commands.station_office import office, tell
from donor_room.domain.clock import SystemClock
from donor_room.domain.figures import By, Figures
from donor_room.domain.guest_counts import Guests
from donor_room.domain.refusal import Refusal
from donor_room.domain.supply_sums import OF_PLACES
from donor_room.packs.rules import load_rules
from donor_room.printing.figures_beside import beside_of
from donor_room.station.beside import told_beside
from donor_room.station.figures import report
from donor_room.station.founding import twin_of
from donor_room.station.persons import count_persons
from donor_room.station.projector import project_all
from donor_room.station.staff import names_of
from donor_room.station.store import one_moment

FIGURES = "figures"


def tell_figures(wanted: argparse.Namespace) -> int:
    """Tell a line for each part of some days; refuses what are no days, or no part."""
    first, last = days_of(wanted.what or "")
    by, rules = wanted.file or "all", load_rules()
    if by not in get_args(By):
        raise Refusal("figures.part", part=by, parts=" ".join(get_args(By)))
    with office(wanted) as (conn, houses):
        house = twin_of(houses, practice=wanted.practice)
        project_all(conn, house.world, SystemClock().now())

        def count(first: date, last: date, by: By) -> dict[str, Figures]:
            return report(conn, house.code, rules, first=first, last=last, by=by)

        with one_moment(conn):
            parts = count(first, last, cast("By", by))
            whose = Whose(house.name, house.world.practice, names_of(conn, house.code))
            gave = count_persons(conn, house.code, first, last)
            beside = told_beside(conn, house.code, first, last, cast("By", by))
            names = whose.names if by == "person" else None
            drawn = beside_of(beside.guests, beside.supplies, beside.parts, names)
            write_papers(
                wanted, count, days=(first, last), by=cast("By", by), whose=whose, gave=gave, beside=drawn
            )
    for name in sorted({*parts, *beside.guests, *beside.parts} or {""}):
        line = line_of(rules, by, name, parts.get(name, Figures()))
        line |= measured_only(beside.guests.get(name, Guests()))
        if by == "all":
            line |= {"persons": gave._asdict(), "supplies": [one._asdict() for one in beside.supplies]}
        elif by in OF_PLACES:
            line["supplies"] = [one._asdict() for one in beside.parts.get(name, ())]
        tell(line)
    return DONE


def describe(parser: argparse.ArgumentParser) -> None:
    """Let a report be asked for besides."""
    add_papers(parser)


WORKS = {FIGURES: tell_figures}
OF_TWO = {FIGURES}
