"""A real station and a real terminal with its store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.station.server import Station
from donor_room.sync.enrol import enrol_desk
from donor_room.sync.link import Link
from donor_room.sync.session import Session, link_of
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.exchange import exchange_of
from tests.support.profiles import new_profile, open_at_once
from tests.support.stations import running_station
from tests.support.van import MORNING


@pytest.fixture
def station() -> Iterator[Station]:
    with running_station() as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = open_at_once(new_profile(tmp_path / "terminal"), FixedClock(MORNING))
    yield desk
    desk.close()


@pytest.fixture
def enrolled(desk: Desk, station: Station) -> Desk:
    enrol_desk(desk, url=station.url, code=station.enrolment_code("van"), clock=desk.clock)
    return desk


@pytest.fixture
def link(enrolled: Desk) -> Iterator[Link]:
    with link_of(enrolment_of(enrolled.ledger), enrolled.clock) as link:
        yield link


@pytest.fixture
def session(enrolled: Desk, link: Link) -> Session:
    return Session(link, lambda work: work(exchange_of(enrolled)))
