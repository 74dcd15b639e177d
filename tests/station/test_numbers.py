"""Ranges of donation numbers: never lent twice, never meeting."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from donor_room.station.server import Station
from donor_room.sync.link import StationSaysNo
from donor_room.wire.messages import LeasedRange, RangeRequest
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


@pytest.mark.parametrize("request_id", ["x" * 200, "\0", ""])
def test_a_request_has_a_sensible_name(caller: Caller, request_id: str) -> None:
    with pytest.raises(StationSaysNo) as caught:
        lease(caller, request_id)
    assert caught.value.problem.code == "numbers.request"
