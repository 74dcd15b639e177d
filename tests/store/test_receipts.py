"""Receipts are kept for ever, follow one another, and only grow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from donor_room.domain.clock import FixedClock
from donor_room.settings import terminal_migrations
from donor_room.store.database import Database, open_database
from donor_room.store.ledger import Ledger
from donor_room.store.receipts import Receipts
from donor_room.wire.receipt import Receipt
from tests.support.acts import OPENED, WALK
from tests.support.van import MORNING

HEARD = WALK["heard"]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "t.db", bytes(32), terminal_migrations())
    yield database
    database.close()


def receipt(first: int, last: int, before: str = "", hash_: str = "", generation: str = "g") -> Receipt:
    return Receipt(
        station_code="66001", terminal="t", generation=generation, book="b", first=first,
        before=before or f"h{first - 1}", last=last, hash=hash_ or f"h{last}", copies=1, issued_at=MORNING,
        signature="s",
    )  # fmt: skip


def reach(database: Database, *kept: Receipt, generation: str = "g") -> int:
    receipts = Receipts(database)
    with database.atomic():
        for one in kept:
            receipts.keep(one)
    return receipts.covered(generation, "b", "h0").last


def test_receipts_reach_as_far_as_they_follow_one_another(database: Database) -> None:
    assert reach(database) == 0
    assert reach(database, receipt(1, 5), receipt(6, 9)) == 9
    assert reach(database, receipt(11, 20)) == 9
    assert reach(database, receipt(10, 12, before="another")) == 9


def test_the_first_one_begins_at_the_beginning(database: Database) -> None:
    assert reach(database, receipt(2, 5)) == 0
    assert reach(database, receipt(1, 1, before="another")) == 0


def test_one_over_more_takes_the_place_and_one_over_less_does_not(database: Database) -> None:
    assert reach(database, receipt(1, 5)) == 5
    assert reach(database, receipt(1, 8)) == 8
    assert reach(database, receipt(1, 7)) == 8


def test_those_of_another_life_of_the_station_do_not_count(database: Database) -> None:
    assert reach(database, receipt(1, 5)) == 5
    assert reach(database, generation="later") == 0


@pytest.mark.parametrize("statement", ["DELETE FROM receipt", "UPDATE receipt SET last = 3",
                                       "UPDATE receipt SET first = 2, last = 9"])  # fmt: skip
def test_no_receipt_is_taken_away_or_made_smaller(database: Database, statement: str) -> None:
    from donor_room.domain.refusal import Trouble

    reach(database, receipt(1, 5))
    with pytest.raises((Trouble, Exception), match="receipt"), database.atomic():
        database.execute(statement)
    assert reach(database) == 5


@pytest.fixture
def ledger(database: Database) -> Ledger:
    """A book of some entries."""
    ledger = Ledger(database, FixedClock(MORNING))
    ledger.open_book(terminal="t", program="p", practice=True)
    ledger.append([("v", OPENED), ("v", HEARD), ("v", HEARD), ("v", HEARD)], by="s1")
    return ledger


def test_one_of_another_branch_than_what_is_here_is_not_kept(ledger: Ledger, database: Database) -> None:
    """Two copies of a laptop wrote on apart, and the station signed for both."""
    assert kept(ledger, database, of_book(ledger, 2)) == (2, ledger.hash_at(ledger.book, 2))
    other = of_book(ledger, 3, "sha256:of another branch")
    assert kept(ledger, database, other) == (2, ledger.hash_at(ledger.book, 2))
    assert kept(ledger, database, of_book(ledger, 4)) == (4, ledger.hash_at(ledger.book, 4))


def test_one_that_proves_what_is_here_makes_no_room_for_one_that_cannot_be_proved_yet(
    ledger: Ledger, database: Database
) -> None:
    later = of_book(ledger, 99, "sha256:not here yet")
    assert kept(ledger, database, of_book(ledger, 1), later) == (1, ledger.hash_at(ledger.book, 1))


def of_book(ledger: Ledger, last: int, hash_: str | None = None) -> Receipt:
    return replace(receipt(1, last, hash_=hash_ or ledger.hash_at(ledger.book, last) or ""), book=ledger.book)


def kept(ledger: Ledger, database: Database, *told: Receipt) -> tuple[int, str] | None:
    with database.atomic():
        for one in told:
            Receipts(database).keep(one)
    return database.row("SELECT last, hash FROM receipt WHERE book = ?", (ledger.book,))
