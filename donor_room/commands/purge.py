"""`purge --db PATH [--dry-run]`: what donors said leaves for the station, or why it stays; JSON lines."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from donor_room.commands.joined import desk_of
from donor_room.commands.parser import Parser
from donor_room.commands.shell import DONE, texts
from donor_room.domain.clock import SystemClock
from donor_room.domain.refusal import Refusal
from donor_room.store.hollow import compact
from donor_room.workflow.purge import Judged, Plan, Purge


def main(arguments: list[str]) -> int:
    """Print a line for each visit and one that counts; without `--dry-run` what may leave has left then."""
    wanted = _parser().parse_args(arguments)
    with desk_of(wanted, SystemClock()) as desk:
        purge = Purge(desk)
        plan = purge.plan()
        if plan is None:
            raise Refusal("purge.no_directory")
        count: Counter[str] = Counter()
        for judged in _judged(purge, plan):
            _write(_line(judged, count))
        if not wanted.dry_run:
            _let_leave(purge, plan)
            compact(desk.database, holes=1)
    _write(_sum(plan, count, left=not wanted.dry_run))
    return DONE


def _judged(purge: Purge, plan: Plan) -> Iterator[Judged]:
    return (purge.judge(plan, visit) for visit in plan.visits)


def _let_leave(purge: Purge, plan: Plan) -> None:
    place = 0
    while place < len(plan.visits):
        place = purge.piece(plan, place)
    purge.finish(plan)


def _line(judged: Judged, count: Counter[str]) -> dict[str, Any]:
    if judged.stays is not None:
        count[judged.stays] += 1
        why = texts().say(f"purge.stays.{judged.stays}")
        return {"visit": judged.visit, "stays": judged.stays, "why": why}
    entries = judged.leaving
    size = sum(len(entry.body.encode()) for entry in entries)
    count.update({"leaves": 1, "entries": len(entries), "bytes": size})
    return {"visit": judged.visit, "leaves": True, "on": judged.day, "entries": len(entries), "bytes": size}


def _sum(plan: Plan, count: Counter[str], *, left: bool) -> dict[str, Any]:
    totals = {name: count.pop(name, 0) for name in ("leaves", "entries", "bytes")}
    judged_by = {"directory_as_of": plan.as_of, "signed_before": plan.signed_before}
    return {"done": left, **totals, "stay": dict(sorted(count.items())), **judged_by}


def _write(line: dict[str, Any]) -> None:
    sys.stdout.write(msgspec.json.encode(line).decode() + "\n")


def _parser() -> argparse.ArgumentParser:
    say = texts().say
    parser = Parser(prog="donor_room purge", description=say("command_line.help.purge"))
    parser.add_argument("--db", type=Path, required=True, help=say("command_line.option.db"))
    parser.add_argument("--dry-run", action="store_true", help=say("purge.command.dry_run"))
    parser.set_defaults(profile=None)
    return parser
