"""`identity NUMBER...`: says what each number is, one JSON line for each."""

from __future__ import annotations

import argparse
import json
import sys

from donor_room.commands.parser import Parser
from donor_room.commands.shell import texts
from donor_room.domain.clock import Clock, SystemClock
from donor_room.domain.identity import Identity, read_document


def main(arguments: list[str], clock: Clock | None = None) -> int:
    """Print a line for every number, in the order given; an impossible number is an answer, not a failure.

    The number itself is never printed whole. Bad use ends in argparse's own exit 2.
    """
    asked = _parser().parse_args(arguments)
    today = (clock or SystemClock()).today()
    for number in asked.numbers:
        identity = read_document(None, number, today, practice=asked.practice)
        sys.stdout.write(json.dumps(_line(identity)) + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    catalogue = texts()
    parser = Parser(prog="donor_room identity", description=catalogue.say("command_line.help.identity"))
    parser.add_argument("numbers", nargs="+", metavar="NUMBER", help=catalogue.say("identity.command.number"))
    parser.add_argument("--practice", action="store_true", help=catalogue.say("identity.command.practice"))
    return parser


def _line(identity: Identity) -> dict[str, object]:
    return {
        "kind": identity.kind,
        "valid": identity.valid,
        "birth": identity.birth_on.isoformat() if identity.birth_on else None,
        "sex": identity.sex,
        "masked": identity.masked,
        "reason": identity.reason,
        "warnings": identity.warnings,
    }
