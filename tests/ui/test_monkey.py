"""Somebody presses everything on a whole terminal while others go on with the same donors."""

from __future__ import annotations

from pathlib import Path

import pytest

from donor_room.domain.clock import FixedClock
from tests.ui.monkey import Monkey
from tests.ui.terminals import terminal_at_work


@pytest.mark.lab
@pytest.mark.parametrize("seed", range(30, 42))
def test_no_key_in_any_order_breaks_a_page(tmp_path: Path, clock: FixedClock, seed: int) -> None:
    """An exception in a slot fails the test by itself; one on the store's thread is told by its reference."""
    with terminal_at_work(tmp_path, clock) as nurse:
        failures: list[str] = []
        nurse.terminal.tasks.failed.connect(failures.append)
        monkey = Monkey(nurse, seed)
        for _ in range(250):
            monkey.act()
            assert failures == [], monkey.did[-4:]
        assert nurse.do(lambda desk: desk.ledger.verify())
