"""`decide [FILE|-]`: one JSON case a line in, one decision a line out, in order."""

from __future__ import annotations

import argparse
import json
import sys
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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
    """Give the answer to each line that is not blank; a byte order mark before the first is no part of it."""
    mark = BOM_UTF8
    for line in lines:
        told = line.removeprefix(mark)
        mark = b""
        if told.strip():
            yield _answer(pack, told)


def _answer(pack: RulePack, line: bytes) -> dict[str, Any]:
    try:
        return answer_of(pack, read_case(line))
    except BadCase as bad:
        return {"id": _id_of(line), "error": str(bad)}


def _id_of(line: bytes) -> str | int | None:
    """Return the id of a line that is no case, where it can still be read: beside NaN, or broken UTF-8."""
    try:
        told = json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    named = told.get("id") if isinstance(told, dict) else None
    if isinstance(named, str):
        return named if _is_whole(named) else None
    return named if isinstance(named, int) and not isinstance(named, bool) else None


def _is_whole(text: str) -> bool:
    """Say whether every character of it was read as it was written."""
    return not any(
        character == "\N{REPLACEMENT CHARACTER}" or "\ud800" <= character <= "\udfff" for character in text
    )


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
