"""`verify`: checks every chain of a database from its first entry and names the first bad one."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from donor_room.commands.opened import ledger_of
from donor_room.commands.parser import Parser
from donor_room.commands.shell import DONE, NO, texts
from donor_room.store.ledger import Ledger
from donor_room.wire.codec import Broken


def main(arguments: list[str]) -> int:
    """Print one JSON line: the heads of all books, or which entry is not what it was."""
    wanted = _parser().parse_args(arguments)
    with ledger_of(wanted.db) as ledger:
        line = report(ledger)
    sys.stdout.write(json.dumps(line) + "\n")
    return DONE if line["ok"] else NO


def report(ledger: Ledger) -> dict[str, object]:
    """Return what `verify` says: `ok`, the books that hold, and the first bad entry of each that does not."""
    books, bad = [], []
    for book in ledger.books():
        try:
            seq, last_hash = ledger.verify_book(book)
        except Broken as broken:
            place = {"book": broken.book, "seq": broken.seq, "id": broken.entry_id}
            bad.append(place | {"reason": broken.reason})
        else:
            books.append({"book": book, "seq": seq, "hash": last_hash, "entries": seq})
    return {"ok": not bad, "books": books} | ({"bad": bad} if bad else {})


def _parser() -> argparse.ArgumentParser:
    said = texts()
    parser = Parser(prog="donor_room verify", description=said.say("command_line.help.verify"))
    parser.add_argument("--db", type=Path, required=True, help=said.say("command_line.option.db"))
    return parser
