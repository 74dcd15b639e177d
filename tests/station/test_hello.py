"""The greeting at the station: lost answers freeze nobody, another copy freezes at once."""

from __future__ import annotations

import pytest

from donor_room.station.enrolment import lock_terminal
from donor_room.station.frozen import frozen_terminals
from donor_room.station.server import Station
from donor_room.sync.link import StationSaysNo
from donor_room.wire.hello import ClockReading, HelloReply, HelloRequest
from tests.support.greetings import greet, hello, lease
from tests.support.stations import Caller


def frozen(station: Station) -> list[str]:
    with station.connections.lend() as conn:
        return [line.found_by for line in frozen_terminals(conn, station.house.code)]


def test_each_greeting_confirms_the_fence_of_the_one_before(caller: Caller) -> None:
    fence = ""
    for _ in range(5):
        reply = greet(caller, fence)
        assert (reply.status, reply.wants_ranges) == ("ok", False)
        assert reply.fence != fence
        fence = reply.fence


@pytest.mark.parametrize("lost", [1, 2, 7])
def test_lost_answers_freeze_nobody(caller: Caller, station: Station, lost: int) -> None:
    fence = greet(caller, greet(caller).fence).fence
    for _ in range(lost):
        greet(caller, fence)  # the terminal never hears of it and shows the same again
    assert greet(caller, fence).status == "ok"
    assert frozen(station) == []


def test_a_greeting_played_again_changes_nothing(caller: Caller, station: Station) -> None:
    first = hello()
    fence = caller.link.post("/v1/hello", first, HelloReply).fence
    later = greet(caller, fence).fence
    for _ in range(3):
        again = caller.link.post("/v1/hello", first, HelloReply)
        assert (again.status, again.fence) == ("ok", fence)
    assert greet(caller, later).status == "ok"
    assert frozen(station) == []


def at(mono_ms: int, boot: str = "run 1") -> ClockReading:
    return ClockReading(wall_ms=0, mono_ms=mono_ms, boot=boot)


def say(caller: Caller, request: HelloRequest) -> HelloReply:
    return caller.link.post("/v1/hello", request, HelloReply)


@pytest.mark.parametrize("later", [1, 2])
def test_a_greeting_that_was_long_on_its_way_freezes_nobody(
    caller: Caller, station: Station, later: int
) -> None:
    fence = say(caller, hello(clock=at(0))).fence
    held_back = hello(fence, clock=at(1_000))
    for place in range(later):
        fence = say(caller, hello(fence, clock=at(2_000 + place))).fence
    assert say(caller, held_back).status == "copied"
    assert say(caller, hello(fence, clock=at(3_000))).status == "ok"
    assert frozen(station) == []


@pytest.mark.parametrize("clock", [at(4_000), at(1_000, "run 2"), ClockReading(wall_ms=0)])
def test_a_copy_that_greets_now_is_found_by_whatever_clock(
    caller: Caller, station: Station, clock: ClockReading
) -> None:
    old = say(caller, hello(clock=at(0))).fence
    fence = say(caller, hello(old, clock=at(2_000))).fence
    say(caller, hello(fence, clock=at(3_000)))
    assert say(caller, hello(old, clock=clock)).status == "copied"
    assert frozen(station) == ["fence"]


def test_an_older_fence_is_a_copy_and_freezes(caller: Caller, station: Station) -> None:
    old = greet(caller).fence
    fence = greet(caller, greet(caller, old).fence).fence
    assert (greet(caller, old).status, greet(caller, old).fence) == ("copied", "")
    assert greet(caller, fence).status == "copied"
    assert frozen(station) == ["fence"]


def test_two_copies_of_one_moment_are_found_when_the_first_comes_back(caller: Caller) -> None:
    image = greet(caller).fence
    one, other = greet(caller, image), greet(caller, image)
    assert (one.status, other.status) == ("ok", "ok")
    assert greet(caller, one.fence).status == "copied"
    assert greet(caller, other.fence).status == "copied"


def test_of_two_copies_of_one_moment_one_alone_gets_numbers(caller: Caller, station: Station) -> None:
    image = greet(caller).fence
    one, other = greet(caller, image).fence, greet(caller, image).fence
    with pytest.raises(StationSaysNo, match="copied"):
        lease(caller, one)
    assert lease(caller, other).count == 10
    with station.connections.lend() as conn:
        assert conn.execute("SELECT count(*) FROM number_range").fetchall() == [(1,)]


def test_who_got_numbers_is_the_one_and_the_copy_of_its_beginning_is_found(caller: Caller) -> None:
    """A lease confirms the fence with which it was asked for, though no greeting did."""
    image = greet(caller).fence
    one = greet(caller, image).fence
    lent = lease(caller, one)
    assert greet(caller, image).status == "copied"
    with pytest.raises(StationSaysNo, match="copied"):
        lease(caller, one, lent.range_id)


def test_a_lease_whose_answer_was_lost_brings_the_same_range(caller: Caller) -> None:
    fence = greet(caller, greet(caller).fence).fence
    lent = lease(caller, fence)
    fence = greet(caller, fence).fence
    assert lease(caller, fence) == lent


def test_a_frozen_terminal_gets_no_numbers_and_its_books_are_taken(caller: Caller, book: object) -> None:
    from tests.support.van import Book

    assert isinstance(book, Book)
    greet(caller, greet(caller, greet(caller).fence).fence)
    assert greet(caller, "made up").status == "copied"
    with pytest.raises(StationSaysNo, match="copied"):
        lease(caller, "made up")
    assert caller.push(book.name, book.lines).acknowledged.seq == len(book.lines)


def test_a_branch_freezes_too(caller: Caller, station: Station) -> None:
    from tests.support.van import MORNING, Book

    one, other = Book("b"), Book("b", at=MORNING.replace(hour=5))
    caller.push("b", one.lines)
    with pytest.raises(StationSaysNo, match="fork"):
        caller.push("b", other.lines)
    assert frozen(station) == ["fork"]
    assert greet(caller).status == "copied"


def test_a_terminal_that_never_greeted_gets_numbers_as_before(caller: Caller) -> None:
    assert lease(caller, "").count == 10


def test_a_program_that_is_too_old_is_told_so_and_gets_its_fence(caller: Caller) -> None:
    reply = caller.link.post("/v1/hello", hello(protocols=(0,)), HelloReply)
    assert reply.status == "upgrade"
    assert reply.fence
    assert greet(caller, reply.fence).status == "ok"


def test_what_was_told_last_is_kept(caller: Caller, station: Station) -> None:
    greet(caller)
    with station.connections.lend() as conn:
        rows = conn.execute(
            "SELECT program, protocols, editions, waiting, offset_ms FROM greeting ORDER BY greeted_at"
        ).fetchall()
    now_ms = int(station.clock.now().timestamp() * 1_000)
    assert rows == [("donor-room 0.1.0", [1], ["gb18467-2011 3"], 3, -now_ms)]


def test_a_locked_terminal_is_not_greeted(caller: Caller, station: Station) -> None:
    with station.connections.lend() as conn:
        lock_terminal(conn, station.house.code, caller.reply.terminal, station.clock.now())
    with pytest.raises(StationSaysNo, match="terminal_locked"):
        greet(caller)


def test_what_is_no_greeting_is_refused(caller: Caller) -> None:
    with pytest.raises(StationSaysNo, match="message"):
        caller.link.push("/v1/hello", b"{}", HelloReply)
