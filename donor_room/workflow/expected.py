"""Who is expected at the open shift, from organisers' lists; nobody stays here longer than the shift.

The rows lie in the encrypted file beside the books, not in them: see docs/decisions/0008.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from donor_room.domain import entries as e
from donor_room.domain.identity import Identity, as_eighteen, normalised
from donor_room.domain.initials import initials
from donor_room.domain.names import canonical
from donor_room.domain.queue import VisitLine
from donor_room.domain.refusal import Refusal
from donor_room.workflow.common_day import common_lines
from donor_room.workflow.desk import Desk
from donor_room.workflow.group_list import GroupList, ListRow, person_mark
from donor_room.workflow.shift import current_shift, the_shift
from donor_room.workflow.tickets import checked_in, tickets_of_today

TAIL = 4
"""So many last characters of a number are typed from the document to prove that it was looked at."""

_KEPT_AS = "expected"


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    shift: str
    rows: tuple[ListRow, ...]


class Awaited(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of the list, the visit of this shift if she or he has come, and the ticket before that."""

    row: ListRow
    visit: VisitLine | None
    ticket: str = ""


def take_list(desk: Desk, group: GroupList, *, file_sha256: str) -> tuple[int, int]:
    """Expect the people of a list; return how many are new and how many stood on an earlier list.

    A later list corrects an earlier one: of the same person its row counts. Refuses a list without people.
    """
    if not group.rows:
        raise Refusal("group_list.nobody")
    shift = the_shift(desk).id
    known = {_mark(row): row for row in _rows(desk, shift)}
    told = {_mark(row): row for row in group.rows}
    taken = e.ListTaken(
        shift=shift, file_sha256=file_sha256, taken=len(group.rows), refused=len(group.refused)
    )
    with desk.transaction():
        desk.record_of_house(taken)
        _keep(desk, _Kept(shift=shift, rows=tuple((known | told).values())))
    again = len(known.keys() & told.keys())
    return len(told) - again, again


def awaited(desk: Desk) -> tuple[Awaited, ...]:
    """Return everybody on the lists of the open shift in the order of the lists; nobody without a shift."""
    shift = current_shift(desk)
    if shift is None:
        return ()
    lines = common_lines(desk, open_only=False)
    come = {person_mark(line.document_kind, line.document_number): line for line in lines}
    waiting = _tickets(desk)
    return tuple(
        Awaited(row=row, visit=come.get(mark), ticket=waiting.get(mark, ""))
        for row, mark in ((row, _mark(row)) for row in _rows(desk, shift.id))
    )


def _tickets(desk: Desk) -> dict[str, str]:
    """Return the tickets of those who were checked in, by the mark of the person."""
    visits = checked_in(desk)
    given = tickets_of_today(desk) if visits else {}
    return {mark: given[visit].ticket for mark, visit in visits.items() if visit in given}


class NotBegun(NamedTuple):
    """A ticket under which no visit has begun; the row of its holder, where a list here names her or him."""

    ticket: str
    row: ListRow | None


def not_begun(desk: Desk, visit: str) -> NotBegun | None:
    """Return what is known of a ticket whose holder is not registered; None for any other visit."""
    given = tickets_of_today(desk).get(visit)
    if given is None or desk.visits.line(visit) is not None:
        return None
    mark = next((mark for mark, of in checked_in(desk).items() if of == visit), None)
    row = next((one.row for one in awaited(desk) if _mark(one.row) == mark and one.visit is None), None)
    return NotBegun(given.ticket, row)


def expected_row(desk: Desk, identity: Identity) -> ListRow | None:
    """Return what the list says of the holder of a document, or None."""
    shift = current_shift(desk)
    if shift is None:
        return None
    wanted = person_mark(str(identity.kind), identity.number)
    return next((row for row in _rows(desk, shift.id) if _mark(row) == wanted), None)


def forget_expected(desk: Desk) -> None:
    """Let go of everybody, as at the end of a shift."""
    desk.ledger.set_cursor(_KEPT_AS, "")


def is_meant(row: ListRow, text: str) -> bool:
    """Say whether somebody is looked for by this: part of the name, initials, the number or its end."""
    name, wanted = canonical(row.name), canonical(text.strip())
    return wanted in name or initials(name).startswith(wanted) or _ends_with(row, text, least=1)


def tail_needed(desk: Desk, row: ListRow) -> int:
    """Return how many last characters tell somebody from everybody else on the list, four at least."""
    own = as_eighteen(row.document.number)
    others = [as_eighteen(one.row.document.number) for one in awaited(desk) if _mark(one.row) != _mark(row)]
    alike = (length for length in range(TAIL, len(own)) if not any(_same(own, one, length) for one in others))
    return next(alike, len(own))


def _same(one: str, other: str, length: int) -> bool:
    return one[-length:] == other[-length:]


def is_proved(row: ListRow, typed: str, *, least: int = TAIL) -> bool:
    """Say whether a text read from the document agrees: the whole number or at least so much of its end."""
    return _ends_with(row, typed, least=min(least, len(row.document.number)))


def _ends_with(row: ListRow, typed: str, *, least: int) -> bool:
    wanted, number = normalised(typed), row.document.number
    return len(wanted) >= least and any(one.endswith(wanted) for one in (number, as_eighteen(number)))


def _mark(row: ListRow) -> str:
    return person_mark(str(row.document.kind), row.document.number)


def _rows(desk: Desk, shift: str) -> tuple[ListRow, ...]:
    text = desk.ledger.cursor(_KEPT_AS)
    kept = msgspec.json.decode(text, type=_Kept) if text else None
    return kept.rows if kept is not None and kept.shift == shift else ()


def _keep(desk: Desk, kept: _Kept) -> None:
    desk.ledger.set_cursor(_KEPT_AS, msgspec.json.encode(kept).decode())
