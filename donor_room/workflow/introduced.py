"""A terminal that its station does not know any more introduces itself: same key, same books, same numbers.

So it is after a backup from before the enrolment was put back at the station. Nothing that is written here
changes by it; all of it goes up again from the first entry.
"""

from __future__ import annotations

from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.refusal import Refusal
from donor_room.wire.messages import EnrolReply, KnownBefore
from donor_room.wire.signature import public_text
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import Enrolment, enrolment_of, keep_enrolment
from donor_room.workflow.greeted import greeted_of, keep_greeted
from donor_room.workflow.greeting import Greeting

_BY_STATION = ""


def must_introduce(desk: Desk) -> bool:
    """Say whether the station answered that it does not know this enrolled terminal."""
    enrolment = enrolment_of(desk.ledger)
    is_enrolled = enrolment is not None and enrolment.reply is not None
    return is_enrolled and greeted_of(desk.ledger).is_unknown


def begin_introduction(desk: Desk, url: str = "") -> tuple[Enrolment, KnownBefore]:
    """Return how this terminal is enrolled and what its station once signed for it.

    The address may be another one by now. Refuses a terminal that was never one of a station's.
    """
    enrolment = enrolment_of(desk.ledger)
    if enrolment is None or enrolment.reply is None:
        raise Refusal("sync.not_enrolled")
    if enrolment.reply.membership is None:
        raise Refusal("sync.enrol.never_here")
    before = KnownBefore(
        membership=enrolment.reply.membership,
        generation=greeted_of(desk.ledger).generation,
        ranges=Greeting(desk).held().ranges,
    )
    return replace(enrolment, url=url or enrolment.url), before


def begin_by_person(desk: Desk) -> tuple[Enrolment, KnownBefore]:
    """Begin at the screen: whoever works here may, because a person of the station gave the code."""
    desk.signed_in()
    return begin_introduction(desk)


def finish_introduction(desk: Desk, begun: Enrolment, reply: EnrolReply) -> Enrolment:
    """Write down that the station has taken this terminal in again; refuses the answer of another station."""
    known = begun.reply
    if known is None or _identity(known) != _identity(reply):
        raise Refusal("sync.enrol.other_station")
    told = e.TerminalEnrolled(
        station_code=reply.station_code,
        station_name=reply.station_name,
        terminal=reply.terminal,
        public_key=public_text(begun.key),
    )
    done = replace(
        begun, reply=replace(reply, numbers=known.numbers, authority=reply.authority or known.authority)
    )
    with desk.ledger.undone_together(), desk.database.atomic():
        desk.ledger.append([(None, told)], by=_BY_STATION)
        keep_enrolment(desk.ledger, done)
        known_now = replace(greeted_of(desk.ledger), is_unknown=False, generation=reply.generation)
        keep_greeted(desk.ledger, known_now)
    return done


def _identity(reply: EnrolReply) -> tuple[str, str, str]:
    """Return what stays the same, whatever was put back at the station."""
    return reply.terminal, reply.station_code, reply.station_key
