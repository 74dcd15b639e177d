"""What keeps an old database from printing a number again: asked before one is spent or printed."""

from __future__ import annotations

from donor_room.domain import entries as e
from donor_room.domain.donation_number import NumberRange
from donor_room.domain.print_mark import PrintMark, with_copy, with_printed
from donor_room.domain.refusal import Refusal
from donor_room.store.numbers import Leased
from donor_room.workflow.desk import Desk
from donor_room.workflow.greeted import why_not_printed


def behind(desk: Desk) -> dict[str, Refusal]:
    """Return the ranges of which no number may be spent now, and why.

    A range that another copy of this terminal has too goes to no printer. Where a higher number was printed
    than this database knows, it was worked with in a newer database.
    """
    marks = desk.marks.all()
    found = {one.range_id: _why_behind(desk, one, marks.get(one.range_id)) for one in desk.numbers.leased()}
    return {range_id: why for range_id, why in found.items() if why is not None}


def _why_behind(desk: Desk, leased: Leased, mark: PrintMark | None) -> Refusal | None:
    no = why_not_printed(desk.ledger, is_spent=leased.is_spent)
    if no is not None:
        return no
    known = desk.numbers.last_spent(leased.range_id)
    if mark is None or (known is not None and leased.run.place_of(known) >= mark.place):
        return None
    if known is None:
        return Refusal("numbers.database_knows_none", printed=mark.number)
    return Refusal("numbers.database_is_old", known=known, printed=mark.number)


def mark_printed(desk: Desk, visit: str, planned: e.LabelSetPlanned) -> None:
    """Have it on the disk, outside the database, that the number of a set goes to the printer now.

    Refuses where the database is old. Raises Trouble where the mark cannot be read or written: then no byte
    may leave.
    """
    leased, mark = _range_and_mark(desk, planned)
    place = leased.run.place_of(planned.number)
    if mark is not None and mark.has(place) and not _was_sent(desk, visit, planned.number):
        raise Refusal("numbers.printed_unknown", number=planned.number)
    mark = mark or _mark_of_database(desk, leased.run, leased.range_id)
    desk.marks.keep(leased.range_id, with_printed(mark, planned.number, place))


def mark_copy(desk: Desk, planned: e.LabelSetPlanned, copy: int) -> int:
    """Have it on the disk that labels of a set go to the printer once more; return as which copy they do.

    It is the given one, or a higher one where the mark knows more copies than an old database that was put
    back: one of those may be on a bag. Refuses and raises as `mark_printed`.
    """
    leased, mark = _range_and_mark(desk, planned)
    number = planned.number
    mark = with_printed(
        mark or _mark_of_database(desk, leased.run, leased.range_id), number, leased.run.place_of(number)
    )
    free = max(copy, mark.copy_of(number) + 1)
    desk.marks.keep(leased.range_id, with_copy(mark, number, free))
    return free


def _range_and_mark(desk: Desk, planned: e.LabelSetPlanned) -> tuple[Leased, PrintMark | None]:
    leased = next((one for one in desk.numbers.leased() if one.range_id == planned.range_id), None)
    if leased is None:
        raise Refusal("labels.number_not_in_range", number=planned.number)
    mark = desk.marks.all().get(leased.range_id)
    refusal = _why_behind(desk, leased, mark)
    if refusal is not None:
        raise refusal
    return leased, mark


def _was_sent(desk: Desk, visit: str, number: str) -> bool:
    """Say whether this database knows that the number went to a printer, though perhaps nothing left."""
    acts = (line.act for line in desk.ledger.of_visit(visit))
    return any(isinstance(act, e.LabelsSent) and act.number == number for act in acts)


def _mark_of_database(desk: Desk, run: NumberRange, range_id: str) -> PrintMark | None:
    """Make a mark that is gone anew: everything that was spent went to a printer, but for sets not sent."""
    last = desk.numbers.last_spent(range_id)
    if last is None:
        return None
    unsent = (one for one in desk.numbers.open_of(range_id) if not _was_sent(desk, one.visit, one.number))
    passed_over = tuple(sorted(run.place_of(one.number) for one in unsent))
    return PrintMark(number=last, place=run.place_of(last), passed_over=passed_over)
