"""`enrol`: makes a terminal one of a station's, by a one-time code."""

from __future__ import annotations

import argparse
import json
import sys

from donor_room.commands.joined import add_terminal, desk_of
from donor_room.commands.parser import Parser
from donor_room.commands.shell import DONE, texts
from donor_room.domain.clock import SystemClock
from donor_room.sync.enrol import enrol_desk
from donor_room.sync.link import refuse_open_network


def main(arguments: list[str]) -> int:
    """Enrol and print whose terminal it is now and which numbers it has."""
    wanted = _parser().parse_args(arguments)
    refuse_open_network(wanted.station, insecure_lan=wanted.insecure_lan)
    clock = SystemClock()
    with desk_of(wanted, clock) as desk:
        reply = enrol_desk(desk, url=wanted.station, code=wanted.code, clock=clock)
    line = {
        "terminal": reply.terminal,
        "station_code": reply.station_code,
        "station_name": reply.station_name,
        "practice": reply.practice,
        "numbers": [reply.numbers.first, reply.numbers.last] if reply.numbers else None,
    }
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    return DONE


def _parser() -> argparse.ArgumentParser:
    say = texts().say
    parser = Parser(prog="donor_room enrol", description=say("command_line.help.enrol"))
    add_terminal(parser)
    parser.add_argument("--station", "--url", required=True, metavar="URL", help=say("sync.command.station"))
    parser.add_argument("--code", required=True, help=say("sync.command.code"))
    parser.add_argument("--insecure-lan", action="store_true", help=say("sync.command.insecure_lan"))
    return parser
