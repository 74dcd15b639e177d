"""Whatever the line does to a call or its answer: nothing is lost, nothing doubled, and the work goes on."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import msgspec
import pytest

from donor_room.domain.clock import FixedClock
from donor_room.station.directory import load_donors
from donor_room.station.founding import twin_of
from donor_room.station.server import Station
from donor_room.sync.client import State
from donor_room.sync.enrol import enrol_desk
from donor_room.sync.link import Link
from donor_room.sync.session import Session
from donor_room.wire.signature import read_public
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.exchange import exchange_of
from tests.station.test_directory import known
from tests.support.bad_line import SpoiledLine
from tests.support.profiles import new_profile, open_at_once
from tests.support.van import MORNING
from tests.sync.test_session import here, write

Spoil = Callable[[bytes], bytes]


@pytest.fixture
def line(station: Station) -> Iterator[SpoiledLine]:
    line = SpoiledLine(int(station.url.rpartition(":")[2]))
    yield line
    line.close()


@contextmanager
def session_over(url: str, desk: Desk, *, patience_s: float = 30) -> Iterator[Session]:
    enrolment = enrolment_of(desk.ledger)
    assert enrolment
    assert enrolment.reply
    with Link(
        url,
        key=enrolment.key,
        keyid=enrolment.reply.terminal,
        station_key=read_public(enrolment.reply.station_key),
        clock=desk.clock,
        timeout=httpx.Timeout(patience_s),
    ) as link:
        yield Session(link, lambda work: work(exchange_of(desk)))


@pytest.fixture
def session(line: SpoiledLine, enrolled: Desk) -> Iterator[Session]:
    with session_over(line.url, enrolled) as session:
        yield session


def fill(desk: Desk, station: Station, donors: int) -> None:
    """Give a conversation something of everything: entries, rows in two pages, numbers to lease."""
    with station.connections.lend() as conn:
        load_donors(conn, twin_of(station.houses, practice=True), [known(n) for n in range(donors)])
    few = msgspec.structs.replace(desk.packs.policy, numbers_few=600)
    vars(desk.packs)["policy"] = few


@pytest.fixture
def full(enrolled: Desk, station: Station, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setitem(vars(enrolled.packs), "policy", enrolled.packs.policy)
    fill(enrolled, station, 1_100)
    write(enrolled, 70)
    return enrolled


def is_level(session: Session) -> bool:
    """Talk until nothing waits: the range that a conversation ends with goes up in the next one."""
    return any(session.run().is_all_there for _ in range(60))


def refuse_loss(desk: Desk, station: Station) -> None:
    """Every entry here is there, byte for byte, once; every row and range came once."""
    assert station.raw_entries(desk.ledger.book) == here(desk)
    assert desk.directory.count() >= 1_100
    assert [one.size for one in desk.numbers.leased()] == [500, 500]
    with station.connections.lend() as conn:
        assert conn.execute("SELECT count(*) FROM number_range").fetchone() == (2,)


STOPPED_OR_PASSED_OVER = ((State.WAITING, "sync.unreachable"), (State.RESTING, None))


@pytest.mark.parametrize("lost", ["call", "answer"])
def test_each_call_of_a_conversation_may_be_lost(
    session: Session, full: Desk, line: SpoiledLine, station: Station, lost: str
) -> None:
    """One after another: every conversation gets one call further than the one before."""
    passed_over = []
    for at in range(1, 40):
        line.calls = 0
        if lost == "call":
            line.refuses = lambda call, at=at: call == at
        else:
            line.spoil = lambda call, answer, at=at: b"" if call == at else answer
        told = session.run()
        if line.calls < at:
            break
        if told.state is State.RESTING:
            passed_over.append(at)
        assert (told.state, told.trouble) in STOPPED_OR_PASSED_OVER
        write(full)
    assert at >= 6
    assert passed_over == [2, 3], "only what is urgent is asked for again after the books"
    assert is_level(session)
    refuse_loss(full, station)


def test_of_any_order_of_lost_calls_nothing_remains(
    session: Session, full: Desk, line: SpoiledLine, station: Station
) -> None:
    dice = random.Random(4)
    line.refuses = lambda _call: dice.random() < 0.1
    line.spoil = lambda _call, answer: b"" if dice.random() < 0.1 else answer
    assert is_level(session)
    refuse_loss(full, station)


def _other_signature(answer: bytes) -> bytes:
    found = re.search(rb"signature: sig1?=?:?([A-Za-z0-9+/]{20})", answer, re.IGNORECASE)
    at = found.start(1) if found else answer.lower().index(b"signature:") + 20
    return answer[:at] + (b"A" if answer[at : at + 1] != b"A" else b"B") + answer[at + 1 :]


def _longer(answer: bytes) -> bytes:
    return answer.replace(b"\r\n\r\n", b"\r\n\r\n ", 1)


SPOILS: dict[str, tuple[Spoil, str]] = {
    "torn": (lambda answer: answer[:-7], "sync.unreachable"),
    "torn in its head": (lambda answer: answer[:30], "sync.unreachable"),
    "garbage": (lambda _: bytes(range(256)) * 8, "sync.unreachable"),
    "no http": (lambda _: b"220 mail.example ESMTP\r\n\r\n", "sync.unreachable"),
    "another body": (lambda answer: answer[:-2] + b" }", "sync.not_the_station"),
    "moved by a byte": (_longer, "sync.not_the_station"),
    "wrong signature": (_other_signature, "sync.not_the_station"),
    "another status": (lambda answer: answer.replace(b" 200 ", b" 500 ", 1), "sync.not_the_station"),
    "sent elsewhere": (lambda _: b"HTTP/1.1 302 Found\r\nlocation: /pay\r\ncontent-length: 0\r\n\r\n",
                       "sync.not_the_station"),
}  # fmt: skip


@pytest.mark.parametrize("how", SPOILS)
def test_an_answer_that_is_not_whole_or_not_proven_changes_nothing(
    session: Session, enrolled: Desk, line: SpoiledLine, station: Station, how: str
) -> None:
    """Spoiled are greeting, question where the book ends, and acknowledgement; each on a line of its own."""
    write(enrolled, 5)
    spoil, trouble = SPOILS[how]
    for at in (1, 4, 5):
        line.calls = 0
        line.spoil = lambda call, answer, at=at: spoil(answer) if call == at else answer
        with session_over(line.url, enrolled) as spoiled:
            told = spoiled.run()
        assert (told.state, told.trouble, told.stopped) == (State.WAITING, trouble, {})
        assert told.waiting == 8
    line.spoil = lambda _call, answer: answer
    assert is_level(session)
    assert station.raw_entries(enrolled.ledger.book) == here(enrolled)


def test_an_answer_to_another_question_is_not_believed(
    session: Session, enrolled: Desk, line: SpoiledLine
) -> None:
    """A recorded acknowledgement, well signed, played again for a later push."""
    answers: list[bytes] = []

    def record(_call: int, answer: bytes) -> bytes:
        answers.append(answer)
        return answer

    line.spoil = record
    session.run()
    write(enrolled, 3)
    line.spoil = lambda _call, _answer: answers[0]
    told = session.run()
    assert (told.trouble, told.waiting) == ("sync.not_the_station", 3)


def test_an_answer_that_is_too_slow_is_asked_for_again(
    enrolled: Desk, line: SpoiledLine, station: Station
) -> None:
    def slow(call: int, answer: bytes) -> bytes:
        time.sleep(1.3 if call == 5 else 0)
        return answer

    write(enrolled, 5)
    line.spoil = slow
    with session_over(line.url, enrolled, patience_s=1) as hurried:
        assert hurried.run().trouble == "sync.unreachable"
    with session_over(line.url, enrolled) as patient:
        assert is_level(patient)
    assert station.raw_entries(enrolled.ledger.book) == here(enrolled)


def test_two_terminals_on_bad_lines_share_no_number_and_lose_no_entry(
    tmp_path: Path, station: Station
) -> None:
    """At once, one of them with a clock that is 30 hours ahead."""
    with ThreadPoolExecutor(2) as at_once:
        told = list(at_once.map(lambda hours: day_on_a_bad_line(tmp_path, station, hours), (0, 30)))
    ranges = [one for _, _, ranges in told for one in ranges]
    assert len(ranges) == len(set(ranges)) == 2
    for book, lines, _ in told:
        assert station.raw_entries(book) == lines


def day_on_a_bad_line(
    folder: Path, station: Station, hours: int
) -> tuple[str, list[bytes], list[tuple[str, str]]]:
    """Enrol a terminal, write, and send on a line that loses every thirteenth answer.

    A conversation with nothing to send asks nine times: one lost in nine might never let it end.
    """
    line = SpoiledLine(int(station.url.rpartition(":")[2]))
    line.spoil = lambda call, answer: b"" if call % 13 == 0 else answer
    desk = open_at_once(new_profile(folder / str(hours)), FixedClock(MORNING + timedelta(hours=hours)))
    with closing(line), closing(desk):
        enrol_desk(desk, url=station.url, code=station.enrolment_code("van"), clock=desk.clock)
        write(desk, 60)
        with session_over(line.url, desk) as session:
            assert is_level(session)
        ranges = [(one.first, one.last) for one in desk.numbers.leased()]
        return desk.ledger.book, here(desk), ranges


def test_a_disk_that_is_full_while_rows_come_leaves_those_of_before_and_the_work(
    session: Session, full: Desk, station: Station
) -> None:
    assert is_level(session)
    before = full.directory.cursor()
    with station.connections.lend() as conn:
        load_donors(conn, twin_of(station.houses, practice=True), [known(n) for n in range(1_100, 1_900)])
    file = full.directory_file
    (pages,) = file.row("PRAGMA page_count") or (0,)
    file.row(f"PRAGMA max_page_count = {pages + 3}")
    here_before = full.directory.count()
    told = session.run()
    assert (told.trouble, told.waiting) == ("store.disk_full", 0)
    assert (full.directory.cursor(), full.directory.count()) == (before, here_before)
    write(full, 2)
    file.row("PRAGMA max_page_count = 1000000")
    assert is_level(session)
    refuse_loss(full, station)
    assert full.directory.count() >= 1_900
    assert file.findings() == []
