"""What the terminal believes of a greeting and of receipts, and what it does not."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.station.server import Station
from donor_room.store.receipts import ClockChecks
from donor_room.sync.hello import Hello
from donor_room.sync.link import Link, StationSaysNo
from donor_room.sync.session import Session
from donor_room.wire.messages import Problem
from donor_room.wire.receipt import Receipt, sign_receipt
from donor_room.wire.signature import new_key
from donor_room.workflow.desk import Desk
from donor_room.workflow.exchange import exchange_of
from donor_room.workflow.greeted import greeted_of
from donor_room.workflow.receipted import at_station
from tests.sync.test_session import write


def signed_by_nobody(receipt: Receipt) -> Receipt:
    return sign_receipt(receipt, new_key())


def of_another_run(receipt: Receipt) -> Receipt:
    return replace(receipt, last=receipt.last - 1)


def test_a_greeting_is_kept_with_its_fence_and_its_clock(session: Session, enrolled: Desk) -> None:
    session.run()
    greeted = greeted_of(enrolled.ledger)
    assert (greeted.is_copied, bool(greeted.fence), bool(greeted.generation)) == (False, True, True)
    check = ClockChecks(enrolled.database).last()
    assert check
    assert (check.offset_ms, check.at) == (0, enrolled.clock.now())


def test_a_disk_that_is_full_at_that_moment_keeps_the_old_fence(
    session: Session, enrolled: Desk, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.run()
    fence = greeted_of(enrolled.ledger).fence
    with monkeypatch.context() as full:
        full.setattr(ClockChecks, "keep", lambda *_: (_ for _ in ()).throw(Trouble("store.full")))
        assert session.run().trouble == "store.full"
    assert greeted_of(enrolled.ledger).fence == fence
    assert session.run().is_all_there
    assert greeted_of(enrolled.ledger).is_copied is False


def test_a_station_that_begins_another_life_while_receipts_are_fetched_is_not_asked_for_ever(
    session: Session, enrolled: Desk, link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It signs for the life of now, and this terminal was greeted in the one before."""
    honest, asked = Link.post, list[str]()

    def restored_after_the_greeting(self: Link, path: str, *given: Any) -> Any:
        asked.append(path)
        reply = honest(self, path, *given)
        return replace(reply, generation="0" * 16) if path == "/v1/hello" else reply

    write(enrolled, 3)
    with monkeypatch.context() as restored:
        restored.setattr(Link, "post", restored_after_the_greeting)
        assert session.run().receipted_at is None
    assert asked.count("/v1/receipt") == 1
    assert session.run().receipted_at is not None


@pytest.mark.parametrize("change", [signed_by_nobody, of_another_run])
def test_a_receipt_that_the_station_did_not_give_is_not_kept(
    session: Session, enrolled: Desk, link: Link, monkeypatch: pytest.MonkeyPatch, change: object
) -> None:
    honest = Link.post

    def post(self: Link, path: str, message: object, kind: type) -> object:
        answer = honest(self, path, message, kind)  # type: ignore[arg-type, type-var]
        return change(answer) if isinstance(answer, Receipt) else answer  # type: ignore[operator]

    monkeypatch.setattr(Link, "post", post)
    told = session.run()
    assert (told.trouble, told.receipted_at) == ("sync.receipt.unproven", None)


def test_what_the_station_does_not_hold_stays_without_and_the_rest_gets_its_receipt(
    session: Session, enrolled: Desk, station: Station
) -> None:
    old = enrolled.ledger.book
    session.run()
    enrolled.ledger.open_book(terminal="practice", program="p", practice=True)
    write(enrolled, 2)
    with station.connections.lend() as conn:
        conn.execute("DELETE FROM entry WHERE book = %s AND seq = 2", [old])
        conn.execute("DELETE FROM receipt")
    with enrolled.database.atomic():  # as if the receipt had never come
        enrolled.database.execute("DROP TRIGGER receipt_is_kept")
        enrolled.database.execute("DELETE FROM receipt")
    told = session.run()
    assert told.receipted_at is None
    receipts = exchange_of(enrolled).greeting.receipts
    assert receipts.is_settled(old) is False
    assert enrolled.database.rows("SELECT book FROM receipt") == [(enrolled.ledger.book,)]


def test_an_old_book_under_a_receipt_is_not_asked_about_any_more(session: Session, enrolled: Desk) -> None:
    old = enrolled.ledger.book
    session.run()
    enrolled.ledger.open_book(terminal="practice", program="p", practice=True)
    session.run()
    assert exchange_of(enrolled).books() == (enrolled.ledger.book,)
    assert old in enrolled.ledger.books()
    assert session.run().receipted_at


def test_long_books_get_several_receipts_one_after_another(
    session: Session, enrolled: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("donor_room.workflow.receipted.MAX_RECEIPT_ENTRIES", 10)
    monkeypatch.setattr("donor_room.workflow.receipted._GROWS_UP_TO", 5)
    write(enrolled, 25)
    assert session.run().receipted_at
    rows = enrolled.database.rows("SELECT first, last FROM receipt ORDER BY first")
    assert rows == [(1, 10), (11, 20), (21, 28)]


def test_a_short_receipt_grows_and_does_not_pile_up(session: Session, enrolled: Desk) -> None:
    for n in range(3):
        enrolled.ledger.append([(None, e.Locked(staff=f"s{n}", idle=True))], by="s1")
        assert session.run().receipted_at
    assert enrolled.database.rows("SELECT first, last FROM receipt") == [(1, 6)]


@pytest.mark.parametrize(
    ("status", "code"), [(500, "station.busy"), (400, "message"), (403, "book.of_another_terminal")]
)
def test_a_greeting_that_is_refused_keeps_no_book_from_going_up(
    session: Session, enrolled: Desk, monkeypatch: pytest.MonkeyPatch, status: int, code: str
) -> None:
    def refuse(*_: object) -> None:
        raise StationSaysNo(status, Problem(code=code))

    monkeypatch.setattr(Hello, "greet", refuse)
    monkeypatch.setattr(Hello, "fetch_receipts", refuse)
    write(enrolled, 3)
    told = session.run()
    assert (told.waiting, told.trouble) == (0, f"sync.{code}")


def test_a_program_that_is_too_old_is_told_and_works_on(
    session: Session, enrolled: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("donor_room.workflow.greeting.PROTOCOL", 0)
    told = session.run()
    assert (told.notes, told.sentences, told.is_all_there) == (("upgrade",), ("sync.upgrade",), True)


def test_before_the_enrolment_no_station_has_anything(desk: Desk) -> None:
    assert at_station(desk) is None
    receipts = exchange_of(desk).greeting.receipts
    wanted = receipts.wanted(frozenset())
    assert wanted
    with pytest.raises(Trouble, match=r"sync\.not_enrolled"):
        receipts.take(wanted, None)  # type: ignore[arg-type]


def test_how_far_the_station_has_it_is_asked_by_the_screen(session: Session, enrolled: Desk) -> None:
    standing = at_station(enrolled)
    assert standing
    assert (standing.waiting, standing.receipted_at) == (3, None)
    told = session.run()
    assert at_station(enrolled) == (0, told.receipted_at)


def test_a_copied_terminal_asks_for_no_numbers(session: Session, enrolled: Desk) -> None:
    from donor_room.workflow.greeted import keep_greeted, why_not_printed

    keep_greeted(enrolled.ledger, replace(greeted_of(enrolled.ledger), is_copied=True))
    no = why_not_printed(enrolled.ledger, is_spent=False)
    assert isinstance(no, Refusal)
    assert no.code == "copied.no_numbers"
    assert exchange_of(enrolled).numbers_wanted() is None
