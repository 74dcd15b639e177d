"""`sync`: brings a terminal and its station level, through a line that comes and goes."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import msgspec

from donor_room.commands.joined import add_terminal, desk_of
from donor_room.commands.parser import Parser
from donor_room.commands.shell import DONE, NO, sentence_for, texts
from donor_room.domain.clock import SystemClock
from donor_room.domain.refusal import Refusal
from donor_room.sync.link import refuse_open_network
from donor_room.sync.session import OF_THE_LINE, Session, Told, link_of
from donor_room.workflow.desk import Desk
from donor_room.workflow.directory_folder import load_folder
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.exchange import exchange_of

_PATIENCE = 6
"""Conversations in a row that brought nothing, after which it gives up: about a minute without a line."""


def main(arguments: list[str]) -> int:
    """Push all, pull the directory, lease numbers; status 0 only when nothing is left to do.

    A line that breaks is waited for, as long as something comes now and then; not with --once.
    """
    wanted = _parser().parse_args(arguments)
    clock = SystemClock()
    with desk_of(wanted, clock) as desk:
        enrolment = enrolment_of(desk.ledger)
        if enrolment and wanted.station:
            refuse_open_network(wanted.station, insecure_lan=wanted.insecure_lan)
            enrolment = msgspec.structs.replace(enrolment, url=wanted.station)
        if wanted.chunks:
            _load(desk, wanted.chunks)
        with link_of(enrolment, clock) as link:
            session = Session(link, lambda work: work(exchange_of(desk)))
            told = _talk(session, most=1 if wanted.once else _PATIENCE)
    return DONE if told.is_all_there else NO


def _talk(session: Session, *, most: int) -> Told:
    """Talk until all is level, a person is needed, or so many conversations brought nothing."""
    fruitless, before = 0, 0
    said: tuple[str, ...] = ()
    while True:
        told = session.run()
        session.purge()
        _write(told)
        if told.sentences != said:
            _say(told)
        said = told.sentences
        came = told.sent + told.rows + told.numbers + told.heard
        fruitless, before = (0 if came > before else fruitless + 1), came
        if told.trouble not in OF_THE_LINE or most == 1 or fruitless >= most:
            return told
        time.sleep(session.client.pause_s)


def _load(desk: Desk, folder: Path) -> None:
    """Take the directory of a folder; one that is not newer than what is here is said, and sync goes on."""
    try:
        wanting = load_folder(desk, folder)
    except Refusal as refusal:
        sys.stderr.write(sentence_for(refusal.code, refusal.values) + "\n")
    else:
        sys.stdout.write(
            msgspec.json.encode({"donors": desk.directory.count(), "wanting": wanting}).decode() + "\n"
        )


def _parser() -> argparse.ArgumentParser:
    say = texts().say
    parser = Parser(prog="donor_room sync", description=say("command_line.help.sync"))
    add_terminal(parser)
    parser.add_argument("--station", "--url", metavar="URL", help=say("sync.command.other_station"))
    parser.add_argument("--once", action="store_true", help=say("sync.command.once"))
    parser.add_argument("--insecure-lan", action="store_true", help=say("sync.command.insecure_lan"))
    parser.add_argument("--chunks", type=Path, metavar="FOLDER", help=say("directory.command.chunks"))
    return parser


def _write(told: Told) -> None:
    """Write the line of one conversation."""
    line = {
        "acknowledged": told.acknowledged,
        "sent": told.sent,
        "rows": told.rows,
        "numbers": told.numbers,
        "waiting": told.waiting,
        "trouble": told.trouble,
        "stopped": told.stopped,
    }
    sys.stdout.write(msgspec.json.encode(line).decode() + "\n")
    sys.stdout.flush()


def _say(told: Told) -> None:
    for code in told.sentences:
        sys.stderr.write(sentence_for(code, {}) + "\n")
