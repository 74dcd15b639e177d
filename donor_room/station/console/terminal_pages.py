"""The terminals of the station: how each stands, a code for a new one, and an end for a lost one."""

from __future__ import annotations

from donor_room.domain.refusal import Refusal
from donor_room.station.console.asked import Asked, Go, Gone, Page
from donor_room.station.console.held import LONGEST_WHY, SHORTEST_WHY
from donor_room.station.console.ranges import Sum, ranges_of, sums_by_terminal
from donor_room.station.console.terminal_rows import COLUMNS, TerminalRow, books_of, change_lock, terminals
from donor_room.station.enrolment import CODE_LASTS, new_code
from donor_room.station.frozen import let_go_on
from donor_room.station.journal import note
from donor_room.wire.signature import fingerprint, public_text

_LONGEST_NAME = 64
CHANGES = ("lock", "unlock", "revoke")


def show_all(asked: Asked) -> Page | Go:
    """All terminals, a line each."""
    return _all(asked)


def _all(asked: Asked, **more: object) -> Page:
    rows = terminals(asked.conn, asked.house.code)
    sums = sums_by_terminal(ranges_of(asked.conn, asked.house.code))
    lines = [(row, _cells(asked, row, sums.get(row.terminal, Sum()))) for row in rows]
    return Page("terminals", {"lines": lines, "columns": COLUMNS, "code": None} | more)


def _cells(asked: Asked, row: TerminalRow, numbers: Sum) -> list[object]:
    return [column.cell(asked, row, numbers) for column in COLUMNS]


def give_code(asked: Asked) -> Page | Go:
    """Make a code for a new terminal and show it once, on this very answer."""
    name = asked.form.get("name", "").strip()
    if not 0 < len(name) <= _LONGEST_NAME or not name.isprintable():
        raise Refusal("console.problem.name")
    with asked.conn.transaction():
        code = new_code(asked.conn, dict(asked.houses), name, asked.now)
        note(asked.conn, asked.house.code, asked.by, "code_made", {"terminal_name": name}, asked.now)
    return _all(
        asked,
        code=code,
        code_name=name,
        good_until=asked.now + CODE_LASTS,
        fingerprint=fingerprint(public_text(asked.house.key)),
    )


def show(asked: Asked) -> Page | Go:
    """One terminal: its columns, its books and its numbers."""
    return _page(asked, _one(asked))


def go_on(asked: Asked) -> Page | Go:
    """Give the code at which one copy of a frozen terminal goes on, and show it once."""
    row, why = _one(asked), asked.form.get("why", "").strip()
    if not SHORTEST_WHY <= len(why) <= LONGEST_WHY:
        raise Refusal("console.problem.why", least=SHORTEST_WHY, most=LONGEST_WHY)
    with asked.conn.transaction():
        code = let_go_on(asked.conn, asked.house, row.terminal, by=asked.by, why=why, now=asked.now)
        body: dict[str, object] = {"terminal": row.terminal, "terminal_name": row.name, "why": why}
        note(asked.conn, asked.house.code, asked.by, "terminal_go_on", body, asked.now)
    return _page(asked, row, code=code)


def _page(asked: Asked, row: TerminalRow, code: str | None = None) -> Page:
    ranges = ranges_of(asked.conn, asked.house.code, row.terminal)
    total = sums_by_terminal(ranges).get(row.terminal, Sum())
    values = {
        "row": row,
        "code": code,
        "cells": _cells(asked, row, total),
        "columns": COLUMNS,
        "ranges": ranges,
        "total": total,
        "books": books_of(asked.conn, asked.house.code, row.terminal),
    }
    return Page("terminal", values)


def _one(asked: Asked) -> TerminalRow:
    found = terminals(asked.conn, asked.house.code, asked.places[0]) if asked.places[0] else []
    if not found:
        raise Gone
    return found[0]


def change(asked: Asked) -> Page | Go:
    """Lock, unlock or revoke a terminal, with the reason."""
    row, wanted, why = _one(asked), asked.form.get("change", ""), asked.form.get("why", "").strip()
    if wanted not in CHANGES:
        raise Gone
    if not SHORTEST_WHY <= len(why) <= LONGEST_WHY:
        raise Refusal("console.problem.why", least=SHORTEST_WHY, most=LONGEST_WHY)
    with asked.conn.transaction():
        if not change_lock(asked.conn, asked.house.code, row.terminal, wanted=wanted, now=asked.now):
            raise Refusal("console.problem.changed_meanwhile")
        body: dict[str, object] = {"terminal": row.terminal, "terminal_name": row.name, "why": why}
        note(asked.conn, asked.house.code, asked.by, f"terminal_{wanted}", body, asked.now)
    return Go(f"/console/terminals/{row.terminal}", f"terminal_{wanted}")
