"""Visits that cannot all be true are held, each of them, and set free when they agree again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from donor_room.domain import entries as e
from donor_room.station.holds import open_holds
from donor_room.station.server import Station
from tests.support.stations import Caller
from tests.support.van import MORNING, Book, donor

CLOSED = e.VisitClosed(how="left", remark="有事")


def held(station: Station) -> set[tuple[str, str]]:
    station.settle()
    with station.connections.lend() as conn:
        return {(one.reason, one.visit) for one in open_holds(conn, station.house.code)}


def came(van: str, visit: str, *, minutes: int = 0, close: bool = False, abo: str = "", **who: Any) -> Book:
    """Return the book of another van in which somebody came in."""
    book = Book(van, at=MORNING + timedelta(minutes=minutes))
    book.open_visit(visit, donor(**who))
    if abo:
        book.group(visit, abo)
    if close:
        book.add(CLOSED, visit=visit)
    return book


def pushed(station: Station, *books: Book) -> None:
    for book in books:
        Caller(station).push(book.name, book.lines)


def test_one_person_at_two_laptops_at_one_time_is_held_on_both(station: Station) -> None:
    pushed(station, came("van1", "v1"), came("van2", "v2", minutes=20))
    assert held(station) == {("open_twice", "v1"), ("open_twice", "v2")}


def test_who_left_the_one_before_the_other_began_is_not_held(station: Station) -> None:
    pushed(station, came("van1", "v1", close=True), came("van2", "v2", minutes=20))
    assert held(station) == set()


@pytest.mark.parametrize("other", [{"name": "样例乙"}, {"sex": "female"}])
def test_one_number_and_two_persons_are_held_and_never_merged(
    station: Station, other: dict[str, str]
) -> None:
    pushed(station, came("van1", "v1", close=True), came("van2", "v2", minutes=20, close=True, **other))
    assert held(station) == {("other_person", "v1"), ("other_person", "v2")}


def test_two_groups_of_one_person_are_held(station: Station) -> None:
    pushed(
        station,
        came("van1", "v1", close=True, abo="A"),
        came("van2", "v2", minutes=20, close=True, abo="B"),
        came("van3", "v3", minutes=40, close=True),
    )
    assert held(station) == {("group_differs", "v1"), ("group_differs", "v2")}


def test_a_visit_that_ends_sets_both_free(station: Station) -> None:
    caller, first = Caller(station), came("van1", "v1", minutes=-60)
    caller.push(first.name, first.lines)
    pushed(station, came("van2", "v2", close=True))
    assert len(held(station)) == 2
    caller.push(first.name, first.add(CLOSED, visit="v1"))
    assert held(station) == set()


def test_strangers_hold_nobody(station: Station) -> None:
    pushed(
        station, came("van1", "v1"), came("van2", "v2", document_number="660001199003070021", name="样例乙")
    )
    assert held(station) == set()
