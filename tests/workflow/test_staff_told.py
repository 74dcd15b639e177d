"""Whoever left is locked as soon as no needle is in; a name of the station's list is known like any other."""

from __future__ import annotations

from pathlib import Path

from donor_room.domain import entries as e
from donor_room.workflow import collect
from donor_room.workflow.common_day import is_same_person, names_of
from donor_room.workflow.desk import Desk
from donor_room.workflow.sign_in import at_work, possible_witnesses, second_person
from donor_room.workflow.staff_told import lock_who_left
from tests.support import desks as d


def told(desk: Desk, staff: str, *, has_left: bool = True, name: str = "李全") -> None:
    desk.record_as_terminal(
        e.StaffTold(
            staff=staff,
            name=name,
            roles=("nurse", "physician", "team_leader"),
            password="",
            trained_on=None,
            trained_until=None,
            has_left=has_left,
            revision=1,
            signature="",
        )
    )


def test_with_a_needle_in_the_donor_is_looked_after_first(desk: Desk) -> None:
    visit = d.take_bag(desk, d.bring_to(desk, "collection"))
    collect.put_needle_in(desk, visit.id, arm="left")
    told(desk, d.EVERYBODY)
    lock_who_left(desk)
    assert desk.person is not None
    collect.end(desk, visit.id, volume_ml=400, reason=None)
    lock_who_left(desk)
    assert desk.person is None
    assert len(desk.ledger.of_house(e.Locked.KIND)) == 1


def test_without_a_shift_she_is_locked_at_once(tmp_path: Path) -> None:
    desk = d.new_desk(tmp_path)
    d.take_place(desk, d.EVERYBODY)
    told(desk, d.EVERYBODY)
    lock_who_left(desk)
    assert desk.person is None
    desk.close()


def test_who_left_signs_for_nobody(desk: Desk) -> None:
    told(desk, d.PHYSICIAN, name="赵敏")
    assert d.PHYSICIAN not in {one.staff for one in possible_witnesses(desk, "decide")}
    with d.refused("staff.left"):
        second_person(desk, staff_id=d.PHYSICIAN, pin=d.PIN, act="decide")


def test_the_pin_of_this_laptop_stays_when_the_station_tells_of_a_person(desk: Desk) -> None:
    told(desk, d.PHYSICIAN, has_left=False, name="赵敏")
    (one,) = [person for person in at_work(desk) if person.staff == d.PHYSICIAN]
    assert (one.pin is not None, one.password != "") == (True, True)


def test_a_person_of_the_list_is_known_by_name_and_as_one_person(desk: Desk) -> None:
    told(desk, "s9-elsewhere", has_left=False, name="赵敏")
    assert names_of(desk)["s9-elsewhere"] == "赵敏"
    assert is_same_person(desk, "s9-elsewhere", d.PHYSICIAN)
