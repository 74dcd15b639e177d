"""Numbers of another terminal: known, never spent here, told the same in whatever order the books come."""

from __future__ import annotations

from typing import Any

import pytest

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.domain.refusal import Refusal
from donor_room.store.database import Database
from donor_room.store.ledger import Ledger
from donor_room.store.numbers import Numbers
from donor_room.store.visits import Visits
from tests.store.test_numbers import issued, leased, number, run
from tests.support import acts as a
from tests.support.van import MORNING, SHIFT, Book

THEIRS, VISIT = "shift-2", "v9"


class Room:
    """The tables of a terminal that also reads the books of others."""

    def __init__(self, database: Database) -> None:
        self.ledger = Ledger(database, FixedClock(MORNING))
        self.ledger.open_book(terminal="practice", program="test", practice=True)
        self.numbers = Numbers(database, self.ledger)
        self.ledger.add_projection(Visits(database, self.ledger))
        self.ledger.add_projection(self.numbers)
        self.database = database
        self.ledger.append([(None, leased(1, 100)), (None, issued(1, 10))], by="s1")

    def own(self, *acts: e.Act, visit: str) -> None:
        self.ledger.append([(visit, act) for act in acts], by="s1")

    def drawn(self) -> list[Any]:
        tables = ("number_range", "number_block", "donation_number")
        return [self.database.rows(f"SELECT * FROM {one} ORDER BY 1, 2, 3, 4") for one in tables]

    def state(self, order: int) -> str:
        found = self.numbers.find(number(order))
        return f"{found.state} {found.shift}" if found else "never spent"


@pytest.fixture
def room(database: Database) -> Room:
    return Room(database)


@pytest.fixture
def other() -> Book:
    """A book of a terminal that was lent 201 to 300, and issued 201 to 210 to its shift."""
    book = Book("van2", practice=True)
    book.open_shift(THEIRS)
    book.add(
        e.RangeLeased(range_id="r2", **run(201, 300)),
        e.NumbersIssued(shift=THEIRS, range_id="r2", **run(201, 210)),
    )
    book.open_visit(VISIT, shift=THEIRS)
    book.add(planned(201), visit=VISIT)
    return book


def planned(order: int) -> e.LabelSetPlanned:
    return e.LabelSetPlanned(
        number=number(order), profile="isbt128", range_id="r2", bag_kind="WB400", labels=()
    )


def voided(order: int) -> e.LabelSetVoided:
    return e.LabelSetVoided(number=number(order), reason="x", witness="s2")


ENDED = e.CollectionEnded(volume_ml=400, outcome="full", seconds=400, flags=(), reason=None)


def same_after_rebuild(room: Room) -> bool:
    before = room.drawn()
    room.ledger.rebuild()
    return room.drawn() == before


def test_their_number_is_known_with_their_shift(room: Room, other: Book) -> None:
    room.ledger.take_in(other.entries)
    assert room.state(201) == f"open {THEIRS}"
    assert same_after_rebuild(room)


def test_their_range_is_not_ours(room: Room, other: Book) -> None:
    room.ledger.take_in(other.entries)
    assert [one.range_id for one in room.numbers.leased()] == ["r1"]
    assert room.numbers.unissued() == 90
    assert not room.numbers.is_free(number(205), number(205))


def test_no_number_that_they_were_issued_goes_to_a_shift_here(room: Room, other: Book) -> None:
    room.ledger.take_in(other.entries)
    with pytest.raises(Refusal):
        room.ledger.append([(None, e.NumbersIssued(shift=SHIFT, range_id="r1", **run(210, 220)))], by="s1")


def test_a_number_that_they_spent_is_never_spent_here(room: Room, other: Book) -> None:
    other.add(a.planned(number(1)), visit=VISIT)
    room.ledger.take_in(other.entries)
    with pytest.raises(Refusal) as no:
        room.own(a.OPENED, a.planned(number(1)), visit="v1")
    assert no.value.code == "labels.number_used"
    assert same_after_rebuild(room)


def test_a_number_that_was_spent_here_stays_where_it_is(room: Room, other: Book) -> None:
    room.own(a.OPENED, a.planned(number(1)), visit="v1")
    other.add(a.planned(number(1)), visit=VISIT)
    room.ledger.take_in(other.entries)
    found = room.numbers.find(number(1))
    assert found is not None
    assert found.visit == "v1"
    assert same_after_rebuild(room)


def test_what_they_were_issued_and_gave_back_is_noted(room: Room, other: Book) -> None:
    other.add(e.NumbersReturned(shift=THEIRS, range_id="r2", **run(202, 210)))
    room.ledger.take_in(other.entries)
    assert [(block.size, block.returned) for block in room.numbers.blocks(THEIRS)] == [(10, 9)]
    assert same_after_rebuild(room)


@pytest.mark.parametrize(
    ("acts", "state"),
    [((voided(201),), "void"), ((ENDED,), "used"), ((voided(201), planned(202), ENDED), "void")],
)
def test_their_ends_are_the_ends_here(room: Room, other: Book, acts: tuple[e.Act, ...], state: str) -> None:
    other.add(*acts, visit=VISIT)
    room.ledger.take_in(other.entries)
    assert room.state(201) == f"{state} {THEIRS}"
    assert same_after_rebuild(room)


def test_an_end_that_comes_before_its_beginning_is_told_all_the_same(room: Room, other: Book) -> None:
    third = Book("van3", practice=True, at=MORNING.replace(hour=3))
    third.add(ENDED, visit=VISIT)
    room.ledger.take_in(third.entries)
    assert room.state(201) == "never spent"
    room.ledger.take_in(other.entries)
    assert room.state(201) == f"used {THEIRS}"
    assert same_after_rebuild(room)


def test_a_gap_that_they_explained_is_explained(room: Room, other: Book) -> None:
    other.add(e.GapExplained(shift=THEIRS, number=number(201), reason="x", witness="s2"))
    other.add(e.GapExplained(shift=THEIRS, number=number(299), reason="never spent", witness="s2"))
    room.ledger.take_in(other.entries)
    assert room.state(201) == f"explained {THEIRS}"
    assert room.state(299) == "never spent"
    assert same_after_rebuild(room)


def test_the_own_books_are_the_one_in_use_and_those_that_it_replaced(room: Room, other: Book) -> None:
    first = room.ledger.book
    room.ledger.open_book(terminal="practice", program="test", practice=True)
    room.ledger.take_in(other.entries)
    assert room.ledger.is_own(first)
    assert room.ledger.is_own(room.ledger.book)
    assert not room.ledger.is_own("van2")
    assert len(room.ledger.of_house(e.BookOpened.KIND)) == 2
    assert len(room.ledger.of_every_house(e.BookOpened.KIND)) == 3
