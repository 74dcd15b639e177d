"""`export`: everything about one visit, readable: its state in one line, then each entry in one line.

With `--fhir` it is one Bundle of FHIR R4 in one line instead.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from donor_room.commands.opened import ledger_of
from donor_room.commands.parser import Parser
from donor_room.commands.shell import DONE, texts
from donor_room.domain.clock import DONATION_SITE, instant_of
from donor_room.domain.entries import BookOpened, StaffAdded, StaffTold
from donor_room.domain.visit import EmptyVisit, Recorded, Visit, fold_visit
from donor_room.domain.walk import step_of
from donor_room.store.ledger import Ledger


def main(arguments: list[str]) -> int:
    """Print the visit and its entries as JSON lines; refuses a visit that is not in the database."""
    wanted = _parser().parse_args(arguments)
    with ledger_of(wanted.db) as ledger:
        if wanted.fhir:
            sys.stdout.write(bundle(ledger, wanted.visit) + "\n")
            return DONE
        for line in lines(ledger, wanted.visit):
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    return DONE


def lines(ledger: Ledger, visit: str) -> list[dict[str, Any]]:
    """Return the visit in one line, then each of its entries with local time, person and content."""
    recorded = ledger.of_visit(visit)
    told = _folded(ledger, recorded)
    names = _names(ledger)
    return [_visit_line(told), *(_entry_line(line, names) for line in recorded)]


def bundle(ledger: Ledger, visit: str) -> str:
    """Return the visit as a Bundle of FHIR R4 in one line of JSON."""
    from donor_room.packs.fhir.values import write_json
    from donor_room.packs.fhir.visit import bundle_of
    from donor_room.packs.questionnaires import load_questionnaire

    opened = [line.act for line in ledger.of_house(BookOpened.KIND)]
    is_practice = any(isinstance(act, BookOpened) and act.practice for act in opened)
    told = _folded(ledger, ledger.of_visit(visit))
    names = _names(ledger)
    return write_json(bundle_of(told, load_questionnaire(), names=names, is_practice=is_practice))


def _folded(ledger: Ledger, recorded: list[Recorded]) -> Visit:
    try:
        return fold_visit(recorded)
    except EmptyVisit:
        raise ledger.whereabouts().why_no_visit(recorded) from None


def _names(ledger: Ledger) -> dict[str, str]:
    known = [line.act for line in ledger.of_every_house(StaffAdded.KIND, StaffTold.KIND)]
    return {act.staff: act.name for act in known if isinstance(act, StaffAdded | StaffTold)}


def _visit_line(visit: Visit) -> dict[str, Any]:
    whole: dict[str, Any] = msgspec.to_builtins(visit)
    del whole["id"]
    return {"visit": visit.id, "step": step_of(visit), **whole}


def _entry_line(recorded: Recorded, names: dict[str, str]) -> dict[str, Any]:
    entry = recorded.entry
    return {
        "book": entry.book,
        "seq": entry.seq,
        "id": entry.id,
        "at": instant_of(entry.hlc).astimezone(DONATION_SITE).isoformat(timespec="seconds"),
        "by": names.get(entry.by, entry.by),
        "kind": entry.kind,
        "version": entry.version,
        "body": json.loads(entry.body),
        "hash": entry.hash,
    }


def _parser() -> argparse.ArgumentParser:
    said = texts()
    parser = Parser(prog="donor_room export", description=said.say("command_line.help.export"))
    parser.add_argument("--db", type=Path, required=True, help=said.say("command_line.option.db"))
    parser.add_argument("--visit", required=True, help=said.say("command_line.option.visit"))
    parser.add_argument("--fhir", action="store_true", help=said.say("command_line.option.fhir"))
    return parser
