"""One donor at a station under two documents, as a clerk finds them."""

from __future__ import annotations

from datetime import timedelta

from donor_room.domain import entries as e
from donor_room.station.server import Station
from tests.support.stations import Caller
from tests.support.van import MORNING, Book, donor

PASSPORT = "E00000001"


def fill_two(station: Station) -> None:
    """A donor gave with an identity card, and was turned away with a passport five days before."""
    first, second = Book("van1"), Book("van2", at=MORNING - timedelta(days=5))
    for book, shift in ((first, "s1"), (second, "s2")):
        book.open_shift(shift)
    first.open_visit("v1", donor(document_kind="01"), shift="s1")
    first.group("v1", "A")
    first.donate("v1", "A999926000001")
    first.add(e.VisitClosed(how="donated", remark=None), visit="v1")
    second.open_visit("v2", donor(PASSPORT, document_kind="passport"), shift="s2")
    second.group("v2", "B")
    second.decide("v2", "deferred_for_good")
    second.add(e.VisitClosed(how="deferred", remark=None), visit="v2")
    for book in (first, second):
        Caller(station).push(book.name, book.lines)
    station.settle()
