"""Somebody presses everything on a whole terminal while others go on with the same donors."""

from __future__ import annotations

from pathlib import Path

import pytest

from donor_room.domain.clock import FixedClock
from tests.ui.monkey import Monkey
from tests.ui.terminals import terminal_at_work

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def press(tmp_path: Path, clock: FixedClock, *, seed: int, times: int) -> None:
    """An exception in a slot fails the test by itself; one on the store's thread is told by its reference."""
    with terminal_at_work(tmp_path, clock) as nurse:
        failures: list[str] = []
        nurse.terminal.tasks.failed.connect(failures.append)
        monkey = Monkey(nurse, seed)
        for _ in range(times):
            monkey.act()
            assert failures == [], monkey.did[-4:]
        assert nurse.do(lambda desk: desk.ledger.verify())


def test_some_eighty_keys_in_any_order_break_no_page(tmp_path: Path, clock: FixedClock) -> None:
    press(tmp_path, clock, seed=36, times=80)


@pytest.mark.lab
@pytest.mark.parametrize("seed", range(40))
def test_no_key_in_any_order_breaks_a_page(tmp_path: Path, clock: FixedClock, seed: int) -> None:
    press(tmp_path, clock, seed=seed, times=250)
