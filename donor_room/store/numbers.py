"""Donation numbers on this terminal: what was leased, issued to a shift, spent, and how each one ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from donor_room.domain import entries as e
from donor_room.domain.donation_number import NumberRange, profile_named
from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import Recorded
from donor_room.store.database import Database


class Block(NamedTuple):
    """A run of numbers in the hands of one shift; `taken` were spent, `returned` went back unspent."""

    shift: str
    range_id: str
    profile: str
    first: str
    last: str
    size: int
    taken: int
    returned: int

    def numbers(self) -> tuple[str, ...]:
        """Return all numbers of the block in order."""
        run = NumberRange(profile=profile_named(self.profile), first=self.first, last=self.last)
        return run.numbers()


class Leased(NamedTuple):
    """A range that the station gave to this terminal; `issued` went to shifts."""

    range_id: str
    profile: str
    first: str
    last: str
    size: int
    issued: int


class Spent(NamedTuple):
    """A number that was spent on a visit."""

    number: str
    profile: str
    state: str
    shift: str
    visit: str
    changed_at: str


class Numbers:
    """The projection of all donation numbers; its key is the promise that none is used twice."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def apply(self, recorded: Recorded, *, replay: bool = False) -> None:
        """Take an entry in; refuses a number spent before or never issued, and ranges that overlap."""
        keep = _KEEPERS.get(type(recorded.act))
        if keep:
            keep(self._database, recorded.entry, recorded.act)

    def clear(self) -> None:
        """Forget everything; the ledger makes it again."""
        for table in ("donation_number", "number_block", "number_range"):
            self._database.execute(f"DELETE FROM {table}")

    def next_number(self, shift: str) -> tuple[Block, str]:
        """Return the next unspent number of the shift and its block; refuses when none is left."""
        for block in self.blocks(shift):
            if block.taken + block.returned < block.size:
                return block, block.numbers()[block.taken]
        raise Refusal("labels.no_number_left")

    def blocks(self, shift: str) -> list[Block]:
        """Return the blocks of a shift in the order of their numbers."""
        rows = self._database.rows(
            "SELECT shift, range_id, profile, first, last, count, taken, returned FROM number_block "
            "WHERE shift = ? ORDER BY first",
            (shift,),
        )
        return [Block(*row) for row in rows]

    def leased(self) -> list[Leased]:
        """Return the ranges that this terminal holds, the oldest numbers first."""
        rows = self._database.rows(
            "SELECT range_id, profile, first, last, count, issued FROM number_range ORDER BY first"
        )
        return [Leased(*row) for row in rows]

    def unissued(self) -> int:
        """Return how many leased numbers no shift has yet."""
        return sum(leased.size - leased.issued for leased in self.leased())

    def spent_in(self, shift: str) -> list[Spent]:
        """Return every number spent in a shift, in order."""
        return self._spent("WHERE shift = ? ORDER BY number", shift)

    def find(self, number: str) -> Spent | None:
        """Return what became of a number, or None when it was never spent here."""
        found = self._spent("WHERE number = ?", number)
        return found[0] if found else None

    def _spent(self, where: str, value: str) -> list[Spent]:
        rows = self._database.rows(
            f"SELECT number, profile, state, shift, visit, changed_at FROM donation_number {where}", (value,)
        )
        return [Spent(*row) for row in rows]


def _leased(database: Database, entry: e.Entry, act: e.RangeLeased) -> None:
    _refuse_overlap(database, "number_range", act)
    database.execute(
        "INSERT INTO number_range (range_id, profile, first, last, count, issued) VALUES (?,?,?,?,?,0)",
        (act.range_id, act.profile, act.first, act.last, act.count),
    )


def _issued(database: Database, entry: e.Entry, act: e.NumbersIssued) -> None:
    _refuse_overlap(database, "number_block", act)
    database.execute(
        "INSERT INTO number_block (shift, range_id, profile, first, last, count, taken, returned) "
        "VALUES (?,?,?,?,?,?,0,0)",
        (act.shift, act.range_id, act.profile, act.first, act.last, act.count),
    )
    database.execute(
        "UPDATE number_range SET issued = issued + ? WHERE range_id = ?", (act.count, act.range_id)
    )


def _refuse_overlap(database: Database, table: str, act: e.RangeLeased | e.NumbersIssued) -> None:
    """No number is leased twice, and none is in the hands of two shifts (I01)."""
    if database.row(f"SELECT 1 FROM {table} WHERE first <= ? AND last >= ?", (act.last, act.first)):
        raise Refusal("labels.range_shape", first=act.first, last=act.last)


def _planned(database: Database, entry: e.Entry, act: e.LabelSetPlanned) -> None:
    if database.row("SELECT 1 FROM donation_number WHERE number = ?", (act.number,)):
        raise Refusal("labels.number_used", number=act.number)
    database.execute(
        "INSERT INTO donation_number (number, profile, state, shift, visit, changed_at) "
        "VALUES (?,?,'open',coalesce((SELECT shift FROM visit_line WHERE visit = ?), ''),?,?)",
        (act.number, act.profile, entry.visit, entry.visit, entry.hlc),
    )
    taken = database.execute(
        "UPDATE number_block SET taken = taken + 1 "
        "WHERE range_id = ? AND first <= ? AND last >= ? AND taken + returned < count",
        (act.range_id, act.number, act.number),
    )
    if taken.rowcount != 1:
        raise Refusal("labels.number_not_in_range", number=act.number)


def _voided(database: Database, entry: e.Entry, act: e.LabelSetVoided) -> None:
    database.execute(
        "UPDATE donation_number SET state = 'void', changed_at = ? WHERE number = ?", (entry.hlc, act.number)
    )


def _used(database: Database, entry: e.Entry, act: e.CollectionEnded) -> None:
    database.execute(
        "UPDATE donation_number SET state = 'used', changed_at = ? WHERE visit = ? AND state = 'open'",
        (entry.hlc, entry.visit),
    )


def _explained(database: Database, entry: e.Entry, act: e.GapExplained) -> None:
    database.execute(
        "UPDATE donation_number SET state = 'explained', changed_at = ? WHERE number = ? AND state = 'open'",
        (entry.hlc, act.number),
    )


def _returned(database: Database, entry: e.Entry, act: e.NumbersReturned) -> None:
    database.execute(
        "UPDATE number_block SET returned = ? WHERE range_id = ? AND shift = ? AND first <= ? AND last >= ?",
        (act.count, act.range_id, act.shift, act.first, act.last),
    )


_KEEPERS: dict[type[e.Act], Callable[[Database, e.Entry, Any], None]] = {
    e.RangeLeased: _leased,
    e.NumbersIssued: _issued,
    e.LabelSetPlanned: _planned,
    e.LabelSetVoided: _voided,
    e.CollectionEnded: _used,
    e.GapExplained: _explained,
    e.NumbersReturned: _returned,
}
