"""Every donation number is spent once, in the hands of one shift, and finds its end."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.domain.donation_number import ISBT128, NumberProfile, number_with
from donor_room.domain.refusal import Refusal
from donor_room.settings import terminal_migrations
from donor_room.store import engine
from donor_room.store.database import Database, open_database
from donor_room.store.ledger import Ledger
from donor_room.store.numbers import Numbers
from donor_room.store.visits import Visits
from tests.support import acts as a
from tests.support.van import MORNING, SHIFT


def number(order: int) -> str:
    return f"A660126{order:06d}"


def run(first: int, last: int) -> dict[str, Any]:
    count = last - first + 1
    return {"profile": "isbt128", "first": number(first), "last": number(last), "count": count}


def leased(first: int = 1, last: int = 100, range_id: str = "r1") -> e.RangeLeased:
    return e.RangeLeased(range_id=range_id, **run(first, last))


def issued(first: int = 1, last: int = 10) -> e.NumbersIssued:
    return e.NumbersIssued(shift=SHIFT, range_id="r1", **run(first, last))


def returned(first: int, last: int) -> e.NumbersReturned:
    return e.NumbersReturned(shift=SHIFT, range_id="r1", **run(first, last))


class Room:
    """A ledger with the tables of visits and numbers."""

    def __init__(self, database: Database) -> None:
        self.ledger = Ledger(database, FixedClock(MORNING))
        self.ledger.open_book(terminal="practice", program="test", practice=True)
        self.numbers = Numbers(database)
        self.ledger.add_projection(Visits(database, self.ledger))
        self.ledger.add_projection(self.numbers)

    def write(self, *acts: e.Act, visit: str | None = None) -> None:
        self.ledger.append([(visit, act) for act in acts], by="s1")

    def spend(self, order: int, visit: str = "v1") -> None:
        self.write(a.OPENED, a.planned(number(order)), visit=visit)

    def state(self, order: int) -> str:
        found = self.numbers.find(number(order))
        return found.state if found else "never spent"


@pytest.fixture
def room(database: Database) -> Room:
    room = Room(database)
    room.write(leased(), issued())
    return room


def code_of(refused: pytest.ExceptionInfo[Refusal]) -> str:
    return refused.value.code


def test_a_lease_says_how_much_of_it_went_to_shifts(room: Room) -> None:
    assert [(one.size, one.issued) for one in room.numbers.leased()] == [(100, 10)]
    assert room.numbers.unissued() == 90


def test_the_next_number_is_the_first_that_is_not_spent(room: Room) -> None:
    assert room.numbers.next_number(SHIFT)[1] == number(1)
    room.spend(1)
    block, following = room.numbers.next_number(SHIFT)
    assert (following, block.taken) == (number(2), 1)


def test_a_shift_has_no_number_of_another_shift(room: Room) -> None:
    with pytest.raises(Refusal) as refused:
        room.numbers.next_number("another")
    assert code_of(refused) == "labels.no_number_left"


def test_the_second_block_follows_the_first(room: Room) -> None:
    room.write(issued(11, 12))
    for order in range(1, 11):
        room.spend(order, f"v{order}")
    assert room.numbers.next_number(SHIFT)[1] == number(11)


def test_a_spent_number_names_its_visit_and_shift(room: Room) -> None:
    room.spend(1)
    found = room.numbers.find(number(1))
    assert found is not None
    assert (found.state, found.visit, found.shift) == ("open", "v1", SHIFT)
    assert [one.number for one in room.numbers.spent_in(SHIFT)] == [number(1)]


@pytest.mark.parametrize("how", [(), (a.changed(a.VOIDED, number=number(1)),), (a.ended(),)])
def test_a_number_is_never_spent_twice(room: Room, how: tuple[e.Act, ...]) -> None:
    room.spend(1)
    room.write(*how, visit="v1")
    with pytest.raises(Refusal) as refused:
        room.spend(1, "v2")
    assert code_of(refused) == "labels.number_used"
    assert room.ledger.of_visit("v2") == []


OWN = NumberProfile(
    name="own",
    pattern="66[0-9]{5}[0-9X]",
    symbology="code128",
    is_isbt128=False,
    has_flags=False,
    check="mod11",
    weights=(8, 7, 6, 5, 4, 3, 2),
    serial_digits=3,
    groups=(4, 4),
    head="66{year}",
)


def own(serial: int) -> str:
    return number_with("6601", serial, OWN)


def lease_own(room: Room, first: int = 1, last: int = 20, range_id: str = "own") -> None:
    count = last - first + 1
    ends: dict[str, Any] = {"profile": "own", "first": own(first), "last": own(last), "count": count}
    room.write(e.RangeLeased(range_id=range_id, own_profile=OWN, signature="s", **ends))


def issue_own(room: Room, first: int = 1, last: int = 20) -> None:
    count = last - first + 1
    ends: dict[str, Any] = {"profile": "own", "first": own(first), "last": own(last), "count": count}
    room.write(e.NumbersIssued(shift=SHIFT, range_id="own", **ends))


def spend_own(room: Room, order: int) -> None:
    planned = a.changed(a.planned(own(order)), profile="own", own_profile=OWN, range_id="own")
    room.write(a.OPENED, planned, visit=f"own{order}")


def test_numbers_of_an_own_profile_are_spent_in_order_with_their_check_digits(room: Room) -> None:
    lease_own(room)
    issue_own(room)
    for order in range(1, 21):
        block = room.numbers.blocks(SHIFT)[1]
        assert (block.run.at(block.taken), block.written_in) == (own(order), OWN)
        spend_own(room, order)
        assert room.numbers.last_spent("own") == own(order)
    assert [one.written_in for one in room.numbers.spent_in(SHIFT)] == [OWN] * 20
    assert {one.number[-1] for one in room.numbers.spent_in(SHIFT)} > {"X"}


def test_a_terminal_knows_in_which_ways_its_numbers_are_written(room: Room) -> None:
    lease_own(room)
    lease_own(room, 21, 30, "own2")
    assert room.numbers.profiles() == (ISBT128, OWN)
    assert [one.run.count for one in room.numbers.leased()] == [100, 20, 10]


def test_ranges_and_blocks_stand_in_the_order_in_which_they_came(room: Room) -> None:
    lease_own(room)
    last_year = {"profile": "isbt128", "first": "A660125000001", "last": "A660125000009", "count": 9}
    room.write(e.RangeLeased(range_id="before", **last_year))
    issue_own(room)
    room.write(e.NumbersIssued(shift=SHIFT, range_id="before", **last_year))
    assert [one.range_id for one in room.numbers.leased()] == ["r1", "own", "before"]
    assert [one.range_id for one in room.numbers.blocks(SHIFT)] == ["r1", "own", "before"]


def test_a_range_that_is_left_out_gives_no_number(room: Room) -> None:
    lease_own(room)
    issue_own(room)
    assert room.numbers.next_number(SHIFT, {"r1"})[1] == own(1)
    with pytest.raises(Refusal):
        room.numbers.next_number(SHIFT, {"r1", "own"})


@pytest.mark.parametrize(("first", "last"), [(1, 1), (20, 21), (1, 30)])
def test_ranges_of_other_profiles_never_overlap_either(room: Room, first: int, last: int) -> None:
    lease_own(room)
    plain = msgspec.structs.replace(OWN, name="plain", check="none", weights=(), serial_digits=4)
    run: dict[str, Any] = {"first": own(first), "last": own(last), "count": 2, "profile": "plain"}
    with pytest.raises(Refusal) as refused:
        room.write(e.RangeLeased(range_id="r3", own_profile=plain, **run))
    assert code_of(refused) == "labels.range_shape"


def test_numbers_of_another_length_are_no_overlap(room: Room) -> None:
    longer: dict[str, Any] = {"profile": "own", "first": "A66012600000", "last": "A66012600009", "count": 10}
    room.write(e.RangeLeased(range_id="short", **longer))
    assert len(room.numbers.leased()) == 2


def test_numbers_without_an_end_are_found_by_their_range(room: Room) -> None:
    room.spend(1)
    room.spend(2, "v2")
    room.write(a.changed(a.VOIDED, number=number(1)), visit="v1")
    assert [one.number for one in room.numbers.open_of("r1")] == [number(2)]
    assert room.numbers.last_spent("r1") == number(2)
    assert room.numbers.last_spent("r9") is None


@pytest.mark.parametrize("order", [11, 101, 0])
def test_a_number_that_no_shift_holds_is_refused(room: Room, order: int) -> None:
    with pytest.raises(Refusal) as refused:
        room.spend(order)
    assert code_of(refused) == "labels.number_not_in_range"


def test_what_an_older_book_used_of_numbers_that_were_given_back_was_used(
    room: Room, database: Database, tmp_path: Path
) -> None:
    """An image is laid back and closes the shift in a new book; then its older book comes back whole."""
    room.spend(1)
    database.row("PRAGMA wal_checkpoint(TRUNCATE)")
    image = shutil.copy(database.path, tmp_path / "image.db")
    room.spend(2, "v2")
    room.write(returned(3, 10))
    missing = list(room.ledger.entries_after(room.ledger.book, 5, 100))
    laid_back = open_database(Path(image), database.key, terminal_migrations())
    copy = Room(laid_back)
    copy.write(returned(2, 10))
    copy.ledger.take_in(missing)
    assert (copy.numbers.tally(SHIFT).returned, copy.numbers.tally(SHIFT).taken) == (8, 2)
    copy.ledger.rebuild()
    assert (copy.numbers.tally(SHIFT).returned, copy.numbers.tally(SHIFT).taken) == (8, 2)
    laid_back.close()


def test_a_lease_that_an_older_book_tells_too_is_one(room: Room, database: Database, tmp_path: Path) -> None:
    """An image is laid back, and a stick brings the lease again that the older book has too."""
    database.row("PRAGMA wal_checkpoint(TRUNCATE)")
    image = shutil.copy(database.path, tmp_path / "image.db")
    room.write(leased(101, 200, "r2"))
    end = room.ledger.head(room.ledger.book)[0]
    missing = list(room.ledger.entries_after(room.ledger.book, end - 1, 1))
    laid_back = open_database(Path(image), database.key, terminal_migrations())
    copy = Room(laid_back)
    copy.write(leased(101, 200, "r2"))
    copy.ledger.take_in(missing)
    before = copy.numbers.leased()
    assert [one.range_id for one in before] == ["r1", "r2"]
    copy.ledger.rebuild()
    assert copy.numbers.leased() == before
    with pytest.raises(Refusal):
        copy.write(leased(101, 199, "r2"))
    laid_back.close()


def test_a_returned_number_is_dead_here(room: Room) -> None:
    room.spend(1)
    room.write(returned(2, 10))
    with pytest.raises(Refusal) as refused:
        room.spend(2, "v2")
    assert code_of(refused) == "labels.number_not_in_range"
    with pytest.raises(Refusal):
        room.numbers.next_number(SHIFT)


@pytest.mark.parametrize(("first", "last"), [(1, 100), (50, 60), (100, 200), (0, 1)])
def test_ranges_never_overlap(room: Room, first: int, last: int) -> None:
    with pytest.raises(Refusal) as refused:
        room.write(leased(first, last, "r2"))
    assert code_of(refused) == "labels.range_shape"


@pytest.mark.parametrize(("first", "last"), [(1, 10), (10, 12), (5, 6)])
def test_no_number_is_in_the_hands_of_two_shifts(room: Room, first: int, last: int) -> None:
    with pytest.raises(Refusal) as refused:
        room.write(issued(first, last))
    assert code_of(refused) == "labels.range_shape"


def test_a_range_beside_another_is_welcome(room: Room) -> None:
    room.write(leased(101, 200, "r2"))
    assert room.numbers.unissued() == 190


def test_a_collection_uses_the_number_that_is_open(room: Room) -> None:
    room.spend(1)
    room.write(a.changed(a.VOIDED, number=number(1)), a.planned(number(2)), a.ended(), visit="v1")
    assert (room.state(1), room.state(2), room.state(3)) == ("void", "used", "never spent")


def test_a_void_number_is_dead_for_ever(room: Room, database: Database) -> None:
    room.spend(1)
    room.write(a.changed(a.VOIDED, number=number(1)), a.ended(), visit="v1")
    assert room.state(1) == "void"
    with pytest.raises(engine.Error, match="dead for ever"):
        database.execute("UPDATE donation_number SET state = 'used'")


def test_an_explained_number_has_no_end_and_a_name(room: Room) -> None:
    gap = e.GapExplained(shift=SHIFT, number=number(1), reason="标签遗失", witness="s2")
    room.spend(1)
    room.write(gap)
    assert room.state(1) == "explained"


def test_the_tables_are_made_again_as_they_were(room: Room, database: Database) -> None:
    room.spend(1)
    room.write(a.ended(), visit="v1")
    room.write(returned(2, 10))
    before = database.rows("SELECT * FROM donation_number"), room.numbers.blocks(SHIFT), room.numbers.leased()
    room.ledger.rebuild()
    after = database.rows("SELECT * FROM donation_number"), room.numbers.blocks(SHIFT), room.numbers.leased()
    assert before == after
