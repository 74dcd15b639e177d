"""Donation numbers that another terminal of the station spent: known here, never in the way of the own.

Entries of others come late. So the numbers of their visit are told again, in the order of hybrid time, as a
rebuild would tell them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from donor_room.domain import entries as e
from donor_room.domain.visit import Recorded
from donor_room.store.database import Database
from donor_room.store.ledger import Ledger
from donor_room.store.number_rows import BLOCK_OF, kept_profile

MOVING = (e.LabelSetPlanned, e.LabelSetVoided, e.CollectionEnded)
"""The acts of a visit that give a number a beginning or an end."""

_INSERT = (
    "INSERT INTO donation_number "
    "(number, profile, state, shift, visit, changed_at, own_profile, range_id, book) "
    f"VALUES (?,?,?,coalesce(({BLOCK_OF}), (SELECT shift FROM visit_line WHERE visit = ?), ''),?,?,?,?,?) "
    "ON CONFLICT DO NOTHING"
)
_End: TypeAlias = tuple[str, str]
"""State, and the hybrid time since when."""


def kind_of_act(act: e.Act) -> type[e.Act]:
    """Return what kind of act it is; of a collection whose body has left, too, it is told that it ended."""
    return e.act_type(act.kind) or type(act) if isinstance(act, e.HollowAct) else type(act)


class NumbersOfOthers:
    """What the books of other terminals tell of numbers."""

    def __init__(self, database: Database, ledger: Ledger) -> None:
        self._database = database
        self._ledger = ledger
        self._until: str | None = None

    def is_other(self, recorded: Recorded) -> bool:
        """Say whether another terminal wrote it."""
        return not self._ledger.is_own(recorded.entry.book)

    def take(self, recorded: Recorded, *, replay: bool) -> None:
        """Take in what another terminal did; it is never refused: it has happened.

        While all is made again, what comes later in hybrid time is still to come.
        """
        self._until = recorded.entry.hlc if replay else None
        act, entry = recorded.act, recorded.entry
        if isinstance(act, e.NumbersIssued):
            self._issued(entry.book, act)
        elif isinstance(act, e.NumbersReturned):
            self._returned(act)
        elif isinstance(act, e.GapExplained):
            self._tell_number_again(act.number)
        elif issubclass(kind_of_act(act), MOVING) and entry.visit is not None:
            self._tell_again(entry.visit)

    def give_way(self, act: e.Act) -> None:
        """Let an own act come first when the tables are made again, as it did when it was written."""
        if isinstance(act, e.LabelSetPlanned):
            self._database.execute(
                "DELETE FROM donation_number WHERE number = ? AND book <> ''", (act.number,)
            )
        elif isinstance(act, e.NumbersIssued):
            self._database.execute(
                "DELETE FROM number_block WHERE book <> '' AND length(first) = length(?) "
                "AND first <= ? AND last >= ?",
                (act.first, act.last, act.first),
            )

    def _issued(self, book: str, act: e.NumbersIssued) -> None:
        self._database.execute(
            "INSERT INTO number_block "
            "(shift, range_id, profile, first, last, count, taken, returned, place, book) "
            "SELECT ?,?,?,?,?,?,0,0,(SELECT count(*) FROM number_block WHERE shift = ?),? "
            "WHERE NOT EXISTS (SELECT 1 FROM number_block "
            "WHERE length(first) = length(?) AND first <= ? AND last >= ?)",
            (
                act.shift,
                act.range_id,
                act.profile,
                act.first,
                act.last,
                act.count,
                act.shift,
                book,
                act.first,
                act.last,
                act.first,
            ),
        )

    def _returned(self, act: e.NumbersReturned) -> None:
        self._database.execute(
            "UPDATE number_block SET returned = returned + ? "
            "WHERE book <> '' AND range_id = ? AND shift = ? AND first <= ? AND last >= ?",
            (act.count, act.range_id, act.shift, act.first, act.last),
        )

    def _tell_number_again(self, number: str) -> None:
        row = self._database.row("SELECT visit FROM donation_number WHERE number = ?", (number,))
        if row is not None and row[0]:
            self._tell_again(row[0])

    def _tell_again(self, visit: str) -> None:
        """Write the numbers of a visit anew from its entries; one that another visit has stays there."""
        told = [line for line in self._ledger.of_visit(visit) if self._has_come(line)]
        planned = {line.act.number: line for line in told if isinstance(line.act, e.LabelSetPlanned)}
        ends = _ends(told + self._explained(planned))
        self._database.execute("DELETE FROM donation_number WHERE visit = ?", (visit,))
        for number, line in planned.items():
            if isinstance(line.act, e.LabelSetPlanned):
                self._insert(visit, line.entry.book, line.act, ends[number])

    def _insert(self, visit: str, book: str, act: e.LabelSetPlanned, end: _End) -> None:
        where = (act.range_id, act.number, act.number, act.number)
        state, since = end
        own = kept_profile(act.own_profile)
        other = "" if self._ledger.is_own(book) else book
        self._database.execute(
            _INSERT,
            (act.number, act.profile, state, *where, visit, visit, since, own, act.range_id, other),
        )

    def _explained(self, numbers: Iterable[str]) -> list[Recorded]:
        wanted = set(numbers)
        if not wanted:
            return []
        lines = (line for line in self._ledger.of_every_house(e.GapExplained.KIND) if self._has_come(line))
        return [line for line in lines if isinstance(line.act, e.GapExplained) and line.act.number in wanted]

    def _has_come(self, line: Recorded) -> bool:
        return self._until is None or line.entry.hlc <= self._until


def _ends(told: list[Recorded]) -> dict[str, _End]:
    """Return what became of each number of a visit, in the order of hybrid time."""
    ends: dict[str, _End] = {}
    for line in sorted(told, key=lambda line: (line.entry.hlc, line.entry.book, line.entry.seq)):
        act, since = line.act, line.entry.hlc
        if isinstance(act, e.LabelSetPlanned):
            ends.setdefault(act.number, ("open", since))
        elif isinstance(act, e.LabelSetVoided) and act.number in ends:
            ends[act.number] = ("void", since)
        elif isinstance(act, e.GapExplained) and ends.get(act.number, ("",))[0] == "open":
            ends[act.number] = ("explained", since)
        elif kind_of_act(act) is e.CollectionEnded:
            ends |= {one: ("used", since) for one, (state, _) in ends.items() if state == "open"}
    return ends
