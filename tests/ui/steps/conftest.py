"""A real desk on real files, and a window, for every page of the walk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.ui.window import MainWindow
from donor_room.workflow.desk import Desk
from tests.ui.steps.chair import Printer
from tests.ui.steps.desk_people import add_team
from tests.ui.steps.house import ShellSpy, make_desk


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock) -> Iterator[Desk]:
    made = make_desk(tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def shell(desk: Desk, window: MainWindow, tmp_path: Path) -> ShellSpy:
    return ShellSpy(desk, window, tmp_path)


@pytest.fixture
def printer(desk: Desk) -> Printer:
    """A team that may do everything between them, and a printer that prints at once."""
    add_team(desk)
    desk.printer = made = Printer()
    return made
