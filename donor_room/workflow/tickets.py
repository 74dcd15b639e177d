"""Tickets: who is here gets a number to wait by, before or with the registration; and who is called."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec

from donor_room.domain import entries as e
from donor_room.domain.clock import instant_of
from donor_room.domain.identity import Identity
from donor_room.domain.refusal import Refusal
from donor_room.domain.tickets import letter_by_itself, next_ticket
from donor_room.workflow.common_day import common_shifts
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.group_list import person_mark
from donor_room.workflow.shift import current_shift, the_shift

_KEPT_AS = "checked_in"


class Ticket(NamedTuple):
    """A number that was given today, the visit under it, and in which book that stands."""

    ticket: str
    visit: str
    given_at: datetime
    book: str


class Called(NamedTuple):
    """Somebody who was called, to which step and to the desk with which letter."""

    visit: str
    step: str
    desk: str
    at: datetime
    entry: str


class _CheckedIn(msgspec.Struct, frozen=True, kw_only=True):
    """Whose visit will have which id, by the mark of the person; beside the books, as the list is (0008)."""

    shift: str
    visits: dict[str, str]


def letter_here(desk: Desk) -> str:
    """Return the letter of this terminal: that of the station, or one of its own where none gave it any."""
    enrolment = enrolment_of(desk.ledger)
    reply = enrolment.reply if enrolment is not None else None
    return (reply.letter if reply is not None else "") or letter_by_itself(desk.ledger.book)


def tickets_of_today(desk: Desk) -> dict[str, Ticket]:
    """Return the tickets of the common day by visit, of all laptops whose books are here."""
    found: dict[str, Ticket] = {}
    shifts = common_shifts(desk)
    for line in desk.ledger.of_every_house(e.TicketGiven.KIND, since=_since(desk, shifts)):
        if isinstance(line.act, e.TicketGiven) and line.act.shift in shifts:
            at = instant_of(line.entry.hlc)
            found.setdefault(line.act.visit, Ticket(line.act.ticket, line.act.visit, at, line.entry.book))
    return found


def numbers_of_today(desk: Desk) -> dict[str, str]:
    """Return the numbers of those who have one, by visit."""
    return {visit: one.ticket for visit, one in tickets_of_today(desk).items()}


def calls_of_today(desk: Desk) -> tuple[Called, ...]:
    """Return who was called on the common day, the last one last."""
    shifts = common_shifts(desk)
    lines = desk.ledger.of_every_house(e.DonorCalled.KIND, since=_since(desk, shifts))
    return tuple(
        Called(line.act.visit, line.act.step, line.act.desk, instant_of(line.entry.hlc), line.entry.id)
        for line in lines
        if isinstance(line.act, e.DonorCalled) and line.act.shift in shifts
    )


def _since(desk: Desk, shifts: tuple[str, ...]) -> str:
    """Return where the common day begins, so that no older ticket is read."""
    lines = desk.ledger.of_every_house(e.ShiftOpened.KIND)
    begun = [
        line.entry.hlc for line in lines if isinstance(line.act, e.ShiftOpened) and line.act.shift in shifts
    ]
    return min(begun, default="~")


def give_ticket(desk: Desk, visit: str) -> Ticket:
    """Give the donor of a visit a number; whoever has one keeps it."""
    given = tickets_of_today(desk)
    if visit not in given:
        desk.record_of_house(_next(desk, visit, given))
        given = tickets_of_today(desk)
    return given[visit]


def check_in(desk: Desk, person: Identity) -> Ticket:
    """Note that somebody of a list is here, and give a number; the visit to come has its id from now on.

    Whoever was checked in keeps the number. Refuses without an open shift.
    """
    shift = the_shift(desk).id
    kept, mark = _kept(desk, shift), person_mark(str(person.kind), person.number)
    known = kept.get(mark)
    if known is not None:
        return give_ticket(desk, known)
    visit = secrets.token_hex(8)
    with desk.transaction():
        desk.record_of_house(_next(desk, visit, tickets_of_today(desk)))
        _keep(desk, _CheckedIn(shift=shift, visits=kept | {mark: visit}))
    return tickets_of_today(desk)[visit]


def _next(desk: Desk, visit: str, given: Mapping[str, Ticket]) -> e.TicketGiven:
    """Return the next number of this terminal, over all its shifts of the common day."""
    own = (one.ticket for one in given.values() if desk.ledger.is_own(one.book))
    return e.TicketGiven(shift=the_shift(desk).id, ticket=next_ticket(letter_here(desk), own), visit=visit)


def checked_in(desk: Desk) -> dict[str, str]:
    """Return under which visit somebody of a list will be registered, by the mark of the person."""
    shift = current_shift(desk)
    return _kept(desk, shift.id) if shift is not None else {}


def new_visit(desk: Desk, kind: str, number: str) -> str:
    """Return the id of a visit that begins now: that of the ticket, where its holder has not begun one."""
    reserved = checked_in(desk).get(person_mark(kind, number))
    if reserved is not None and desk.visits.line(reserved) is None:
        return reserved
    return secrets.token_hex(8)


def forget_checked_in(desk: Desk) -> None:
    """Let go of who was checked in, as at the end of a shift."""
    desk.ledger.set_cursor(_KEPT_AS, "")


def call(desk: Desk, visit: str, step: str) -> None:
    """Call somebody to this desk; refuses one of whom nothing is known today."""
    shift = the_shift(desk).id
    if desk.visits.line(visit) is None and visit not in tickets_of_today(desk):
        raise Refusal("board.not_here")
    desk.record_of_house(e.DonorCalled(shift=shift, visit=visit, step=step, desk=letter_here(desk)))


def _kept(desk: Desk, shift: str) -> dict[str, str]:
    text = desk.ledger.cursor(_KEPT_AS)
    kept = msgspec.json.decode(text, type=_CheckedIn) if text else None
    return kept.visits if kept is not None and kept.shift == shift else {}


def _keep(desk: Desk, kept: _CheckedIn) -> None:
    desk.ledger.set_cursor(_KEPT_AS, msgspec.json.encode(kept).decode())
