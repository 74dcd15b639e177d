"""`nonconformances`: what did not go as it should at this terminal on some days, a line of JSON for each."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from donor_room.commands.figures import is_practice
from donor_room.commands.nonconforming_papers import add_papers, tell_list
from donor_room.commands.opened import database_of
from donor_room.commands.parser import Parser
from donor_room.commands.shell import DONE, texts
from donor_room.domain.clock import SystemClock, day_at_site
from donor_room.domain.refusal import Refusal
from donor_room.packs.nonconforming import NonconformityList
from donor_room.store.ledger import Ledger
from donor_room.workflow.common_day import names_in
from donor_room.workflow.enrolled import station_of
from donor_room.workflow.nonconforming import find, places_of


def main(arguments: list[str]) -> int:
    """Print the list; refuses days in the wrong order, and looks only."""
    wanted = _parser().parse_args(arguments)
    today = day_at_site(SystemClock().now())
    first, last = wanted.first or today, wanted.last or wanted.first or today
    if last < first:
        raise Refusal("nonconforming.days", first=first, last=last)
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
    for name, place in (("from", "first"), ("to", "last")):
        help_of = say(f"nonconforming.command.{place}")
        parser.add_argument(f"--{name}", dest=place, type=_day, metavar="DAY", help=help_of)
    add_papers(parser)
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(texts().say("nonconforming.command.day_shape")) from None
