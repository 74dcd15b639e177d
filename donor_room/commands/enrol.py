"""`enrol`: makes a terminal one of a station's, by a one-time code."""

from __future__ import annotations

import argparse
import json
import sys

import msgspec

from donor_room.commands.joined import add_terminal, desk_of
from donor_room.commands.parser import Parser
from donor_room.commands.shell import DONE, texts
from donor_room.domain.clock import SystemClock
from donor_room.sync.enrol import enrol_desk, introduce_desk
from donor_room.sync.hello import go_on
from donor_room.sync.link import refuse_open_network
from donor_room.sync.session import link_of
from donor_room.wire.messages import EnrolReply
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.introduced import must_introduce


def main(arguments: list[str]) -> int:
    """Enrol and print whose terminal it is now and which numbers it has."""
    parser = _parser()
    wanted = parser.parse_args(arguments)
    if wanted.code and not wanted.station:
        parser.error("--station")
    if wanted.station:
        refuse_open_network(wanted.station, insecure_lan=wanted.insecure_lan)
    clock = SystemClock()
    with desk_of(wanted, clock) as desk:
        if must_introduce(desk):  # whichever way the code was given: the station does not know this terminal
            url, code = wanted.station or "", wanted.code or wanted.again
            reply = introduce_desk(desk, code=code, clock=clock, url=url)
        elif wanted.again:
            return _go_on(desk, wanted)
        else:
            reply = enrol_desk(desk, url=wanted.station, code=wanted.code, clock=clock)
    return _tell(reply)


def _tell(reply: EnrolReply) -> int:
    line = {
        "terminal": reply.terminal,
        "station_code": reply.station_code,
        "station_name": reply.station_name,
        "practice": reply.practice,
        "numbers": [reply.numbers.first, reply.numbers.last] if reply.numbers else None,
    }
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    return DONE


def _go_on(desk: Desk, wanted: argparse.Namespace) -> int:
    """Let this copy of the terminal go on, by a code that a person of the station gave."""
    enrolment = enrolment_of(desk.ledger)
    if enrolment and wanted.station:
        enrolment = msgspec.structs.replace(enrolment, url=wanted.station)
    with link_of(enrolment, desk.clock) as link:
        go_on(desk, link, wanted.again)
    sys.stdout.write(json.dumps({"book": desk.ledger.book}) + "\n")
    return DONE


def _parser() -> argparse.ArgumentParser:
    say = texts().say
    parser = Parser(prog="donor_room enrol", description=say("command_line.help.enrol"))
    add_terminal(parser)
    parser.add_argument("--station", "--url", metavar="URL", help=say("sync.command.station"))
    code = parser.add_mutually_exclusive_group(required=True)
    code.add_argument("--code", help=say("sync.command.code"))
    code.add_argument("--again", metavar="CODE", help=say("copied.command.again"))
    parser.add_argument("--insecure-lan", action="store_true", help=say("sync.command.insecure_lan"))
    return parser
