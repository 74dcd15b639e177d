"""`decide [FILE|-]`: one JSON case a line in, one decision a line out, in order."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from donor_room.commands.pack_options import add_overlays, add_trust
from donor_room.commands.parser import Parser
from donor_room.commands.shell import DONE, NO, texts
from donor_room.domain.ruleset import RulePack
from donor_room.packs.in_force import rules_named
from donor_room.packs.trust import trusted_keys
from donor_room.workflow.case import BadCase, read_case
from donor_room.workflow.decide_case import answer_of


def main(arguments: list[str]) -> int:
    """Answer every line; a bad one gets its error and the rest goes on, then the exit status is 1."""
    wanted = _parser().parse_args(arguments)
    pack = rules_named(wanted.overlay, folder=wanted.pack, keys=trusted_keys(*wanted.trust))
    all_good = True
    with _lines(wanted.file) as lines:
        for answer in answers(pack, lines):
            all_good = all_good and "error" not in answer
            sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return DONE if all_good else NO


def answers(pack: RulePack, lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """Give the answer to each line that is not blank."""
    for line in lines:
        if line.strip():
            yield _answer(pack, line)


def _answer(pack: RulePack, line: bytes) -> dict[str, Any]:
    try:
        return answer_of(pack, read_case(line))
    except BadCase as bad:
        return {"id": _id_of(line), "error": str(bad)}


def _id_of(line: bytes) -> str | int | None:
    """Return the id of a line that is no case, where it can still be read."""
    try:
        told = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    named = told.get("id") if isinstance(told, dict) else None
    return named if isinstance(named, str | int) and not isinstance(named, bool) else None


@contextmanager
def _lines(file: str) -> Iterator[Iterable[bytes]]:
    if file == "-":
        yield sys.stdin.buffer
        return
    with Path(file).open("rb") as opened:
        yield opened


def _parser() -> argparse.ArgumentParser:
    said = texts()
    parser = Parser(prog="donor_room decide", description=said.say("command_line.help.decide"))
    parser.add_argument("file", nargs="?", default="-", metavar="FILE", help=said.say("packs.option.cases"))
    parser.add_argument("--pack", type=Path, metavar="DIR", help=said.say("packs.option.pack"))
    add_overlays(parser)
    add_trust(parser)
    return parser
