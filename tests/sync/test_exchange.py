"""The only place where sync touches the store."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.sync.session import Session
from donor_room.wire.codec import decode_entry
from donor_room.wire.messages import DirectoryPage, DirectoryRow, Head
from donor_room.wire.signature import public_text
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.enrolling import begin_enrolment, finish_enrolment
from donor_room.workflow.exchange import Exchange, exchange_of
from donor_room.workflow.opening import open_desk
from tests.station.test_telling import KNOWN
from tests.support.leases import STATION, join, lent
from tests.support.profiles import PASSPHRASE


@pytest.fixture
def exchange(desk: Desk) -> Exchange:
    join(desk)
    for n in range(9):
        desk.ledger.append([(None, e.Locked(staff=f"staff-{n}", idle=True))], by="nurse")
    return exchange_of(desk)


def lines(
    exchange: Exchange, desk: Desk, seq: int = 0, most: int = 100, most_bytes: int = 10**6
) -> list[int]:
    found = exchange.lines_after(desk.ledger.book, seq, most=most, most_bytes=most_bytes)
    return [decode_entry(line).seq for line in found]


def own_head(desk: Desk) -> Head:
    seq, last = desk.ledger.head(desk.ledger.book)
    return Head(book=desk.ledger.book, seq=seq, hash=last)


def test_lines_follow_in_order_up_to_the_number_asked_for(exchange: Exchange, desk: Desk) -> None:
    assert lines(exchange, desk) == list(range(1, 11))
    assert lines(exchange, desk, seq=4, most=3) == [5, 6, 7]
    assert lines(exchange, desk, seq=10) == []


def test_lines_end_before_they_are_too_many_bytes_but_never_at_none(exchange: Exchange, desk: Desk) -> None:
    assert lines(exchange, desk, most_bytes=1) == [1]
    assert 1 < len(lines(exchange, desk, most_bytes=1_000)) < 10


def test_an_acknowledgement_of_the_own_head_leaves_nothing_waiting(exchange: Exchange, desk: Desk) -> None:
    assert exchange.waiting() == 10
    assert exchange.acknowledge(own_head(desk))
    assert exchange.waiting() == 0


@pytest.mark.parametrize(("seq", "other"), [(10, True), (11, False), (3, False)])
def test_an_acknowledgement_that_the_own_chain_does_not_have_is_not_noted(
    exchange: Exchange, desk: Desk, seq: int, other: bool
) -> None:
    head = replace(own_head(desk), seq=seq, **({"hash": "sha256:other"} if other else {}))
    assert not exchange.acknowledge(head)
    assert desk.ledger.acknowledged(desk.ledger.book) is None


def test_a_station_that_has_nothing_agrees(exchange: Exchange, desk: Desk) -> None:
    assert exchange.acknowledge(Head(book=desk.ledger.book, seq=0, hash="anything"))


def test_an_older_book_is_pushed_before_the_one_in_use(exchange: Exchange, desk: Desk) -> None:
    old = desk.ledger.book
    desk.ledger.open_book(terminal="t", program="p", practice=True)
    assert exchange.books() == (old, desk.ledger.book)
    assert exchange.waiting() == 11


def test_a_page_is_taken_together_with_its_cursor(exchange: Exchange, desk: Desk) -> None:
    row = DirectoryRow(person="0a" * 16, revision=3, donor=KNOWN)
    page = DirectoryPage(rows=(row,), cursor="c3", more=False, as_of=desk.clock.now())
    exchange.take_page(page)
    assert (exchange.directory_cursor(), desk.directory.count()) == ("c3", 1)


def test_a_whole_directory_takes_the_place_of_the_old_one(exchange: Exchange, desk: Desk) -> None:
    old, new = (DirectoryRow(person=f"0{n}" * 16, revision=9 - n, donor=KNOWN) for n in (1, 2))
    page = DirectoryPage(rows=(old,), cursor="c1", more=False, as_of=desk.clock.now())
    exchange.take_page(page)
    exchange.replace_directory([replace(page, rows=(new,), cursor="c2")])
    assert (exchange.directory_cursor(), desk.directory.count()) == ("c2", 1)


def test_numbers_are_asked_for_under_the_same_name_until_they_are_here(
    exchange: Exchange, desk: Desk
) -> None:
    wanted = exchange.numbers_wanted()
    assert wanted
    assert wanted == exchange.numbers_wanted()
    exchange.take_numbers(lent())
    after = exchange.numbers_wanted()
    assert after
    assert after.request != wanted.request


def test_a_range_that_comes_twice_is_written_down_once(exchange: Exchange, desk: Desk) -> None:
    numbers = lent(last="A999926000200")
    exchange.take_numbers(numbers)
    exchange.take_numbers(numbers)
    assert desk.numbers.unissued() == 200
    assert exchange.numbers_wanted() is None


def code_of(call: Callable[..., object], *args: object) -> str:
    with pytest.raises((Refusal, Trouble)) as caught:
        call(*args)
    return caught.value.code


@pytest.mark.parametrize("signature", ["", "x" * 88])
def test_a_range_that_the_station_did_not_sign_is_not_taken(
    exchange: Exchange, desk: Desk, signature: str
) -> None:
    assert code_of(exchange.take_numbers, replace(lent(), signature=signature)) == "numbers.lease_unproven"
    assert desk.numbers.leased() == []


def test_a_range_of_a_terminal_without_a_station_is_not_taken(desk: Desk) -> None:
    assert code_of(exchange_of(desk).take_numbers, lent()) == "sync.not_enrolled"
    begin_enrolment(desk.ledger, "http://127.0.0.1:1")
    assert code_of(exchange_of(desk).take_numbers, lent()) == "sync.not_enrolled"


def test_a_range_that_meets_another_one_is_trouble_of_the_station(exchange: Exchange, desk: Desk) -> None:
    exchange.take_numbers(lent())
    again = lent(first="A999926000010", last="A999926000020", range_id="r2")
    assert code_of(exchange.take_numbers, again) == "labels.range_shape"
    assert [one.range_id for one in desk.numbers.leased()] == ["r1"]


def test_a_terminal_asks_for_numbers_as_the_station_writes_them(exchange: Exchange) -> None:
    wanted = exchange.numbers_wanted()
    assert wanted
    assert wanted.profile == ""


def test_a_terminal_is_not_enrolled_with_numbers_of_nobody(desk: Desk) -> None:
    begun = begin_enrolment(desk.ledger, "http://127.0.0.1:1")
    unsigned = replace(STATION, numbers=replace(lent(), signature=""))
    assert code_of(finish_enrolment, desk, begun, unsigned) == "numbers.lease_unproven"
    kept = enrolment_of(desk.ledger)
    assert kept
    assert (kept.reply, desk.numbers.leased()) == (None, [])
    finish_enrolment(desk, begun, replace(STATION, numbers=lent()))
    assert [one.signature for one in desk.numbers.leased()] == [lent().signature]


def test_an_attempt_to_enrol_that_was_cut_goes_on_with_its_key(desk: Desk) -> None:
    first = begin_enrolment(desk.ledger, "http://127.0.0.1:1")
    again = begin_enrolment(desk.ledger, "http://127.0.0.1:2")
    assert public_text(again.key) == public_text(first.key)
    assert again.url.endswith(":2")


def test_an_enrolled_terminal_knows_its_station_after_a_new_start(enrolled: Desk, session: Session) -> None:
    from donor_room import settings

    before = enrolment_of(enrolled.ledger)
    enrolled.close()
    profile = settings.profile_of(enrolled.database.path, "practice")
    again = open_desk(profile, passphrase=PASSPHRASE, clock=enrolled.clock)
    assert enrolment_of(again.ledger) == before
    again.close()
