"""`replay`: makes every past decision of a database again; a difference is listed, never silent."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from donor_room.commands.opened import ledger_of
from donor_room.commands.pack_options import add_overlays
from donor_room.commands.parser import Parser
from donor_room.commands.shell import DONE, NO, texts
from donor_room.packs.in_force import rules_named
from donor_room.workflow.decide_again import Differs, Tally, left_for_station, replay


def main(arguments: list[str]) -> int:
    """Print a line for each decision that differs and one that counts; exit status 1 where any differs."""
    wanted = _parser().parse_args(arguments)
    packs = [rules_named(wanted.overlay, folder=folder) for folder in (None, *wanted.pack)]
    tally = Tally()
    with ledger_of(wanted.db) as ledger:
        write_lines(replay(ledger, packs, tally))
        for one in left_for_station(ledger, tally):
            why = texts().say("visit.at_station", since=one.since, receipt=one.receipt)
            write_line(msgspec.to_builtins(one) | {"why": why})
    write_line(tally.line())
    return NO if tally.differing else DONE


def write_lines(found: Iterable[Differs]) -> None:
    for one in found:
        write_line(msgspec.to_builtins(one))


def write_line(line: dict[str, Any]) -> None:
    sys.stdout.write(msgspec.json.encode(line).decode() + "\n")


def _parser() -> argparse.ArgumentParser:
    said = texts()
    parser = Parser(prog="donor_room replay", description=said.say("command_line.help.replay"))
    parser.add_argument("--db", type=Path, required=True, help=said.say("command_line.option.db"))
    add_pack_folders(parser)
    add_overlays(parser)
    return parser


def add_pack_folders(parser: argparse.ArgumentParser) -> None:
    """Let older packs be given, for decisions of a ledger that did not keep its rules yet."""
    help_text = texts().say("packs.option.pack")
    parser.add_argument("--pack", action="append", default=[], type=Path, metavar="DIR", help=help_text)
