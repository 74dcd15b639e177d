"""A desk at work, on real files, for every use case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.domain.visit import Visit
from donor_room.workflow.desk import Desk
from tests.support.desks import AFTERNOON, at_work, bring_to, plan_set


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(AFTERNOON)


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock) -> Iterator[Desk]:
    with at_work(tmp_path, clock) as desk:
        yield desk


@pytest.fixture
def planned(desk: Desk) -> Visit:
    return plan_set(desk, bring_to(desk, "labels"))
