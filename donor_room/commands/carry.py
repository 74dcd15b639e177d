"""`carry out|in FILE`: what the line would carry, on a stick, sealed for the other side."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import suppress
from pathlib import Path

import msgspec

from donor_room import settings
from donor_room.commands.joined import desk_of
from donor_room.commands.parser import Parser
from donor_room.commands.shell import DONE, NO, sentence_for, texts
from donor_room.domain.clock import SystemClock
from donor_room.domain.refusal import Trouble
from donor_room.sync.carry import carry_in, carry_out
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.exchange import exchange_of

_LARGEST = 1024**3


def main(arguments: list[str]) -> int:
    """Write what waits here into a file for the station, or read what the station wrote; one JSON line."""
    wanted = _parser().parse_args(arguments)
    if wanted.db is None and wanted.profile is None:
        wanted.db = settings.profile("real", os.environ).database
    clock = SystemClock()
    if wanted.way == "out":
        with desk_of(wanted, clock) as desk:
            return _out(desk, wanted.file)
    content = read_stick(wanted.file)
    with desk_of(wanted, clock) as desk:
        return _in(desk, content)


def _parser() -> argparse.ArgumentParser:
    say = texts().say
    parser = Parser(prog="donor_room carry", description=say("command_line.help.carry"))
    parser.add_argument("way", choices=("out", "in"), help=say("carry.command.way"))
    parser.add_argument("file", type=Path, metavar="FILE", help=say("carry.command.file"))
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--db", type=Path, help=say("carry.command.db"))
    which.add_argument("--profile", type=Path, metavar="DIR", help=say("sync.command.profile"))
    return parser


def _out(desk: Desk, file: Path) -> int:
    written = carry_out(exchange_of(desk), enrolment_of(desk.ledger), desk.clock)
    write_stick(file, written.content)
    return _tell({"file": str(file), "entries": sum(written.entries.values()), "books": written.entries})


def _in(desk: Desk, content: bytes) -> int:
    told = carry_in(exchange_of(desk), enrolment_of(desk.ledger), content)
    _tell(msgspec.structs.asdict(told) | {"waiting": exchange_of(desk).waiting()})
    for code in dict.fromkeys(told.stopped.values()):
        sys.stderr.write(sentence_for(f"sync.{code}", {}) + "\n")
    return NO if told.stopped else DONE


def _tell(line: dict[str, object]) -> int:
    sys.stdout.write(msgspec.json.encode(line).decode() + "\n")
    return DONE


def read_stick(file: Path) -> bytes:
    """Return what is on the stick; raises Trouble when it cannot be read."""
    try:
        with file.open("rb") as stick:
            content = stick.read(_LARGEST + 1)
    except OSError as problem:
        raise Trouble("carry.unreadable", path=str(file)) from problem
    if len(content) > _LARGEST:
        raise Trouble("carry.unreadable", path=str(file))
    return content


def write_stick(file: Path, content: bytes) -> None:
    """Write a whole file or none; when this returns it is on the stick. Raises Trouble when it cannot be."""
    half = file.with_name(f"{file.name}.part")
    try:
        with half.open("wb") as stick:
            stick.write(content)
            stick.flush()
            os.fsync(stick.fileno())
        half.replace(file)
    except OSError as problem:
        with suppress(OSError):
            half.unlink()
        raise Trouble("carry.unwritable", path=str(file)) from problem
