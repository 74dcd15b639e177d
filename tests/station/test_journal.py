"""What people of the station did is only ever added to."""

from __future__ import annotations

import psycopg
import pytest

from donor_room.station.journal import kinds, newest, note
from donor_room.station.server import Station
from donor_room.station.store import Connection
from tests.support.van import MORNING


@pytest.fixture
def conn(station: Station) -> Connection:
    with station.connections.lend() as lent:
        for n in range(5):
            note(lent, "66001", "wang", "even" if n % 2 == 0 else "odd", {"n": n, "name": "𠮷"}, MORNING)
        yield lent


def test_the_newest_acts_come_first_page_by_page(conn: Connection) -> None:
    first = newest(conn, "66001", limit=2)
    assert [line.body["n"] for line in first] == [4, 3]
    assert [line.body["n"] for line in newest(conn, "66001", limit=9, before=first[-1].act)] == [2, 1, 0]


def test_acts_of_one_kind_can_be_asked_for(conn: Connection) -> None:
    assert kinds(conn, "66001") == ["even", "odd"]
    assert [line.body["n"] for line in newest(conn, "66001", limit=9, kind="odd")] == [3, 1]


def test_an_act_says_who_when_and_what_about(conn: Connection) -> None:
    last = newest(conn, "66001", limit=1)[0]
    assert (last.done_by, last.done_at, last.kind, last.body) == (
        "wang",
        MORNING,
        "even",
        {"n": 4, "name": "𠮷"},
    )


def test_another_station_has_acts_of_its_own(conn: Connection) -> None:
    assert newest(conn, "66001-practice", limit=9) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE station_act SET done_by = 'li'",
        "DELETE FROM station_act",
        "TRUNCATE station_act",
        "INSERT INTO station_act (station_code, act, done_at, done_by, kind, body) SELECT * FROM station_act",
    ],
)
def test_the_database_refuses_to_change_what_stands_there(conn: Connection, change: str) -> None:
    with pytest.raises(psycopg.Error):
        conn.execute(change)
    assert len(newest(conn, "66001", limit=99)) == 5
