"""Donation numbers on this terminal: what was leased, issued to a shift, spent, and how each one ended."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, NamedTuple

import msgspec

from donor_room.domain import entries as e
from donor_room.domain.donation_number import NumberProfile, NumberRange, whole_profile
from donor_room.domain.house_acts import Use
from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import Recorded
from donor_room.store.database import Database
from donor_room.store.ledger import Ledger
from donor_room.store.number_rows import BLOCK_OF
from donor_room.store.number_rows import kept_profile as _kept
from donor_room.store.numbers_of_others import NumbersOfOthers, kind_of_act


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
    own_profile: str | None = None
    use: Use = "printer"

    @property
    def written_in(self) -> NumberProfile:
        """The profile in which its numbers are written."""
        return _whole(self.profile, self.own_profile)

    @property
    def run(self) -> NumberRange:
        """The numbers of the block."""
        return NumberRange(profile=self.written_in, first=self.first, last=self.last)

    @property
    def left(self) -> int:
        """How many are neither spent nor returned."""
        return self.size - self.taken - self.returned

    def numbers(self) -> tuple[str, ...]:
        """Return all numbers of the block in order."""
        return self.run.numbers()


class Leased(NamedTuple):
    """A range that the station gave to this terminal; `issued` went to shifts."""

    range_id: str
    profile: str
    first: str
    last: str
    size: int
    issued: int
    own_profile: str | None = None
    signature: str = ""
    use: Use = "printer"
    is_spent: bool = False

    @property
    def written_in(self) -> NumberProfile:
        """The profile in which its numbers are written."""
        return _whole(self.profile, self.own_profile)

    @property
    def run(self) -> NumberRange:
        """The numbers of the range."""
        return NumberRange(profile=self.written_in, first=self.first, last=self.last)


class Tally(NamedTuple):
    """How many numbers of a shift came to what, counted by the database; no number is named."""

    issued: int
    taken: int
    returned: int
    ends: dict[str, int]
    """By state; `open` is on visits that go on, `lost` on visits that are over."""


class Spent(NamedTuple):
    """A number that was spent on a visit."""

    number: str
    profile: str
    state: str
    shift: str
    visit: str
    changed_at: str
    own_profile: str | None = None

    @property
    def written_in(self) -> NumberProfile:
        """The profile in which the number is written."""
        return _whole(self.profile, self.own_profile)


class Numbers:
    """The projection of all donation numbers; its key is the promise that none is used twice.

    With a ledger it tells the own books from those of others, whose numbers are never spent here.
    """

    def __init__(self, database: Database, ledger: Ledger | None = None) -> None:
        self._database = database
        self._others = NumbersOfOthers(database, ledger) if ledger else None

    def apply(self, recorded: Recorded, *, replay: bool = False) -> None:
        """Take an entry in; refuses a number spent before or never issued, and ranges that overlap."""
        keep = _KEEPERS.get(kind_of_act(recorded.act))
        if keep is None:
            return
        others = self._others
        if others is not None and others.is_other(recorded):
            others.take(recorded, replay=replay)
            return
        if replay and others is not None:
            others.give_way(recorded.act)
        keep(self._database, recorded.entry, recorded.act)

    def clear(self) -> None:
        """Forget everything; the ledger makes it again."""
        for table in ("donation_number", "number_block", "number_range"):
            self._database.execute(f"DELETE FROM {table}")

    def next_number(self, shift: str, left_out: Collection[str] = ()) -> tuple[Block, str]:
        """Return the next unspent number that a printer may have, and its block; refuses without one left.

        No number is taken of the ranges that are left out.
        """
        for block in self.blocks(shift):
            if block.use == "printer" and block.range_id not in left_out and block.left > 0:
                return block, block.run.at(block.taken)
        raise Refusal("labels.no_number_left")

    def blocks(self, shift: str) -> list[Block]:
        """Return the blocks of a shift in the order in which they were issued."""
        rows = self._database.rows(
            f"{_BLOCK} WHERE block.shift = ? ORDER BY block.place",
            (shift,),
        )
        return [Block(*row) for row in rows]

    def leased(self, use: Use = "printer") -> list[Leased]:
        """Return the ranges of one kind that this terminal holds, the oldest lease first."""
        rows = self._database.rows(
            "SELECT range_id, profile, first, last, count, issued, own_profile, signature, use, "
            "spent FROM number_range WHERE use = ? ORDER BY place",
            (use,),
        )
        return [Leased(*row)._replace(is_spent=bool(row[-1])) for row in rows]

    def profiles(self) -> tuple[NumberProfile, ...]:
        """Return in which ways the numbers of this terminal are written, each once."""
        every = (*self.leased(), *self.leased("preprinted"))
        return tuple(dict.fromkeys(leased.written_in for leased in every))

    def last_spent(self, range_id: str) -> str | None:
        """Return the highest number of a range that was spent here, or None."""
        row = self._database.row("SELECT max(number) FROM donation_number WHERE range_id = ?", (range_id,))
        return row[0] if row else None

    def unissued(self, use: Use = "printer") -> int:
        """Return how many leased numbers of a kind no shift has yet."""
        return sum(leased.size - leased.issued for leased in self.leased(use) if not leased.is_spent)

    def block_of(self, number: str) -> Block | None:
        """Return the block in which a number lies, in the hands of whatever shift."""
        row = self._database.row(f"{_BLOCK} WHERE {_MEETS.format('block.')}", (number, number, number))
        return Block(*row) if row else None

    def is_free(self, first: str, last: str) -> bool:
        """Say whether no shift ever had a number of this run."""
        meets = f"SELECT 1 FROM number_block WHERE {_MEETS.format('')}"
        return not self._database.row(meets, (first, last, first))

    def tally(self, shift: str) -> Tally:
        """Return the sum of a shift at a glance, for the band that shows it after every act."""
        issued, taken, returned = self._database.rows(
            "SELECT coalesce(sum(count), 0), coalesce(sum(taken), 0), coalesce(sum(returned), 0) "
            "FROM number_block WHERE shift = ?",
            (shift,),
        )[0]
        rows = self._database.rows(
            f"SELECT {_END}, count(*) FROM donation_number n LEFT JOIN visit_line v USING (visit) "
            "WHERE n.shift = ? GROUP BY 1",
            (shift,),
        )
        return Tally(issued, taken, returned, {str(state): int(count) for state, count in rows})

    def spent_in(self, shift: str) -> list[Spent]:
        """Return every number spent in a shift, in order."""
        return self._spent("WHERE shift = ? ORDER BY number", shift)

    def of_visit(self, visit: str) -> list[Spent]:
        """Return every number that was spent on a visit, in order."""
        return self._spent("WHERE visit = ? ORDER BY number", visit)

    def find(self, number: str) -> Spent | None:
        """Return what became of a number, or None when it was never spent here."""
        found = self._spent("WHERE number = ?", number)
        return found[0] if found else None

    def open_of(self, range_id: str) -> list[Spent]:
        """Return the numbers of a range that were spent and have no end yet, in order."""
        return self._spent("WHERE range_id = ? AND state = 'open' ORDER BY number", range_id)

    def _spent(self, where: str, value: str) -> list[Spent]:
        rows = self._database.rows(
            "SELECT number, profile, state, shift, visit, changed_at, own_profile "
            f"FROM donation_number {where}",
            (value,),
        )
        return [Spent(*row) for row in rows]


_BLOCK = (
    "SELECT block.shift, range_id, block.profile, block.first, block.last, block.count, taken, returned, "
    "own_profile, coalesce(use, 'printer') FROM number_block AS block LEFT JOIN number_range USING (range_id)"
)
_MEETS = "length({0}first) = length(?) AND {0}first <= ? AND {0}last >= ?"
_USE_OF: dict[str, Use] = {"printed": "printer", "preprinted": "preprinted"}
_END = "CASE WHEN n.state = 'open' AND coalesce(v.step, 'closed') = 'closed' THEN 'lost' ELSE n.state END"


def _whole(name: str, own: str | None) -> NumberProfile:
    return whole_profile(name, msgspec.json.decode(own, type=NumberProfile) if own else None)


def _leased(database: Database, entry: e.Entry, act: e.RangeLeased) -> None:
    """Take a range in; the same lease in another book of this terminal, as after an old image, is one."""
    same = "range_id = ? AND profile = ? AND first = ? AND last = ? AND signature IS ? AND use = ?"
    lease = (act.range_id, act.profile, act.first, act.last, act.signature, act.use)
    if database.row(f"SELECT 1 FROM number_range WHERE {same}", lease):
        return
    _refuse_overlap(database, "number_range", act)
    database.execute(
        "INSERT INTO number_range "
        "(range_id, profile, first, last, count, issued, own_profile, signature, use, place) "
        "VALUES (?,?,?,?,?,0,?,?,?,(SELECT count(*) FROM number_range))",
        (
            act.range_id,
            act.profile,
            act.first,
            act.last,
            act.count,
            _kept(act.own_profile),
            act.signature,
            act.use,
        ),
    )


def _goes_on(database: Database, entry: e.Entry, act: e.TerminalGoesOn) -> None:
    """Every range that another copy has too is spent; what was printed of it keeps its ends."""
    for range_id in act.spent:
        database.execute("UPDATE number_range SET spent = 1 WHERE range_id = ?", (range_id,))


def _issued(database: Database, entry: e.Entry, act: e.NumbersIssued) -> None:
    _refuse_overlap(database, "number_block", act)
    database.execute(
        "INSERT INTO number_block (shift, range_id, profile, first, last, count, taken, returned, place) "
        "VALUES (?,?,?,?,?,?,0,0,(SELECT count(*) FROM number_block WHERE book = ''))",
        (act.shift, act.range_id, act.profile, act.first, act.last, act.count),
    )
    database.execute(
        "UPDATE number_range SET issued = issued + ? WHERE range_id = ?", (act.count, act.range_id)
    )


def _refuse_overlap(database: Database, table: str, act: e.RangeLeased | e.NumbersIssued) -> None:
    """No number is leased twice, and none is in the hands of two shifts, in whatever profile (I01).

    Numbers of one length stand in the order of their text, also with a check digit behind the serial.
    """
    meets = f"SELECT 1 FROM {table} WHERE length(first) = length(?) AND first <= ? AND last >= ?"
    if database.row(meets, (act.first, act.last, act.first)):
        raise Refusal("labels.range_shape", first=act.first, last=act.last)


def _planned(database: Database, entry: e.Entry, act: e.LabelSetPlanned) -> None:
    if database.row("SELECT 1 FROM donation_number WHERE number = ?", (act.number,)):
        raise Refusal("labels.number_used", number=act.number)
    database.execute(
        "INSERT INTO donation_number "
        "(number, profile, state, shift, visit, changed_at, own_profile, range_id) "
        f"VALUES (?,?,'open',coalesce(({BLOCK_OF}), (SELECT shift FROM visit_line WHERE visit = ?), ''),"
        "?,?,?,?)",
        (
            act.number,
            act.profile,
            act.range_id,
            *[act.number] * 3,
            entry.visit,
            entry.visit,
            entry.hlc,
            _kept(act.own_profile),
            act.range_id,
        ),
    )
    _take(database, entry, act)


def _take(database: Database, entry: e.Entry, act: e.LabelSetPlanned) -> None:
    """Count a number as taken from its block; one that is of no shift, or of the other kind, is refused.

    One that was given back here as unused, and that an older book turns out to have used, was used after all:
    an old image closed the shift before its station could tell it what had been done.
    """
    of_block = (
        f"WHERE range_id = ? AND {_MEETS.format('')} AND coalesce((SELECT use FROM number_range r "
        "WHERE r.range_id = number_block.range_id), 'printer') = ?"
    )
    values = (act.range_id, act.number, act.number, act.number, _USE_OF[act.source])
    taken = database.execute(
        f"UPDATE number_block SET taken = taken + 1 {of_block} AND taken + returned < count", values
    )
    if taken.rowcount != 1 and database.row(_OWN_BOOK) not in (None, (entry.book,)):
        taken = database.execute(
            f"UPDATE number_block SET taken = taken + 1, returned = returned - 1 {of_block} AND returned > 0",
            values,
        )
    if taken.rowcount != 1:
        raise Refusal("labels.number_not_in_range", number=act.number)


_OWN_BOOK = "SELECT value FROM cursor WHERE name = 'own_book'"


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
    told = database.execute(
        "UPDATE donation_number SET state = 'explained', changed_at = ? WHERE number = ? AND state = 'open'",
        (entry.hlc, act.number),
    )
    if told.rowcount == 0:
        _missing(database, entry, act)


def _missing(database: Database, entry: e.Entry, act: e.GapExplained) -> None:
    """A pre-printed set that is not in its bundle: it was never spent, and never will be."""
    block = Numbers(database).block_of(act.number)
    if block is None or block.use != "preprinted" or block.left == 0:
        return
    kept = database.execute(
        "INSERT INTO donation_number "
        "(number, profile, state, shift, visit, changed_at, own_profile, range_id) "
        "VALUES (?,?,'explained',?,'',?,?,?) ON CONFLICT DO NOTHING",
        (act.number, block.profile, block.shift, entry.hlc, block.own_profile, block.range_id),
    )
    database.execute(
        "UPDATE number_block SET taken = taken + ? WHERE range_id = ? AND first = ?",
        (kept.rowcount, block.range_id, block.first),
    )


def _returned(database: Database, entry: e.Entry, act: e.NumbersReturned) -> None:
    """Take a run back; of a pre-printed bundle several come, one for each run between the spent ones.

    What of it was used after all (see `_take`) is none that came back, and what came back by two books, of
    which one was an image of the other, came back once.
    """
    gone = database.execute(
        "UPDATE number_block SET returned = min(returned + ?, count - taken) "
        "WHERE range_id = ? AND shift = ? AND first <= ? AND last >= ?",
        (act.count, act.range_id, act.shift, act.first, act.last),
    )
    if gone.rowcount != 1:
        raise Refusal("labels.number_not_in_range", number=act.first)


_KEEPERS: dict[type[e.Act], Callable[[Database, e.Entry, Any], None]] = {
    e.RangeLeased: _leased,
    e.TerminalGoesOn: _goes_on,
    e.NumbersIssued: _issued,
    e.LabelSetPlanned: _planned,
    e.LabelSetVoided: _voided,
    e.CollectionEnded: _used,
    e.GapExplained: _explained,
    e.NumbersReturned: _returned,
}
