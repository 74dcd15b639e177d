"""Who was deferred, or left in sight of a deferral, and comes in again: a second person looks (I19)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from donor_room.domain.identity import DocumentKind
from donor_room.domain.visit import Visit
from donor_room.workflow import aftercare, blood_tests, came_back, decide, examine, register
from donor_room.workflow.desk import Desk
from donor_room.workflow.register import Second
from tests.support import desks as d
from tests.support.desks import refused

OTHER = {"document_kind": DocumentKind.PASSPORT_FOREIGN.value, "document_number": "X1234567"}


def left(desk: Desk, *, sbp: str = "150", signed: bool = False) -> Visit:
    visit = d.bring_to(desk, "decision")
    examine.measure_pressure(desk, visit.id, sbp=sbp, dbp="76", confirmed=True)
    if signed:
        visit = decide.confirm(desk, visit.id, pin=d.PIN)
        return aftercare.close(desk, visit.id, how="deferred")
    return aftercare.close(desk, visit.id, how="left", remark="有事先走")


def again(desk: Desk, visit: Visit, second: Second | None = None, **changes: str) -> Visit:
    donor = replace(visit.donor, **changes)
    return register.open_visit(desk, donor=donor, source="typed", plan="WB400", second=second)


def test_who_left_in_sight_of_a_deferral_begins_again_before_two(desk: Desk) -> None:
    visit = left(desk)
    with refused("register.second_person_needed"):
        again(desk, visit)
    begun = again(desk, visit, Second(staff=d.NURSE, pin=d.PIN))
    assert [one.what for one in begun.second_persons] == ["came_back"]


def test_who_left_with_nothing_amiss_begins_again_alone(desk: Desk) -> None:
    assert again(desk, left(desk, sbp="118")).second_persons == ()


def test_who_was_deferred_does_not_come_in_by_another_document_alone(desk: Desk) -> None:
    visit = left(desk, signed=True)
    with refused("register.is_deferred"):
        again(desk, visit)
    with refused("register.second_person_needed"):
        again(desk, visit, **OTHER)
    with refused("staff.same_person"):
        again(desk, visit, Second(staff=d.EVERYBODY, pin=d.PIN), **OTHER)


def test_a_namesake_born_on_another_day_is_somebody_else(desk: Desk) -> None:
    visit = left(desk, signed=True)
    other = replace(d.invented(desk, seed=8), name=visit.donor.name)
    assert other.birth_on != visit.donor.birth_on
    assert came_back.namesakes(desk, other) == []


@pytest.mark.parametrize("days", [1, 30])
def test_a_reactive_strip_keeps_out_until_the_laboratory_has_spoken(desk: Desk, clock, days: int) -> None:
    visit = d.bring_to(desk, "decision")
    blood_tests.read_strip(desk, visit.id, result="reactive", lot=d.lot(desk))
    visit = decide.confirm(desk, visit.id, pin=d.PIN)
    aftercare.close(desk, visit.id, how="deferred")
    clock.instant += timedelta(days=days)
    with refused("register.is_deferred"):
        again(desk, visit)
