"""The books on the disk: appended whole or not at all, never changed, proved entry by entry."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from donor_room import settings
from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.domain.visit import Recorded
from donor_room.store import engine
from donor_room.store.database import Database, open_database, read_database
from donor_room.store.ledger import Ledger, _select_of
from donor_room.wire.codec import Broken, first_hash
from tests.store.conftest import KEY
from tests.support.acts import OPENED, WALK
from tests.support.van import MORNING, Book

HEARD = WALK["heard"]


class Refusing:
    """A table that will not take the entry of one kind."""

    def __init__(self, kind: str = "never") -> None:
        self.kind = kind
        self.seen: list[tuple[str, bool]] = []

    def apply(self, recorded: Recorded, *, replay: bool = False) -> None:
        self.seen.append((recorded.entry.kind, replay))
        if recorded.entry.kind == self.kind:
            raise ValueError(self.kind)

    def clear(self) -> None:
        self.seen.clear()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MORNING)


@pytest.fixture
def ledger(database: Database, clock: FixedClock) -> Ledger:
    ledger = Ledger(database, clock)
    ledger.open_book(terminal="practice", program="test", practice=True)
    return ledger


def again(ledger: Ledger, database: Database) -> Ledger:
    return Ledger(database, FixedClock(MORNING))


# ---- appending ---------------------------------------------------------------------------------------------


def test_a_book_begins_with_who_keeps_it(ledger: Ledger) -> None:
    (first,) = ledger.entries_after(ledger.book, 0, 10)
    assert (first.kind, first.seq, first.prev_hash) == ("book.opened", 1, first_hash(ledger.book))


def test_acts_are_appended_one_after_another(ledger: Ledger) -> None:
    one, two = ledger.append([("v", OPENED), ("v", HEARD)], by="s1")
    assert (one.seq, two.seq, two.prev_hash, two.by) == (2, 3, one.hash, "s1")
    assert ledger.head(ledger.book) == (3, two.hash)


def test_a_ledger_opened_again_goes_on_where_it_ended(ledger: Ledger, database: Database) -> None:
    before = ledger.append([("v", OPENED)], by="s1")[0]
    after = again(ledger, database).append([("v", HEARD)], by="s1")[0]
    assert (after.seq, after.prev_hash) == (3, before.hash)
    assert ledger.verify()[ledger.book] == (3, after.hash)


def test_time_goes_on_though_the_clock_was_put_back(ledger: Ledger, database: Database) -> None:
    before = ledger.append([("v", OPENED)], by="s1")[0]
    late = Ledger(database, FixedClock(MORNING - timedelta(days=400)))
    assert late.append([("v", HEARD)], by="s1")[0].hlc > before.hlc


def test_an_act_that_a_table_refuses_was_never_written(ledger: Ledger, database: Database) -> None:
    ledger.add_projection(Refusing("visit.identity_confirmed"))
    before = ledger.head(ledger.book)
    with pytest.raises(ValueError, match="identity"):
        ledger.append([("v", OPENED), ("v", HEARD)], by="s1")
    assert (ledger.head(ledger.book), ledger.of_visit("v")) == (before, [])
    ledger.append([("v", OPENED)], by="s1")
    assert again(ledger, database).verify() == ledger.verify()


def test_what_is_undone_around_an_append_takes_it_back(ledger: Ledger, database: Database) -> None:
    before = ledger.head(ledger.book)
    with contextlib.suppress(KeyError), ledger.undone_together(), database.atomic():
        ledger.append([("v", OPENED)], by="s1")
        raise KeyError
    ledger.append([("v", HEARD)], by="s1")
    assert ledger.verify()[ledger.book][0] == before[0] + 1


def test_a_new_book_names_the_one_it_replaces(ledger: Ledger) -> None:
    old = ledger.book
    opened = ledger.open_book(terminal="practice", program="test", practice=True)
    assert f'"replaces":"{old}"' in opened.body
    assert set(ledger.books()) == {old, ledger.book} == set(ledger.verify())


def test_a_book_that_could_not_be_opened_leaves_the_old_one_in_use(ledger: Ledger) -> None:
    old = ledger.book
    ledger.add_projection(Refusing("book.opened"))
    with pytest.raises(ValueError, match="opened"):
        ledger.open_book(terminal="practice", program="test", practice=True)
    assert (ledger.book, ledger.books(), ledger.append([("v", OPENED)], by="s")[0].book) == (old, [old], old)


# ---- reading -----------------------------------------------------------------------------------------------


def test_entries_are_read_in_order_and_not_more_than_asked(ledger: Ledger) -> None:
    ledger.append([("v", OPENED), ("v", HEARD), ("v", HEARD)], by="s1")
    assert [entry.seq for entry in ledger.entries_after(ledger.book, 1, 2)] == [2, 3]
    assert ledger.entries_after("unknown", 0, 10) == []


def test_a_visit_and_the_house_are_kept_apart(ledger: Ledger) -> None:
    locked = e.Locked(staff="s1", idle=True)
    ledger.append([("v", OPENED), (None, locked), ("w", OPENED)], by="s1")
    assert [line.entry.visit for line in ledger.of_visit("v")] == ["v"]
    assert [line.act for line in ledger.of_house("staff.locked", "staff.pin_set")] == [locked]
    assert (len(list(ledger.every_entry())), ledger.count()) == (4, 4)


def test_decisions_are_gone_through_in_order(ledger: Ledger) -> None:
    made = [act for act in WALK.values() if isinstance(act, e.DecisionMade)]
    ledger.append([(visit, act) for visit in ("v1", "v2") for act in WALK.values()], by="s1")
    assert [line.act for line in ledger.every_of(e.DecisionMade)] == [*made, *made]


@pytest.mark.parametrize(
    ("act", "index"), [(e.DecisionMade, "ledger_of_decisions"), (e.FindingReleased, "ledger_of_releases")]
)
def test_decisions_and_releases_are_found_without_the_other_entries(
    database: Database, act: type[e.DecisionMade | e.FindingReleased], index: str
) -> None:
    plan = database.rows(f"EXPLAIN QUERY PLAN {_select_of(act)}")
    assert [row[-1] for row in plan] == [f"SCAN ledger USING INDEX {index}"]


def test_a_cursor_is_what_was_set_last(ledger: Ledger) -> None:
    assert ledger.cursor("feed") is None
    ledger.set_cursor("feed", "1")
    ledger.set_cursor("feed", "2")
    assert ledger.cursor("feed") == "2"


def test_what_the_station_has_only_grows(ledger: Ledger) -> None:
    assert (ledger.acknowledged(ledger.book), ledger.waiting()) == (None, 1)
    ledger.append([("v", OPENED)], by="s1")
    for seq in (2, 1):
        ledger.acknowledge(ledger.book, seq, f"hash {seq}")
    assert (ledger.acknowledged(ledger.book), ledger.waiting()) == ((2, "hash 2"), 0)


# ---- books of others ---------------------------------------------------------------------------------------


@pytest.fixture
def van() -> Book:
    van = Book("van2", at=MORNING + timedelta(hours=2))
    van.open_shift()
    van.open_visit("v9")
    return van


def test_another_book_is_taken_in_once(ledger: Ledger, van: Book) -> None:
    assert ledger.take_in(van.entries) == van.entries
    assert ledger.take_in(van.entries) == []
    assert ledger.verify()["van2"] == (3, van.head)


def test_what_is_written_after_another_book_sorts_after_it(ledger: Ledger, van: Book) -> None:
    ledger.take_in(van.entries)
    assert ledger.append([("v9", HEARD)], by="s1")[0].hlc > van.entries[-1].hlc


def test_a_broken_run_is_not_taken_in_at_all(ledger: Ledger, van: Book) -> None:
    with pytest.raises(Broken):
        ledger.take_in([van.entries[0], van.entries[2]])
    assert ledger.books() == [ledger.book]
    assert len(ledger.take_in(van.entries)) == 3


def test_the_own_book_goes_on_after_what_comes_back_of_it(tmp_path: Path, ledger: Ledger) -> None:
    ledger.append([("v", OPENED), ("v", HEARD)], by="s1")
    lost = ledger.entries_after(ledger.book, 0, 10)
    other = open_database(tmp_path / "restored.db", KEY, settings.terminal_migrations())
    restored = Ledger(other, FixedClock(MORNING))
    restored.take_in(lost[:1])
    restored.set_cursor("own_book", ledger.book)
    restored = Ledger(other, FixedClock(MORNING))
    restored.take_in(lost)
    restored.append([("v", HEARD)], by="s1")
    assert restored.verify()[ledger.book][0] == 4
    other.close()


# ---- proof -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger SET body = '{}' WHERE seq = 1",
        "UPDATE ledger SET hash = hash",
        "DELETE FROM ledger",
        "INSERT OR REPLACE INTO ledger SELECT * FROM ledger WHERE seq = 1",
        "UPDATE book SET name = 'other'",
        "DELETE FROM book",
    ],
)
def test_the_file_itself_refuses_to_change_an_entry(ledger: Ledger, database: Database, sql: str) -> None:
    with pytest.raises(engine.Error, match=r"append-only|keeps its number"):
        database.execute(sql)
    assert ledger.verify()


@pytest.fixture
def opened_up(ledger: Ledger, database: Database) -> Iterator[Database]:
    """The file in the hands of somebody who knows its key and takes the triggers away."""
    ledger.append([("v", act) for act in WALK.values()], by="s1")
    for trigger in ("ledger_is_never_changed", "ledger_is_never_shortened"):
        database.execute(f"DROP TRIGGER {trigger}")
    return database


def first_bad(ledger: Ledger) -> tuple[str, int]:
    with pytest.raises(Broken) as caught:
        ledger.verify_book(ledger.book)
    return caught.value.reason, caught.value.seq


@pytest.mark.parametrize(
    ("sql", "reason", "seq"),
    [
        ("DELETE FROM ledger WHERE seq = 7", "gap", 7),
        ("UPDATE ledger SET by_staff = 's2' WHERE seq = 7", "hash", 7),
        ("UPDATE ledger SET book = 'other' WHERE seq = 7", "book", 7),
        ("UPDATE ledger SET prev_hash = 'other' WHERE seq = 7", "chain", 7),
        ("UPDATE ledger SET body = CAST(X'ff' AS TEXT) WHERE seq = 7", "unreadable", 7),
        ("UPDATE ledger SET visit = NULL WHERE seq = 7", "hash", 7),
        ("UPDATE ledger SET version = 2 WHERE seq = 7", "hash", 7),
    ],
)
def test_a_change_behind_the_triggers_is_named(
    ledger: Ledger, opened_up: Database, sql: str, reason: str, seq: int
) -> None:
    opened_up.execute(sql)
    assert first_bad(ledger) == (reason, seq)


def test_two_entries_that_changed_places_are_named(ledger: Ledger, opened_up: Database) -> None:
    columns = "body, kind, id, hlc, visit, by_staff, version"
    seventh = opened_up.row(f"SELECT {columns} FROM ledger WHERE seq = 7")
    opened_up.execute(
        f"UPDATE ledger SET ({columns}) = (SELECT {columns} FROM ledger WHERE seq = 8) WHERE seq = 7"
    )
    opened_up.execute(f"UPDATE ledger SET ({columns}) = (?,?,?,?,?,?,?) WHERE seq = 8", seventh or ())
    assert first_bad(ledger) == ("hash", 7)


def test_a_book_cut_short_behind_the_stations_word_is_named(ledger: Ledger, opened_up: Database) -> None:
    seq, last_hash = ledger.head(ledger.book)
    ledger.acknowledge(ledger.book, seq, last_hash)
    opened_up.execute("DELETE FROM ledger WHERE seq >= 20")
    assert first_bad(ledger) == ("shortened", 20)


TEXTS = ("id", "kind", "visit", "hlc", "by_staff", "body", "prev_hash", "hash")


def flip_one_bit(database: Database, chance: random.Random) -> int:
    """Turn one bit of one text of one entry over and return its seq."""
    seq = chance.randint(1, len(WALK) + 1)
    column = chance.choice([one for one in TEXTS if seq > 1 or one not in ("visit", "by_staff")])
    row = database.row(f"SELECT CAST({column} AS BLOB) FROM ledger WHERE seq = ?", (seq,))
    assert row is not None
    content = bytearray(row[0])
    place = chance.randrange(len(content) * 8)
    content[place // 8] ^= 1 << place % 8
    database.execute(f"UPDATE ledger SET {column} = CAST(? AS TEXT) WHERE seq = ?", (bytes(content), seq))
    return seq


def test_three_hundred_flipped_bits_are_each_named(ledger: Ledger, opened_up: Database) -> None:
    chance = random.Random(300)
    for _ in range(300):
        opened_up.begin()
        seq = flip_one_bit(opened_up, chance)
        assert first_bad(ledger)[1] == seq
        opened_up.undo()
    assert ledger.verify()


def test_an_entry_on_a_damaged_page_is_named(path: Path, database: Database, ledger: Ledger) -> None:
    ledger.append([("v", OPENED)] * 400, by="s1")
    database.close()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)
    opened = read_database(path, KEY)
    reason, seq = first_bad(Ledger(opened, FixedClock(MORNING)))
    opened.close()
    assert (reason, 2 <= seq <= 401) == ("unreadable", True)


# ---- tables beside the ledger ------------------------------------------------------------------------------


def test_a_table_is_made_again_from_every_entry(ledger: Ledger) -> None:
    table = Refusing()
    ledger.append([("v", OPENED)], by="s1")
    ledger.add_projection(table)
    ledger.rebuild()
    assert table.seen == [("book.opened", True), ("visit.opened", True)]


def test_a_table_sees_each_new_entry(ledger: Ledger, van: Book) -> None:
    table = Refusing()
    ledger.add_projection(table)
    ledger.append([("v", OPENED)], by="s1")
    ledger.take_in(van.entries[:1])
    assert table.seen == [("visit.opened", False), ("book.opened", False)]


def test_what_waits_is_known_since_its_first_entry(ledger: Ledger, clock: FixedClock) -> None:
    began = clock.instant
    clock.instant += timedelta(minutes=30)
    ledger.append([(None, e.Locked(staff="s1", idle=True))], by="nurse")
    assert ledger.waiting_since() == began
    ledger.acknowledge(ledger.book, 1, ledger.entries_after(ledger.book, 0, 1)[0].hash)
    assert ledger.waiting_since() == clock.instant
    ledger.acknowledge(ledger.book, *ledger.head(ledger.book))
    assert ledger.waiting_since() is None
