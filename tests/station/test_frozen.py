"""One copy of a frozen terminal goes on, by a code that a person gave; the other never again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from donor_room.domain.refusal import Refusal
from donor_room.station.enrolment import CODE_LASTS
from donor_room.station.frozen import frozen_terminals, go_on, let_go_on
from donor_room.station.refused import Refused
from donor_room.station.server import Station
from donor_room.sync.link import StationSaysNo
from donor_room.wire.hello import AgainReply, AgainRequest
from tests.support.greetings import greet, lease
from tests.support.stations import Caller


@pytest.fixture
def fences(caller: Caller) -> tuple[str, str]:
    """Two copies of one moment, found: what either of them holds."""
    image = greet(caller).fence
    one, other = greet(caller, image).fence, greet(caller, image).fence
    assert greet(caller, one).status == "copied"
    return one, other


def code(station: Station, caller: Caller, by: str = "王站长", why: str = "问过两车") -> str:
    with station.connections.lend() as conn:
        now = station.clock.now()
        return let_go_on(conn, station.house, caller.reply.terminal, by=by, why=why, now=now)


def again(caller: Caller, code: str, request: str = "q1") -> AgainReply:
    return caller.link.post("/v1/again", AgainRequest(code=code, request=request), AgainReply)


def named(station: Station) -> list[tuple[str, str, int]]:
    with station.connections.lend() as conn:
        lines = frozen_terminals(conn, station.house.code)
    return [(line.terminal_name, line.found_by, line.forked_books) for line in lines]


def test_the_copy_with_the_code_goes_on(caller: Caller, station: Station, fences: tuple[str, str]) -> None:
    assert named(station) == [("van", "fence", 0)]
    reply = again(caller, code(station, caller))
    assert named(station) == []
    assert lease(caller, reply.fence, "new-1").count == 10
    assert greet(caller, reply.fence).status == "ok"


def test_the_other_copy_is_heard_as_a_copy_and_freezes_nobody(
    caller: Caller, station: Station, fences: tuple[str, str]
) -> None:
    reply = again(caller, code(station, caller))
    for fence in fences:
        assert greet(caller, fence).status == "copied"
        with pytest.raises(StationSaysNo, match="copied"):
            lease(caller, fence, "other-1")
    assert named(station) == []
    assert greet(caller, reply.fence).status == "ok"
    with station.connections.lend() as conn:
        assert conn.execute("SELECT other_copy_at FROM fence").fetchall() == [(station.clock.now(),)]


def test_what_was_lent_before_is_spent_for_ever(caller: Caller, station: Station) -> None:
    fence = greet(caller).fence
    lent = lease(caller, fence, "book-1")
    assert greet(caller, "made up").status == "copied"
    reply = again(caller, code(station, caller))
    assert reply.spent == (lent.range_id,)
    with pytest.raises(StationSaysNo, match=r"numbers\.spent"):
        lease(caller, reply.fence, "book-1")
    assert lease(caller, reply.fence, "book-2").first > lent.last


def test_a_lost_answer_is_given_again_and_to_nobody_else(
    caller: Caller, station: Station, fences: tuple[str, str]
) -> None:
    given = code(station, caller)
    assert again(caller, given) == again(caller, given.lower().replace("-", " "))
    with pytest.raises(StationSaysNo, match=r"again\.code_spent"):
        again(caller, given, "q2")


def test_a_code_that_is_over_time_or_of_another_terminal_is_refused(
    caller: Caller, station: Station, fences: tuple[str, str]
) -> None:
    given = code(station, caller)
    with pytest.raises(StationSaysNo, match=r"again\.code_unknown"):
        again(Caller(station), given)
    request = AgainRequest(code=given, request="q1")
    later = station.clock.now() + CODE_LASTS + timedelta(seconds=1)
    with station.connections.lend() as conn, pytest.raises(Refused) as no:
        go_on(conn, station.house, caller.reply.terminal, request, later)
    assert no.value.problem.code == "again.code_over_time"
    assert named(station) == [("van", "fence", 0)]


def test_a_terminal_that_is_not_frozen_needs_no_code(caller: Caller, station: Station) -> None:
    with pytest.raises(Refusal, match=r"station\.go_on\.not_frozen"):
        code(station, caller)


@pytest.mark.parametrize(("by", "why"), [("", "why"), ("who", " ")])
def test_somebody_answers_for_it(
    caller: Caller, station: Station, fences: tuple[str, str], by: str, why: str
) -> None:
    with pytest.raises(Refusal, match=r"station\.go_on\.no_reason"):
        code(station, caller, by, why)
