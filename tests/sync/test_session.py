"""A real terminal and a real station: what went, what came, and what a bad line leaves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import httpx
import msgspec
import pytest
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.domain.refusal import Refusal
from donor_room.packs.texts import LANGUAGES, Language, Texts
from donor_room.station.directory import load_donors
from donor_room.station.founding import twin_of
from donor_room.station.passing_over import TURN
from donor_room.station.restored import begin_new_generation
from donor_room.station.server import Station
from donor_room.sync.client import State
from donor_room.sync.enrol import enrol_desk
from donor_room.sync.link import Link, Unreachable
from donor_room.sync.push import _DIFFERING
from donor_room.sync.session import Session, link_of
from donor_room.wire.codec import encode_entry
from donor_room.wire.signature import read_public
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import directory_key_of, enrolment_of
from donor_room.workflow.exchange import exchange_of
from tests.station.test_directory import known
from tests.support.bad_line import BadLine, bad_line
from tests.support.van import donor


def write(desk: Desk, count: int = 1) -> None:
    for n in range(count):
        opened = e.VisitOpened(
            shift="s",
            donor=donor(f"66000119900307{n:04d}", f"样例{n}"),
            source="typed",
            plan="WB400",
            known=None,
            directory_as_of=None,
        )
        desk.ledger.append([(f"visit-{n}", opened)], by="nurse")


def at_station(link: Link, book: str) -> list[bytes]:
    lines: list[bytes] = []
    while more := link.lines(f"/v1/books/{book}/entries", after=len(lines)):
        lines += more
    return lines


def here(desk: Desk) -> list[bytes]:
    return [encode_entry(entry) for entry in desk.ledger.entries_after(desk.ledger.book, 0, 10_000)]


def test_both_books_are_the_same_byte_for_byte(session: Session, enrolled: Desk, link: Link) -> None:
    write(enrolled, 150)
    told = session.run()
    assert told.is_all_there
    assert at_station(link, enrolled.ledger.book) == here(enrolled)


def test_the_acknowledged_head_is_the_own_head(session: Session, enrolled: Desk) -> None:
    write(enrolled)
    (head,) = session.run().acknowledged
    assert (head.seq, head.hash) == enrolled.ledger.head(enrolled.ledger.book)
    assert enrolled.ledger.waiting() == 0


def test_enrolment_is_written_down_with_its_numbers(enrolled: Desk) -> None:
    kinds = [entry.kind for entry in enrolled.ledger.entries_after(enrolled.ledger.book, 0, 10)]
    assert kinds == ["book.opened", "terminal.enrolled", "range.leased"]
    assert enrolled.numbers.unissued() == 500


def test_a_terminal_belongs_to_one_station(enrolled: Desk, station: Station) -> None:
    with pytest.raises(Refusal, match=r"sync\.enrolled_already"):
        enrol_desk(enrolled, url=station.url, code=station.enrolment_code("x"), clock=enrolled.clock)


def test_a_wrong_code_leaves_the_terminal_as_it_was(desk: Desk, station: Station) -> None:
    with pytest.raises(Refusal, match=r"sync\.enrol\.code_unknown"):
        enrol_desk(desk, url=station.url, code="nothing", clock=desk.clock)
    assert desk.ledger.count() == 1
    assert directory_key_of(desk.ledger) is None


def test_before_enrolment_there_is_nobody_to_talk_to(desk: Desk) -> None:
    with pytest.raises(Refusal, match=r"sync\.not_enrolled"):
        link_of(enrolment_of(desk.ledger), desk.clock)


def test_the_directory_comes_down_and_is_found_by_document(
    session: Session, enrolled: Desk, station: Station
) -> None:
    with station.connections.lend() as conn:
        load_donors(conn, twin_of(station.houses, practice=True), [known(n) for n in range(1_500)])
    assert session.run().rows == 1_500
    found = enrolled.directory.find_by_document("resident", "7")
    assert found
    assert found.name == "样例7"


def test_a_second_conversation_brings_only_what_is_new(
    session: Session, enrolled: Desk, station: Station
) -> None:
    session.run()
    station.settle()  # what it read of the first conversation may be news in the next
    before = session.run()
    nothing = session.run()
    assert (nothing.sent, nothing.rows) == (before.sent, before.rows)
    write(enrolled)
    assert session.run().sent == before.sent + 1


def test_a_directory_of_another_feed_is_fetched_whole(
    session: Session, enrolled: Desk, station: Station
) -> None:
    with station.connections.lend() as conn:
        load_donors(conn, twin_of(station.houses, practice=True), [known(1)])
    enrolled.directory.apply((), "a cursor of long ago", enrolled.clock.now())
    told = session.run()
    assert (told.is_all_there, enrolled.directory.count()) == (True, 1)


def test_numbers_are_leased_before_they_run_out(
    session: Session, enrolled: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = msgspec.structs.replace(enrolled.packs.policy, numbers_few=501)
    monkeypatch.setitem(vars(enrolled.packs), "policy", few)
    session.run()
    assert enrolled.numbers.unissued() == 1_000


def test_a_station_at_rest_is_asked_again_later_as_long_as_some_numbers_are_here(
    session: Session, enrolled: Desk, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = msgspec.structs.replace(enrolled.packs.policy, numbers_few=501)
    monkeypatch.setitem(vars(enrolled.packs), "policy", few)
    begin_anew(station)
    told = session.run()
    assert (told.trouble, told.is_all_there, enrolled.numbers.unissued()) == (None, True, 500)
    station.clock.instant += TURN  # type: ignore[attr-defined]
    session.run()
    assert enrolled.numbers.unissued() == 1_000


def test_who_joins_a_station_at_rest_without_any_number_is_told_why(desk: Desk, station: Station) -> None:
    begin_anew(station)
    enrol_desk(desk, url=station.url, code=station.enrolment_code("van"), clock=desk.clock)
    with link_of(enrolment_of(desk.ledger), desk.clock) as link:
        session = Session(link, lambda work: work(exchange_of(desk)))
        told = session.run()
        assert (told.trouble, session.client.state, told.waiting) == ("sync.numbers.rests", State.WAITING, 0)
        assert all(Texts(language).has(told.trouble) for language in LANGUAGES)
        station.clock.instant += TURN  # type: ignore[attr-defined]
        assert (session.run().trouble, desk.numbers.unissued()) == (None, 500)


def begin_anew(station: Station) -> None:
    with station.connections.lend() as conn, conn.transaction():
        begin_new_generation(conn, station.clock.now())


@pytest.fixture
def line(station: Station) -> Iterator[BadLine]:
    with bad_line(int(station.url.rpartition(":")[2])) as line:
        yield line


@pytest.fixture
def over_line(enrolled: Desk, line: BadLine) -> Iterator[Session]:
    enrolment = enrolment_of(enrolled.ledger)
    assert enrolment
    assert enrolment.reply
    with Link(
        line.url,
        key=enrolment.key,
        keyid=enrolment.reply.terminal,
        station_key=read_public(enrolment.reply.station_key),
        clock=enrolled.clock,
        timeout=httpx.Timeout(2.0),
    ) as link:
        yield Session(link, lambda work: work(exchange_of(enrolled)))


def test_the_station_says_that_hashes_may_stay_behind(session: Session, enrolled: Desk, link: Link) -> None:
    write(enrolled, 60)
    assert not session._push._reads_chained()
    assert session.run().is_all_there
    assert session._push._reads_chained()
    assert at_station(link, enrolled.ledger.book) == here(enrolled)


def test_answers_lost_after_the_commit_lose_and_double_nothing(
    over_line: Session, line: BadLine, enrolled: Desk, link: Link
) -> None:
    write(enrolled, 60)
    assert over_line._push.compare(over_line.client).value == "agreed"
    line.swallow_replies = True
    with pytest.raises(Unreachable):
        over_line._push.push(over_line.client)
    line.swallow_replies = False
    assert len(at_station(link, enrolled.ledger.book)) == 20
    assert over_line.run().is_all_there
    assert at_station(link, enrolled.ledger.book) == here(enrolled)


@pytest.mark.parametrize("at", [0, 1, 40, 300, 700, 900])
def test_a_request_cut_at_any_byte_is_sent_again(
    over_line: Session, line: BadLine, enrolled: Desk, link: Link, at: int
) -> None:
    write(enrolled, 30)
    line.cut_request_at = at
    told = over_line.run()
    assert (told.state, told.trouble) == (State.WAITING, "sync.unreachable")
    line.cut_request_at = None
    assert over_line.run().is_all_there
    assert at_station(link, enrolled.ledger.book) == here(enrolled)


def test_a_sign_in_page_is_not_taken_for_the_station(
    over_line: Session, line: BadLine, enrolled: Desk
) -> None:
    line.portal = True
    told = over_line.run()
    assert told.trouble == "sync.not_the_station"
    assert told.waiting == 3


def test_a_station_that_is_ahead_of_the_own_book_stops_it(
    session: Session, enrolled: Desk, station: Station
) -> None:
    """As after a restored image of the disk: entries are at the station that this terminal no longer has."""
    session.run()
    with station.connections.lend() as conn:
        conn.execute("UPDATE book SET seq = 99")
    assert session.run().stopped == {enrolled.ledger.book: "differs"}


def test_a_station_restored_from_its_backup_gets_everything_again(
    session: Session, enrolled: Desk, station: Station, link: Link
) -> None:
    write(enrolled, 5)
    session.run()
    with station.connections.lend() as conn:
        conn.execute("DELETE FROM entry")
        conn.execute("DELETE FROM book")
    assert session.run().is_all_there
    assert at_station(link, enrolled.ledger.book) == here(enrolled)


def test_a_stopped_book_keeps_no_deferral_from_coming_down(
    session: Session, enrolled: Desk, station: Station
) -> None:
    session.run()
    with station.connections.lend() as conn:
        conn.execute("UPDATE book SET seq = 99")
        load_donors(conn, twin_of(station.houses, practice=True), [known(5)])
    assert session.run().rows == 1


def test_a_locked_terminal_waits_and_says_why(session: Session, station: Station) -> None:
    with station.connections.lend() as conn:
        conn.execute("UPDATE terminal SET locked_at = now()")
    told = session.run()
    assert (told.state, told.trouble) == (State.WAITING, "sync.terminal_locked")


def test_a_conversation_ends_when_it_is_told_to(session: Session, enrolled: Desk) -> None:
    write(enrolled, 50)
    assert session.run(go_on=lambda: False).sent == 0


def test_what_was_told_can_be_written_as_json(session: Session) -> None:
    assert b'"state":"resting"' in msgspec.json.encode(session.run())


@pytest.mark.parametrize("hours", [-1, 0, 24])
def test_the_stations_time_is_held_against_the_own_clock(
    session: Session, enrolled: Desk, hours: int
) -> None:
    clock = enrolled.clock
    assert isinstance(clock, FixedClock)
    clock.instant += timedelta(hours=hours)
    assert session.run().ahead_s == hours * 3_600


def test_without_an_answer_the_stations_time_is_not_known(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object, **__: object) -> None:
        raise Unreachable("sync.unreachable")

    monkeypatch.setattr(Link, "_exchange", cut)
    assert session.run().ahead_s is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", [*_DIFFERING, "differs", "too_large", "too_many"])
def test_each_reason_why_a_book_stops_has_its_sentence(
    session: Session, language: Language, code: str
) -> None:
    told = msgspec.structs.replace(session._told(), stopped={"b": code})
    (key,) = told.sentences
    assert Texts(language).say(key)


def test_a_conversation_that_was_broken_off_anywhere_begins_anew(session: Session, enrolled: Desk) -> None:
    write(enrolled, 3)
    for state in State:
        session.client = replace(session.client, state=state)
        told = session.run()
        assert told.is_all_there, state
