"""What the station tells of a donor who is here: a hold; and what another day makes be asked again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Literal

from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.clock import day_at_site
from donor_room.domain.directory import (
    DirectoryDonor,
    EarlierDonation,
    StandingDeferral,
    is_stricter,
    stricter,
)
from donor_room.domain.facts import Facts, known
from donor_room.domain.history import interval_findings, yearly_findings
from donor_room.domain.queue import VisitLine
from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import Visit
from donor_room.domain.visit_acts import SEEN_AT_STATION
from donor_room.domain.walk import is_deferred
from donor_room.wire.notices import HOLD_OPENED, OF_HOLDS, read_hold, stands
from donor_room.workflow.came_back import decided_here
from donor_room.workflow.common_day import common_lines
from donor_room.workflow.desk import Desk
from donor_room.workflow.register import UNKNOWN_DONOR, donations_of, earlier_donations
from donor_room.workflow.shift import current_shift
from donor_room.workflow.sign_in import sign_with_pin

Reason = Literal["deferred_elsewhere", "donated_elsewhere"]


def take_up(desk: Desk, visit: str) -> Visit:
    """Return a visit to go on with; what was found on another day is put away first."""
    folded = desk.visits.get(visit)
    desk.unseen.seen(visit)
    if not desk.has_lapsed(folded):
        return folded
    lapsed = e.VisitLapsed(
        since=folded.begun_at,
        valid_h=desk.packs.rules.whole("screening_carry_over_h"),
        known=known_anew(desk, folded),
        directory_as_of=desk.directory.as_of(),
    )
    return desk.note(visit, lapsed)


def hear_of(desk: Desk, persons: Collection[str]) -> None:
    """Hold each visit of the shift of whose donor the directory now tells what stands against giving (I22).

    persons are those whose rows have come; the first time after a start everybody who is here is looked up.
    """
    shift = current_shift(desk)
    if shift is None:
        return
    is_first, desk.has_heard_station = not desk.has_heard_station, False
    for line in common_lines(desk, open_only=False):
        person = desk.directory.person_of(line.document_kind, line.document_number)
        if _may_matter(line) and (is_first or person in persons):
            _hear_of_one(desk, desk.visits.get(line.visit))
    _set_apart(desk)
    desk.has_heard_station = True  # not before: what was cut by a full disk is looked up again


def _may_matter(line: VisitLine) -> bool:
    """A donor who left without a number has no unit and gives nothing any more."""
    return line.step != "closed" or line.number is not None


def _hear_of_one(desk: Desk, visit: Visit) -> None:
    told = desk.directory.find_by_document(visit.donor.document_kind, visit.donor.document_number)
    has_unit = visit.closed is None or visit.collection is not None
    if told is None or is_deferred(visit) or not has_unit:
        return
    now = known_anew(desk, visit)
    reason = _reason(desk, visit, now, told) if now is not None else None
    if reason is not None and now is not None:
        as_of = desk.directory.as_of()
        desk.note(visit.id, e.VisitHeld(reason=reason, source="directory", known=now, directory_as_of=as_of))


def hear_of_hold(desk: Desk, heard: e.NoticeHeard) -> None:
    """Hold a visit that is here and of which the station tells what only it can see.

    What the directory tells as well is left to its row, which comes in the same conversation.
    """
    told = read_hold(heard.body) if heard.notice == HOLD_OPENED else None
    line = desk.visits.line(told.visit) if told is not None else None
    if told is None or line is None or told.reason not in SEEN_AT_STATION or not _may_matter(line):
        return
    visit = desk.visits.get(line.visit)
    has_unit = visit.closed is None or visit.collection is not None
    if is_deferred(visit) or not has_unit or any(one.held.reason == told.reason for one in visit.holds):
        return
    held = e.VisitHeld(
        reason=told.reason,  # type: ignore[arg-type]
        source="notice",
        known=known_anew(desk, visit) or UNKNOWN_DONOR,
        directory_as_of=desk.directory.as_of(),
    )
    desk.note(visit.id, held)


def _set_apart(desk: Desk) -> None:
    """Put apart what the station holds and no row told of: why is its own matter, that it does is enough."""
    held = _held_at_station(desk)
    for line in common_lines(desk, open_only=False) if held else ():
        visit = desk.visits.get(line.visit) if line.visit in held else None
        if visit is None or visit.collection is None or visit.quarantine:
            continue
        known, as_of = known_anew(desk, visit) or UNKNOWN_DONOR, desk.directory.as_of()
        desk.note(visit.id, e.VisitHeld(reason="apart", source="notice", known=known, directory_as_of=as_of))


def _held_at_station(desk: Desk) -> set[str]:
    """Return the visits whose unit the station holds, by its newest word of each matter."""
    standing: dict[tuple[str, str], bool] = {}
    for one in desk.notices.of_kinds(OF_HOLDS):
        told = read_hold(one.body)
        if told is not None:
            standing[told.visit, told.reason] = stands(one.kind, told)
    return {visit for (visit, _), does_stand in standing.items() if does_stand}


def _reason(desk: Desk, visit: Visit, now: DirectoryDonor, told: DirectoryDonor) -> Reason | None:
    before = visit.known.deferral if visit.known else None
    if _stands(now.deferral, _day_of(desk, visit)) and is_stricter(now.deferral, before):
        return "deferred_elsewhere"
    if _ended_elsewhere(desk, visit):
        return None
    return "donated_elsewhere" if _is_too_soon(desk, visit, now, told) else None


def _day_of(desk: Desk, visit: Visit) -> date:
    """Return the day of which it matters whether a deferral stood: that of the unit, or today."""
    given = next(iter(donations_of(visit)), None)
    return given.on if given is not None else desk.clock.today()


def _ended_elsewhere(desk: Desk, visit: Visit) -> bool:
    """Another laptop ended the collection: whether the station tells of just that one, it alone can know."""
    ends = (line.entry for line in desk.ledger.of_visit(visit.id) if isinstance(line.act, e.CollectionEnded))
    return any(not desk.ledger.is_own(entry.book) for entry in ends)


def _stands(deferral: StandingDeferral | None, day: date) -> bool:
    return deferral is not None and (deferral.kind == "ask_station" or deferral.keeps_out_on(day))


def _is_too_soon(desk: Desk, visit: Visit, now: DirectoryDonor, told: DirectoryDonor) -> bool:
    """A donation that nobody knew of here, and that lies within an interval of the plan or fills its year."""
    others = [
        given for one in _others(desk, visit) if _is_acknowledged(desk, one) for given in donations_of(one)
    ]
    expected = Counter(given.on for given in (visit.known.donations if visit.known else ()))
    expected |= Counter(given.on for given in others)
    own = _own(desk, visit)
    news = Counter(given.on for given in told.donations) - expected - Counter([own.on] if own else [])
    if not news:
        return False
    facts = _facts(visit, now)
    rules = desk.packs.rules
    return any((*interval_findings(rules, facts), *yearly_findings(rules, facts)))


def _facts(visit: Visit, now: DirectoryDonor) -> Facts:
    return Facts(
        today=day_at_site(visit.begun_at),
        kind=visit.plan,
        values={"sex": known(visit.donor.sex)},
        born_on=visit.donor.birth_on,
        exclusions=(),
        not_sure=(),
        for_physician=(),
        earlier=now.donations,
        standing=(),
    )


def known_anew(desk: Desk, visit: Visit) -> DirectoryDonor | None:
    """Return what directory and terminal know of the donor now, without the donation of this visit itself."""
    told = desk.directory.find_by_document(visit.donor.document_kind, visit.donor.document_number)
    others = _others(desk, visit)
    if told is None and not others:
        return None
    found = _without_own(told or UNKNOWN_DONOR, _own(desk, visit))
    earlier = earlier_donations(found, others)
    return replace(
        found,
        donations=earlier,
        count=found.count + max(len(earlier) - len(found.donations), 0),
        deferral=stricter(found.deferral, decided_here(desk, others)),
    )


def _others(desk: Desk, visit: Visit) -> list[Visit]:
    lines = desk.visits.of_person(visit.donor.document_kind, visit.donor.document_number)
    return [desk.visits.get(line.visit) for line in lines if line.visit != visit.id]


def _own(desk: Desk, visit: Visit) -> EarlierDonation | None:
    """Return the donation of this visit if the station may tell of it already."""
    given = next(iter(donations_of(visit)), None)
    return given if given is not None and given.volume_ml and _is_acknowledged(desk, visit) else None


def _is_acknowledged(desk: Desk, visit: Visit) -> bool:
    """Say whether the station holds the end of the collection; before that it tells of another's."""
    ends = [line.entry for line in desk.ledger.of_visit(visit.id) if isinstance(line.act, e.CollectionEnded)]
    there = {entry.book: desk.ledger.acknowledged(entry.book) for entry in ends}
    return all((held := there[entry.book]) is not None and held[0] >= entry.seq for entry in ends)


def _without_own(told: DirectoryDonor, own: EarlierDonation | None) -> DirectoryDonor:
    mine = next((given for given in told.donations if own and given.on == own.on), None)
    if mine is None:
        return told
    places = list(told.donations)
    places.remove(mine)
    return replace(told, donations=tuple(places), count=max(told.count - 1, 0))


def resolve_hold(desk: Desk, visit: str, *, pin: str, reason: str) -> Visit:
    """Let the physician say what became of it; before the needle the decision is made again after this.

    A unit that was drawn already stays apart: only the station releases it.
    """
    if not reason.strip():
        raise Refusal("hold.no_reason")
    person = desk.signed_in()
    if not person.may("decide"):
        raise Refusal("staff.not_permitted", name=person.name)
    sign_with_pin(desk, pin)
    return desk.record(
        visit, e.HoldResolved(reason=reason.strip(), confirmed_by=person.staff, meaning="hold.looked_at")
    )
