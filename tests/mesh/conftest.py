"""Laptops of one vehicle: real desks that a real station knows, each with its door and its callings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.station.server import Station
from tests.mesh.laptops import Vehicle
from tests.support.stations import running_station

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def station(clock: FixedClock) -> Iterator[Station]:
    with running_station(clock) as running:
        yield running


@pytest.fixture
def vehicle(tmp_path: Path, station: Station, clock: FixedClock) -> Iterator[Vehicle]:
    vehicle = Vehicle(tmp_path, station, clock)
    yield vehicle
    vehicle.close()
