"""The station makes its terminals members, at the enrolment and again; practice and real are two stations."""

from __future__ import annotations

from datetime import timedelta

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.station.server import Station
from donor_room.sync.link import StationSaysNo
from donor_room.wire.membership import LASTS, Membership, check_membership
from donor_room.wire.signature import Unproven, public_text, read_public
from tests.support.stations import Caller


def check(caller: Caller, one: Membership | None) -> None:
    assert one is not None
    key = read_public(caller.reply.station_key)
    now = caller.station.clock.now()
    check_membership(one, key, station_code=caller.reply.station_code, now=now)


def test_a_terminal_is_a_member_from_its_enrolment(caller: Caller) -> None:
    given = caller.reply.membership
    check(caller, given)
    assert given is not None
    assert (given.terminal, given.terminal_name) == (caller.reply.terminal, "van")
    assert given.public_key == public_text(caller.key)


def test_it_is_renewed_from_the_moment_of_asking(caller: Caller, station: Station) -> None:
    assert isinstance(station.clock, FixedClock)
    station.clock.instant += timedelta(days=20)
    given = caller.link.get("/v1/membership", Membership)
    check(caller, given)
    assert given.until == station.clock.instant + LASTS
    assert given.public_key == public_text(caller.key)


def test_a_practice_terminal_is_no_member_of_the_real_station(station: Station, caller: Caller) -> None:
    practice = Caller(station, practice=True)
    check(practice, practice.reply.membership)
    with pytest.raises(Unproven):
        check(caller, practice.reply.membership)


def test_a_locked_terminal_gets_none(caller: Caller, station: Station) -> None:
    from donor_room.station.enrolment import lock_terminal

    with station.connections.lend() as conn:
        assert lock_terminal(conn, "66001", caller.reply.terminal, station.clock.now())
    with pytest.raises(StationSaysNo, match="terminal_locked"):
        caller.link.get("/v1/membership", Membership)
