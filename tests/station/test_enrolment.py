"""How a terminal comes to belong to the station."""

from __future__ import annotations

from datetime import timedelta

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.station.console.terminal_rows import change_lock
from donor_room.station.enrolment import new_code
from donor_room.station.server import Station
from donor_room.sync.link import Link, StationSaysNo, Unreachable
from donor_room.wire.messages import EnrolRequest, Head, HeadReply
from donor_room.wire.signature import new_key, public_text
from tests.support.stations import Caller, enrol


def refused(station: Station, code: str) -> str:
    with pytest.raises(StationSaysNo) as caught:
        enrol(station, new_key(), code=code)
    return caught.value.problem.code


def test_a_terminal_learns_all_it_needs(station: Station) -> None:
    reply = enrol(station, new_key(), numbers=10)
    assert (reply.station_code, reply.terminal_name, reply.practice) == ("66001", "van", False)
    assert reply.numbers
    assert (reply.numbers.first, reply.numbers.last) == ("A999926000001", "A999926000010")


def test_each_terminal_has_a_letter_of_its_own_and_keeps_it(station: Station) -> None:
    code, key = station.enrolment_code("van"), new_key()
    first, second = enrol(station, key, code=code), enrol(station, new_key())
    assert (first.letter, second.letter) == ("A", "B")
    assert enrol(station, key, code=code).letter == "A"


@pytest.mark.parametrize("wanted", ["lock", "revoke"])
def test_who_is_locked_does_not_come_in_again_by_the_code_of_once(station: Station, wanted: str) -> None:
    code, key = station.enrolment_code("van"), new_key()
    terminal = enrol(station, key, code=code).terminal
    with station.connections.lend() as conn:
        assert change_lock(conn, "66001", terminal, wanted=wanted, now=station.clock.now())
    for again in (code, station.enrolment_code("van")):
        with pytest.raises(StationSaysNo, match="terminal_locked"):
            enrol(station, key, code=again, numbers=100)
    with station.connections.lend() as conn:
        assert conn.execute("SELECT count(*) FROM number_range").fetchone() == (0,)


def test_a_code_serves_once(station: Station) -> None:
    code = station.enrolment_code("van")
    enrol(station, new_key(), code=code)
    assert refused(station, code) == "enrol.code_spent"


def test_a_terminal_that_knows_of_no_mark_sends_the_whole_code_and_is_taken(station: Station) -> None:
    with station.connections.lend() as conn:
        code = new_code(conn, station.houses, "van", station.clock.now())
    assert len(code) == 39
    assert enrol(station, new_key(), code=code).terminal_name == "van"


def test_a_lost_answer_can_be_asked_for_again_by_the_same_key(station: Station) -> None:
    code, key = station.enrolment_code("van"), new_key()
    assert enrol(station, key, code=code, numbers=5) == enrol(station, key, code=code, numbers=5)


def test_a_code_may_be_typed_without_care(station: Station) -> None:
    code = station.enrolment_code("van")
    assert enrol(station, new_key(), code=code.replace("-", " ").lower()).terminal_name == "van"


@pytest.mark.parametrize("code", ["", "AAAA-AAAA-AAAA", "面包车", "x" * 10_000])
def test_a_code_that_nobody_gave_is_refused(station: Station, code: str) -> None:
    assert refused(station, code or " ") == "enrol.code_unknown"


def test_a_code_is_over_after_a_quarter_of_an_hour(station: Station) -> None:
    code = station.enrolment_code("van")
    assert isinstance(station.clock, FixedClock)
    station.clock.instant += timedelta(minutes=15, seconds=1)
    assert refused(station, code) == "enrol.code_over_time"


def test_a_key_that_the_sender_does_not_hold_is_refused(station: Station) -> None:
    request = EnrolRequest(
        code=station.enrolment_code("van"), public_key=public_text(new_key()), practice=False, program="0.1",
        protocols=(1,), profile="isbt128", numbers=0,
    )  # fmt: skip
    other = Link(station.url, key=new_key(), keyid="enrol", station_key=None, clock=station.clock)
    with other as link, pytest.raises(StationSaysNo) as caught:
        link.enrol(request)
    assert caught.value.problem.code == "unproven_signature"


def test_a_terminal_of_another_protocol_is_told_so(station: Station) -> None:
    key = new_key()
    request = EnrolRequest(
        code="x", public_key=public_text(key), practice=False, program="9", protocols=(9,), profile="isbt128",
        numbers=0,
    )  # fmt: skip
    newer = Link(station.url, key=key, keyid="enrol", station_key=None, clock=station.clock)
    with newer as link, pytest.raises(StationSaysNo) as caught:
        link.enrol(request)
    assert caught.value.problem.code == "enrol.protocol"


def test_a_practice_terminal_belongs_to_the_practice_twin(station: Station) -> None:
    reply = enrol(station, new_key(), practice=True)
    assert (reply.station_code, reply.practice) == ("66001-practice", True)


def test_a_terminal_that_nobody_enrolled_is_refused(station: Station, caller: Caller) -> None:
    caller.reply = type(caller.reply)(
        **{name: getattr(caller.reply, name) for name in caller.reply.__struct_fields__}
        | {"terminal": "66001.no"}
    )
    with pytest.raises(StationSaysNo) as caught:
        caller.linked(caller.key).get("/v1/head", HeadReply, book="b")
    assert caught.value.problem.code == "terminal_unknown"


def test_the_clock_of_a_terminal_is_noted_and_refuses_nothing(station: Station, caller: Caller) -> None:
    caller.link.clock = FixedClock(station.clock.now() + timedelta(days=3650))
    assert caller.head("b").acknowledged == Head(book="b", seq=0, hash=caller.head("b").acknowledged.hash)
    with station.connections.lend() as conn:
        row = conn.execute("SELECT clock_ahead_s FROM terminal").fetchone()
    assert row == (3650 * 86400,)


def test_nothing_listens_after_the_station_stopped(station: Station, caller: Caller) -> None:
    station.stop()
    with pytest.raises(Unreachable):
        caller.head("b")
