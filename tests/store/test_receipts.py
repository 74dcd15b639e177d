"""Receipts are kept for ever, follow one another, and only grow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from donor_room.settings import terminal_migrations
from donor_room.store.database import Database, open_database
from donor_room.store.receipts import Receipts
from donor_room.wire.receipt import Receipt
from tests.support.van import MORNING


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
