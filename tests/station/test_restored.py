"""A station that came back from a backup lends nothing twice and lets every terminal ask anew."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.station.founding import houses
from donor_room.station.restored import NUMBERS_LEFT_OUT, after_restore
from donor_room.station.server import Station
from donor_room.sync.link import StationSaysNo
from donor_room.wire.messages import DirectoryPage, LeasedRange, RangeRequest
from tests.support.stations import Caller
from tests.support.van import MORNING

NEXT_YEAR = datetime(2027, 1, 1, 6, 0, tzinfo=UTC)


def lease(caller: Caller, request: str) -> LeasedRange:
    wanted = RangeRequest(request=request, profile="isbt128", count=10)
    return caller.link.post("/v1/ranges", wanted, LeasedRange)


def restored(station: Station, at: datetime = MORNING) -> None:
    with station.connections.lend() as conn:
        after_restore(conn, houses(conn), FixedClock(at))
        station.houses.update(houses(conn))


def test_numbers_that_may_have_been_lent_since_are_left_out(station: Station, caller: Caller) -> None:
    before = lease(caller, "one")
    restored(station)
    after = lease(caller, "two")
    assert int(after.first[7:13]) == int(before.last[7:13]) + NUMBERS_LEFT_OUT + 1


def test_a_year_that_the_backup_does_not_know_begins_beyond_what_was_lent(
    station: Station, caller: Caller
) -> None:
    restored(station, NEXT_YEAR)
    station.clock.instant = NEXT_YEAR  # type: ignore[attr-defined]
    assert int(lease(caller, "one").first[7:13]) == NUMBERS_LEFT_OUT + 1


def test_a_cursor_of_before_is_gone_afterwards(station: Station, caller: Caller) -> None:
    page = caller.link.get("/v1/directory", DirectoryPage, cursor="", limit=10)
    restored(station)
    with pytest.raises(StationSaysNo) as said:
        caller.link.get("/v1/directory", DirectoryPage, cursor=page.cursor, limit=10)
    assert said.value.status == 410
