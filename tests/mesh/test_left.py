"""Bodies that left one laptop, and the laptops beside it: the same rule, the same receipts."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.domain.visit import Visit
from donor_room.station.server import Station
from donor_room.wire.codec import Broken, encode_entry, hash_of
from donor_room.wire.hollow import decode_line
from donor_room.workflow.beside import Beside
from tests.mesh.laptops import Laptop, Vehicle
from tests.mesh.test_vehicle import walk_to
from tests.support import desks, left
from tests.support.plain_pages import plain_bytes


@pytest.fixture
def a(vehicle: Vehicle) -> Laptop:
    return vehicle.laptop("1").work("王芳")


@pytest.fixture
def b(vehicle: Vehicle) -> Laptop:
    return vehicle.laptop("2").work("李敏")


def both(a: Laptop, b: Laptop) -> None:
    for _ in range(2):
        a.meets(b)
        b.meets(a)


def day_of_two(a: Laptop, b: Laptop, station: Station, clock: FixedClock, donors: int = 3) -> list[Visit]:
    """Donors who come in on the one and give on the other; the day is at the station and long over."""
    visits = []
    for seed in range(1, donors + 1):
        visit = a.open_visit(seed)
        b.meets(a)
        walk_to(b, visit, "aftercare")
        visits.append(desks.rest_and_leave(b.desk, b.desk.visits.get(visit)))
        both(a, b)
    for laptop in (a, b):
        left.end_shift(laptop.desk)
    both(a, b)
    left.level(station, a, b)
    both(a, b)
    left.grow_old(station, clock, a, b)
    both(a, b)
    return visits


def test_a_visit_of_two_laptops_leaves_both_under_the_receipts_of_each(
    a: Laptop, b: Laptop, station: Station, clock: FixedClock
) -> None:
    visits = day_of_two(a, b, station, clock)
    numbers = [desks.drawn(one.desk)["donation_number"] for one in (a, b)]
    for laptop in (a, b):
        left.purge_all(laptop.desk)
        assert laptop.desk.visits.all() == []
        assert all(left.hollow_kinds(laptop.desk, visit.id) for visit in visits)
    both(a, b)
    for laptop in (a, b):
        assert laptop.desk.ledger.verify()
        laptop.desk.rebuild()
    assert [desks.drawn(one.desk)["donation_number"] for one in (a, b)] == numbers
    sought = [visits[0].donor.name, visits[-1].donor.document_number, "赶时间"]
    for laptop in (a, b):
        assert [one for one in sought if one.encode() in plain_bytes(laptop.desk.database)] == []


def test_without_the_receipts_of_the_other_a_common_visit_stays(
    a: Laptop, b: Laptop, station: Station, clock: FixedClock
) -> None:
    visits = day_of_two(a, b, station, clock, donors=1)
    a.desk.database.execute("DROP TRIGGER receipt_is_kept")
    a.desk.database.execute("DELETE FROM receipt WHERE book = ?", (b.desk.ledger.book,))
    assert left.why(a.desk, visits[0].id) == "no_receipt"
    a.meets(b)
    assert left.why(a.desk, visits[0].id) is None


def test_a_laptop_that_is_new_takes_hollow_entries_and_those_of_today(
    a: Laptop, station: Station, clock: FixedClock, vehicle: Vehicle
) -> None:
    left.give(a.desk)
    left.end_shift(a.desk)
    left.level(station, a)
    left.grow_old(station, clock, a)
    left.purge_all(a.desk)
    a.desk.person = None
    a.sit(1)
    desks.open_shift(a.desk, site="人民广场")
    today = a.open_visit(9)
    new = vehicle.laptop("3").work("周海")
    new.meets(a)
    assert new.queue() == [today]
    assert new.desk.ledger.head(a.desk.ledger.book) == a.desk.ledger.head(a.desk.ledger.book)
    assert new.desk.ledger.verify()
    assert new.desk.ledger.count_hollow(a.desk.ledger.book) == a.desk.ledger.count_hollow(a.desk.ledger.book)
    new.desk.rebuild()
    assert new.desk.ledger.verify()


def hollow_lines(laptop: Laptop) -> list[bytes]:
    book = laptop.desk.ledger.book
    return Beside(laptop.desk).lines_after(book, 0)


@pytest.fixture
def purged(a: Laptop, station: Station, clock: FixedClock) -> Laptop:
    left.give(a.desk)
    left.end_shift(a.desk)
    left.level(station, a)
    left.grow_old(station, clock, a)
    left.purge_all(a.desk)
    return a


def test_an_older_program_is_given_what_comes_before_the_first_hollow_entry(purged: Laptop) -> None:
    store, book = Beside(purged.desk), purged.desk.ledger.book
    whole, known = store.lines_after(book, 0), store.lines_after(book, 0, hollow=False)
    assert known == whole[: len(known)]
    assert e.is_hollow(decode_line(whole[len(known)]))
    assert store.lines_after(book, len(known), hollow=False) == []


def test_hollow_entries_without_a_receipt_are_not_taken(purged: Laptop, b: Laptop) -> None:
    book = purged.desk.ledger.book
    with pytest.raises(Broken, match="no receipt"):
        Beside(b.desk).take(book, hollow_lines(purged), where="1")
    assert b.desk.ledger.head(book)[0] == 0


def changed(lines: list[bytes], **fields: Any) -> list[bytes]:
    """Change the first hollow line."""
    at = next(n for n, line in enumerate(lines) if e.is_hollow(decode_line(line)))
    told = msgspec.json.decode(lines[at]) | fields
    return [*lines[:at], msgspec.json.encode(told, order="sorted"), *lines[at + 1 :]]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"hash": "sha256:0"}, "chain"),
        ({"prev_hash": "sha256:0"}, "chain"),
        ({"kind": "labels.planned"}, "not canonical"),
        ({"visit": ""}, "not canonical"),
        ({"seq": 99}, "gap"),
    ],
)
def test_a_hollow_entry_that_is_not_what_was_signed_for_is_not_taken(
    purged: Laptop, b: Laptop, fields: dict[str, Any], reason: str
) -> None:
    book = purged.desk.ledger.book
    store = Beside(b.desk)
    store.receipts.take(book, Beside(purged.desk).receipts.since(book, None))
    with pytest.raises(Broken, match=reason):
        store.take(book, changed(hollow_lines(purged), **fields), where="1")
    assert store.take(book, hollow_lines(purged), where="1") == purged.desk.ledger.head(book)[0]


def other_branch(lines: list[bytes]) -> list[bytes]:
    """Return what a copy of the laptop might have written in the place of these entries."""
    entries = [decode_line(line) for line in lines]
    last_hash, other = entries[0].prev_hash, []
    for entry in entries:
        apart = msgspec.structs.replace(entry, kind="of.a_copy", body="{}", prev_hash=last_hash)
        last_hash = hash_of(apart)
        other.append(encode_entry(msgspec.structs.replace(apart, hash=last_hash)))
    return other


@pytest.mark.parametrize("is_one_piece", [False, True])
def test_another_branch_does_not_take_the_proof_from_what_left(
    purged: Laptop, b: Laptop, *, is_one_piece: bool
) -> None:
    """The receipt ends where nothing is yet; an entry there that is not the one it speaks of is a copy's."""
    book, lines = purged.desk.ledger.book, hollow_lines(purged)
    store = Beside(b.desk)
    receipts = Beside(purged.desk).receipts.since(book, None)
    store.receipts.take(book, receipts)
    whole = 1 + max(n for n, line in enumerate(lines) if e.is_hollow(decode_line(line)))
    left, other = lines[:whole], other_branch(lines[whole:])
    assert receipts[0].first <= whole < receipts[0].last <= len(lines)
    if not is_one_piece:
        assert store.take(book, left, where="1") == whole
    with pytest.raises(Broken, match="differs"):
        store.take(book, [*left, *other], where="1")
    assert b.desk.ledger.head(book)[0] == (0 if is_one_piece else whole)
    assert b.desk.ledger.verify()
    assert store.take(book, lines, where="1") == len(lines)
    assert b.desk.ledger.verify()


def test_a_receipt_of_another_branch_by_which_nothing_left_stops_no_book(purged: Laptop, b: Laptop) -> None:
    book, lines = purged.desk.ledger.book, hollow_lines(purged)
    store = Beside(b.desk)
    store.receipts.take(book, Beside(purged.desk).receipts.since(book, None))
    hollow = next(n for n, line in enumerate(lines) if e.is_hollow(decode_line(line)))
    store.take(book, lines[: hollow - 1], where="1")
    other = other_branch(lines[hollow - 1 :])
    assert store.take(book, other, where="1") == len(lines)
    assert b.desk.ledger.verify()


def test_a_receipt_that_this_station_did_not_sign_is_none(purged: Laptop, b: Laptop) -> None:
    book = purged.desk.ledger.book
    receipts = Beside(purged.desk).receipts.since(book, None)
    forged = [msgspec.structs.replace(one, last=one.last + 1) for one in receipts]
    store = Beside(b.desk)
    store.receipts.take(book, forged)
    store.receipts.take("another", receipts)
    assert store.receipts.since(book, None) == ()
    assert book not in {one.book for one in store.receipts.newest()}


def test_what_another_wrote_late_of_a_visit_that_left_is_kept_and_told_to_nobody(
    a: Laptop, b: Laptop, station: Station, clock: FixedClock
) -> None:
    (visit,) = day_of_two(a, b, station, clock, donors=1)
    left.purge_all(a.desk)
    late = e.IdentityConfirmed(at="chair", said=("name",))
    b.desk.ledger.append([(visit.id, late)], by="2-1")
    a.meets(b)
    assert a.desk.ledger.of_visit(visit.id)[-1].act == late
    assert a.desk.visits.all() == []
    with desks.refused("visit.at_station"):
        a.desk.visits.get(visit.id)
    a.desk.rebuild()
    assert a.desk.visits.all() == []
    assert a.desk.ledger.verify()
