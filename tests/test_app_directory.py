"""A terminal whose list of donors was damaged opens, and says so to whoever works at it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.ui.texts import say
from donor_room.workflow.desk import Desk
from donor_room.workflow.opening import open_desk
from tests.support.profiles import PASSPHRASE, new_profile
from tests.ui.conftest import clock, day_in_chinese, garbage_stays_on_this_thread  # noqa: F401
from tests.ui.terminals import LEADER, Nurse, _desk, terminal_of


@pytest.fixture
def nurse(tmp_path: Path, clock: FixedClock) -> Iterator[Nurse]:  # noqa: F811
    """A terminal that was opened over a directory of which nothing can be read."""
    profile = new_profile(tmp_path)
    _desk(profile, clock, opened=True, numbers=True).close()
    profile.directory.write_bytes(b"\x01" * 9_000)
    with terminal_of(profile, clock) as nurse:
        told: list[Desk] = []
        nurse.terminal.tasks.run(lambda: open_desk(profile, passphrase=PASSPHRASE, clock=clock), told.append)
        nurse.wait(lambda: told, "the desk")
        nurse.terminal.take_desk(told[0])
        nurse.terminal.show("sign_in")
        nurse.settle()
        yield nurse


def test_the_band_says_it_and_a_sentence_once(nurse: Nurse) -> None:
    assert nurse.window.scan_line.isHidden()
    nurse.sign_in(LEADER)
    nurse.wait(nurse.window.scan_line.isVisible, "the sentence")
    assert nurse.window.scan_line.text == say("directory.put_aside")
    band = nurse.window.status
    assert (band.directory_text, band.is_directory_old) == (say("frame.directory_damaged"), True)
    nurse.window.scan_line.hide()
    nurse.terminal.refresh()
    nurse.settle()
    assert nurse.window.scan_line.isHidden()
    assert nurse.faults() == []


def test_it_is_over_when_another_list_is_here(nurse: Nurse, clock: FixedClock) -> None:  # noqa: F811
    nurse.sign_in(LEADER)
    nurse.do(lambda desk: desk.directory.apply([], "cursor", clock.now()))
    nurse.terminal.refresh()
    nurse.settle()
    assert nurse.window.status.directory_text == say("frame.directory_fresh")
