"""Visits are folded from the ledger, kept warm, and shown in one line each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import fold_visit
from donor_room.store.database import Database
from donor_room.store.ledger import Ledger
from donor_room.store.visits import Visits
from tests.support import acts as a
from tests.support.acts import WALK, upto
from tests.support.van import MORNING, SHIFT, Book, donor


class Room:
    def __init__(self, database: Database) -> None:
        self.clock = FixedClock(MORNING)
        self.database = database
        self.ledger = Ledger(database, self.clock)
        self.ledger.open_book(terminal="practice", program="test", practice=True)
        self.visits = Visits(database, self.ledger)
        self.ledger.add_projection(self.visits)

    def write(self, *acts: e.Act, visit: str = "v1") -> list[e.Entry]:
        self.clock.instant += timedelta(minutes=1)
        return self.ledger.append([(visit, act) for act in acts], by="s1")

    def lines(self) -> list[tuple[object, ...]]:
        return self.database.rows("SELECT * FROM visit_line ORDER BY visit")

    def flags(self, visit: str = "v1") -> str:
        line = self.visits.line(visit)
        return line.flags if line else "no line"


@pytest.fixture
def room(database: Database) -> Room:
    return Room(database)


def test_a_visit_is_what_its_entries_fold_to(room: Room) -> None:
    room.write(*upto("exam"))
    assert room.visits.get("v1") == fold_visit(room.ledger.of_visit("v1"))


def test_a_cold_visit_is_the_same_as_a_warm_one(room: Room) -> None:
    room.write(*upto("exam"))
    warm = room.visits.get("v1")
    room.visits.forget()
    assert room.visits.get("v1") == warm


def test_an_unknown_visit_is_refused(room: Room) -> None:
    with pytest.raises(Refusal) as refused:
        room.visits.get("nobody")
    assert refused.value.code == "visit.unknown"
    assert room.visits.line("nobody") is None


def test_entries_without_an_opening_are_no_visit_yet(room: Room) -> None:
    room.write(WALK["heard"])
    assert room.lines() == []


def test_acts_of_the_house_leave_no_line(room: Room) -> None:
    room.ledger.append([(None, e.Locked(staff="s1", idle=False))], by="s1")
    assert room.lines() == []


def test_the_line_says_step_name_outcome_and_number(room: Room) -> None:
    room.write(*upto("planned"))
    line = room.visits.line("v1")
    assert line is not None
    assert (line.step, line.name, line.outcome, line.number) == ("labels", "样例甲", "eligible", a.NUMBER)


def test_waiting_counts_from_the_last_change_of_step(room: Room) -> None:
    room.write(*upto("heard"))
    before = room.visits.line("v1")
    room.write(WALK["consent"])
    after = room.visits.line("v1")
    room.write(*upto("interview")[-2:])
    later = room.visits.line("v1")
    assert before is not None
    assert after is not None
    assert later is not None
    assert before.waiting_since == after.waiting_since < later.waiting_since


@pytest.mark.parametrize(
    ("acts", "flags"),
    [
        (upto("opened"), ""),
        ((*upto("planned"), a.FOREIGN), "foreign"),
        (upto("needle"), "needle_in"),
        ((*upto("needle"), a.BEGAN), "reaction had_reaction needle_in"),
        ((*upto("planned"), a.VOIDED), "voided"),
        (upto("rest"), "resting"),
        ((*upto("opened"), a.corrected("nowhere", a.OPENED)), "unread"),
    ],
)
def test_the_line_flags_what_must_be_seen(room: Room, acts: tuple[e.Act, ...], flags: str) -> None:
    room.write(*acts)
    assert room.flags() == flags


def test_the_queue_shows_who_came_first_first(room: Room) -> None:
    room.write(a.OPENED, visit="b")
    room.write(a.OPENED, visit="a")
    room.write(a.changed(a.OPENED, shift="other"), visit="c")
    room.write(*upto("closed"), visit="d")
    assert [line.visit for line in room.visits.of_shift(SHIFT, open_only=True)] == ["b", "a"]
    assert [line.visit for line in room.visits.of_shift(SHIFT, open_only=False)] == ["b", "a", "d"]


def test_a_person_is_found_by_document_newest_visit_first(room: Room) -> None:
    for visit in ("old", "new"):
        room.write(a.OPENED, visit=visit)
    room.write(a.changed(a.OPENED, donor=donor("660001199003070021")), visit="another")
    found = room.visits.of_person("resident", a.OPENED.donor.document_number)
    assert [line.visit for line in found] == ["new", "old"]


def test_a_corrected_name_is_in_the_line_and_survives_the_next_act(room: Room) -> None:
    opened = room.write(*upto("heard"))[0]
    right = a.changed(a.OPENED, donor=replace(a.OPENED.donor, name="样例乙"))
    room.write(a.corrected(opened, right))
    room.write(WALK["consent"])
    line = room.visits.line("v1")
    assert line is not None
    assert (line.name, room.visits.get("v1").donor.name) == ("样例乙", "样例乙")


def test_entries_of_another_laptop_that_come_late_are_folded_in_their_place(room: Room) -> None:
    other = Book("van2", at=MORNING - timedelta(hours=1))
    other.add(*upto("interview"), visit="v1")
    room.write(a.changed(a.OPENED, plan="WB200"), WALK["heard"], WALK["sbp"])
    room.ledger.take_in(other.entries)
    visit = room.visits.get("v1")
    assert (visit.plan, visit.interview_signed_by, len(visit.readings)) == ("WB400", "nurse", 1)
    assert visit == fold_visit(room.ledger.of_visit("v1"))


def test_lines_made_again_are_the_same_after_late_entries_and_corrections(room: Room) -> None:
    other = Book("van2", at=MORNING + timedelta(seconds=30))
    other.add(*upto("exam"), visit="v1")
    opened = room.write(a.OPENED, WALK["heard"])[0]
    room.ledger.take_in(other.entries)
    room.write(a.corrected(opened, a.changed(a.OPENED, plan="WB200")))
    room.write(WALK["sbp"], visit="v1")
    before = room.lines()
    room.ledger.rebuild()
    assert room.lines() == before


def test_more_visits_than_are_kept_warm_are_all_right(room: Room) -> None:
    names = [f"v{count:03d}" for count in range(70)]
    for name in names:
        room.write(*upto("heard"), visit=name)
    for name in names:
        room.write(WALK["consent"], visit=name)
    before = room.lines()
    room.ledger.rebuild()
    assert room.lines() == before
    assert all(room.visits.get(name).consent for name in names)
