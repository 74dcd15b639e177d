"""Guests, supplies and tickets at the station: counted again naively, in whichever order the books come."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import get_args

import pytest

from donor_room import cli
from donor_room.domain import entries as e
from donor_room.domain.figures import By
from donor_room.domain.guest_counts import Guests, add_guests
from donor_room.packs.rules import load_rules
from donor_room.station.beside import Told, told_beside
from donor_room.station.figures import report
from donor_room.station.projector import rebuild
from donor_room.station.server import Station
from donor_room.station.tables import contents
from tests.support.stations import Caller
from tests.support.van import MORNING, SHIFT, Book

DAY = date(2026, 11, 21)


def supply(
    item: str, out: int | None, more: int, taken: int | None, counted: int | None, **said: str
) -> e.SupplyTold:
    had = None if out is None else out + more
    differs = None if had is None or counted is None else counted - (had - (taken or 0))
    differs = max(0, differs) if differs is not None and taken is None else differs
    return e.SupplyTold(
        item=item, name=f"物资 {item}", out=out, more=more, taken=taken, counted=counted, difference=differs,
        **{"reason": "", "said_by": ""} | said,
    )  # fmt: skip


def handed_over(shift: str, *items: e.SupplyTold) -> e.SuppliesHandedOver:
    return e.SuppliesHandedOver(shift=shift, items=items)


PRESSURE = e.GuestPressure(shift=SHIFT, sbp_mmhg=212, dbp_mmhg=118, advice="physician")


def vans(*names: str) -> tuple[Book, Book]:
    """Two laptops of one vehicle, whose sheets both tell of all supplies; the second counted in last."""
    one, other = names or ("van1", "van2")
    first, second = Book(one, at=MORNING), Book(other, at=MORNING + timedelta(seconds=45))
    first.open_shift()
    second.open_shift("shift-2")
    first.add(PRESSURE, e.GuestGroup(shift=SHIFT, abo="O"), PRESSURE)
    second.add(e.GuestGroup(shift="gone", abo="A"))
    first.add(handed_over(SHIFT, supply("cuff", 20, 0, None, None)))
    first.add(handed_over(SHIFT, supply("cuff", 20, 0, None, 18), supply("bag", 30, 10, 12, 27)))
    first.add(e.ShiftClosed(shift=SHIFT))
    second.add(handed_over("shift-2", supply("cuff", 20, 0, None, 15), supply("pen", None, 0, None, 4)))
    second.add(e.ShiftClosed(shift="shift-2"))
    return first, second


def beside(station: Station, by: By = "all") -> Told:
    with station.connections.lend() as conn:
        return told_beside(conn, "66001", DAY - timedelta(days=1), DAY + timedelta(days=1), by)


@pytest.mark.parametrize("is_turned", [False, True])
def test_what_stands_beside_the_donors_is_the_same_in_whichever_order_the_books_come(
    station: Station, is_turned: bool
) -> None:
    books = sorted(vans(), key=lambda book: book.name, reverse=is_turned)
    for book in books:
        caller = Caller(station)
        half = len(book.lines) // 2
        for lines in (book.lines[:half], book.lines[half:]):
            caller.push(book.name, lines)
            station.settle()
    told = beside(station)
    assert told.all_guests == Guests(pressure=2, group=2)
    assert {one.item: one[2:] for one in told.supplies} == {
        "cuff": (20, 0, 5, 15, 0, 1, 0),  # the second sheet is the last word about it, and counts once
        "bag": (30, 10, 12, 27, -1, 1, 0),
        "pen": (None, 0, None, 4, None, 1, 1),
    }
    for by in get_args(By):
        parted = beside(station, by)
        assert add_guests(parted.guests.values()) == told.all_guests
        assert all(items == told.supplies for items in parted.parts.values())
    assert beside(station, "site").guests == {"": Guests(group=1), "样例广场": Guests(2, 1)}
    assert set(beside(station, "vehicle").parts) == {"van"}
    with station.connections.lend() as conn:
        assert report(conn, "66001", load_rules(), first=DAY, last=DAY) == {}
        before = contents(conn, "66001")
        rebuild(conn, station.house.world)
        assert contents(conn, "66001") == before


def test_what_no_vehicle_can_have_is_not_believed_and_holds_up_nothing(station: Station) -> None:
    book, caller = Book(), Caller(station)
    book.open_shift()
    good = supply("cuff", 20, 0, None, 18)
    bad = (
        supply("", 1, 0, None, 1),
        supply("x" * 129, 1, 0, None, 1),
        supply("many", 10**12, 0, None, 1),
        supply("less", 1, -(10**9), None, 1),
        supply("talk", 1, 0, None, 1, reason="r" * 1_001),
    )
    book.add(handed_over(SHIFT, *bad, good, good), handed_over("s" * 129, good), e.ShiftClosed(shift="never"))
    book.add(e.GuestGroup(shift="s" * 129, abo="O"), e.TicketGiven(shift=SHIFT, ticket="A1", visit="v" * 999))
    caller.push("van1", book.lines)
    station.settle()
    assert [one.item for one in beside(station).supplies] == ["cuff"]
    assert beside(station).guests == {}


def test_a_ticket_that_comes_after_its_visit_is_counted_and_the_first_of_two_stands(station: Station) -> None:
    ahead, visits = Book("van1", at=MORNING), Book("van2", at=MORNING + timedelta(minutes=30))
    ahead.add(e.TicketGiven(shift=SHIFT, ticket="A001", visit="v1"))
    ahead.add(e.TicketGiven(shift=SHIFT, ticket="A002", visit="v1"))
    visits.open_shift()
    visits.open_visit("v1")
    with station.connections.lend() as conn:
        for book in (visits, ahead):
            Caller(station).push(book.name, book.lines)
            station.settle()
            (sums,) = report(conn, "66001", load_rules(), first=DAY, last=DAY).values()
            assert ("desk" in sums.waits) is (book is ahead)
        assert sums.waits["desk"].median == 30


def test_the_command_tells_them_beside_the_donors_and_writes_them(
    station: Station, capsys: pytest.CaptureFixture[str]
) -> None:
    for book in vans():
        Caller(station).push(book.name, book.lines)
    words = ["station", "figures", DAY.isoformat(), "vehicle", "--database-url", station.connections._url]
    assert cli.run(words) == 0
    nobody, van = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (nobody["vehicle"], nobody["measured_only"], nobody["visits"]) == ("", 1, 0)
    assert nobody["supplies"] == []
    assert (van["measured_pressure"], van["measured_group"], van["donated"]) == (2, 1, 0)
    assert [one["item"] for one in van["supplies"]] == ["cuff", "bag", "pen"]
