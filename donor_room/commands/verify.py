"""`verify`: checks every chain of a database and every page of its file, and names what is bad."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from donor_room.commands.opened import database_of
from donor_room.commands.parser import Parser
from donor_room.commands.shell import DONE, NO, texts
from donor_room.domain.clock import SystemClock
from donor_room.domain.refusal import Trouble
from donor_room.store.database import Database
from donor_room.store.ledger import Ledger
from donor_room.wire.codec import Broken


def main(arguments: list[str]) -> int:
    """Print one JSON line: the heads of all books, or which entry and which page is not what it was."""
    wanted = _parser().parse_args(arguments)
    line = _proved(wanted.db)
    sys.stdout.write(json.dumps(line) + "\n")
    return DONE if line["ok"] else NO


def _proved(path: Path) -> dict[str, object]:
    """Return the report; damage that lets nothing be read is what was asked for, not a failure to look."""
    try:
        with database_of(path) as database:
            return report(Ledger(database, SystemClock()), database)
    except Trouble as trouble:
        if trouble.code != "store.damaged":
            raise
        return {"ok": False, "books": [], "damage": [str(trouble)]}


def report(ledger: Ledger, database: Database) -> dict[str, object]:
    """Return what `verify` says: `ok`, the books that hold, the bad entries, and what the engine found.

    Chains alone would not see a damaged page of an index or of a table that is drawn from the ledger.
    """
    books, bad = [], []
    for book in ledger.books():
        try:
            seq, last_hash = ledger.verify_book(book)
        except Broken as broken:
            bad.append(_place(broken))
        else:
            told = {"book": book, "seq": seq, "hash": last_hash, "entries": seq}
            hollow = ledger.count_hollow(book)
            books.append(told | ({"at_station": hollow} if hollow else {}))
    bad += _lost(ledger, bad)
    damage = _damage(database)
    found = {name: what for name, what in (("bad", bad), ("damage", damage)) if what}
    return {"ok": not found, "books": books} | found


def _lost(ledger: Ledger, bad: list[dict[str, object]]) -> list[dict[str, object]]:
    """Return the first entry of a sound ledger that its visit would not find; nothing where there is none."""
    try:
        if not bad:
            ledger.refuse_lost()
    except Broken as broken:
        return [_place(broken)]
    except Trouble:  # a page of the index: the engine names it
        return []
    return []


def _place(broken: Broken) -> dict[str, object]:
    return {"book": broken.book, "seq": broken.seq, "id": broken.entry_id, "reason": broken.reason}


def _damage(database: Database) -> list[str]:
    """Return what the engine finds twice: a page that another program is just writing is torn only once."""
    first = database.findings()
    return [line for line in database.findings() if line in first] if first else []


def _parser() -> argparse.ArgumentParser:
    said = texts()
    parser = Parser(prog="donor_room verify", description=said.say("command_line.help.verify"))
    parser.add_argument("--db", type=Path, required=True, help=said.say("command_line.option.db"))
    return parser
