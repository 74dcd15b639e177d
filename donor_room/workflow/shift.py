"""Opening and closing of a shift, and the numbers that it works with."""

from __future__ import annotations

import secrets
from contextlib import suppress
from typing import Literal, NamedTuple

from donor_room.domain import entries as e
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.shift import PACKING, Shift, fold_shifts
from donor_room.store.numbers import Leased
from donor_room.workflow.clock_doubt import DateSeen, confirmed_date
from donor_room.workflow.day import begun
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.leases import refuse_changed
from donor_room.workflow.printed_mark import behind


def current_shift(desk: Desk) -> Shift | None:
    """Return the shift that is open on this terminal, or None.

    Every act asks; so of the shifts that are over only their ends are read, not all that they packed.
    """
    opening = begun(desk.ledger)
    if opening is None:
        return None
    since = desk.ledger.of_house(*PACKING, since=opening.entry.hlc)
    return fold_shifts([opening, *since])[0]


def open_shift(
    desk: Desk,
    *,
    site_kind: Literal["vehicle", "house"],
    site: str,
    vehicle: str,
    drive: Literal["street", "group", "house"],
    organisation: str | None,
    team: tuple[str, ...],
    campaign: str | None = None,
    source: str | None = None,
    bundles: tuple[Bundle, ...] = (),
    date_seen: DateSeen | None = None,
) -> Shift:
    """Begin to work at a site; refuses while another shift is open or when no numbers were leased.

    Where the clock cannot be trusted a second person has to see the date. With bundles of pre-printed sets
    no number is issued for the printer before one is printed.
    """
    if current_shift(desk) is not None:
        raise Refusal("shift.already_open")
    if not site.strip():
        raise Refusal("shift.no_site")
    if drive == "group" and not (organisation or "").strip():
        raise Refusal("shift.no_organisation")
    _refuse_unlisted(desk, campaign, source)
    shift = secrets.token_hex(6)
    opened = e.ShiftOpened(
        shift=shift,
        on=desk.clock.today(),
        site_kind=site_kind,
        site=site.strip(),
        vehicle=vehicle.strip(),
        drive=drive,
        organisation=organisation.strip() if organisation else None,
        team=team or (desk.signed_in().staff,),
        campaign=campaign,
        source=source,
        checks=tuple(one.id for one in desk.packs.checks.items),
    )
    issued = issues_of(desk, shift, bundles) or (issue_of_numbers(desk, shift),)
    desk.record_of_house(*confirmed_date(desk, date_seen), opened, *issued)
    return the_shift(desk)


def _refuse_unlisted(desk: Desk, campaign: str | None, source: str | None) -> None:
    """Refuse a campaign or a source that the station has not on its lists, or not on this day."""
    listed = desk.packs.campaigns
    if campaign is not None and campaign not in {one.id for one in listed.offered_on(desk.clock.today())}:
        raise Refusal("shift.no_such_campaign")
    if source is not None and not listed.has_source(source):
        raise Refusal("shift.no_such_source")


def the_shift(desk: Desk) -> Shift:
    """Return the open shift; refuses when there is none."""
    shift = current_shift(desk)
    if shift is None:
        raise Refusal("shift.open_first")
    return shift


class Bundle(NamedTuple):
    """Pre-printed sets that were handed over together, by their first and last number."""

    range_id: str
    profile: str
    first: str
    last: str
    size: int


def issues_of(desk: Desk, shift: str, bundles: tuple[Bundle, ...]) -> tuple[e.NumbersIssued, ...]:
    """Return the issue of bundles to a shift; refuses one whose numbers some shift has had already."""
    lent = {one.range_id: one for one in desk.numbers.leased("preprinted")}
    for one in bundles:
        if not desk.numbers.is_free(one.first, one.last):
            raise Refusal("preprinted.taken_already", first=one.first, last=one.last)
        _refuse_changed(desk, lent[one.range_id])
    return tuple(
        e.NumbersIssued(
            shift=shift,
            range_id=one.range_id,
            profile=one.profile,
            first=one.first,
            last=one.last,
            count=one.size,
        )
        for one in bundles
    )


def issue_of_numbers(desk: Desk, shift: str) -> e.NumbersIssued:
    """Return the issue of the next numbers to a shift; refuses when every leased number is given out.

    The policy says how many a shift takes at a time; more come by themselves when they run out. Ranges of
    which this database knows less than was printed are left out, and named where there is no other.
    """
    left_out: dict[str, Refusal] = {}
    with suppress(Trouble):  # who opens a shift spends nothing yet; who plans a set is told
        left_out = behind(desk)
    unissued = [one for one in desk.numbers.leased() if one.issued < one.size]
    leased = next((one for one in unissued if one.range_id not in left_out), None)
    if leased is None:
        raise next(iter(left_out.values()), Refusal("shift.no_numbers_leased"))
    _refuse_changed(desk, leased)
    return _issue(leased, shift, desk.packs.policy.numbers_for_a_shift)


def _refuse_changed(desk: Desk, leased: Leased) -> None:
    if not desk.practice:
        enrolment = enrolment_of(desk.ledger)
        refuse_changed(desk.ledger, leased, enrolment.reply if enrolment else None)


def _issue(leased: Leased, shift: str, count: int) -> e.NumbersIssued:
    taken = min(count, leased.size - leased.issued)
    return e.NumbersIssued(
        shift=shift,
        range_id=leased.range_id,
        profile=leased.profile,
        first=leased.run.at(leased.issued),
        last=leased.run.at(leased.issued + taken - 1),
        count=taken,
    )
