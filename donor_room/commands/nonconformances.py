"""`nonconformances`: what did not go as it should at this terminal on some days, a line of JSON for each."""

from __future__ import annotations

import argparse
from pathlib import Path

from donor_room.commands.days import add_days, add_files, days_wanted
from donor_room.commands.figures import is_practice
from donor_room.commands.nonconforming_papers import tell_list
from donor_room.commands.opened import database_of
from donor_room.commands.parser import Parser
from donor_room.commands.shell import DONE, texts
from donor_room.domain.clock import SystemClock
from donor_room.packs.nonconforming import NonconformityList
from donor_room.store.ledger import Ledger
from donor_room.workflow.common_day import names_in
from donor_room.workflow.enrolled import station_of
from donor_room.workflow.nonconforming import find, places_of


def main(arguments: list[str]) -> int:
    """Print the list; refuses days in the wrong order, and looks only."""
    wanted = _parser().parse_args(arguments)
    first, last = days_wanted(wanted)
    with database_of(wanted.db) as database:
        ledger = Ledger(database, SystemClock())
        found = find(database, ledger, first=first, last=last)
        told = NonconformityList(
            station=station_of(ledger),
            practice=is_practice(ledger),
            first=first,
            last=last,
            rows=found.rows,
            places=places_of(ledger),
            names=names_in(ledger),
            left=found.left,
        )
    tell_list(told, pdf=wanted.pdf, xlsx=wanted.xlsx)
    return DONE


def _parser() -> argparse.ArgumentParser:
    say = texts().say
    parser = Parser(prog="donor_room nonconformances", description=say("command_line.help.nonconformances"))
    parser.add_argument("--db", type=Path, required=True, help=say("command_line.option.db"))
    add_days(parser)
    add_files(parser)
    return parser
