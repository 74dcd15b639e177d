"""Persons and donations are two counts: they reconcile, and one donor with two documents is one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from donor_room.domain import entries as e
from donor_room.domain.persons import Persons
from donor_room.station import joins
from donor_room.station.persons import count_persons
from donor_room.station.server import Station
from tests.support import acts as a
from tests.support.stations import Caller
from tests.support.van import MORNING, Book, donor

KNOWN = a.changed(a.TOLD, count=3)
VISITS = (
    ("v1", "660001199003070013", "first"),
    ("v2", "660001199003070013", "repeat"),
    ("v3", "660001199003070021", "repeat"),
    ("v4", "660001199003070048", "unknown"),
    ("v5", "E00000001", "first"),
    ("v6", "660001199003070056", "deferred"),
)


def opened(number: str, times: str) -> e.VisitOpened:
    return e.VisitOpened(
        shift="shift",
        donor=donor(number),
        source="typed",
        plan="WB400",
        known=KNOWN if times == "repeat" else None,
        directory_as_of=None if times == "unknown" else MORNING - timedelta(hours=1),
    )


@pytest.fixture
def gave(station: Station) -> Station:
    book = Book()
    book.open_shift()
    for serial, (visit, number, times) in enumerate(VISITS, start=1):
        book.add(opened(number, times), visit=visit)
        if times == "deferred":
            book.decide(visit, "deferred_for_good")
        else:
            book.donate(visit, f"A999926{serial:06d}")
    Caller(station).push(book.name, book.lines)
    station.settle()
    return station


def counted(station: Station, days: int = 0) -> Persons:
    day = station.clock.today() + timedelta(days=days)
    with station.connections.lend() as conn:
        return count_persons(conn, station.house.code, day, day)


def person_of(station: Station, visit: str) -> str:
    with station.connections.lend() as conn:
        row = conn.execute("SELECT person FROM visit WHERE visit = %s", [visit]).fetchone()
    assert row is not None
    return str(row[0])


def test_who_gave_twice_is_one_person_with_two_donations(gave: Station) -> None:
    told = counted(gave)
    assert told == Persons(persons=4, first=2, repeat=1, donations=5)
    assert (told.unknown, told.further) == (1, 1)


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("v4", "v5", Persons(persons=3, first=2, repeat=1, donations=5)),
        ("v3", "v4", Persons(persons=3, first=2, repeat=1, donations=5)),
        ("v1", "v5", Persons(persons=3, first=1, repeat=1, donations=5)),
        ("v5", "v6", Persons(persons=4, first=2, repeat=1, donations=5)),
    ],
)
def test_two_documents_of_one_donor_are_one_person(gave: Station, one, other, told) -> None:
    with gave.connections.lend() as conn:
        joins.add_join(
            conn, gave.house.code, person_of(gave, one), person_of(gave, other), by="c", why="w", now=MORNING
        )
    assert counted(gave) == told


def test_another_day_has_nobody(gave: Station) -> None:
    assert counted(gave, days=1) == Persons(0, 0, 0, 0)
