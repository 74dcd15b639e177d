"""Couples who gave blood on the same day: linked as both say, until one of them says otherwise (0022)."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from donor_room.domain import entries as e
from donor_room.domain.couples import Couples, CoupleWord, couples_of
from donor_room.domain.donation_number import grouped, parse_typed
from donor_room.domain.isbt128 import read_among
from donor_room.domain.names import masked_name
from donor_room.domain.own_codes import read_own
from donor_room.domain.queue import VisitLine
from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import Visit
from donor_room.workflow.common_day import common_lines
from donor_room.workflow.desk import Desk
from donor_room.workflow.register import donations_of
from donor_room.workflow.tickets import numbers_of_today

MOST_OFFERED = 8
"""As many donors as a small screen has room for can be chosen; any other is scanned or typed."""


class Partner(msgspec.Struct, frozen=True, kw_only=True):
    """With whom a visit is linked; name is masked, and empty while the other visit has not come here.

    `is_first` says whether the link counts: no other one came before; `has_left` whether the other visit is
    over, with these `souvenirs`.
    """

    visit: str
    name: str
    number: str
    is_first: bool = True
    has_left: bool = False
    souvenirs: tuple[str, ...] = ()


def partner_of(desk: Desk, visit: Visit) -> Partner | None:
    """Return with whom a visit is linked; None where nobody said that it is."""
    couples = couples_of(_words(desk, visit))
    other = couples.partner_of(visit.id)
    if other is None:
        return None
    told = _folded(desk, other)
    if told is None:
        return Partner(visit=other, name="", number="", is_first=visit.id in couples.partners)
    return _partner(told, couples, visit.id)


def is_couple(desk: Desk, visit: Visit) -> bool:
    """Say whether the partner gave blood today, too, as both said."""
    return visit.id in couples_of(_words(desk, visit)).partners


def possible_partners(desk: Desk, visit: Visit) -> tuple[Partner, ...]:
    """Return who else gave on this vehicle today and is linked with nobody, the last one first.

    Refuses where nothing was given in this visit.
    """
    if not _has_given(visit):
        raise Refusal("couple.nothing_given_here")
    couples = couples_of(_words(desk, visit))
    found: list[Partner] = []
    for line in reversed(common_lines(desk, open_only=False)):
        if len(found) == MOST_OFFERED:
            break
        if _may_be_partner(line, visit) and line.visit not in couples.partners:
            told = desk.visits.get(line.visit)
            if _has_given(told):
                found.append(_partner(told, couples, visit.id))
    return tuple(found)


def find_partner(desk: Desk, visit: str, text: str) -> Partner:
    """Return whom a scanned or typed donation number, slip or ticket names, if they may be linked.

    Refuses what cannot be read, what nobody here has, and what `link` would refuse.
    """
    return look_at(desk, visit, _named(desk, desk.visits.get(visit), text.strip()))


def look_at(desk: Desk, visit: str, partner: str) -> Partner:
    """Return who the other is, if they may be linked; refuses what `link` would refuse."""
    folded = desk.visits.get(visit)
    couples = couples_of(_words(desk, folded))
    return _partner(_checked(desk, couples, folded, partner), couples, visit)


def link(desk: Desk, visit: str, partner: str) -> Visit:
    """Write down that both say they are a couple.

    Refuses oneself, another day, who gave no blood, and either of them being linked with somebody else.
    """
    folded = desk.visits.get(visit)
    _checked(desk, couples_of(_words(desk, folded)), folded, partner)
    return desk.record(visit, e.CoupleSaid(partner=partner, is_so=True))


def part(desk: Desk, visit: str) -> Visit:
    """Take the link back, whichever of the two visits it was written in."""
    folded = desk.visits.get(visit)
    other = couples_of(_words(desk, folded)).partner_of(visit)
    if other is None:
        raise Refusal("couple.none")
    return desk.record(visit, e.CoupleSaid(partner=other, is_so=False))


# ---- whom a text names -------------------------------------------------------------------------------------


def _named(desk: Desk, visit: Visit, text: str) -> str:
    """Return the visit of a slip, a ticket or a donation number."""
    if not text:
        raise Refusal("couple.nothing_typed")
    own = read_own(text)
    if own is not None:
        if own.kind != "visit":
            raise Refusal("couple.not_a_donor")
        return _of_slip(desk, own.value)
    of_ticket = {ticket: visit for visit, ticket in numbers_of_today(desk).items()}
    if text.upper() in of_ticket:
        return of_ticket[text.upper()]
    return _of_number(desk, _number(desk, visit, text))


def _of_slip(desk: Desk, code: str) -> str:
    for line in common_lines(desk, open_only=False):
        if line.visit.replace("-", "") == code:
            return line.visit
    if desk.visits.line(code) is not None:
        return code
    raise Refusal("couple.unknown")


def _of_number(desk: Desk, number: str) -> str:
    spent = desk.numbers.find(number)
    if spent is None:
        raise Refusal("couple.unknown")
    if spent.state == "void":
        raise Refusal("couple.void_number")
    return spent.visit


def _number(desk: Desk, visit: Visit, text: str) -> str:
    """Return the donation number that was scanned, or typed with its check character."""
    current = visit.label_set
    profiles = (*((current.planned.written_in,) if current is not None else ()), *desk.numbers.profiles())
    scanned = read_among(text, profiles)
    if scanned.number is not None:
        return scanned.number
    refusal = Refusal("couple.unknown")
    for profile in profiles:
        try:
            return parse_typed(text, profile)
        except Refusal as no:
            refusal = no if no.code in _OF_THE_CHECK else refusal
    raise refusal


_OF_THE_CHECK = ("labels.number_check", "labels.check_missing")
"""What is said of a number that is one of these but for its check character."""


# ---- who may be linked with whom ---------------------------------------------------------------------------


def _checked(desk: Desk, couples: Couples, visit: Visit, partner: str) -> Visit:
    """Return the other visit; refuses where the two cannot be linked."""
    if partner == visit.id:
        raise Refusal("couple.oneself")
    other = _folded(desk, partner)
    if other is None:
        raise Refusal("couple.unknown")
    if _person(other) == _person(visit):
        raise Refusal("couple.oneself")
    if not _has_given(visit):
        raise Refusal("couple.nothing_given_here")
    if not _has_given(other):
        raise Refusal("couple.nothing_given", name=masked_name(other.donor.name))
    if donations_of(visit)[0].on != donations_of(other)[0].on:
        raise Refusal("couple.other_day", on=donations_of(other)[0].on)
    _refuse_linked(couples, visit, other)
    return other


def _refuse_linked(couples: Couples, visit: Visit, other: Visit) -> None:
    here = couples.partner_of(visit.id)
    if here == other.id:
        raise Refusal("couple.linked_already")
    if here is not None:
        raise Refusal("couple.linked_here")
    if other.id in couples.partners:
        raise Refusal("couple.linked_there", name=masked_name(other.donor.name))


def _person(visit: Visit) -> tuple[str, str]:
    return visit.donor.document_kind, visit.donor.document_number


def _has_given(visit: Visit) -> bool:
    return any(one.volume_ml for one in donations_of(visit)) and not _has_failed(visit)


def _has_failed(visit: Visit) -> bool:
    return visit.collection is not None and visit.collection.outcome == "failed"


def _may_be_partner(line: VisitLine, visit: Visit) -> bool:
    person = (line.document_kind, line.document_number)
    return line.visit != visit.id and line.number is not None and person != _person(visit)


# ---- what was said -----------------------------------------------------------------------------------------


def _words(desk: Desk, visit: Visit) -> Iterator[CoupleWord]:
    """Go through all that was said of couples on the common day, and in the visits that these name."""
    told = {line.visit for line in common_lines(desk, open_only=False) if "couple" in line.flags.split()}
    named = {word.partner for word in visit.couple}
    for other in sorted((told | named) - {visit.id}):
        folded = _folded(desk, other)
        yield from folded.couple if folded is not None else ()
    yield from visit.couple


def _folded(desk: Desk, visit: str) -> Visit | None:
    """Return a visit; None where it has not come to this laptop, or has left it."""
    return desk.visits.get(visit) if desk.visits.line(visit) is not None else None


def _partner(told: Visit, couples: Couples, visit: str) -> Partner:
    current = told.label_set
    return Partner(
        visit=told.id,
        name=masked_name(told.donor.name),
        number=grouped(current.number, current.planned.written_in) if current is not None else "",
        is_first=couples.partners.get(visit) == told.id,
        has_left=told.closed is not None,
        souvenirs=told.souvenirs,
    )
