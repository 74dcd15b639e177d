"""What the station reads out of raw entries: pure, so that reading them again gives the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Literal

import msgspec

from donor_room.domain.clock import day_at_site, instant_of
from donor_room.domain.directory import (
    READINGS,
    last_reaction,
    phone_mark,
)
from donor_room.domain.eligibility import DEFERS
from donor_room.domain.entries import UnknownAct
from donor_room.domain.figures import figures_of
from donor_room.domain.history import kind_given
from donor_room.domain.nonconforming import of_visit
from donor_room.domain.paper_word import deferral_beside
from donor_room.domain.reactions import reactions_of
from donor_room.domain.visit import EmptyVisit, LabelSet, Recorded, Visit, fold_visit
from donor_room.domain.visit_acts import SEEN_AT_STATION
from donor_room.station.rows import (
    CallRow,
    ContactRow,
    DecidedRow,
    DeferralRow,
    DonationRow,
    HoldRow,
    NumberRow,
    ReactionRow,
    ReadingsRow,
    TaggedRow,
    VisitReading,
    VisitRow,
)
from donor_room.wire.codec import Broken, decode_body, decode_entry
from donor_room.wire.hollow import is_envelope
from donor_room.wire.messages import person_key

_MAX_NAME = 128
_MAX_VOLUME_ML = 100_000
_MAX_READING = 100_000
_UNITS = {"sbp": "mmHg", "dbp": "mmHg", "weight": "kg", "hb": "g/L"}


class Unreadable(ValueError):
    """The entry is kept and acknowledged, and nothing is believed of it; code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_entry(raw: bytes) -> Recorded:
    """Return the entry and what it says; raises Unreadable for what the station cannot take in."""
    if b"\\u0000" in raw:
        raise Unreadable("nul")
    if is_envelope(raw):
        raise Unreadable("hollow")
    try:
        entry = decode_entry(raw)
        act = decode_body(entry)
        instant_of(entry.hlc)
    except Broken as broken:
        raise Unreadable(broken.reason.replace(" ", "_")) from broken
    except (ValueError, OverflowError) as problem:
        raise Unreadable("clock") from problem
    if isinstance(act, UnknownAct):
        raise Unreadable("newer")
    if entry.visit is not None and not 0 < len(entry.visit) <= _MAX_NAME:
        raise Unreadable("visit")
    return Recorded(entry, act)


def read_visit(
    recorded: Iterable[Recorded], directory_key: bytes, ticketed: str | None = None
) -> VisitReading | None:
    """Return what a visit tells, or None before its opening entry has come; raises Unreadable.

    `ticketed` is the hybrid time at which its donor got a ticket, where there was one.
    """
    lines = list(recorded)
    try:
        visit = fold_visit(lines)
        nonconforming = tuple(one for one in of_visit(visit, lines) if one.on)
    except EmptyVisit:
        return None
    except (ValueError, LookupError, ArithmeticError, msgspec.MsgspecError) as problem:
        raise Unreadable("fold") from problem
    person = person_key(directory_key, visit.donor.document_kind, visit.donor.document_number)
    reading = VisitReading(
        visit=_visit_row(visit, person, directory_key),
        donation=_donation(visit, person),
        deferral=_deferral(visit, person),
        readings=_readings(visit, person),
        reaction=_reaction(visit, person),
        numbers=_numbers(visit),
        holds=_holds(visit),
        has_unread=visit.has_unread,
        figures=figures_of(visit, ticketed),
        decided=_decided(visit),
        contact=tuple(
            ContactRow(visit.id, person, said.id, said.word, list(said.seen), said.at, said.by)
            for said in visit.contact
        ),
        tagged=tuple(
            TaggedRow(visit.id, person, said.id, said.tag, said.is_on, said.at) for said in visit.tagged
        ),
        calls=tuple(_calls(visit, person)),
        nonconforming=nonconforming,
    )
    _check_sizes(reading)
    return reading


def _check_sizes(reading: VisitReading) -> None:
    """Raise Unreadable where a value is larger than anything true, before the database has to say so."""
    names = [reading.visit.shift, *(row.number for row in reading.numbers)]
    names += [name for row in reading.contact for name in (row.entry, *row.seen)]
    names += [row.entry for row in reading.tagged]
    names += [name for row in reading.calls for name in (row.reaction, row.kind)]
    volume_ml = reading.donation.volume_ml if reading.donation else 0
    values = [value for value in reading.readings or () if isinstance(value, Decimal)]
    if any(len(name) > _MAX_NAME for name in names) or not 0 <= volume_ml <= _MAX_VOLUME_ML:
        raise Unreadable("size")
    if any(abs(row.grade) > _MAX_READING for row in reading.calls):
        raise Unreadable("size")
    if not all(value.is_finite() and 0 <= value <= _MAX_READING for value in values):
        raise Unreadable("size")


def _visit_row(visit: Visit, person: str, directory_key: bytes) -> VisitRow:
    phone = phone_mark(directory_key, visit.donor.phone) if visit.donor.phone else None
    return VisitRow(
        visit=visit.id,
        person=person,
        shift=visit.opened.shift,
        opened_at=visit.opened_at,
        name=visit.donor.name,
        sex=visit.donor.sex,
        birth_on=visit.donor.birth_on,
        abo=visit.group.abo if visit.group else None,
        had_reaction=bool(visit.reactions),
        outcome=visit.outcome,
        phone_tail=phone.tail if phone else None,
        phone_mark=phone.mark if phone else None,
        closed_at=visit.closed_at,
    )


def _donation(visit: Visit, person: str) -> DonationRow | None:
    """Any blood that was drawn counts for the next interval, a failed attempt by an interval of its own."""
    ended = visit.collection
    if ended is None or ended.volume_ml == 0:
        return None
    last = visit.label_sets[-1].number if visit.label_sets else None
    on = day_at_site(visit.collection_ended_at or visit.opened_at)
    kind, at = kind_given(visit, ended), visit.collection_ended_at
    return DonationRow(visit.id, person, last, kind, on, ended.volume_ml, at, visit.plan)


def _decided(visit: Visit) -> DecidedRow | None:
    last = visit.decisions[-1] if visit.decisions else None
    return DecidedRow(visit.id, last.book, last.seq) if last else None


def _deferral(visit: Visit, person: str) -> DeferralRow | None:
    """A deferral stands, whatever was decided later, until its findings are released (I19).

    One until a day that nobody knows asks the station.
    """
    decided, beside = visit.deferral, deferral_beside(visit)
    if beside is not None:
        return DeferralRow(visit.id, person, beside.kind, beside.until_on, visit.opened_at, False)
    if decided is None:
        return None
    why = [one for one in decided.left.findings if one.outcome in DEFERS and one not in decided.left.released]
    by_interval = bool(why) and all(one.item == "earlier_donations" for one in why)
    if decided.outcome == "deferred_for_good":
        return DeferralRow(visit.id, person, "permanent", None, decided.at, by_interval)
    kind: Literal["until", "ask_station"] = "until" if decided.until_on else "ask_station"
    return DeferralRow(visit.id, person, kind, decided.until_on, decided.at, by_interval)


def _readings(visit: Visit, person: str) -> ReadingsRow | None:
    """The last value of each quantity that the next nurse sees beside the field."""
    values = {name: _value(visit, quantity) for quantity, name in READINGS.items()}
    if not any(value is not None for value in values.values()):
        return None
    return ReadingsRow(visit=visit.id, person=person, measured_on=day_at_site(visit.opened_at), **values)


def _reaction(visit: Visit, person: str) -> ReactionRow | None:
    last = last_reaction(reactions_of(visit))
    return ReactionRow(visit.id, person, last.on, last.severity) if last else None


def _calls(visit: Visit, person: str) -> Iterator[CallRow]:
    """What the station itself called stands there already, and is not counted twice."""
    for one in visit.to_call:
        ended, call_on = one.ended, one.call_on
        if ended is None or ended.judged is None or call_on is None:
            continue
        calls = [call for call in one.calls if not call.at_station]
        last = calls[-1] if calls else None
        yield CallRow(
            visit=visit.id,
            person=person,
            reaction=one.began.reaction,
            reacted_on=day_at_site(one.at),
            call_on=call_on,
            kind=ended.reaction_kind,
            grade=ended.judged.grade,
            tried=len(calls),
            last_at=last.at if last else None,
            last_result=last.call.result if last else None,
        )


def _value(visit: Visit, quantity: str) -> Decimal | None:
    """A value in another unit is none: nobody converts it. Nor is a drop, and what was measured before it."""
    last = visit.counting(quantity)
    return last.measured.value if last and last.measured.unit == _UNITS[quantity] else None


def _numbers(visit: Visit) -> tuple[NumberRow, ...]:
    return tuple(NumberRow(one.number, visit.id, _state(visit, one)) for one in visit.label_sets)


def _holds(visit: Visit) -> tuple[HoldRow, ...]:
    """Hold the number that is on the bag: the station looks before anything is made of the unit.

    What a terminal wrote down because the station had told it is no word of its own.
    """
    number = visit.label_sets[-1].number if visit.label_sets else ""
    said = (reason for reason in visit.quarantine if reason not in SEEN_AT_STATION)
    return tuple(HoldRow(reason, number, visit.id) for reason in said)


def _state(visit: Visit, one: LabelSet) -> Literal["planned", "used", "void"]:
    if one.voided is not None:
        return "void"
    return "used" if visit.collection is not None else "planned"
