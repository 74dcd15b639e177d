"""The terminal itself: practice or real, in its own database."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

from donor_room import settings
from donor_room.commands.shell import texts
from donor_room.domain.clock import SystemClock

if TYPE_CHECKING:
    import argparse


def main(arguments: list[str]) -> int:
    """Open the window and stay until it is closed; without `--real` it is the practice terminal."""
    gc.disable()  # nothing that a start makes is garbage; later the screen's thread collects
    wanted = _parser().parse_args(arguments) if arguments else None
    name: settings.ProfileName = "real" if wanted and wanted.real else "practice"
    from donor_room.app import run

    devices = {"card_reader": wanted.card_reader, "scanner": wanted.scanner} if wanted else {}
    return run(settings.profile(name, os.environ), SystemClock(), **devices)


def _parser() -> argparse.ArgumentParser:
    from donor_room.commands.parser import Parser

    said = texts()
    parser = Parser(prog="donor_room", description=said.say("command_line.help.terminal"))
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--practice", action="store_true", help=said.say("command_line.option.practice"))
    which.add_argument("--real", action="store_true", help=said.say("command_line.option.real"))
    parser.add_argument("--card-reader", help=said.say("command_line.option.card_reader"))
    parser.add_argument("--scanner", help=said.say("command_line.option.scanner"))
    return parser
