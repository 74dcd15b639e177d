"""Notices and receipts on a stick: what the line would bring, by the same importer, once."""

from __future__ import annotations

from datetime import timedelta

import httpx
import msgspec
import pytest

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.packs.texts import LANGUAGES, Texts
from donor_room.station import sticks
from donor_room.station.fences import freeze
from donor_room.station.founding import House, twin_of
from donor_room.station.notices import tell
from donor_room.station.restored import begin_new_generation
from donor_room.station.server import Station
from donor_room.sync.carry import carry_out
from donor_room.sync.session import Session, link_of
from donor_room.wire.carry import Newer, Signed, read_parts, write_parts
from donor_room.wire.hello import NO_FENCE
from donor_room.wire.notices import HOLD_OPENED
from donor_room.wire.sealing import open_sealed, seal
from donor_room.workflow.desk import Desk
from donor_room.workflow.exchange import exchange_of
from donor_room.workflow.greeted import greeted_of
from tests.support import desks as d
from tests.support.notices import hold_notice
from tests.support.profiles import enlist
from tests.support.restored import Backup
from tests.sync.test_carry import answer, back, enrolment, into, out, waiting
from tests.sync.test_session import here, write


def face(station: Station) -> House:
    return twin_of(station.houses, practice=True)


def say(station: Station, visit: str, *, urgent: bool = True, terminal: str | None = None) -> None:
    with station.connections.lend() as conn:
        body = hold_notice(visit, reason="open_twice")
        tell(conn, face(station).code, HOLD_OPENED, body, urgent=urgent, terminal=terminal)


def own(desk: Desk) -> str:
    reply = enrolment(desk).reply
    assert reply
    return reply.terminal


def told_of(desk: Desk) -> list[str]:
    acts = (line.act for line in desk.ledger.of_house(e.NoticeHeard.KIND))
    return [msgspec.json.decode(act.body)["visit"] for act in acts if isinstance(act, e.NoticeHeard)]


def there_and_back(desk: Desk, station: Station) -> bytes:
    """Carry a stick to the station and take the answer; return the answer."""
    into(station, out(desk))
    file = answer(station, desk)
    back(desk, file)
    return file


def later(station: Station) -> None:
    clock = station.clock
    assert isinstance(clock, FixedClock)
    clock.instant += timedelta(minutes=1)


# ---- notices ----


def test_notices_for_this_terminal_and_for_all_come_on_the_stick(enrolled: Desk, station: Station) -> None:
    say(station, "v1", terminal=own(enrolled))
    say(station, "v2", urgent=False)
    say(station, "v3", terminal="66001-practice.another")
    into(station, out(enrolled))
    told = back(enrolled, answer(station, enrolled))
    assert (told.heard, told_of(enrolled)) == (2, ["v1", "v2"])


def test_a_stick_that_is_read_twice_tells_nothing_twice(enrolled: Desk, station: Station) -> None:
    say(station, "v1")
    file = there_and_back(enrolled, station)
    before = here(enrolled)
    told = back(enrolled, file)
    assert (told.heard, told.receipts, told.rows, told.stopped) == (0, 0, 0, {})
    assert here(enrolled) == before


def test_an_older_stick_after_a_newer_one_tells_nothing(enrolled: Desk, station: Station) -> None:
    say(station, "v1")
    into(station, out(enrolled))
    older = answer(station, enrolled)
    say(station, "v2")
    later(station)
    back(enrolled, answer(station, enrolled))
    before, cursors = here(enrolled), cursors_of(enrolled)
    assert back(enrolled, older).heard == 0
    assert (here(enrolled), cursors_of(enrolled), told_of(enrolled)) == (before, cursors, ["v1", "v2"])


def cursors_of(desk: Desk) -> dict[str, str]:
    return dict(desk.database.rows("SELECT name, value FROM cursor ORDER BY name"))


def test_line_and_stick_go_on_from_the_same_place(enrolled: Desk, station: Station, session: Session) -> None:
    say(station, "v1")
    there_and_back(enrolled, station)
    assert session.run().heard == 0
    say(station, "v2")
    assert session.run().heard == 1
    into(station, out(enrolled))
    assert back(enrolled, answer(station, enrolled)).heard == 0
    assert told_of(enrolled) == ["v1", "v2"]


def test_a_stick_that_stayed_behind_the_line_takes_nothing_back(
    enrolled: Desk, station: Station, session: Session
) -> None:
    say(station, "v1")
    into(station, out(enrolled))
    file = answer(station, enrolled)
    session.run()
    cursors = cursors_of(enrolled)
    assert back(enrolled, file).heard == 0
    assert {**cursors_of(enrolled), "stick": ""} == {**cursors, "stick": ""}


def test_more_notices_than_a_page_holds_come_all(
    enrolled: Desk, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sticks, "MAX_NOTICES", 2)
    for n in range(5):
        say(station, f"v{n}")
    there_and_back(enrolled, station)
    assert told_of(enrolled) == [f"v{n}" for n in range(5)]


def test_a_donor_who_is_here_is_stopped_by_what_a_stick_tells(enrolled: Desk, station: Station) -> None:
    enlist(enrolled, d.EVERYBODY, *d.PEOPLE[d.EVERYBODY], d.PASSWORD, d.PIN)
    d.take_place(enrolled, d.EVERYBODY)
    d.open_shift(enrolled)
    visit = d.come_in(enrolled, 7)
    say(station, visit.id)
    there_and_back(enrolled, station)
    held = enrolled.visits.get(visit.id)
    assert [one.held.reason for one in held.holds] == ["open_twice"]


def test_nothing_is_heard_while_the_station_has_another_end_of_the_book(
    enrolled: Desk, station: Station
) -> None:
    """It would be written into the book, and a second branch would begin."""
    write(enrolled, 2)
    into(station, out(enrolled))
    say(station, "v1")
    with station.connections.lend() as conn:
        conn.execute("UPDATE book SET hash = 'sha256:other'")
    told = back(enrolled, answer(station, enrolled))
    assert (told.heard, told.receipts, told.stopped) == (0, 0, {enrolled.ledger.book: "differs"})


def test_after_a_restored_station_all_is_told_anew_and_heard_once(enrolled: Desk, station: Station) -> None:
    say(station, "v1")
    there_and_back(enrolled, station)
    into(station, out(enrolled))
    with station.connections.lend() as conn, conn.transaction():
        begin_new_generation(conn, station.clock.now())
    say(station, "v2")
    later(station)
    with Station(station.connections._url, clock=station.clock) as again:
        told = back(enrolled, answer(again, enrolled))
        assert (told.heard, told_of(enrolled)) == (1, ["v1", "v2"])
        into(again, out(enrolled))
        assert back(enrolled, answer(again, enrolled)).heard == 0


# ---- receipts ----


def test_all_is_under_a_receipt_when_the_stick_is_back(enrolled: Desk, station: Station) -> None:
    write(enrolled, 4)
    receipts = exchange_of(enrolled).greeting.receipts
    assert greeted_of(enrolled.ledger).fence == NO_FENCE
    assert receipts.receipted_at() is None
    there_and_back(enrolled, station)
    assert receipts.receipted_at() == station.clock.now()
    write(enrolled, 1)
    assert receipts.receipted_at() is None


def test_what_is_not_at_the_station_yet_gets_no_receipt(enrolled: Desk, station: Station) -> None:
    write(enrolled, 4)
    lost = read_out(enrolled, out(enrolled), station)
    with station.connections.lend() as conn:
        sticks.carry_in(conn, station.houses, lost, station.clock)
    told = back(enrolled, answer(station, enrolled))
    assert (told.receipts, waiting(enrolled)) == (0, len(here(enrolled)))


def read_out(desk: Desk, file: bytes, station: Station) -> bytes:
    """Return the stick without its lines, as if they were on another one."""
    house, key = face(station), enrolment(desk).key
    parts = read_parts(open_sealed(file, key=house.key, sender_key=key.public_key()))
    return seal(
        write_parts(parts[:1]), sender=own(desk), receiver=house.code, key=key,
        receiver_key=house.key.public_key(),
    )  # fmt: skip


def test_a_long_book_is_signed_for_in_runs_that_follow_one_another(
    enrolled: Desk, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("donor_room.workflow.receipted.MAX_RECEIPT_ENTRIES", 3)
    write(enrolled, 4)
    wanted = exchange_of(enrolled).greeting.receipts.wanted_at_once()
    assert [(one.first, one.last) for one in wanted][:2] == [(1, 3), (4, 6)]
    assert wanted[-1].last == len(here(enrolled))
    file = there_and_back(enrolled, station)
    receipts = exchange_of(enrolled).greeting.receipts
    assert receipts.receipted_at()
    assert receipts.wanted_at_once() == ()
    told = back(enrolled, file)
    assert (told.receipts, told.stopped) == (0, {})


def test_a_receipt_over_something_else_is_none(enrolled: Desk, station: Station) -> None:
    write(enrolled, 2)
    into(station, out(enrolled))
    house, key = face(station), enrolment(enrolled).key
    parts = read_parts(open_sealed(answer(station, enrolled), key=key, sender_key=house.key.public_key()))
    (signed,) = (part for part in parts if isinstance(part, Signed))
    forged = msgspec.structs.replace(signed.receipt, last=signed.receipt.last - 1)
    file = seal(
        write_parts([Signed(receipt=forged), Newer()]), sender=house.code, receiver=own(enrolled),
        key=house.key, receiver_key=key.public_key(),
    )  # fmt: skip
    told = back(enrolled, file)
    assert (told.receipts, told.stopped) == (0, {enrolled.ledger.book: "receipt.unproven"})
    assert exchange_of(enrolled).greeting.receipts.receipted_at() is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_that_is_none_has_its_sentence(language: str) -> None:
    assert Texts(language).has("sync.receipt.unproven")


# ---- after a backup, copies, older programs ----


def test_a_laptop_without_a_line_sends_again_what_a_restored_station_lost(
    enrolled: Desk, station: Station
) -> None:
    write(enrolled, 3)
    there_and_back(enrolled, station)
    backup = Backup(station)
    write(enrolled, 6)
    there_and_back(enrolled, station)
    backup.put_back()
    later(station)
    with station.connections.lend() as conn, conn.transaction():
        begin_new_generation(conn, station.clock.now())
    with Station(station.connections._url, clock=station.clock) as again:
        write(enrolled, 2)
        assert [line.problem for line in into(again, out(enrolled))] == ["gap"]
        back(enrolled, answer(again, enrolled))
        assert [line.problem for line in into(again, out(enrolled))] == [None]
        assert again.raw_entries(enrolled.ledger.book) == here(enrolled)
        later(again)
        back(enrolled, answer(again, enrolled))
        assert exchange_of(enrolled).greeting.receipts.receipted_at()
        write(enrolled, 1)
        assert carry_out(exchange_of(enrolled), enrolment(enrolled), enrolled.clock).entries == {
            enrolled.ledger.book: waiting(enrolled)
        }


def restored(station: Station, backup: Backup) -> None:
    backup.put_back()
    later(station)
    with station.connections.lend() as conn, conn.transaction():
        begin_new_generation(conn, station.clock.now())


@pytest.mark.parametrize("has_a_line", [False, True])
def test_a_stick_of_a_restored_station_says_again_what_waits(
    enrolled: Desk, station: Station, session: Session, *, has_a_line: bool
) -> None:
    if has_a_line:
        assert session.run().is_all_there
    write(enrolled, 3)
    there_and_back(enrolled, station)
    backup, had = Backup(station), enrolled.ledger.head(enrolled.ledger.book)[0]
    write(enrolled, 6)
    there_and_back(enrolled, station)
    assert waiting(enrolled) == 0
    restored(station, backup)
    with Station(station.connections._url, clock=station.clock) as again:
        back(enrolled, answer(again, enrolled))
        assert waiting(enrolled) == enrolled.ledger.head(enrolled.ledger.book)[0] - had
        there_and_back(enrolled, again)
        assert waiting(enrolled) == 0


def test_a_stick_of_before_a_restore_acknowledges_nothing_after_the_line_told_of_it(
    enrolled: Desk, station: Station, session: Session
) -> None:
    """The line broke after the station had said what it has lost; then the old stick turns up."""
    session.run()
    backup, book = Backup(station), enrolled.ledger.book
    had = enrolled.ledger.head(book)[0]
    write(enrolled, 6)
    into(station, out(enrolled))
    old = answer(station, enrolled)
    session.run()
    later(station)
    restored(station, backup)
    clock = enrolled.clock
    assert isinstance(clock, FixedClock)
    clock.instant = station.clock.now()
    with Station(station.connections._url, clock=station.clock) as again:
        heads = heard_until_push(enrolled, again)
        assert heads[book] == had
        back(enrolled, old)
        assert exchange_of(enrolled).acknowledged_of(book) == had


def heard_until_push(desk: Desk, station: Station) -> dict[str, int]:
    """Hold a conversation whose line is gone before anything is pushed; return what is acknowledged then."""

    class _Breaks(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            if request.url.path == "/v1/push":
                raise httpx.ConnectError("gone", request=request)
            return super().handle_request(request)

    enrolled_there = msgspec.structs.replace(enrolment(desk), url=station.url)
    link = link_of(enrolled_there, desk.clock, _Breaks())
    Session(link, lambda work: work(exchange_of(desk))).run()
    link.close()
    exchange = exchange_of(desk)
    return {book: exchange.acknowledged_of(book) for book in exchange.books()}


def test_a_copied_laptop_gets_no_numbers_on_a_stick_either(enrolled: Desk, station: Station) -> None:
    exchange = exchange_of(enrolled)
    exchange._policy = msgspec.structs.replace(enrolled.packs.policy, numbers_few=10**6)
    into(station, carry_out(exchange, enrolment(enrolled), enrolled.clock).content)
    with station.connections.lend() as conn:
        freeze(conn, face(station).code, own(enrolled), "fence", station.clock.now())
    told = back(enrolled, answer(station, enrolled))
    assert (told.numbers, told.stopped) == (0, {})


def test_a_stick_of_an_older_program_is_answered_as_it_asked(enrolled: Desk, station: Station) -> None:
    write(enrolled, 2)
    say(station, "v1")
    into(station, out(enrolled))
    with station.connections.lend() as conn:
        conn.execute("UPDATE stick SET asking = NULL, cursor = ''")
    told = back(enrolled, answer(station, enrolled))
    assert (told.receipts, told.heard, waiting(enrolled) > 0) == (0, 1, True)
    assert told.acknowledged
