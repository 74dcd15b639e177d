"""Past decisions made again under another pack, as `packs dry-run` does: from the disk to what differs.

The decisions are those of played visits, written down again and again until there are enough. What else a
visit leaves in the ledger is not looked at: decisions have an index of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from time import process_time

from donor_room.domain.entries import DecisionMade
from donor_room.packs.in_force import rules_named
from donor_room.workflow.decide_again import Tally, dry_run
from donor_room.workflow.desk import Desk
from tests.bench.desk import open_desk
from tests.bench.line import Line, against_limit

DRAFT = "CN-LAW-DRAFT-2025-12"
VISITS = 300_000
MOST_S = 30.0
_AT_ONCE = 500


def lines(*, quick: bool) -> Iterator[Line]:
    """Measure some thousand decisions, and say what 300,000 would take."""
    many = 2_000 if quick else 20_000
    pack = rules_named((DRAFT,))
    with open_desk(visits=40) as desk:
        write_decisions(desk, many)
        dry_run_s(desk, pack)
        took = [dry_run_s(desk, pack) for _ in range(3 if quick else 5)]
        tally = Tally()
        differing = sum(1 for _ in dry_run(desk.ledger, pack, tally))
    each_us = sorted(took)[len(took) // 2] / tally.decisions * 1e6
    note = f"{tally.decisions} decisions measured, {each_us:.0f} µs each; {differing} of them change"
    scaled = [seconds * VISITS / tally.decisions for seconds in took]
    yield against_limit("dry-run", "s of one core for 300,000 visits", scaled, most=MOST_S, note=note)


def write_decisions(desk: Desk, many: int) -> None:
    """Write the decisions of the played visits down again, under visits of their own."""
    made = [line.act for line in desk.ledger.every_of(DecisionMade) if isinstance(line.act, DecisionMade)]
    for first in range(0, many - len(made), _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, many - len(made)))
        desk.ledger.append([(f"again{number}", made[number % len(made)]) for number in numbers], by="bench")


def dry_run_s(desk: Desk, pack: object) -> float:
    """Return the seconds of one core of a whole dry-run."""
    begun = process_time()
    for _ in dry_run(desk.ledger, pack, Tally()):  # type: ignore[arg-type]
        pass
    return process_time() - begun
