"""Writes figures on paper and into a workbook, where a command was asked for it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from donor_room.commands.days import add_files
from donor_room.commands.shell import texts
from donor_room.domain.clock import SystemClock
from donor_room.domain.figures import By, Figures
from donor_room.domain.first_sticks import target_of
from donor_room.domain.persons import Persons
from donor_room.packs.rules import load_rules
from donor_room.printing.figures_beside import Beside
from donor_room.printing.figures_book import figures_book
from donor_room.printing.figures_sheet import a_year_before, draw_figures, report_of
from donor_room.printing.saved import saved
from donor_room.printing.sticks_sheet import SticksReport, draw_sticks, named

Counting = Callable[[date, date, By], dict[str, Figures]]
"""Counts the figures of some days, both included, parted by something."""


class Whose(NamedTuple):
    """Whose figures these are: the name on the paper, whether all is practice, what people are called."""

    station: str
    practice: bool
    names: Mapping[str, str]
    """Of people, by account."""


def add_papers(parser: argparse.ArgumentParser) -> None:
    """Let a report be asked for."""
    say = texts().say
    add_files(parser)
    parser.add_argument("--first-sticks", type=Path, metavar="FILE", help=say("figures.command.sticks"))
    parser.add_argument("--year-before", action="store_true", help=say("figures.command.year_before"))


def write_papers(
    wanted: argparse.Namespace,
    count: Counting,
    *,
    days: tuple[date, date],
    by: By,
    whose: Whose,
    gave: Persons | None = None,
    beside: Beside,
) -> None:
    """Write what was asked for, in the language of the shell; raises Trouble where the disk says no."""
    if wanted.first_sticks:
        saved(
            wanted.first_sticks,
            draw_sticks(_sticks(count(*days, "person"), days, whose), texts()),
            makes_folder=False,
        )
    drawn = [(file, draw) for file, draw in ((wanted.pdf, draw_figures), (wanted.xlsx, figures_book)) if file]
    if not drawn:
        return

    def whole_of(some: tuple[date, date]) -> Figures:
        return count(*some, "all").get("", Figures())

    report = report_of(
        load_rules(),
        texts(),
        count(*days, by),
        whole_of(days),
        days=days,
        by=by,
        station=whose.station,
        practice=whose.practice,
        at=SystemClock().now(),
        before=whole_of(a_year_before(*days)) if wanted.year_before else None,
        names=whose.names if by == "person" else None,
        gave=gave,
        beside=beside,
    )
    for file, draw in drawn:
        saved(file, draw(report, texts()), makes_folder=False)


def _sticks(people: dict[str, Figures], days: tuple[date, date], whose: Whose) -> SticksReport:
    return SticksReport(
        station=whose.station,
        practice=whose.practice,
        first=days[0],
        last=days[1],
        sticks=named(people, whose.names),
        target=target_of(load_rules()),
        printed_at=SystemClock().now(),
    )
