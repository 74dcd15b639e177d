"""Ranges of donation numbers: never lent twice, never meeting."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from msgspec.structs import replace

from donor_room.domain.clock import FixedClock
from donor_room.domain.donation_number import (
    ISBT128,
    NUMERIC_CODE128,
    NumberProfile,
    number_range,
    number_with,
)
from donor_room.domain.refusal import Refusal
from donor_room.station.console.terminal_rows import change_lock
from donor_room.station.numbers import lend, lend_preprinted
from donor_room.station.profiles import set_profile
from donor_room.station.refused import Refused
from donor_room.station.server import Station
from donor_room.station.store import Connection
from donor_room.sync.link import StationSaysNo
from donor_room.wire.lease import check_lease
from donor_room.wire.messages import LeasedRange, RangeRequest
from donor_room.wire.signature import Unproven, read_public
from tests.support.busy import Busy
from tests.support.greetings import greet
from tests.support.stations import Caller


def lease(caller: Caller, request: str, count: int = 10, profile: str = "isbt128") -> LeasedRange:
    message = RangeRequest(request=request, profile=profile, count=count)
    return caller.link.post("/v1/ranges", message, LeasedRange)


def test_the_same_request_is_answered_with_the_same_range(caller: Caller) -> None:
    assert lease(caller, "a") == lease(caller, "a")


def test_the_next_request_goes_on_where_the_last_ended(caller: Caller) -> None:
    lease(caller, "a")
    assert lease(caller, "b").first == "A999926000011"


def test_two_terminals_may_use_the_same_word_for_a_request(station: Station, caller: Caller) -> None:
    assert lease(caller, "a").first != lease(Caller(station), "a").first


def test_ranges_asked_for_at_once_never_meet(station: Station) -> None:
    callers = [Caller(station) for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        lent = list(pool.map(lambda n: lease(callers[n % 4], str(n), 7), range(24)))
    spans = sorted((int(one.first[-6:]), int(one.last[-6:])) for one in lent)
    assert all(last < first for (_, last), (first, _) in pairwise(spans))
    assert spans[-1][1] == 24 * 7


@pytest.mark.parametrize("count", [0, -1, 5001, 10**30])
def test_a_range_has_a_sensible_size(caller: Caller, count: int) -> None:
    with pytest.raises(StationSaysNo) as caught:
        lease(caller, "a", count)
    assert caught.value.status == 400


def test_a_year_has_no_more_numbers_than_its_digits(station: Station, caller: Caller) -> None:
    lease(caller, "a")
    with station.connections.lend() as conn:
        conn.execute("UPDATE number_counter SET last_serial = 999995")
    with pytest.raises(StationSaysNo) as caught:
        lease(caller, "b")
    assert caught.value.problem.code == "numbers.year_spent"
    assert lease(caller, "c", 4).last == "A999926999999"


@pytest.mark.parametrize(
    ("profile", "code"), [("none", "numbers.profile_unknown"), ("numeric-code128", "numbers.facility")]
)
def test_a_profile_that_the_station_does_not_write_is_refused(
    caller: Caller, profile: str, code: str
) -> None:
    with pytest.raises(StationSaysNo) as caught:
        lease(caller, "a", 5, profile)
    assert caught.value.problem.code == code


OWN = NumberProfile(
    name="own",
    pattern="66[0-9]{5}[0-9X]",
    symbology="code128",
    is_isbt128=False,
    has_flags=False,
    check="mod11",
    weights=(8, 7, 6, 5, 4, 3, 2),
    serial_digits=3,
    groups=(4, 4),
    head="66{year}",
)


def write_in(station: Station, profile: NumberProfile) -> str:
    with station.connections.lend() as conn:
        return set_profile(conn, station.houses, profile, 2026)


def test_a_lease_is_signed_for_the_terminal_that_asked(station: Station, caller: Caller) -> None:
    key = read_public(caller.reply.station_key)
    who = {"station_code": caller.reply.station_code, "terminal": caller.reply.terminal}
    check_lease(lease(caller, "a"), key, **who)
    enrolled = Caller(station, numbers=5).reply
    assert enrolled.numbers
    check_lease(enrolled.numbers, key, station_code=enrolled.station_code, terminal=enrolled.terminal)
    with pytest.raises(Unproven):
        check_lease(enrolled.numbers, key, **who)


def test_a_station_lends_in_its_own_profile_and_sends_it_whole(station: Station, caller: Caller) -> None:
    assert write_in(station, OWN) == number_with("6626", 1, OWN)
    lent = lease(caller, "a", 12, "")
    assert (lent.profile, lent.own_profile, lent.count) == ("own", OWN, 12)
    assert number_range(lent.first, lent.last, OWN).count == 12
    assert lease(caller, "a", 12, "") == lent
    assert lease(caller, "b", 3, "own").first == number_range(lent.first, lent.last, OWN).at(12)


def test_without_a_profile_of_its_own_a_station_writes_as_ever(caller: Caller) -> None:
    lent = lease(caller, "a", profile="")
    assert (lent.profile, lent.own_profile, lent.first) == ("isbt128", None, "A999926000001")


def test_an_older_terminal_gets_the_profile_that_it_names(station: Station, caller: Caller) -> None:
    write_in(station, OWN)
    assert lease(caller, "a", profile="isbt128").first == "A999926000001"


def test_a_range_keeps_the_profile_it_was_lent_in(station: Station, caller: Caller) -> None:
    write_in(station, OWN)
    lent = lease(caller, "a", profile="")
    write_in(station, ISBT128)
    assert lease(caller, "a", profile="") == lent
    assert lease(caller, "b", profile="").profile == "isbt128"


def test_two_profiles_of_the_same_head_never_write_the_same_number(station: Station, caller: Caller) -> None:
    other = replace(ISBT128, name="other", has_flags=False)
    first = lease(caller, "a")
    write_in(station, other)
    second = lease(caller, "b", profile="")
    assert (first.last, second.first) == ("A999926000010", "A999926000011")


def test_a_head_without_a_year_goes_on_counting(station: Station, caller: Caller) -> None:
    forever = replace(OWN, name="forever", head="6601")
    write_in(station, forever)
    assert lease(caller, "a", 2, "").first == number_with("6601", 1, forever)
    assert isinstance(station.clock, FixedClock)
    station.clock.instant += timedelta(days=400)
    assert lease(caller, "b", 2, "").first == number_with("6601", 3, forever)


def test_a_number_that_another_head_wrote_is_not_lent_again(station: Station, caller: Caller) -> None:
    wide = replace(
        OWN, name="wide", pattern="[0-9]{8}", check="none", weights=(), head="66{year}", serial_digits=4
    )
    narrow = replace(wide, name="narrow", head="66{year}00", serial_digits=2)
    write_in(station, wide)
    lease(caller, "a", 10, "")
    write_in(station, narrow)
    with pytest.raises(StationSaysNo) as caught:
        lease(caller, "b", 10, "")
    assert caught.value.problem.code == "numbers.overlap"
    write_in(station, wide)
    assert lease(caller, "c", 10, "").first == "66260011"


@pytest.mark.parametrize("after", range(1, 9))
def test_heads_that_write_the_same_number_do_not_lend_it_twice_at_once(
    station: Station, caller: Caller, after: int
) -> None:
    wide = replace(
        OWN, name="wide", pattern="[0-9]{8}", check="none", weights=(), head="66{year}", serial_digits=4
    )
    narrow = replace(wide, name="narrow", head="66{year}00", serial_digits=2)
    lent: list[LeasedRange] = []
    neighbour = Caller(station)

    def lend(conn: Connection, one: Caller) -> None:
        with suppress(Refused):
            lent.append(lend_preprinted(conn, station.house, one.reply.terminal, 10, station.clock))

    def lend_narrow() -> None:
        write_in(station, narrow)
        with station.connections.lend() as other:
            lend(other, neighbour)

    write_in(station, wide)
    with station.connections.lend() as conn:
        busy: Any = Busy(conn, after, lend_narrow)
        lend(busy, caller)
        busy.end()
    spans = sorted((one.first, one.last) for one in lent)
    assert all(last < first for (_, last), (first, _) in pairwise(spans))


@pytest.mark.parametrize("after", range(1, 12))
def test_nothing_is_lent_any_more_once_a_terminal_is_revoked(
    station: Station, caller: Caller, after: int
) -> None:
    terminal, fence = caller.reply.terminal, greet(caller).fence
    request = RangeRequest(request="a", profile="", count=10, fence=fence)
    counted: list[int] = []
    with station.connections.lend() as conn, station.connections.lend() as other:

        def count() -> None:
            counted.extend(n for (n,) in other.execute("SELECT count(*) FROM number_range"))

        def revoke() -> None:
            change_lock(other, "66001", terminal, wanted="revoke", now=station.clock.now())
            count()

        busy: Any = Busy(conn, after, revoke)
        with suppress(Refused):
            lend(busy, station.house, terminal, request, station.clock)
        busy.end()
        count()
    assert len(set(counted)) == 1


def test_a_profile_in_which_the_facility_gives_no_number_is_not_taken(
    station: Station, caller: Caller
) -> None:
    for wrong in (
        NUMERIC_CODE128,
        replace(OWN, head="{facility}{year}"),
        replace(OWN, head="66"),
        replace(OWN, head="67{year}"),
    ):
        with pytest.raises(Refusal) as caught:
            write_in(station, wrong)
        assert caught.value.code == "numbers.station_cannot_write"
    assert lease(caller, "a", profile="").profile == "isbt128"


@pytest.mark.parametrize("request_id", ["x" * 200, "\0", ""])
def test_a_request_has_a_sensible_name(caller: Caller, request_id: str) -> None:
    with pytest.raises(StationSaysNo) as caught:
        lease(caller, request_id)
    assert caught.value.problem.code == "numbers.request"
