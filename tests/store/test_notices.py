"""Notices are drawn from the ledger: each once, with whoever took note of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.store.database import Database
from donor_room.store.ledger import Ledger
from donor_room.store.notices import Notices
from tests.support.van import MORNING, Book

HEARD = e.NoticeHeard(revision=3, notice="hold.opened", urgent=True, at=MORNING, body='{"a":1}')
LATER = replace(HEARD, revision=4, at=MORNING + timedelta(hours=1), urgent=False)


class Room:
    """A ledger with the table of notices."""

    def __init__(self, database: Database) -> None:
        self.ledger = Ledger(database, FixedClock(MORNING))
        self.ledger.open_book(terminal="practice", program="test", practice=True)
        self.notices = Notices(database)
        self.ledger.add_projection(self.notices)

    def write(self, *acts: e.Act, by: str = "s1") -> None:
        self.ledger.append([(None, act) for act in acts], by=by)


@pytest.fixture
def room(database: Database) -> Room:
    return Room(database)


def test_the_newest_notice_stands_first_as_it_was_told(room: Room) -> None:
    room.write(HEARD, LATER)
    newest, older = room.notices.newest()
    assert (newest.said, newest.urgent, newest.told_at) == (LATER.said, False, LATER.at)
    assert (older.kind, older.body, older.urgent, older.noted_by) == ("hold.opened", '{"a":1}', True, "")
    assert room.notices.has(HEARD.said)
    assert not room.notices.has("other")


def test_what_is_told_twice_is_one_notice(room: Room) -> None:
    room.write(HEARD, replace(HEARD, revision=90))
    assert len(room.notices.newest()) == 1


def test_what_the_terminal_beside_this_one_heard_and_noted_is_known_here(room: Room) -> None:
    beside = Book("beside")
    beside.add(HEARD, e.NoticesNoted(notices=(HEARD.said,)))
    room.write(HEARD)
    room.ledger.take_in(beside.entries)
    (one,) = room.notices.newest()
    assert one.noted_by == "nurse"
    assert room.notices.not_noted() == []


def test_who_took_note_first_stays(room: Room) -> None:
    room.write(HEARD, LATER)
    room.write(e.NoticesNoted(notices=(HEARD.said,)), by="first")
    room.write(e.NoticesNoted(notices=(HEARD.said,)), by="second")
    assert [one.said for one in room.notices.not_noted()] == [LATER.said]
    assert [one.noted_by for one in room.notices.newest()] == ["", "first"]
    assert room.notices.newest()[1].noted_at is not None


def test_made_again_from_the_ledger_the_notices_are_the_same(room: Room) -> None:
    room.write(HEARD, LATER, e.NoticesNoted(notices=(LATER.said,)))
    before = room.notices.newest()
    room.ledger.rebuild()
    assert room.notices.newest() == before
