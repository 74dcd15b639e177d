"""The thread that reads ends soon, and what it left unread is read the next time."""

from __future__ import annotations

from donor_room.station.server import Station
from tests.support.stations import Caller
from tests.support.van import Book, donor


def read(caller: Caller) -> list[int]:
    return [caller.head(book).projected for book in ("van1", "van2")]


def test_a_reader_that_is_to_end_finishes_one_run_and_leaves_the_others(
    station: Station, caller: Caller
) -> None:
    station.reader.stop()
    for name in ("van1", "van2"):
        book = Book(name)
        book.open_visit(f"{name}-v", donor())
        caller.push(name, book.lines)
    asked = iter([False])
    station.reader.read_all(lambda: next(asked, True))
    assert sorted(read(caller)) == [0, 2]
    station.settle()
    assert read(caller) == [2, 2]
