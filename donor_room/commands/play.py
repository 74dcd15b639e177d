"""`play`: visits through the use cases without a screen; each entry is told after its commit returned."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from donor_room import settings
from donor_room.commands.parser import Parser, whole
from donor_room.commands.shell import texts
from donor_room.domain.clock import SystemClock
from donor_room.domain.refusal import Refusal
from donor_room.practice.script import Player
from donor_room.workflow.desk import Desk
from donor_room.workflow.opening import create_desk, is_new, open_desk

MOST_VISITS = 100_000


def main(arguments: list[str]) -> int:
    """Play visits in a practice database; a new one is made where there is none."""
    wanted = _parser().parse_args(arguments)
    desk = _desk(wanted.db)
    try:
        Player(desk, seed=wanted.seed, told=_Printer(desk).print_new).play(wanted.visits)
    finally:
        desk.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    say = texts().say
    parser = Parser(prog="donor_room play", description=say("command_line.help.play"))
    parser.add_argument("--db", type=Path, required=True, help=say("command_line.option.practice_db"))
    visits = whole(0, MOST_VISITS, "command_line.option.visits_bounds")
    parser.add_argument("--visits", type=visits, default=10, help=say("command_line.option.visits"))
    parser.add_argument("--seed", type=int, default=1, help=say("command_line.option.seed"))
    return parser


def _desk(database: Path) -> Desk:
    passphrase = settings.passphrase(os.environ)
    if passphrase is None:
        raise Refusal("store.passphrase_needed")
    profile = settings.profile_of(database, "practice")
    clock = SystemClock()
    if is_new(profile):
        return create_desk(profile, passphrase=passphrase, clock=clock)
    return open_desk(profile, passphrase=passphrase, clock=clock)


class _Printer:
    """Prints the handle of every entry that has come to the own book since it last looked."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._seq = seq if (seq := desk.ledger.head(desk.ledger.book)[0]) > 1 else 0

    def print_new(self) -> None:
        """Print what was committed, and let it out at once: it is a promise now."""
        for entry in self._desk.ledger.entries_after(self._desk.ledger.book, self._seq, 1_000):
            sys.stdout.write(f'{{"book":"{entry.book}","seq":{entry.seq},"hash":"{entry.hash}"}}\n')
            self._seq = entry.seq
        sys.stdout.flush()
