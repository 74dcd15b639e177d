"""Wherever the index of the visits stands, a visit finds every entry of its own and no other."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from donor_room.domain.clock import FixedClock
from donor_room.store import places
from donor_room.store.database import Database
from donor_room.store.ledger import Ledger
from donor_room.wire.codec import Broken
from tests.support.acts import WALK
from tests.support.van import MORNING

VISITS = ("v1", "v2", "v3")


@pytest.fixture
def ledger(database: Database) -> Ledger:
    ledger = Ledger(database, FixedClock(MORNING))
    ledger.open_book(terminal="practice", program="test", practice=True)
    return ledger


def write(ledger: Ledger, visit: str, times: int = 1) -> None:
    ledger.append([(visit, WALK["heard"])] * times, by="s1")


def write_and_undo(ledger: Ledger, database: Database) -> None:
    with contextlib.suppress(ValueError), ledger.undone_together(), database.atomic():
        ledger.write("v1", WALK["heard"], by="s1")
        raise ValueError


def found(ledger: Ledger, visit: str) -> list[int]:
    return [line.entry.seq for line in ledger.of_visit(visit)]


def lying(database: Database, visit: str) -> list[int]:
    return [
        seq for (seq,) in database.rows("SELECT seq FROM ledger WHERE visit = ? ORDER BY place", (visit,))
    ]


def written_down(database: Database) -> int:
    return len(database.rows("SELECT place FROM place_of_visit"))


def test_an_act_writes_nothing_into_the_index(ledger: Ledger, database: Database) -> None:
    write(ledger, "v1", 3)
    assert written_down(database) == 0
    assert found(ledger, "v1") == lying(database, "v1") == [2, 3, 4]


def test_an_idle_moment_writes_down_what_waits(ledger: Ledger, database: Database) -> None:
    write(ledger, "v1", 3)
    ledger.settle(is_idle=True)
    assert written_down(database) == 3
    assert found(ledger, "v1") == [2, 3, 4]


def test_a_visit_is_found_partly_in_the_index_and_partly_beside_it(
    ledger: Ledger, database: Database
) -> None:
    write(ledger, "v1")
    ledger.settle(is_idle=True)
    write(ledger, "v2")
    write(ledger, "v1")
    assert found(ledger, "v1") == [2, 4]


def test_what_a_killed_program_did_not_write_down_is_found_by_the_next(
    ledger: Ledger, database: Database
) -> None:
    write(ledger, "v1", 2)
    ledger.settle(is_idle=True)
    write(ledger, "v1", 2)
    assert found(Ledger(database, FixedClock(MORNING)), "v1") == [2, 3, 4, 5]


def test_what_was_undone_is_not_found(ledger: Ledger, database: Database) -> None:
    write(ledger, "v1")
    assert found(ledger, "v1") == [2]
    write_and_undo(ledger, database)
    assert found(ledger, "v1") == [2]


def test_in_the_middle_of_a_day_only_many_are_written_down(
    ledger: Ledger, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("donor_room.store.ledger.MOST_WAITING", 5)
    write(ledger, "v1", 5)
    ledger.settle(is_idle=False)
    assert written_down(database) == 0
    write(ledger, "v1")
    ledger.settle(is_idle=False)
    assert written_down(database) == 6
    assert places.MOST_WAITING < 1_000, "a start after a kill reads no more than these"


def test_an_entry_that_the_index_has_lost_is_named(ledger: Ledger, database: Database) -> None:
    write(ledger, "v1", 3)
    ledger.settle(is_idle=True)
    assert ledger.verify()
    database.execute("DELETE FROM place_of_visit WHERE place & 4294967295 = 3")
    with pytest.raises(Broken) as broken:
        ledger.verify()
    assert (broken.value.reason, broken.value.seq) == ("not in its visit", 3)


def test_a_rebuilt_index_finds_the_lost_entry_again(ledger: Ledger, database: Database) -> None:
    write(ledger, "v1", 3)
    ledger.settle(is_idle=True)
    database.execute("DELETE FROM place_of_visit")
    ledger.rebuild()
    assert found(ledger, "v1") == [2, 3, 4]
    ledger.settle(is_idle=True)
    assert ledger.verify()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.lists(some.sampled_from([*VISITS, *VISITS, "settle", "undo", "start again"]), max_size=25))
def test_whatever_happens_a_visit_finds_what_is_its_own(
    ledger: Ledger, database: Database, happens: list[str]
) -> None:
    ledger = Ledger(database, FixedClock(MORNING))
    for what in happens:
        if what in VISITS:
            write(ledger, what)
        elif what == "settle":
            ledger.settle(is_idle=True)
        elif what == "undo":
            write_and_undo(ledger, database)
        else:
            ledger = Ledger(database, FixedClock(MORNING))
    for visit in VISITS:
        assert found(ledger, visit) == lying(database, visit)
    assert ledger.verify()
