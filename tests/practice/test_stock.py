"""A practice terminal alone has numbers and donors of its own; any other is left as it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.practice.stock import invented_donors, stock
from donor_room.workflow.desk import Desk
from tests.support import desks as d


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(d.AFTERNOON)


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock) -> Iterator[Desk]:
    desk = d.new_desk(tmp_path, clock)
    yield desk
    desk.close()


def known(desk: Desk, place: int):
    donor = invented_donors(desk)[place]
    return desk.directory.find_by_document(donor.document_kind, donor.document_number)


def leases(desk: Desk) -> list[e.RangeLeased]:
    return [line.act for line in desk.ledger.of_house(e.RangeLeased.KIND)]


def test_it_gets_numbers_that_no_station_gives(desk: Desk) -> None:
    stock(desk)
    (lease,) = leases(desk)
    assert (lease.range_id, lease.first[:5], lease.count) == ("practice", "A6699", 9_999)
    assert desk.numbers.unissued() == 9_999


def test_numbers_are_given_once(desk: Desk) -> None:
    stock(desk)
    stock(desk)
    assert len(leases(desk)) == 1


def test_its_list_is_fresh(desk: Desk) -> None:
    assert desk.directory_age_h() is None
    stock(desk)
    assert desk.directory_age_h() == 0


def test_a_list_of_yesterday_is_made_anew(desk: Desk, clock: FixedClock) -> None:
    stock(desk)
    clock.instant += timedelta(days=1)
    stock(desk)
    assert desk.directory_age_h() == 0


def test_twelve_invented_donors_are_known(desk: Desk) -> None:
    stock(desk)
    assert len(invented_donors(desk)) == 12
    assert all(known(desk, place) is not None for place in range(12))


def test_the_first_of_them_is_deferred_for_good(desk: Desk) -> None:
    stock(desk)
    assert known(desk, 0).deferral.kind == "permanent"
    assert [known(desk, place).deferral for place in range(1, 12)] == [None] * 11


def test_everybody_has_given_long_enough_ago(desk: Desk) -> None:
    stock(desk)
    for place in range(12):
        told = known(desk, place)
        assert told.count == len(told.donations) > 0
        assert (desk.clock.today() - told.donations[0].on).days >= 200


@pytest.mark.parametrize("group", ["A", "B", "O", "AB"])
def test_every_group_is_among_them(desk: Desk, group: str) -> None:
    stock(desk)
    assert group in [known(desk, place).abo for place in range(12)]


def test_a_real_terminal_is_left_as_it_is(desk: Desk) -> None:
    desk.practice = False
    stock(desk)
    assert (leases(desk), desk.directory_age_h()) == ([], None)
