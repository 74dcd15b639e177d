"""The running demonstration is killed, station and all: what its terminal had acknowledged is there."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from donor_room.demo.conductor import PASSPHRASE
from donor_room.domain.clock import SystemClock
from donor_room.domain.entries import LabelSetPlanned
from donor_room.domain.walk import step_of
from donor_room.settings import profile_of
from donor_room.workflow.opening import open_desk
from tests.support.databases import kill_databases_in, open_to_all
from tests.support.practice import RUN, Handle

KILLS = 20
RESTART_S = 5

LISTENER = """
import os

if "ACKNOWLEDGED" in os.environ:
    from donor_room.workflow.desk import Desk

    told, file = Desk._tell_all, os.open(os.environ["ACKNOWLEDGED"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def tell_all(desk):
        if desk.untold and desk.ledger.book:
            seq, last_hash = desk.ledger.head(desk.ledger.book)
            os.write(file, f"{desk.ledger.book} {seq} {last_hash}\\n".encode())
        told(desk)

    Desk._tell_all = tell_all
"""
"""Written as sitecustomize: the terminal tells a file of each act when it tells its screen."""


def run_and_kill(folder: Path, seed: int, after_s: float) -> list[Handle]:
    """Play a day, kill all of it so many seconds after its first act, and return what was acknowledged."""
    (folder / "sitecustomize.py").write_text(LISTENER)
    log, temporary = folder / "acknowledged", open_to_all(folder)
    environ = os.environ | {
        "ACKNOWLEDGED": str(log),
        "PYTHONPATH": f"{folder}{os.pathsep}{Path.cwd()}",
        "TMPDIR": str(temporary),
    }
    words = ["demo", "--out", str(folder / "out"), "--seed", str(seed)]
    with (folder / "said").open("w") as said, subprocess.Popen(
        [sys.executable, "-c", RUN, *words],
        env=environ, stdout=subprocess.DEVNULL, stderr=said, start_new_session=True,
    ) as process:  # fmt: skip
        while not log.is_file() or not log.stat().st_size:
            assert process.poll() is None, f"did not begin: {(folder / 'said').read_text()}"
            time.sleep(0.05)
        time.sleep(after_s)
        os.killpg(process.pid, signal.SIGKILL)
    kill_databases_in(temporary)
    return [Handle(book, int(seq), last) for book, seq, last in map(str.split, log.read_text().splitlines())]


def refuse_loss(database: Path, told: list[Handle]) -> None:
    began = time.monotonic()
    desk = open_desk(profile_of(database, "practice"), passphrase=PASSPHRASE, clock=SystemClock())
    try:
        assert time.monotonic() - began < RESTART_S
        heads = [desk.ledger.entries_after(one.book, one.seq - 1, 1)[0].hash for one in told]
        assert heads == [one.hash for one in told]
        assert desk.ledger.verify()
        planned = [one.act for one in desk.ledger.every_entry() if isinstance(one.act, LabelSetPlanned)]
        spent = desk.database.rows("SELECT number FROM donation_number")
        assert len({one.number for one in planned}) == len(planned) == len(spent)
        for visit, step in desk.database.rows("SELECT visit, step FROM visit_line"):
            assert step_of(desk.visits.get(visit)) == step
    finally:
        desk.close()


@pytest.mark.lab
@pytest.mark.skipif(os.name == "nt", reason="kills as a POSIX system does")
def test_twenty_kills_of_the_demonstration_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    chance = random.Random(KILLS)
    acknowledged = 0
    tmp_path.chmod(0o755)
    for seed in range(KILLS):
        folder = tmp_path / str(seed)
        folder.mkdir()
        told = run_and_kill(folder, seed, chance.uniform(0.2, 35))
        refuse_loss(folder / "out" / "profile" / "terminal.db", told)
        acknowledged += len(told)
        shutil.rmtree(folder)
    assert acknowledged > KILLS * 20, "most kills came before the first donor"
    print(f"{acknowledged} acknowledged entries after {KILLS} kills, all there")
