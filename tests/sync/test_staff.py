"""The station's people come down signed; who left is locked at once, and half a list locks nobody."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from argon2 import PasswordHasher

from donor_room.domain import entries as e
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.station.server import Station
from donor_room.station.staff import change, leave, take_up
from donor_room.sync.session import Session
from donor_room.wire.signature import new_key
from donor_room.wire.staff import SignedStaff, StaffPage, StaffRow, sign_staff
from donor_room.workflow.desk import Desk
from donor_room.workflow.sign_in import at_work, find_staff, set_own_pin, sign_in, sign_with_pin, staff
from donor_room.workflow.staff_told import Staffed, hear_who_left, lock_who_left
from tests.support.stations import Caller
from tests.support.van import MORNING, Book

PASSWORD = "dry-winter-road"
VERIFIER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
WANG = e.StaffAdded(staff="s001-a", name="王芳", roles=("nurse",), password=VERIFIER)
PRACTICE = "66001-practice"


@pytest.fixture(autouse=True)
def known(station: Station) -> None:
    """A nurse who was added at another van, and whom a keeper took up."""
    book, caller = Book("other", practice=True), Caller(station, practice=True)
    book.add(WANG)
    caller.push("other", book.lines)
    station.settle()
    done(station, take_up)


def done(station: Station, work: Any, **more: Any) -> None:
    with station.connections.lend() as conn:
        work(conn, station.houses[PRACTICE], "s001-a", by="keeper", now=MORNING, **more)


def told(desk: Desk) -> list[e.StaffTold]:
    return [line.act for line in desk.ledger.of_house(e.StaffTold.KIND) if isinstance(line.act, e.StaffTold)]


def code_of(work: Any) -> str:
    with pytest.raises(Refusal) as caught:
        work()
    return caught.value.code


def test_a_person_of_another_van_signs_in_here_and_chooses_a_pin(session: Session, enrolled: Desk) -> None:
    assert session.run().is_all_there
    person = sign_in(enrolled, staff_id="s001-a", means="password", secret=PASSWORD)
    assert (person.name, person.roles, person.pin) == ("王芳", ("nurse",), None)
    assert set_own_pin(enrolled, pin="2468").pin is not None
    assert code_of(lambda: set_own_pin(enrolled, pin="1357")) == "staff.pin_there"
    assert sign_in(enrolled, staff_id="s001-a", means="pin", secret="2468").staff == "s001-a"


def test_a_pin_that_is_not_there_is_not_counted_as_wrong(session: Session, enrolled: Desk) -> None:
    session.run()
    sign_in(enrolled, staff_id="s001-a", means="password", secret=PASSWORD)
    assert code_of(lambda: sign_with_pin(enrolled, "2468")) == "staff.no_pin"
    assert enrolled.ledger.of_house(e.SignInRefused.KIND) == []


def test_the_same_again_is_written_once(session: Session, enrolled: Desk, station: Station) -> None:
    session.run()
    session.run()
    enrolled.ledger.set_cursor("staff", "")
    session.run()
    assert len(told(enrolled)) == 1


def test_what_came_goes_up_in_the_same_conversation(session: Session, enrolled: Desk) -> None:
    outcome = session.run()
    assert outcome.is_all_there
    assert outcome.waiting == 0
    assert len(told(enrolled)) == 1


def test_other_roles_hold_from_the_next_contact_on(
    session: Session, enrolled: Desk, station: Station
) -> None:
    session.run()
    done(station, change, roles=["physician"], trained_on=None, trained_until=None)
    session.run()
    assert find_staff(enrolled, "s001-a").may("decide")


def test_who_left_is_locked_and_still_known_by_name(
    session: Session, enrolled: Desk, station: Station
) -> None:
    session.run()
    sign_in(enrolled, staff_id="s001-a", means="password", secret=PASSWORD)
    done(station, leave, has_left=True, why="left the station")
    session.run()
    assert enrolled.person is None
    assert (at_work(enrolled), [one.name for one in staff(enrolled)]) == ((), ["王芳"])
    assert (
        code_of(lambda: sign_in(enrolled, staff_id="s001-a", means="password", secret=PASSWORD))
        == "staff.left"
    )
    assert len(told(enrolled)) == 2


def test_who_came_back_signs_in_again(session: Session, enrolled: Desk, station: Station) -> None:
    session.run()
    for has_left in (True, False):
        done(station, leave, has_left=has_left, why="a mistake")
    session.run()
    assert sign_in(enrolled, staff_id="s001-a", means="password", secret=PASSWORD).name == "王芳"


def test_a_laptop_without_a_line_goes_on_with_its_last_list(
    session: Session, enrolled: Desk, station: Station
) -> None:
    session.run()
    done(station, leave, has_left=True, why="left the station")
    station.stop()
    session.run()
    assert sign_in(enrolled, staff_id="s001-a", means="password", secret=PASSWORD).name == "王芳"


def row(revision: int, **changes: Any) -> StaffRow:
    fields: dict[str, Any] = {
        "station_code": PRACTICE,
        "staff": "s001-a",
        "name": "王芳",
        "roles": ("nurse",),
        "password": VERIFIER,
        "trained_on": None,
        "trained_until": None,
        "has_left": False,
        "revision": revision,
    }
    return StaffRow(**(fields | changes))


def test_half_a_list_locks_nobody_and_moves_no_cursor(
    session: Session, enrolled: Desk, station: Station
) -> None:
    session.run()
    cursor = Staffed(enrolled).cursor()
    good = sign_staff(row(90, has_left=True), station.houses[PRACTICE].key)
    bad = SignedStaff(said=good.said, signature="AAAA")
    with pytest.raises(Trouble, match="staff_unproven"):
        Staffed(enrolled).take(StaffPage(rows=(good, bad), cursor="further", more=False))
    assert (Staffed(enrolled).cursor(), len(at_work(enrolled))) == (cursor, 1)


def test_a_row_without_a_verifier_takes_no_sign_in_away(
    session: Session, enrolled: Desk, station: Station
) -> None:
    session.run()
    signed = sign_staff(row(90, password=""), station.houses[PRACTICE].key)
    Staffed(enrolled).take(StaffPage(rows=(signed,), cursor="further", more=False))
    assert sign_in(enrolled, staff_id="s001-a", means="password", secret=PASSWORD).name == "王芳"


def test_a_notice_that_the_station_did_not_sign_locks_nobody(
    session: Session, enrolled: Desk, station: Station
) -> None:
    session.run()
    forged = sign_staff(row(99, has_left=True), new_key())
    for body in (msgspec.json.encode(forged).decode(), "{}", "nonsense"):
        heard = e.NoticeHeard(revision=1, notice="staff.left", urgent=True, at=MORNING, body=body)
        hear_who_left(enrolled, heard)
    assert len(at_work(enrolled)) == 1


def test_nobody_at_the_desk_is_locked_by_nothing(enrolled: Desk) -> None:
    lock_who_left(enrolled)
    assert enrolled.person is None
