"""The board as it stands now: the visits of the common day, their numbers, and which laptops are heard."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from donor_room.domain import entries as e
from donor_room.domain.board import Board, Came, board_of
from donor_room.domain.figures import Ended, figures_of
from donor_room.domain.names import masked_name
from donor_room.domain.queue import VisitLine
from donor_room.store.figures import FigureRows
from donor_room.workflow.common_day import common_lines, common_shifts
from donor_room.workflow.desk import Desk
from donor_room.workflow.expected import awaited
from donor_room.workflow.group_list import ListRow, person_mark
from donor_room.workflow.tickets import Ticket, checked_in, tickets_of_today

_MAY_HAVE_ENDED = frozenset({"decision", "collection", "aftercare"})


def board_now(desk: Desk, heard: Collection[str] = ()) -> Board:
    """Return the board; `heard` are the other terminals that were heard within the last minute."""
    lines = [line._replace(name=masked_name(line.name)) for line in common_lines(desk, open_only=False)]
    tickets = tickets_of_today(desk)
    away = _away(desk, heard)
    unseen = {line.visit for line in lines
              if away and line.step != "closed" and desk.ledger.book_of_last(line.visit) in away}  # fmt: skip
    unseen |= {one.visit for one in tickets.values() if one.book in away}
    return board_of(
        lines,
        _came(desk, tickets, lines),
        ended=_ended(desk, lines),
        now=desk.clock.now(),
        late_after_min=desk.packs.policy.queue_late_after_min,
        unseen=frozenset(unseen),
    )


def name_on_ticket(desk: Desk, visit: str) -> tuple[str, str]:
    """Return the masked name of who holds the ticket of a visit, and the slot; empty where unknown."""
    line = desk.visits.line(visit)
    mark = _mark_of(line) if line is not None else _checked_in_under(desk, visit)
    row = next((one.row for one in awaited(desk) if _mark(one.row) == mark), None)
    holder = line or row
    name = masked_name(holder.name) if holder is not None else ""
    return name, (row.slot or "") if row is not None else ""


def _mark(row: ListRow) -> str:
    return person_mark(str(row.document.kind), row.document.number)


def _mark_of(line: VisitLine) -> str:
    return person_mark(line.document_kind, line.document_number)


def _checked_in_under(desk: Desk, visit: str) -> str:
    return next((mark for mark, of in checked_in(desk).items() if of == visit), "")


def _came(desk: Desk, tickets: dict[str, Ticket], lines: Collection[VisitLine]) -> Iterator[Came]:
    begun = {line.visit for line in lines}
    names = _names(desk) if tickets.keys() - begun else {}
    for one in tickets.values():
        yield Came(one.ticket, one.visit, one.given_at, one.visit in begun, names.get(one.visit, ""))


def _names(desk: Desk) -> dict[str, str]:
    """Return the masked names of those who were checked in here."""
    visits = checked_in(desk)
    rows = ((_mark(one.row), one.row) for one in awaited(desk))
    return {visits[mark]: masked_name(row.name) for mark, row in rows if mark in visits}


def _ended(desk: Desk, lines: Collection[VisitLine]) -> dict[str, Ended]:
    over = FigureRows(desk.database).ended(common_shifts(desk))
    going_on = (line.visit for line in lines if line.step in _MAY_HAVE_ENDED and line.visit not in over)
    return {visit: figures_of(desk.visits.get(visit)).ended for visit in going_on} | over


def _away(desk: Desk, heard: Collection[str]) -> set[str]:
    """Return the books of other terminals that are not heard now."""
    others = {book for book in desk.ledger.books() if not desk.ledger.is_own(book)}
    if not others:
        return set()
    lines = desk.ledger.of_every_house(e.TerminalEnrolled.KIND)
    near = {line.entry.book for line in lines
            if isinstance(line.act, e.TerminalEnrolled) and line.act.terminal in heard}  # fmt: skip
    return others - near
