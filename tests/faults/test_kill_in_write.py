"""A real terminal that kills itself at the n-th write of its encrypted files: what it had told is there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from donor_room.settings import Profile
from donor_room.store.trial_disk import can_be_frail
from tests.faults.test_kill import go_on, opened, refuse_doubles, refuse_loss
from tests.support.practice import RUN, Handle, handles, staffed_profile
from tests.support.profiles import PASSPHRASE

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="kills as a POSIX system does"),
    pytest.mark.skipif(not can_be_frail(), reason="this engine hides its table of functions"),
]

KILLER = """
import os, random, signal
from pathlib import Path

from donor_room.store import trial_disk

trial_disk.FrailDisk.go_dark = lambda disk: os.kill(os.getpid(), signal.SIGKILL)
disks = trial_disk._disks()
disks.begin(random.Random(0))
disks.watch(Path(os.environ["KILLED_IN"])).dies_in(int(os.environ["KILLED_AT"]))
"""
"""Run before the program: a write that is due to end in the dark ends in the end of the process."""


def play_until(database: Path, seed: int, writes: int) -> list[Handle]:
    words = ["play", "--db", database, "--visits", 1000, "--seed", seed]
    done = subprocess.run(
        [sys.executable, "-c", f"{KILLER}\n{RUN}", *map(str, words)],
        capture_output=True, text=True, timeout=120, check=False,
        env=os.environ | {
            "DONOR_ROOM_PASSPHRASE": PASSPHRASE, "LANG": "C.UTF-8",
            "KILLED_IN": str(database.parent.absolute()), "KILLED_AT": str(writes),
        },
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr
    return handles(done.stdout)


def survive(profile: Profile, kills: range) -> None:
    told: list[Handle] = []
    for seed, writes in enumerate(kills):
        told += play_until(profile.database, seed, writes)
    go_on(profile.database)
    assert told, "no kill came after the first entry"
    with opened(profile) as desk:
        refuse_loss(desk.ledger, told)
        refuse_doubles(desk.ledger)


def test_kills_in_the_middle_of_writes_lose_nothing(tmp_path: Path) -> None:
    survive(staffed_profile(tmp_path), range(20, 321, 100))


@pytest.mark.lab
def test_a_kill_at_every_write_loses_nothing(tmp_path: Path) -> None:
    survive(staffed_profile(tmp_path), range(1, 400, 2))
