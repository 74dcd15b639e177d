"""Numbers that the station prints itself: lent for that use alone, signed, told to their terminal only."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from donor_room.domain.refusal import Refusal
from donor_room.station.enrolment import find_by_name
from donor_room.station.numbers import lend_preprinted
from donor_room.station.refused import Refused
from donor_room.station.server import Station
from donor_room.wire.lease import check_lease
from donor_room.wire.messages import LeasedRange, LentRanges, RangeRequest
from donor_room.wire.signature import Unproven, read_public
from tests.support.stations import Caller


def lend(station: Station, caller: Caller, count: int = 20) -> LeasedRange:
    with station.connections.lend() as conn:
        return lend_preprinted(conn, station.houses["66001"], caller.reply.terminal, count, station.clock)


def told(caller: Caller) -> tuple[LeasedRange, ...]:
    return caller.link.get("/v1/ranges", LentRanges).ranges


def test_a_terminal_hears_of_what_was_printed_for_it_and_of_nothing_else(
    station: Station, caller: Caller
) -> None:
    other = Caller(station)
    lent = lend(station, caller)
    assert (lent.use, lent.count) == ("preprinted", 20)
    assert told(caller) == (lent,)
    assert told(other) == ()


def test_printed_numbers_and_those_for_a_printer_never_meet(station: Station, caller: Caller) -> None:
    for_printer = caller.link.post(
        "/v1/ranges", RangeRequest(request="a", profile="isbt128", count=10), LeasedRange
    )
    first, second = lend(station, caller), lend(station, caller)
    assert (for_printer.use, for_printer.last) == ("printer", "A999926000010")
    assert (first.first, second.first) == ("A999926000011", "A999926000031")
    assert told(caller) == (first, second)


def test_the_use_is_signed(station: Station, caller: Caller) -> None:
    lent, key = lend(station, caller), read_public(caller.reply.station_key)
    check_lease(lent, key, station_code="66001", terminal=caller.reply.terminal)
    with pytest.raises(Unproven):
        check_lease(replace(lent, use="printer"), key, station_code="66001", terminal=caller.reply.terminal)


@pytest.mark.parametrize("count", [0, -1, 5001])
def test_a_lot_of_sets_has_a_sensible_size(station: Station, caller: Caller, count: int) -> None:
    with pytest.raises(Refused):
        lend(station, caller, count)


def test_nothing_is_printed_for_a_terminal_that_is_not_here(station: Station) -> None:
    with station.connections.lend() as conn, pytest.raises(Refused):
        lend_preprinted(conn, station.houses["66001"], "nobody", 10, station.clock)


def test_a_terminal_is_found_by_its_name_or_id_if_there_is_one(station: Station, caller: Caller) -> None:
    house = station.houses["66001"]
    with station.connections.lend() as conn:
        assert find_by_name(conn, house, "van") == caller.reply.terminal
        assert find_by_name(conn, house, caller.reply.terminal) == caller.reply.terminal
        with pytest.raises(Refusal):
            find_by_name(conn, house, "nobody")
    Caller(station)
    with station.connections.lend() as conn, pytest.raises(Refusal):
        find_by_name(conn, house, "van")
