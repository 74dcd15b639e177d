"""Visits folded from the ledger, kept warm for the open ones, and one line of each for queue and search."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterator
from typing import TypeAlias

from donor_room.domain.chairs import chair_of
from donor_room.domain.entries import Corrected, VisitOpened
from donor_room.domain.figures import figures_of
from donor_room.domain.queue import VisitLine
from donor_room.domain.visit import EmptyVisit, Recorded, Visit, continue_visit, fold_visit
from donor_room.domain.walk import step_of
from donor_room.store.database import Database
from donor_room.store.figures import FigureRows
from donor_room.store.ledger import Ledger
from donor_room.store.left import has_left

_KEPT_WARM = 64

_COLUMNS = (
    "visit, shift, step, name, sex, document_kind, document_number, phone, outcome, number, flags, "
    "opened_at, waiting_since, chair, typed"
)


class Visits:
    """The projection of all visits; to be used on the store thread only."""

    def __init__(self, database: Database, ledger: Ledger) -> None:
        self._database = database
        self._ledger = ledger
        self._figures = FigureRows(database)
        self._warm: OrderedDict[str, tuple[Visit, str, VisitLine]] = OrderedDict()

    def get(self, visit: str) -> Visit:
        """Return the visit as it stands; refuses one that is not in the ledger."""
        return self._known(visit)[0]

    def apply(self, recorded: Recorded, *, replay: bool = False) -> None:
        """Take an entry in: fold it on, and change the line only where it says something else now.

        `replay` says that later entries of the visit are in the ledger already and are still to come.
        """
        visit = recorded.entry.visit
        if visit is None:
            return
        before = self._warm.get(visit)
        if before is not None and _continues(before, recorded):
            self._keep(continue_visit(before[0], recorded), recorded.entry.hlc, before[2])
        else:
            self._fold_again(visit, recorded.entry.hlc if replay else None)

    def _fold_again(self, visit: str, until_hlc: str | None) -> None:
        """Tell the visit from its beginning, entry by entry, so that the line is as it would have become."""
        recorded = [r for r in self._ledger.of_visit(visit) if until_hlc is None or r.entry.hlc <= until_hlc]
        if has_left(recorded):  # what comes later of it is kept, and told to nobody here
            return
        line: VisitLine | None = None
        for told in _as_it_grew(recorded):
            line = _line_of(told, line)
        if line is not None:
            told = fold_visit(recorded)
            line = _line_of(told, line)
            self._write(line)
            self._count(told)
            self._remember(told, recorded[-1].entry.hlc, line)

    def clear(self) -> None:
        """Forget everything; the ledger makes it again."""
        self.forget()
        self._database.execute("DELETE FROM visit_line")

    def leave(self, visits: Collection[str]) -> None:
        """Have no line of these visits any more: their bodies have left."""
        self._database.execute_many("DELETE FROM visit_line WHERE visit = ?", [(one,) for one in visits])
        self.forget()

    def forget(self) -> None:
        """Drop what is kept warm: after a transaction was undone it may say too much."""
        self._warm.clear()

    def of_shift(self, shift: str, *, open_only: bool) -> list[VisitLine]:
        """Return the visits of a shift, who came first first."""
        closed = "AND step <> 'closed' " if open_only else ""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM visit_line WHERE shift = ? {closed}ORDER BY opened_at, visit", (shift,)
        )
        return [VisitLine(*row) for row in rows]

    def of_person(self, document_kind: str, document_number: str) -> list[VisitLine]:
        """Return every visit of the holder of a document on this terminal, newest first."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM visit_line WHERE document_kind = ? AND document_number = ? "
            "ORDER BY opened_at DESC, visit",
            (document_kind, document_number),
        )
        return [VisitLine(*row) for row in rows]

    def all(self) -> list[str]:
        """Return every visit that has a line here, who came first first."""
        rows = self._database.rows("SELECT visit FROM visit_line ORDER BY opened_at, visit")
        return [visit for (visit,) in rows]

    def to_call(self) -> list[VisitLine]:
        """Return the visits of any shift whose donors are still to be called after a reaction."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM visit_line WHERE flags LIKE '%to_call%' ORDER BY opened_at, visit"
        )
        return [VisitLine(*row) for row in rows]

    def at_chair(self, chair: int) -> VisitLine | None:
        """Return who has a chair of this terminal, or None where it is free."""
        return next((line for line in self.seated() if line.chair == chair), None)

    def seated(self) -> list[VisitLine]:
        """Return everybody who has a chair of this terminal, of whatever shift."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM visit_line WHERE chair IS NOT NULL ORDER BY chair, visit"
        )
        return [VisitLine(*row) for row in rows]

    def typed_in(self, shift: str) -> int:
        """Return how many label numbers were typed instead of scanned in the visits of a shift."""
        row = self._database.row("SELECT coalesce(sum(typed), 0) FROM visit_line WHERE shift = ?", (shift,))
        return int(row[0]) if row else 0

    def line(self, visit: str) -> VisitLine | None:
        """Return the line of one visit."""
        return self._line(visit)

    def _known(self, visit: str) -> tuple[Visit, str, VisitLine]:
        warm = self._warm.get(visit)
        if warm is not None:
            self._warm.move_to_end(visit)
            return warm
        recorded = self._ledger.of_visit(visit)
        try:
            told = fold_visit(recorded)
        except EmptyVisit:
            raise self._ledger.whereabouts().why_no_visit(recorded) from None
        return self._remember(told, recorded[-1].entry.hlc, self._line(visit) or _line_of(told, None))

    def _keep(self, told: Visit, hlc: str, before: VisitLine) -> None:
        line = before if _moving(told) == _moved(before) else _line_of(told, before)
        if line is not before:
            self._write(line)
        self._count(told)
        self._remember(told, hlc, line)

    def _count(self, told: Visit) -> None:
        """Keep what a visit that is over adds to the figures; it stays when the visit leaves (0022)."""
        if told.closed is not None:
            self._figures.keep(figures_of(told, self._ledger.ticketed(told.id, told.opened_at)))

    def _write(self, line: VisitLine) -> None:
        marks = ",".join("?" * len(line))
        self._database.execute(f"INSERT OR REPLACE INTO visit_line ({_COLUMNS}) VALUES ({marks})", line)

    def _remember(self, told: Visit, hlc: str, line: VisitLine) -> tuple[Visit, str, VisitLine]:
        self._warm[told.id] = (told, hlc, line)
        self._warm.move_to_end(told.id)
        while len(self._warm) > _KEPT_WARM:
            self._warm.popitem(last=False)
        return told, hlc, line

    def _line(self, visit: str) -> VisitLine | None:
        row = self._database.row(f"SELECT {_COLUMNS} FROM visit_line WHERE visit = ?", (visit,))
        return VisitLine(*row) if row else None


def _as_it_grew(recorded: list[Recorded]) -> Iterator[Visit]:
    """Return the visit after each entry from its opening on."""
    told: Visit | None = None
    for count, line in enumerate(recorded, 1):
        if told is not None and _follows(recorded[count - 2].entry.hlc, line):
            told = continue_visit(told, line)
        else:
            try:
                told = fold_visit(recorded[:count])
            except EmptyVisit:
                continue
        yield told


def _continues(before: tuple[Visit, str, VisitLine], recorded: Recorded) -> bool:
    """Say whether an entry can be folded on: the latest one, no correction, no second opening."""
    return _follows(before[1], recorded)


def _follows(hlc: str, recorded: Recorded) -> bool:
    return recorded.entry.hlc > hlc and not isinstance(recorded.act, Corrected | VisitOpened)


_Moving: TypeAlias = tuple[str, str | None, str | None, str, int | None, int]


def _moving(visit: Visit) -> _Moving:
    """What of a line changes while nothing is corrected."""
    outcome = visit.outcome
    number = visit.label_sets[-1].number if visit.label_sets else None
    return step_of(visit), outcome, number, " ".join(_flags(visit)), chair_of(visit), visit.typed


def _moved(line: VisitLine) -> _Moving:
    return line.step, line.outcome, line.number, line.flags, line.chair, line.typed


def _line_of(visit: Visit, before: VisitLine | None) -> VisitLine:
    step, outcome, number, flags, chair, typed = _moving(visit)
    is_new_step = before is None or before.step != step
    return VisitLine(
        visit=visit.id,
        shift=visit.opened.shift,
        step=step,
        name=visit.donor.name,
        sex=visit.donor.sex,
        document_kind=visit.donor.document_kind,
        document_number=visit.donor.document_number,
        phone=visit.donor.phone,
        outcome=outcome,
        number=number,
        flags=flags,
        opened_at=visit.opened_at.isoformat(),
        waiting_since=visit.changed_at.isoformat() if is_new_step or before is None else before.waiting_since,
        chair=chair,
        typed=typed,
    )


def _flags(visit: Visit) -> list[str]:
    flags = {
        "foreign": visit.foreign is not None,
        "held": visit.hold is not None,
        "quarantine": bool(visit.quarantine),
        "reaction": visit.open_reaction is not None,
        "had_reaction": bool(visit.reactions),
        "voided": any(one.voided is not None for one in visit.label_sets),
        "needle_in": visit.needle is not None and visit.collection is None,
        "resting": visit.rest_started_at is not None,
        "to_call": bool(visit.to_call),
        "unread": visit.has_unread,
        "couple": bool(visit.couple),
    }
    return [name for name, is_so in flags.items() if is_so]
