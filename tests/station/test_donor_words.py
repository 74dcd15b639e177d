"""What donors said at the vehicles and to the station: whether to be called, and tags, told to everybody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from donor_room.domain import entries as e
from donor_room.domain.contact import Contact
from donor_room.domain.directory import DirectoryDonor
from donor_room.station import donor_words, tables
from donor_room.station.joins import groups_of
from donor_room.station.journal import newest
from donor_room.station.merge import join, part
from donor_room.station.projector import rebuild
from donor_room.station.server import Station
from donor_room.wire.messages import DirectoryPage, person_key
from tests.support.desks import refused
from tests.support.stations import Caller
from tests.support.van import MORNING, Book, donor

PASSPORT = donor("E00000001", document_kind="passport")


def yes(*seen: str) -> e.ContactSaid:
    return e.ContactSaid(word="agreed", seen=seen)


NO = e.ContactSaid(word="withdrawn", seen=())


def said(book: Book, visit: str, act: e.Act, who: e.Donor | None = None) -> str:
    """Let a donor say something at a visit of her or his own; return the id of its entry."""
    book.open_visit(visit, who)
    book.add(act, visit=visit)
    return book.entries[-1].id


def person(station: Station, who: e.Donor) -> str:
    return person_key(station.house.world.directory_key, who.document_kind, who.document_number)


def told(caller: Caller, who: e.Donor | None = None) -> DirectoryDonor:
    """Return what a terminal is told now."""
    caller.station.settle()
    wanted = person(caller.station, who or donor())
    rows = caller.link.get("/v1/directory", DirectoryPage, cursor="").rows
    return next(row.donor for row in rows if row.person == wanted and row.donor)


def word(caller: Caller, who: e.Donor | None = None) -> str:
    contact = told(caller, who).contact
    return contact.word if contact else "nobody asked"


def push(station: Station, *books: Book) -> Caller:
    callers = [Caller(station) for _ in books]
    for caller, book in zip(callers, books, strict=True):
        caller.push(book.name, book.lines)
    return callers[0]


def test_nobody_asked_is_no_agreement(station: Station, book: Book) -> None:
    assert word(push(station, book)) == "nobody asked"


def test_an_agreement_is_told_with_who_and_when(station: Station, book: Book) -> None:
    book.add(yes(), visit="v1")
    assert told(push(station, book)).contact == Contact(
        word="agreed", on=MORNING.astimezone().date(), by="nurse"
    )


def test_a_later_agreement_of_a_vehicle_without_a_line_does_not_count(station: Station) -> None:
    """One vehicle wrote the withdrawal; on the other one nobody could know of it."""
    one, other = Book("van1"), Book("van2", at=MORNING + timedelta(hours=3))
    no = said(one, "v1", NO)
    said(other, "w1", yes())
    caller = push(station, other, one)
    assert told(caller).contact == Contact(
        word="withdrawn", on=MORNING.astimezone().date(), by="nurse", withdrawals=(no,)
    )


def test_an_agreement_that_saw_the_withdrawal_counts(station: Station) -> None:
    one, other = Book("van1"), Book("van2", at=MORNING + timedelta(hours=3))
    no = said(one, "v1", NO)
    said(other, "w1", yes(no))
    caller = push(station, one, other)
    assert word(caller) == "agreed"
    assert told(caller).contact.withdrawals == (no,)  # type: ignore[union-attr]


def test_of_two_records_of_one_donor_the_withdrawal_wins_until_they_are_parted(station: Station) -> None:
    book = Book()
    said(book, "v1", NO, PASSPORT)
    said(book, "v2", yes())
    caller = push(station, book)
    assert (word(caller, PASSPORT), word(caller)) == ("withdrawn", "agreed")
    both = person(station, PASSPORT), person(station, donor())
    with station.connections.lend() as conn:
        join(conn, station.house, *both, by="clerk", why="same person", now=MORNING)
        assert len(groups_of(conn, "66001", both)) == 1
    assert (word(caller, PASSPORT), word(caller)) == ("withdrawn", "withdrawn")
    with station.connections.lend() as conn:
        part(conn, station.house, *both, by="clerk", why="two people", now=MORNING)
    assert word(caller) == "agreed"


def test_who_tells_the_station_is_called_no_more_until_the_desk_has_seen_it(
    station: Station, book: Book
) -> None:
    book.add(yes(), visit="v1")
    caller = push(station, book)
    with station.connections.lend() as conn:
        donor_words.withdraw(
            conn, station.house, person(station, donor()), by="clerk", why="来电要求", now=MORNING
        )
        kinds = [line.kind for line in newest(conn, "66001", limit=1)]
    contact = told(caller).contact
    assert contact is not None
    assert (contact.word, contact.by, kinds) == ("withdrawn", "", ["donor_withdrew"])
    book.add(yes(*contact.withdrawals), visit="v1")
    caller.push("van1", book.lines[-1:])
    assert word(caller) == "agreed"


def test_a_withdrawal_needs_what_the_donor_said(station: Station, book: Book) -> None:
    push(station, book)
    with station.connections.lend() as conn, refused("console.problem.why"):
        donor_words.withdraw(conn, station.house, person(station, donor()), by="c", why=" ", now=MORNING)


def test_tags_of_desk_and_station_are_told_the_last_word_of_each(station: Station, book: Book) -> None:
    for tag in ("rare", "fixed"):
        book.add(e.DonorTagged(tag=tag, is_on=True), visit="v1")  # type: ignore[arg-type]
    caller = push(station, book)
    assert told(caller).tags == ("rare", "fixed")
    later = MORNING + timedelta(hours=1)
    with station.connections.lend() as conn:
        who = person(station, donor())
        for tag, is_on in (("fixed", False), ("volunteer", True)):
            donor_words.turn_tag(conn, station.house, who, tag=tag, is_on=is_on, by="clerk", now=later)
        with refused("donor_words.no_tag"):
            donor_words.turn_tag(conn, station.house, who, tag="moon", is_on=True, by="clerk", now=later)
    assert told(caller).tags == ("rare", "volunteer")


def test_reading_everything_again_gives_the_same_words(station: Station, book: Book) -> None:
    book.add(yes(), e.DonorTagged(tag="rare", is_on=True), NO, yes("van1-8"), visit="v1")
    push(station, book)
    station.settle()
    with station.connections.lend() as conn, conn.transaction():
        donor_words.turn_tag(
            conn, station.house, person(station, donor()), tag="fixed", is_on=True, by="c", now=MORNING
        )
        before = tables.contents(conn, "66001")
        rebuild(conn, station.house.world)
        assert tables.contents(conn, "66001") == before
    assert len(before["contact"]) == 3


@pytest.mark.parametrize("name", ["w" * 129])
def test_an_id_that_none_can_be_is_set_aside(station: Station, book: Book, name: str) -> None:
    book.add(yes(name), visit="v1")
    caller = push(station, book)
    caller.station.settle()
    with station.connections.lend() as conn:
        codes = conn.execute("SELECT code FROM quarantine").fetchall()
    assert codes == [("size",)]
