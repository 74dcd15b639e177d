"""Whatever `play` told is there after any kill, once, and the next start goes on where it was."""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest

from donor_room.domain.clock import SystemClock
from donor_room.domain.entries import LabelSetPlanned
from donor_room.settings import Profile
from donor_room.store.ledger import Ledger
from donor_room.workflow.desk import Desk
from tests.support.practice import Handle, handles, staffed_profile, start
from tests.support.profiles import open_at_once

RESTART_S = 5


@contextmanager
def opened(profile: Profile) -> Iterator[Desk]:
    desk = open_at_once(profile, SystemClock())
    yield desk
    desk.close()


def play_until(database: Path, seed: int, after_s: float, *, has_begun: bool = False) -> list[Handle]:
    """Play until the kill comes: so long after the start, or after the first entry that was told."""
    with start("play", "--db", database, "--visits", 1000, "--seed", seed) as process:
        first = _first_line(process) if has_begun else ""
        with pytest.raises(subprocess.TimeoutExpired):
            process.communicate(timeout=after_s)
        process.kill()
        out, _err = process.communicate()
    return handles(first + out)


def _first_line(process: subprocess.Popen[str]) -> str:
    """Wait for a line, and read not one byte more: the rest is for whoever reads on."""
    assert process.stdout is not None
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(process.stdout.fileno(), 1)
        assert byte, "the program ended before it told anything"
        line += byte
    return line.decode()


def go_on(database: Path) -> float:
    """Start once more, finish what is open, and return how long that took."""
    began = monotonic()
    with start("play", "--db", database, "--visits", 0, "--seed", 0) as process:
        _out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return monotonic() - began


def refuse_loss(ledger: Ledger, told: list[Handle]) -> None:
    lost = [
        one for one in told if [one.hash] != [e.hash for e in ledger.entries_after(one.book, one.seq - 1, 1)]
    ]
    assert lost == []
    assert ledger.verify()


def refuse_doubles(ledger: Ledger) -> None:
    numbers = [line.act.number for line in ledger.every_entry() if isinstance(line.act, LabelSetPlanned)]
    assert len(numbers) == len(set(numbers)) > 0


def survive(profile: Profile, kills: int) -> None:
    chance = random.Random(kills)
    told: list[Handle] = []
    for seed in range(kills):
        is_early = seed % 3 == 0  # perhaps before anything was told, on a busy machine always
        told += play_until(profile.database, seed, chance.uniform(0.3, 1.5), has_begun=not is_early)
    assert go_on(profile.database) < RESTART_S
    assert told, "no kill came after the first entry"
    with opened(profile) as desk:
        refuse_loss(desk.ledger, told)
        refuse_doubles(desk.ledger)
        left_open = desk.database.rows("SELECT visit FROM visit_line WHERE step <> 'closed'")
        assert left_open == []
        drawn = desk.database.rows("SELECT * FROM visit_line ORDER BY visit")
        desk.rebuild()
        assert desk.database.rows("SELECT * FROM visit_line ORDER BY visit") == drawn


def test_six_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    survive(staffed_profile(tmp_path), 6)


@pytest.mark.lab
def test_a_hundred_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    survive(staffed_profile(tmp_path), 100)


@pytest.mark.lab
def test_a_kill_while_the_terminal_is_made_leaves_one_that_can_be_made(tmp_path: Path) -> None:
    chance = random.Random(9)
    for number in range(10):
        database = tmp_path / str(number) / "terminal.db"
        play_until(database, 1, chance.uniform(0.2, 1.5))
        go_on(database)
