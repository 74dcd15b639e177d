"""What became of numbers besides visits reaches the station's tables, and two ends of one number are held."""

from __future__ import annotations

import pytest

from donor_room.domain import entries as e
from donor_room.station.projector import rebuild
from donor_room.station.server import Station
from tests.support.acts import VOIDED, changed, planned
from tests.support.stations import Caller
from tests.support.van import SHIFT, Book


def number(order: int) -> str:
    return f"A9999260000{order:02d}"


def returned(first: int, last: int) -> e.NumbersReturned:
    return e.NumbersReturned(
        shift=SHIFT, range_id="r1", profile="isbt128", first=number(first), last=number(last),
        count=last - first + 1,
    )  # fmt: skip


def explained(order: int) -> e.GapExplained:
    return e.GapExplained(shift=SHIFT, number=number(order), reason="找不到", witness="s2")


def push(caller: Caller, book: Book) -> None:
    after = caller.head(book.name).acknowledged.seq
    caller.push(book.name, book.lines[after:])
    caller.station.settle()


def rows(station: Station, question: str) -> list[tuple[object, ...]]:
    with station.connections.lend() as conn:
        return conn.execute(question).fetchall()


def held(station: Station) -> list[tuple[object, ...]]:
    return rows(station, "SELECT subject, visit FROM hold WHERE reason = 'number_ended_twice' ORDER BY 1, 2")


def test_every_end_of_a_shift_stands_in_the_tables(caller: Caller, book: Book) -> None:
    book.open_visit("v2")
    book.donate("v2", number(2))
    book.add(explained(5), returned(3, 4), returned(6, 10))
    push(caller, book)
    station = caller.station
    assert rows(station, "SELECT number, state FROM donation_number ORDER BY 1") == [
        (number(1), "used"), (number(2), "used"),
    ]  # fmt: skip
    assert rows(station, "SELECT first, last, count FROM number_returned ORDER BY 1") == [
        (number(3), number(4), 2), (number(6), number(10), 5),
    ]  # fmt: skip
    assert rows(station, "SELECT number, reason, explained_by, witness FROM number_explained") == [
        (number(5), "找不到", "nurse", "s2")
    ]
    assert held(station) == []


@pytest.mark.parametrize(
    ("acts", "subjects"),
    [
        ([returned(1, 5)], [(number(1), "v1")]),
        ([explained(1)], [(number(1), "v1")]),
        ([explained(3), returned(3, 5)], [(number(3), "")]),
        ([returned(3, 5), returned(5, 7)], [(number(5), "")]),
        ([returned(5, 7), returned(3, 5)], [(number(5), "")]),
        ([returned(2, 5), explained(6)], []),
    ],
)
def test_a_number_with_two_ends_is_held(
    caller: Caller, book: Book, acts: list[e.Act], subjects: list[tuple[str, str]]
) -> None:
    for act in acts:
        book.add(act)
    push(caller, book)
    assert held(caller.station) == subjects


def test_it_does_not_matter_which_end_comes_first(caller: Caller, book: Book) -> None:
    book.add(returned(2, 4))
    push(caller, book)
    assert held(caller.station) == []
    book.open_visit("v2")
    book.donate("v2", number(3))
    push(caller, book)
    assert held(caller.station) == [(number(3), "v2")]


def test_a_planned_number_may_be_explained_and_a_void_one_not(caller: Caller, book: Book) -> None:
    book.open_visit("v2")
    book.add(planned(number(2)), visit="v2")
    book.add(explained(2))
    push(caller, book)
    assert held(caller.station) == []
    book.add(changed(VOIDED, number=number(2)), visit="v2")
    push(caller, book)
    assert held(caller.station) == [(number(2), "v2")]


def test_a_number_on_two_visits_is_held_at_both(caller: Caller, book: Book) -> None:
    book.open_visit("v2")
    book.donate("v2", number(1))
    push(caller, book)
    assert rows(
        caller.station, "SELECT subject, visit FROM hold WHERE reason = 'number_twice' ORDER BY 2"
    ) == [(number(1), "v1"), (number(1), "v2")]


def test_reading_again_gives_the_same(caller: Caller, book: Book) -> None:
    book.add(returned(1, 5), explained(7))
    push(caller, book)
    questions = ("SELECT * FROM number_returned", "SELECT * FROM number_explained", "SELECT * FROM hold")
    before = [rows(caller.station, one) for one in questions]
    with caller.station.connections.lend() as conn:
        rebuild(conn, caller.station.houses["66001"].world)
    assert [rows(caller.station, one) for one in questions] == before
