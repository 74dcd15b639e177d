"""A physician releases a finding that another one signed as a deferral: own PIN, reason and words (C10)."""

from __future__ import annotations

from collections import Counter
from datetime import date

from donor_room.domain import entries as e
from donor_room.domain.clock import day_at_site, instant_of
from donor_room.domain.findings import Finding
from donor_room.domain.refusal import Refusal
from donor_room.domain.staff import Person
from donor_room.domain.visit import Decided, Visit
from donor_room.domain.walk import why_not
from donor_room.workflow.common_day import is_same_person
from donor_room.workflow.desk import Desk
from donor_room.workflow.sign_in import at_work, prove, staff


def releasers(desk: Desk, visit: str) -> tuple[Person, ...]:
    """Return every physician who may release here: all who have a PIN but the one who signed the deferral."""
    signed_by = _deferral(desk, visit).made.confirmed_by
    return tuple(
        one
        for one in at_work(desk)
        if one.pin and one.may("release") and not is_same_person(desk, one.staff, signed_by)
    )


def reasons_for(desk: Desk, finding: Finding) -> tuple[str, ...]:
    """Return the reasons that fit a finding: an interval has the one that the standard knows alone."""
    intervals = {row.id: row.exception for row in desk.packs.rules.interval}
    exception = intervals.get(finding.rule)
    if exception is not None:
        return (exception.reason,)
    return tuple(one.code for one in desk.packs.codes("release_reason").codes if one.group != "interval")


def release(
    desk: Desk, visit: str, *, finding: Finding, reason: str, words: str, staff_id: str, pin: str
) -> Visit:
    """Release one finding of the deferral that stands; the decision is then made anew from all that is known.

    Refuses what no rule leaves to a physician, who signed the deferral, a reason that does not fit, and none.
    """
    person = next((one for one in staff(desk) if one.staff == staff_id), None)
    if person is None or not person.may("release"):
        raise Refusal("release.not_a_physician", name=person.name if person else "")
    act = e.FindingReleased(
        decision=_deferral(desk, visit).entry,
        finding=finding,
        reason=reason,
        words=words.strip(),
        released_by=person.staff,
        meaning="release.released",
    )
    code = why_not(desk.visits.get(visit), act)
    if code is not None:
        raise Refusal(code, name=person.name)
    if is_same_person(desk, person.staff, _deferral(desk, visit).made.confirmed_by):
        raise Refusal("release.same_person", name=person.name)
    if reason not in reasons_for(desk, finding):
        raise Refusal("release.no_reason")
    if not act.words:
        raise Refusal("release.no_words")
    prove(desk, person, means="pin", secret=pin)
    return desk.record(visit, act)


def _deferral(desk: Desk, visit: str) -> Decided:
    decided = desk.visits.get(visit).deferral
    if decided is None:
        raise Refusal("walk.no_deferral")
    return decided


def released_on(desk: Desk, day: date) -> dict[str, int]:
    """Return how many findings each physician released on a day, by staff id, the most first (C10)."""
    count = Counter(
        line.act.released_by
        for line in desk.ledger.every_of(e.FindingReleased)
        if isinstance(line.act, e.FindingReleased) and day_at_site(instant_of(line.entry.hlc)) == day
    )
    return dict(count.most_common())
