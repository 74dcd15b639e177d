"""Who is called after a reaction, by whom that was tried, and what was heard."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from donor_room.domain import entries as e
from donor_room.domain.clock import day_at_site
from donor_room.domain.reaction_acts import NEEDS_WORDS, CallResult
from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import Reaction, Visit
from donor_room.domain.walk import why_not
from donor_room.wire.notices import DONOR_CALLED, read_called
from donor_room.workflow.common_day import names_of
from donor_room.workflow.desk import Desk


class Tried(NamedTuple):
    """A call that settled nothing."""

    at: datetime
    name: str
    result: CallResult
    words: str


class ToCall(NamedTuple):
    """A donor to be called; `on` is the day of the reaction, `call_on` the first day of the call."""

    visit: str
    reaction: str
    name: str
    phone: str
    on: date
    call_on: date
    kind: str
    grade: int
    severity: str
    tried: tuple[Tried, ...]


def to_call(desk: Desk) -> tuple[ToCall, ...]:
    """Return everybody who is still to be called, of any shift and laptop, who waits longest first."""
    names = names_of(desk)
    visits = (desk.visits.get(line.visit) for line in desk.visits.to_call())
    every = (_line(visit, reaction, names) for visit in visits for reaction in visit.to_call)
    return tuple(sorted(every, key=lambda one: (one.call_on, one.on, one.name)))


def due_count(desk: Desk) -> int:
    """Return how many are to be called today."""
    today = desk.clock.today()
    return sum(one.call_on <= today for one in to_call(desk))


def _line(visit: Visit, reaction: Reaction, names: dict[str, str]) -> ToCall:
    ended, call_on = reaction.ended, reaction.call_on
    if ended is None or ended.judged is None or call_on is None:
        raise ValueError("nobody is to be called")
    return ToCall(
        visit=visit.id,
        reaction=reaction.began.reaction,
        name=visit.donor.name,
        phone=visit.donor.phone or "",
        on=day_at_site(reaction.at),
        call_on=call_on,
        kind=ended.reaction_kind,
        grade=ended.judged.grade,
        severity=ended.severity,
        tried=tuple(
            Tried(one.at, names.get(one.by, one.by), one.call.result, one.call.words)
            for one in reaction.calls
        ),
    )


def call_back(desk: Desk, visit: str, *, reaction: str, result: CallResult, words: str) -> Visit:
    """Write down a call; refuses one that heard something, or gives up, and does not say what."""
    if result in NEEDS_WORDS and not words.strip():
        raise Refusal(f"reaction.call_needs_words.{result}")
    return desk.record(visit, e.CalledBack(reaction=reaction, result=result, words=words.strip()))


def hear_of_call(desk: Desk, heard: e.NoticeHeard) -> None:
    """Write a call of the station to the visit that is here, where the donor is still to be called."""
    told = read_called(heard.body) if heard.notice == DONOR_CALLED else None
    if told is None or all(line.visit != told.visit for line in desk.visits.to_call()):
        return
    called = e.CalledAtStation(reaction=told.reaction, result=told.result, at=told.at, by=told.by)
    if why_not(desk.visits.get(told.visit), called) is None:
        desk.note(told.visit, called)
