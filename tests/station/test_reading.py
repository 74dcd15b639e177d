"""What the station reads out of its books, and that reading again gives the same."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.directory import DirectoryDonor, EarlierDonation, StandingDeferral
from donor_room.station import tables
from donor_room.station.projector import rebuild
from donor_room.station.server import Station
from donor_room.station.telling import strictest
from donor_room.wire.codec import encode_body, encode_entry, hash_of, seal
from donor_room.wire.messages import DirectoryPage, DirectoryRow, person_key
from tests.support.acts import held, measured, needle
from tests.support.stations import Caller
from tests.support.van import Book, donor

NUMBER = donor().document_number


def rows(caller: Caller) -> list[DirectoryRow]:
    caller.station.settle()
    return list(caller.link.get("/v1/directory", DirectoryPage, cursor="").rows)


def told(caller: Caller) -> DirectoryDonor:
    (row,) = rows(caller)
    assert row.donor
    return row.donor


def push(caller: Caller, book: Book) -> None:
    after = caller.head(book.name).acknowledged.seq
    caller.push(book.name, book.lines[after:])


def test_a_donation_is_told_with_its_day_kind_volume_and_site(caller: Caller, book: Book) -> None:
    push(caller, book)
    assert told(caller).donations == (
        EarlierDonation(kind="WB400", on=date(2026, 11, 21), volume_ml=400, site="样例广场"),
    )


def test_a_donor_is_told_under_a_keyed_hash_only(caller: Caller, book: Book) -> None:
    push(caller, book)
    key = caller.station.houses["66001"].world.directory_key
    assert [row.person for row in rows(caller)] == [person_key(key, "resident", NUMBER)]


def test_a_phone_is_told_by_its_mark(caller: Caller, book: Book) -> None:
    push(caller, book)
    phone = told(caller).phone
    assert phone
    assert phone.tail == "0000"


def test_a_deferral_until_a_day_is_told(caller: Caller, book: Book) -> None:
    book.open_visit("v2")
    book.decide("v2", "deferred_until", date(2027, 1, 1))
    push(caller, book)
    assert told(caller).deferral == StandingDeferral(kind="until", until_on=date(2027, 1, 1))


def test_a_later_deferral_never_softens_one_for_good(caller: Caller, book: Book) -> None:
    for visit, outcome, until_on in (
        ("v2", "deferred_for_good", None),
        ("v3", "deferred_until", date(2027, 1, 1)),
    ):
        book.open_visit(visit)
        book.decide(visit, outcome, until_on)
    push(caller, book)
    assert told(caller).deferral == StandingDeferral(kind="permanent", until_on=None)


def test_a_visit_in_two_pushes_is_read_as_one(caller: Caller, book: Book) -> None:
    for line in book.lines:
        caller.push("van1", [line])
        caller.station.settle()
    assert told(caller).count == 1


def test_a_reaction_and_the_group_are_told(caller: Caller, book: Book) -> None:
    book.group("v1", "AB")
    book.add(e.ReactionBegan(reaction="r1", phase="resting"), visit="v1")
    push(caller, book)
    assert (told(caller).had_reaction, told(caller).abo) == (True, "AB")


def test_a_correction_takes_the_place_of_what_was_wrong(caller: Caller, book: Book) -> None:
    wrong = book.entries[-1]
    right = e.CollectionEnded(volume_ml=200, outcome="short", seconds=60, flags=(), reason="weak")
    book.add(e.Corrected(corrects=wrong.id, body=encode_body(right), reason="typed wrong"), visit="v1")
    push(caller, book)
    assert told(caller).donations[0].volume_ml == 200


def test_an_act_of_a_newer_program_is_acknowledged_and_set_aside(caller: Caller, book: Book) -> None:
    class Newer(e.Act, frozen=True, kw_only=True):
        KIND = "moon.landed"

    book.add(Newer(), visit="v1")
    push(caller, book)
    caller.station.settle()
    head = caller.head("van1")
    assert (head.acknowledged.seq, head.projected) == (6, 6)
    assert head.quarantined == ((6, "newer"),)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("body", {"body": '{"volume_ml":"much"}'}),
        ("nul", {"by": "a\0"}),
        ("clock", {"hlc": "yesterday"}),
        ("clock", {"hlc": "ffffffffffff-0000-van1"}),
        ("visit", {"visit": "v" * 200}),
    ],
)
def test_a_poison_entry_is_acknowledged_set_aside_and_stops_nothing(
    caller: Caller, book: Book, code: str, change: dict[str, str]
) -> None:
    poison(book, **change)
    book.open_visit("v2", donor("660001199003070021", "样例乙"))
    push(caller, book)
    caller.station.settle()
    assert caller.head("van1").quarantined == ((6, code),)
    assert len(rows(caller)) == 2


def poison(book: Book, **change: str) -> None:
    """Append a well-chained entry that no honest program would write."""
    ended = e.CollectionEnded(volume_ml=1, outcome="full", seconds=1, flags=(), reason=None)
    entry = seal(
        ended,
        book=book.name,
        seq=len(book.lines) + 1,
        entry_id="p",
        visit=None,
        hlc=book.entries[-1].hlc,
        by="x",
        prev_hash=book.head,
    )
    changed = replace(entry, **change)
    sealed = replace(changed, hash=hash_of(changed))
    book.entries.append(sealed)
    book.lines.append(encode_entry(sealed))
    book._hash = sealed.hash


def test_values_larger_than_anything_true_are_set_aside(caller: Caller, book: Book) -> None:
    book.open_visit("v2", donor("660001199003070021"), shift="s" * 5_000)
    book.open_visit("v3", donor("660001199003070048"))
    book.donate("v3", "A999926000002", volume_ml=10**12)
    push(caller, book)
    caller.station.settle()
    assert [code for _seq, code in caller.head("van1").quarantined] == ["size", "size"]


def test_a_correction_that_cannot_be_read_is_set_aside_and_the_donation_stands(
    caller: Caller, book: Book
) -> None:
    book.add(e.Corrected(corrects=book.entries[-1].id, body="{}", reason="?"), visit="v1")
    push(caller, book)
    caller.station.settle()
    assert caller.head("van1").quarantined == ((6, "unread"),)
    assert told(caller).count == 1


def test_one_number_in_two_visits_holds_both(station: Station, caller: Caller, book: Book) -> None:
    book.open_visit("v2", donor("660001199003070021"))
    book.donate("v2", "A999926000001")
    push(caller, book)
    station.settle()
    with station.connections.lend() as conn:
        held = conn.execute(
            "SELECT subject, visit FROM hold WHERE reason = 'number_twice' ORDER BY visit"
        ).fetchall()
    assert held == [("A999926000001", "v1"), ("A999926000001", "v2")]


def test_a_unit_that_goes_apart_is_held_until_its_visit_tells_otherwise(
    station: Station, caller: Caller, book: Book
) -> None:
    book.add(needle(), held("deferred_elsewhere"), visit="v1")
    push(caller, book)
    station.settle()
    with station.connections.lend() as conn:
        assert conn.execute("SELECT reason, visit FROM hold").fetchall() == [("deferred_elsewhere", "v1")]
    book.add(held("deferred_elsewhere"), visit="v1")
    push(caller, book)
    station.settle()
    with station.connections.lend() as conn:
        assert conn.execute("SELECT count(*) FROM hold").fetchone() == (1,)


def test_what_was_practised_never_reaches_the_real_directory(station: Station, book: Book) -> None:
    practice = Caller(station, practice=True)
    practised = Book("practice1", practice=True)
    practised.open_visit("v1")
    push(practice, practised)
    assert len(rows(practice)) == 1
    assert rows(Caller(station)) == []


def test_a_practice_book_in_the_real_world_is_kept_and_not_believed(caller: Caller) -> None:
    book = Book(practice=True)
    push(caller, book)
    caller.station.settle()
    book.open_visit("v1")
    push(caller, book)
    assert rows(caller) == []
    assert [code for _seq, code in caller.head("van1").quarantined] == ["practice", "practice"]


def a_full_day(caller: Caller, book: Book) -> None:
    for n in range(2, 6):
        book.open_visit(f"v{n}", donor(f"66000119900307{n:04d}"))
        book.add(measured("sbp", 120 + n), measured("hb", 140 + n, "g/L"), visit=f"v{n}")
        book.donate(f"v{n}", f"A99992600000{min(n, 4)}")
        push(caller, book)
        caller.station.settle()
    poison(book, hlc="yesterday")
    book.open_visit("v9")
    book.decide("v9", "deferred_until", date(2027, 5, 5))
    push(caller, book)
    caller.station.settle()


def test_reading_everything_again_gives_the_same(station: Station, caller: Caller, book: Book) -> None:
    a_full_day(caller, book)
    with station.connections.lend() as conn:
        before = tables.contents(conn, "66001")
        rebuild(conn, station.house.world)
        after = tables.contents(conn, "66001")
    assert before == after
    assert before["donation"]
    assert before["readings"]


def test_reading_again_tells_terminals_nothing_new(station: Station, caller: Caller, book: Book) -> None:
    a_full_day(caller, book)
    page = caller.link.get("/v1/directory", DirectoryPage, cursor="")
    with station.connections.lend() as conn:
        rebuild(conn, station.house.world)
    assert caller.link.get("/v1/directory", DirectoryPage, cursor=page.cursor).rows == ()


def test_the_strictest_deferral_holds() -> None:
    early, late = (StandingDeferral(kind="until", until_on=date(year, 1, 1)) for year in (2027, 2028))
    asks = StandingDeferral(kind="ask_station", until_on=None)
    for_good = StandingDeferral(kind="permanent", until_on=None)
    assert strictest([late, early]) == late
    assert strictest([early, asks]) == asks
    assert strictest([for_good, asks, late]) == for_good
    assert strictest([]) is None
