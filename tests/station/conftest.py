"""A running station and an enrolled terminal for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from donor_room.station.server import Station
from tests.support.stations import Caller, running_station
from tests.support.van import Book


@pytest.fixture
def station() -> Iterator[Station]:
    with running_station() as running:
        yield running


@pytest.fixture
def caller(station: Station) -> Caller:
    return Caller(station)


@pytest.fixture
def book() -> Book:
    """A book with its opening, a shift and one visit with a donation."""
    book = Book()
    book.open_shift()
    book.open_visit("v1")
    book.donate("v1", "A999926000001")
    return book
