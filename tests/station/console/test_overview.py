"""The first page: what is going on today, by site, and what waits for somebody."""

from __future__ import annotations

from datetime import timedelta

from donor_room.domain.clock import FixedClock
from donor_room.station.server import Station
from tests.station.console.conftest import SignedIn
from tests.support.busy_day import fill
from tests.support.pages import Visitor
from tests.support.stations import Caller
from tests.support.van import Book


def row_of(someone: Visitor, name: str) -> list[str]:
    return next(cells for cells in someone.page.rows() if cells and cells[0] == name)


def test_each_site_has_its_visits_outcomes_units_and_litres(station: Station, signed_in: SignedIn) -> None:
    fill(station)
    someone = signed_in("clerk")
    someone.get("/console")
    assert row_of(someone, "样例广场") == ["样例广场", "12", "12", "10", "0", "2", "0", "0", "10", "3.4"]
    assert row_of(someone, "All sites")[1:] == ["16", "16", "12", "0", "3", "1", "0", "11", "3.8"]


def test_a_site_where_nobody_has_come_yet_is_there_with_noughts(
    station: Station, signed_in: SignedIn
) -> None:
    caller, book = Caller(station), Book()
    book.open_shift(site="样例广场")
    caller.push("van1", book.lines)
    station.settle()
    someone = signed_in("clerk")
    someone.get("/console")
    assert row_of(someone, "样例广场") == ["样例广场", *["0"] * 8, "0.0"]


def test_a_visit_whose_shift_has_not_come_is_counted(station: Station, signed_in: SignedIn) -> None:
    caller, book = Caller(station), Book()
    book.open_visit("v1")
    caller.push("van1", book.lines)
    station.settle()
    someone = signed_in("clerk")
    someone.get("/console")
    assert row_of(someone, "Site not told yet")[1] == "1"


def test_yesterday_is_not_today(station: Station, signed_in: SignedIn) -> None:
    fill(station)
    assert isinstance(station.clock, FixedClock)
    station.clock.instant += timedelta(hours=15)  # 00:00 at the site
    page = signed_in("clerk").get("/console")
    assert "No team has opened a shift today" in page.words


def test_what_came_in_just_now_is_there_at_the_next_look(station: Station, signed_in: SignedIn) -> None:
    caller, book = Caller(station), Book()
    book.open_shift()
    caller.push("van1", book.lines)
    station.settle()
    someone = signed_in("clerk")
    caller.push("van1", _one_more(book))
    station.settle()
    someone.get("/console", **{"x-refresh": "1"})
    assert row_of(someone, "样例广场")[1] == "1"


def _one_more(book: Book) -> list[bytes]:
    before = len(book.lines)
    book.open_visit("v1")
    return book.lines[before:]


def test_what_waits_for_somebody_is_counted(station: Station, signed_in: SignedIn) -> None:
    fill(station)
    someone = signed_in("clerk")
    held = someone.get("/console/holds").words.partition("To decide: ")[2].split()[0]
    page = someone.get("/console")
    assert f"{held} held units to decide" in page.words
    assert "1 entries set aside" in page.words


def test_the_practice_twin_is_looked_at_apart(station: Station, signed_in: SignedIn) -> None:
    caller, book = Caller(station, practice=True), Book(practice=True)
    book.open_shift(site="练习场")
    caller.push("van1", book.lines)
    station.settle()
    someone = signed_in("clerk")
    assert "练习场" not in someone.get("/console").words
    page = someone.send("/console/face", ("face", "practice"))
    assert "练习场" in page.words
    assert ("body", {"class": "practice"}) in page.tags
    assert "练习场" not in someone.send("/console/face", ("face", "real")).words
