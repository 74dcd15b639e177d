"""What the oracle reads: the bare lines of a book and what hands and printers did; nothing is folded here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from donor_room.workflow.desk import Desk

_LINES = (
    "SELECT place, seq, id, kind, visit, hlc, by_staff, body FROM ledger "
    "WHERE book = ? AND place > ? ORDER BY place"
)


@dataclass(slots=True)
class Event:
    """One thing that happened: a line of a book, or what no book knows (paper, a scan, a word told).

    kind is that of the line, or `paper.printed`, `hand.scanned`, `hand.typed`, `station.told`, `step.ended`.
    """

    kind: str
    terminal: str
    visit: str | None = None
    by: str = ""
    at: str = ""
    id: str = ""
    seq: int = 0
    body: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """Show it as a line of a trace."""
        return (
            f"{self.terminal} {self.seq:>5} {self.kind} {self.visit or '-'} by {self.by or '-'} {self.body}"
        )


def lines_after(desk: Desk, terminal: str, place: int) -> Iterator[tuple[int, Event]]:
    """Return the lines of the own book after a place, read from the file and not through the ledger."""
    for where, seq, entry, kind, visit, hlc, by, body in desk.database.connection.execute(
        _LINES, (desk.ledger.book, place)
    ).fetchall():
        told = json.loads(body)
        yield where, Event(kind, terminal, visit, by, hlc, entry, seq, told)
