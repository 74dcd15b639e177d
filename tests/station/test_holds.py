"""Visits that cannot all be true are held, each of them, and set free when they agree again."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import msgspec
import pytest

from donor_room.domain import entries as e
from donor_room.domain.directory import DirectoryDonor, EarlierDonation
from donor_room.domain.refusal import Refusal
from donor_room.station import tables
from donor_room.station.checking import hold_forks
from donor_room.station.directory import KnownDonor, load_donors
from donor_room.station.holds import OpenHold, announce, decide_hold, open_holds
from donor_room.station.projector import rebuild
from donor_room.station.server import Station
from donor_room.station.store import Connection
from donor_room.sync.link import StationSaysNo
from donor_room.wire.notices import HoldNotice, NoticePage
from tests.support import busy as beside
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
    book.open_visit(visit, donor(**who), shift=f"shift of {van}")
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


# ---- blood that may not go on ------------------------------------------------------------------------------

FIRST, SECOND = "A999926000001", "A999926000002"


def gave(van: str, visit: str, number: str, *, minutes: int = 0, days: int = 0, box: str = "") -> Book:
    """Return the book of a van in which somebody gave blood and left."""
    book = Book(van, at=MORNING + timedelta(minutes=minutes, days=days))
    book.open_shift(f"shift of {van}", site=f"site of {van}")
    book.open_visit(visit, shift=f"shift of {van}")
    book.decide(visit, "eligible")
    book.donate(visit, number)
    book.add(e.VisitClosed(how="donated", remark=None), visit=visit)
    if box:
        book.add(e.UnitsPacked(shift=f"shift of {van}", number=number, role="bag1", box=box))
    return book


def turned_away(van: str, visit: str, outcome: str, *, minutes: int = 0, until: date | None = None) -> Book:
    book = Book(van, at=MORNING + timedelta(minutes=minutes))
    book.open_visit(visit, shift=f"shift of {van}")
    book.decide(visit, outcome, until)
    book.add(e.VisitClosed(how="deferred", remark=None), visit=visit)
    return book


def holds(station: Station) -> list[OpenHold]:
    station.settle()
    with station.connections.lend() as conn:
        return open_holds(conn, station.house.code)


def notices_of(caller: Caller) -> list[tuple[str, HoldNotice]]:
    told = caller.link.get("/v1/notices", NoticePage).notices
    return [(one.kind, msgspec.json.decode(one.body, type=HoldNotice)) for one in told]


def kept(station: Station) -> list[tuple[Any, ...]]:
    with station.connections.lend() as conn:
        return conn.execute("SELECT * FROM hold ORDER BY 1, 2, 3, 4").fetchall()


BOTH = {("interval", "v1"), ("interval", "v2")}


def test_two_donations_of_one_afternoon_are_both_held_with_number_and_crate(station: Station) -> None:
    pushed(station, gave("van1", "v1", FIRST, box="3"), gave("van2", "v2", SECOND, minutes=90, box="1"))
    found = holds(station)
    assert {(one.reason, one.visit) for one in found} == BOTH
    assert [(one.number, one.crate, one.site, one.donor, one.terminal) for one in found] == [
        (FIRST, "3", "site of van1", "样*甲", "van"),
        (SECOND, "1", "site of van2", "样*甲", "van"),
    ]
    assert {one.since for one in found} == {MORNING}


@pytest.mark.parametrize("turned", [False, True])
def test_what_is_held_does_not_depend_on_what_arrives_first(station: Station, turned: bool) -> None:
    books = [gave("van1", "v1", FIRST), gave("van2", "v2", SECOND, minutes=90)]
    for book in reversed(books) if turned else books:
        pushed(station, book)
        station.settle()
    assert held(station) == BOTH


def test_a_donation_after_the_interval_is_not_held(station: Station) -> None:
    pushed(station, gave("van1", "v1", FIRST), gave("van2", "v2", SECOND, days=190))
    assert held(station) == set()


def test_a_donation_that_the_station_knew_before_holds_the_new_one(station: Station) -> None:
    pushed(station, gave("van1", "v1", FIRST))
    assert held(station) == set()
    _load(station, donations=(EarlierDonation(kind="WB400", on=date(2026, 10, 1), volume_ml=400, site=""),))
    assert held(station) == {("interval", "v1")}


def test_a_group_that_differs_from_what_the_station_knew_holds(station: Station) -> None:
    _load(station, abo="B")
    pushed(station, came("van1", "v1", close=True, abo="A"))
    assert held(station) == {("group_differs", "v1")}


@pytest.mark.parametrize(("outcome", "until"), [("deferred_for_good", None), ("deferred_until", None)])
def test_blood_of_somebody_who_was_deferred_elsewhere_before_is_held(
    station: Station, outcome: str, until: date | None
) -> None:
    pushed(station, gave("van1", "v1", FIRST, minutes=60), turned_away("van2", "v2", outcome, until=until))
    assert held(station) == {("deferred_elsewhere", "v1")}


def test_a_deferral_later_on_the_same_day_holds_too_and_one_that_is_over_does_not(station: Station) -> None:
    pushed(station, gave("van1", "v1", FIRST), turned_away("van2", "v2", "deferred_for_good", minutes=120))
    assert held(station) == {("deferred_elsewhere", "v1")}


def test_a_deferral_that_ended_before_holds_nothing(station: Station) -> None:
    earlier = Book("van2", at=MORNING - timedelta(days=60))
    earlier.open_visit("v0", shift="s0")
    earlier.decide("v0", "deferred_until", date(2026, 11, 1))
    earlier.add(e.VisitClosed(how="deferred", remark=None), visit="v0")
    pushed(station, gave("van1", "v1", FIRST), earlier)
    assert held(station) == set()


def test_a_decision_on_an_old_list_is_made_again_with_what_had_happened(station: Station) -> None:
    book = Book("van1", at=MORNING + timedelta(minutes=60))
    book.open_visit("v1", shift="s1")
    book.decide("v1", "eligible", age_h=30)
    book.donate("v1", FIRST)
    pushed(station, book, turned_away("van2", "v2", "deferred_for_good"))
    assert ("stale_decision", "v1") in held(station)


def test_an_old_list_that_would_have_changed_nothing_holds_nothing(station: Station) -> None:
    book = Book("van1")
    book.open_visit("v1", shift="s1")
    book.decide("v1", "eligible", age_h=None)
    book.donate("v1", FIRST)
    pushed(station, book, came("van2", "v2", minutes=-300, close=True))
    assert held(station) == set()


def test_one_number_on_two_donors_holds_both_bags(station: Station) -> None:
    other = Book("van2")
    other.open_visit("v2", donor("660001199003070021", name="样例乙"), shift="s2")
    other.donate("v2", FIRST)
    pushed(station, gave("van1", "v1", FIRST), other)
    assert held(station) == {("number_twice", "v1"), ("number_twice", "v2")}


def test_a_book_with_another_branch_is_held_by_its_name(station: Station) -> None:
    caller, one, other = Caller(station), Book("van1"), Book("van1")
    one.open_visit("v1")
    other.open_visit("v2")
    caller.push("van1", one.lines)
    with pytest.raises(StationSaysNo, match="fork"):
        caller.push("van1", other.lines)
    (hold,) = holds(station)
    assert (hold.reason, hold.subject, hold.visit, hold.terminal) == ("fork", "van1", "", "van")


def test_a_branch_that_begins_earlier_is_held_alike_by_a_second_reading(station: Station) -> None:
    caller, one, late, early = Caller(station), Book("van1"), Book("van1"), Book("van1")
    for book in (one, late):
        book.open_visit("v1")
    one.open_visit("v2")
    late.open_visit("v3")
    early.open_visit("v4")
    caller.push("van1", one.lines)
    for branch in (late, early):
        with pytest.raises(StationSaysNo, match="fork"):
            caller.push("van1", branch.lines)
        before = holds(station)
        assert [hold.subject for hold in before if hold.reason == "fork"] == ["van1"]
        with station.connections.lend() as conn:
            rebuild(conn, station.house.world)
        assert holds(station) == before


def test_a_branch_that_is_found_while_all_is_read_again_ends_neither(station: Station) -> None:
    """The reader of another process holds it at once, beside the one that is held already."""
    station.reader.stop()
    callers, branches = (Caller(station), Caller(station)), []
    for caller, name in zip(callers, ("van1", "van2"), strict=True):
        one, other = Book(name), Book(name)
        one.open_visit(f"{name}-v1")
        other.open_visit(f"{name}-v2")
        caller.push(name, one.lines)
        branches.append(other.lines)

    def part(place: int) -> None:
        with pytest.raises(StationSaysNo, match="fork"):
            callers[place].push(f"van{place + 1}", branches[place])

    part(1)
    station.settle()

    def come(others: Connection) -> None:
        part(0)
        hold_forks(others, station.house.code)

    with station.connections.lend() as conn, station.connections.lend() as others:
        busy: Any = beside.Busy(conn, tables.READ_OUT.index("hold") + 2, lambda: come(others))
        rebuild(busy, station.house.world)
        busy.end()
        hold_forks(conn, station.house.code)
    assert [hold.subject for hold in holds(station) if hold.reason == "fork"] == ["van1", "van2"]


def test_reading_again_finds_the_same_and_tells_nobody(station: Station) -> None:
    caller = Caller(station)
    pushed(station, gave("van1", "v1", FIRST, box="3"), gave("van2", "v2", SECOND, minutes=90))
    pushed(station, turned_away("van3", "v3", "deferred_for_good", minutes=-60))
    before, told = (holds(station), kept(station)), len(notices_of(caller))
    with station.connections.lend() as conn:
        rebuild(conn, station.house.world)
    assert (holds(station), kept(station)) == before
    assert len(notices_of(caller)) == told


def four_vans() -> list[Book]:
    """Return the books of vans that have much against each other."""
    stale = Book("van3", at=MORNING + timedelta(minutes=30))
    stale.open_visit("v3", shift="s3")
    stale.decide("v3", "eligible", age_h=90)
    stale.donate("v3", FIRST)
    stale.group("v3", "B")
    turned_off = turned_away("van4", "v4", "deferred_for_good", minutes=-60)
    turned_off.group("v4", "A")
    return [gave("van1", "v1", FIRST, box="3"), gave("van2", "v2", SECOND, minutes=90), stale, turned_off]


@pytest.mark.parametrize("seed", range(4))
def test_in_whatever_order_and_pieces_the_books_come_the_holds_are_the_same(
    station: Station, seed: int
) -> None:
    """Compared with all books read at once, and with reading everything again."""
    dice, books = Random(seed), four_vans()
    callers = {book.name: Caller(station) for book in books}
    left = {book.name: list(book.lines) for book in books}
    while any(left.values()):
        name = dice.choice([one for one, lines in left.items() if lines])
        count = dice.randint(1, 4)
        callers[name].push(name, left[name][:count])
        del left[name][:count]
        if dice.random() < 0.5:
            station.settle()
    station.settle()
    piecemeal = kept(station)
    with station.connections.lend() as conn:
        rebuild(conn, station.house.world)
    assert kept(station) == piecemeal
    assert {(row[1], row[3]) for row in piecemeal} == EVERYTHING


EVERYTHING = (
    {("interval", one) for one in ("v1", "v2", "v3")}
    | {("deferred_elsewhere", one) for one in ("v1", "v2", "v3")}
    | {("group_differs", one) for one in ("v3", "v4")}
    | {("open_twice", "v2"), ("open_twice", "v3"), ("number_twice", "v1"), ("number_twice", "v3")}
    | {("stale_decision", "v3")}
)


# ---- what terminals are told -------------------------------------------------------------------------------


def test_each_terminal_is_told_of_its_own_bag_by_number_and_crate(station: Station) -> None:
    first, second, third = Caller(station), Caller(station), Caller(station)
    one, two = gave("van1", "v1", FIRST, box="3"), gave("van2", "v2", SECOND, minutes=90)
    first.push("van1", one.lines)
    second.push("van2", two.lines)
    station.settle()
    ((kind, told),) = notices_of(first)
    assert (kind, told.reason, told.number, told.crate) == ("hold.opened", "interval", FIRST, "3")
    ((_, told),) = notices_of(second)
    assert (told.number, told.crate) == (SECOND, "")
    assert notices_of(third) == []


def test_a_hold_is_told_once_however_often_the_visit_is_read(station: Station) -> None:
    first, one = Caller(station), gave("van1", "v1", FIRST)
    first.push("van1", one.lines)
    pushed(station, gave("van2", "v2", SECOND, minutes=90))
    station.settle()
    first.push("van1", one.add(e.DocumentIssued(document="donor_slip", sha256="0", next_on=None), visit="v1"))
    pushed(station, gave("van3", "v3", "A999926000003", minutes=180))
    station.settle()
    assert [kind for kind, _ in notices_of(first)] == ["hold.opened"]


def test_a_hold_that_comes_to_nothing_is_taken_back(station: Station) -> None:
    first, book = Caller(station), came("van1", "v1", minutes=-60)
    first.push("van1", book.lines)
    pushed(station, came("van2", "v2", close=True))
    station.settle()
    first.push("van1", book.add(CLOSED, visit="v1"))
    station.settle()
    assert [kind for kind, _ in notices_of(first)] == ["hold.opened", "hold.gone"]


class Busy:
    """A connection of the reader: whenever it has said something, somebody sets one more unit apart."""

    def __init__(self, conn: Connection, people: Connection, numbers: list[str]) -> None:
        self._conn, self._people, self._numbers = conn, people, numbers

    def execute(self, *said: Any, **how: Any) -> Any:
        found = self._conn.execute(*said, **how)
        if self._numbers:
            self._people.execute(
                "INSERT INTO set_apart (station_code, number, way, why, taken_by, taken_at)"
                " VALUES ('66001', %s, 'by_hand', '样管破损', 'clerk0', now())",
                [self._numbers.pop()],
            )
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._conn, name)


def test_a_unit_set_apart_between_any_two_steps_of_the_reader_is_told(station: Station) -> None:
    caller, book = Caller(station), Book("van1")
    book.open_shift()
    numbers = [f"A9999260{n:05d}" for n in range(1, 21)]
    for number in numbers:
        book.open_visit(number, donor(document_number=number))
        book.donate(number, number)
    caller.push("van1", book.lines)
    station.settle()
    left = list(numbers)
    with station.connections.lend() as conn, station.connections.lend() as people:
        while left:
            announce(Busy(conn, people, left), station.house.code)  # type: ignore[arg-type]
        announce(conn, station.house.code)
    assert sorted(told.number for _, told in notices_of(caller)) == numbers


# ---- a person decides --------------------------------------------------------------------------------------


def decide(
    station: Station, hold: OpenHold, verdict: Any = "release", by: str = "王医师", why: str = "已电话核对"
) -> int:
    with station.connections.lend() as conn:
        now = MORNING + timedelta(hours=3)
        return decide_hold(conn, station.house, hold, verdict=verdict, by=by, why=why, now=now)


@pytest.mark.parametrize("verdict", ["release", "discard", "stay"])
def test_what_was_decided_waits_no_longer_and_is_told(station: Station, verdict: str) -> None:
    first = Caller(station)
    first.push("van1", gave("van1", "v1", FIRST, box="3").lines)
    pushed(station, gave("van2", "v2", SECOND, minutes=90))
    hold = next(one for one in holds(station) if one.visit == "v1")
    decide(station, hold, verdict)
    assert held(station) == {("interval", "v2")}
    kind, told = notices_of(first)[-1]
    assert (kind, told.verdict, told.by, told.number, told.crate) == (
        "hold.decided",
        verdict,
        "王医师",
        FIRST,
        "3",
    )


def test_a_decision_stands_when_everything_is_read_again(station: Station) -> None:
    pushed(station, gave("van1", "v1", FIRST), gave("van2", "v2", SECOND, minutes=90))
    for hold in holds(station):
        decide(station, hold)
    with station.connections.lend() as conn:
        rebuild(conn, station.house.world)
    assert held(station) == set()


def test_a_decided_hold_is_open_again_when_it_rests_on_more(station: Station) -> None:
    first = Caller(station)
    first.push("van1", gave("van1", "v1", FIRST).lines)
    pushed(station, gave("van2", "v2", SECOND, minutes=90))
    for hold in holds(station):
        decide(station, hold)
    pushed(station, gave("van3", "v3", "A999926000003", minutes=180))
    assert {visit for _, visit in held(station)} == {"v1", "v2", "v3"}
    assert [kind for kind, _ in notices_of(first)] == ["hold.opened", "hold.decided", "hold.opened"]


@pytest.mark.parametrize("missing", ["by", "why"])
def test_nobody_decides_without_name_and_reason(station: Station, missing: str) -> None:
    pushed(station, gave("van1", "v1", FIRST), gave("van2", "v2", SECOND, minutes=90))
    hold = holds(station)[0]
    with pytest.raises(Refusal, match=r"station\.hold_who_and_why"):
        decide(station, hold, **{missing: "  "})


def test_who_looked_at_something_else_decides_nothing(station: Station) -> None:
    pushed(station, gave("van1", "v1", FIRST), gave("van2", "v2", SECOND, minutes=90))
    seen = holds(station)[0]
    pushed(station, gave("van3", "v3", "A999926000003", minutes=180))
    station.settle()
    with pytest.raises(Refusal, match=r"station\.hold_changed"):
        decide(station, seen)


def test_a_hold_that_is_not_open_is_not_decided(station: Station) -> None:
    pushed(station, gave("van1", "v1", FIRST), gave("van2", "v2", SECOND, minutes=90))
    hold = holds(station)[0]
    decide(station, hold)
    with pytest.raises(Refusal, match=r"station\.hold_unknown"):
        decide(station, hold)


def _load(station: Station, **known: Any) -> None:
    told = DirectoryDonor(**(dict.fromkeys(("name", "sex", "birth_on", "abo", "rhd", "deferral"))
        | {"donations": (), "count": 0, "had_reaction": False} | known))  # fmt: skip
    who = donor()
    line = KnownDonor(document_kind=who.document_kind, document_number=who.document_number, donor=told)
    with station.connections.lend() as conn:
        load_donors(conn, station.house, [msgspec.json.encode(line)])
