"""Who was deferred here, or would have been, and comes in again: what stands, and who looks (I19)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from donor_room.domain import entries as e
from donor_room.domain.clock import day_at_site, instant_of
from donor_room.domain.directory import StandingDeferral, stricter
from donor_room.domain.names import canonical
from donor_room.domain.paper_word import deferral_beside
from donor_room.domain.visit import Decided, Visit
from donor_room.workflow.common_day import common_lines, common_shifts
from donor_room.workflow.decide import propose
from donor_room.workflow.desk import Desk

_LABORATORY, _PENDING = "hbsag_pre", "pending_deferral_lab_decides"


def decided_here(desk: Desk, visits: Iterable[Visit]) -> StandingDeferral | None:
    """Return the strictest deferral that was decided here and that the directory may not hold yet.

    One without a known day counts on its own day only: what it waits for is asked anew at the next coming.
    Not so a reactive strip: that one waits for the station's laboratory, however long it takes.
    """
    as_of = desk.directory.as_of()
    strictest = None
    for visit in visits:
        strictest = stricter(strictest, deferral_beside(visit))
        decided = visit.deferral
        if decided is None or (
            as_of is not None and _written_at(decided) <= as_of and _is_told(desk, decided)
        ):
            continue
        if decided.outcome == "deferred_for_good":
            strictest = stricter(strictest, StandingDeferral(kind="permanent", until_on=None))
        elif decided.until_on is not None or _waits(desk, decided):
            strictest = stricter(strictest, StandingDeferral(kind="until", until_on=decided.until_on))
    return strictest


def _waits(desk: Desk, decided: Decided) -> bool:
    action = desk.packs.rules.param["hbsag_reactive_action"].word
    is_reactive = any(one.rule == _LABORATORY for one in decided.made.findings)
    return (is_reactive and action == _PENDING) or day_at_site(decided.at) == desk.clock.today()


def _written_at(decided: Decided) -> datetime:
    """A paper is older than what is typed in of it: the list of in between does not know it."""
    return instant_of(decided.hlc)


def _is_told(desk: Desk, decided: Decided) -> bool:
    """Say whether the station has acknowledged the entry of a decision."""
    known_there = desk.ledger.acknowledged(decided.book)
    return known_there is not None and known_there[0] >= decided.seq


def has_come_back(desk: Desk, visits: Iterable[Visit]) -> bool:
    """Say whether one of these visits, of today or this shift, ended with a deferral or in sight of one."""
    return any(_is_recent(desk, visit) and _is_deferral(desk, visit) for visit in visits)


def _is_recent(desk: Desk, visit: Visit) -> bool:
    is_of_shift = visit.opened.shift in common_shifts(desk)
    return is_of_shift or day_at_site(visit.opened_at) == desk.clock.today()


def _is_deferral(desk: Desk, visit: Visit) -> bool:
    """A visit that was left before anybody signed is judged by what was found of the donor until then."""
    if visit.deferral is not None or deferral_beside(visit) is not None:
        return True
    if visit.closed is None or visit.closed.how != "left":
        return False
    return propose(desk, visit.id).decision.outcome in ("deferred_until", "deferred_for_good")


def namesakes(desk: Desk, donor: e.Donor) -> list[Visit]:
    """Return the visits of this shift of whoever has this name and birth date but showed another document."""
    lines = common_lines(desk, open_only=False)
    own = (donor.document_kind, donor.document_number)
    same = (
        desk.visits.get(line.visit)
        for line in lines
        if canonical(line.name) == canonical(donor.name) and (line.document_kind, line.document_number) != own
    )
    return [visit for visit in same if visit.donor.birth_on == donor.birth_on]
