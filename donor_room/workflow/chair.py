"""The chairs of this terminal: who sits where, another chair, a check begun anew, numbers that were typed."""

from __future__ import annotations

from donor_room.domain import entries as e
from donor_room.domain.chairs import chair_of, lowest_free
from donor_room.domain.queue import VisitLine
from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import Visit
from donor_room.workflow.common_day import seated_here
from donor_room.workflow.desk import Desk


def likely_chair(desk: Desk, visit: Visit) -> int | None:
    """Return the chair that the donor has, or would be given now; None where all are taken."""
    try:
        return chair_of(visit) or _free(desk, visit)
    except Refusal:
        return None


def seating(desk: Desk, visit: Visit, chair: int | None = None) -> tuple[e.Act, ...]:
    """Return the act by which the donor gets a chair; nothing where she or he has it already.

    Without a chair named it is the one of before, if it is still free, else the lowest free one. Refuses a
    chair that is not here, and one that has another donor, by whose name.
    """
    own = chair_of(visit)
    if chair is None:
        return () if own is not None else (e.Seated(chair=_free(desk, visit)),)
    refuse_taken(desk, chair, visit.id)
    return () if chair == own else (e.Seated(chair=chair),)


def refuse_taken(desk: Desk, chair: int, visit: str) -> None:
    """Refuse a chair that does not stand here, and one that has another donor (I11)."""
    if not 1 <= chair <= desk.packs.policy.chairs:
        raise Refusal("chair.unknown", chair=chair)
    there = _at(desk, chair)
    if there is not None and there.visit != visit:
        raise Refusal("chair.taken", chair=chair, name=there.name)


def seat(desk: Desk, visit: str, chair: int) -> Visit:
    """Give the donor another chair; with labels printed all of them are read back again there."""
    acts = seating(desk, desk.visits.get(visit), chair)
    return desk.record(visit, *acts)


def who_sits_at(desk: Desk, chair: int) -> VisitLine | None:
    """Return whose chair this is; refuses one that does not stand here."""
    if not 1 <= chair <= desk.packs.policy.chairs:
        raise Refusal("chair.unknown", chair=chair)
    return _at(desk, chair)


def _at(desk: Desk, chair: int) -> VisitLine | None:
    return next((line for line in seated_here(desk) if line.chair == chair), None)


def begin_check(desk: Desk, visit: Visit) -> Visit:
    """Come back to a check: one that was left half done begins anew (decision 0016, 9)."""
    current, phase = visit.label_set, visit.phase
    if current is None or phase is None or not visit.is_half_checked(phase):
        return visit
    if visit.foreign is not None or visit.closed is not None:
        return visit
    act = e.CheckRestarted(number=current.number, phase=phase)  # type: ignore[arg-type]
    return desk.note(visit.id, act)


def refuse_the_donor(desk: Desk, visit: Visit) -> None:
    """Refuse who works here as collector of the own blood (I21); a namesake lets somebody else do it."""
    person = desk.signed_in()
    if person.name == visit.donor.name:
        raise Refusal("chair.is_the_donor", name=person.name)


def typed_count(desk: Desk, shift: str) -> int:
    """Return how many label numbers were typed instead of scanned in a shift (I07)."""
    return desk.visits.typed_in(shift)


def _free(desk: Desk, visit: Visit) -> int:
    taken = {line.chair for line in seated_here(desk) if line.visit != visit.id}
    chairs = desk.packs.policy.chairs
    before = visit.chair or visit.left_chair
    if before is not None and before <= chairs and before not in taken:
        return before
    return lowest_free({chair for chair in taken if chair is not None}, chairs)
