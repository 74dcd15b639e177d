"""Finds the acts of visits that may tell of a nonconformity, by an index of their own."""

from __future__ import annotations

from donor_room.domain.entries import PaperTime
from donor_room.domain.nonconforming import TOLD_BY
from donor_room.domain.visit import Recorded
from donor_room.store.database import Database
from donor_room.store.rows import COLUMNS, entry_of
from donor_room.wire import codec

_KINDS = ", ".join([*(f"'{act.KIND}'" for act in TOLD_BY), f"'{PaperTime.KIND}'"])
FROM_INDEX = f"FROM ledger WHERE kind IN ({_KINDS})"
"""The kinds stand in the text, in the order of the index: only so is it used."""

_TOLD = ", ".join(f"'{act.KIND}'" for act in TOLD_BY)


def told_between(database: Database, first: str, until: str) -> list[Recorded]:
    """Return what was written from one hybrid time on, before another; what has left its body is hollow."""
    rows = database.rows(
        f"SELECT {COLUMNS} {FROM_INDEX} AND kind IN ({_TOLD}) AND hlc >= ? AND hlc < ? ORDER BY hlc, place",
        (first, until),
    )
    entries = map(entry_of, rows)
    return [Recorded(entry, codec.decode_body(entry)) for entry in entries]


def from_paper_since(database: Database, first: str) -> list[str]:
    """Return the visits that were typed in from paper from a hybrid time on."""
    rows = database.rows(
        f"SELECT DISTINCT visit {FROM_INDEX} AND kind = '{PaperTime.KIND}' AND hlc >= ? ORDER BY visit",
        (first,),
    )
    return [visit for (visit,) in rows]


def shift_of_left(database: Database, visit: str) -> str:
    """Return the shift of a visit whose bodies have left, by its row of the figures; empty without one."""
    row = database.row("SELECT shift FROM figure WHERE visit = ?", (visit,))
    return str(row[0]) if row else ""
