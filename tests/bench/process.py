"""Starts the terminal as a process of its own, beside it the bare window, and reads what they tell."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from donor_room.settings import HOME_VARIABLE, PASSPHRASE_VARIABLE, Profile
from tests.bench.desk import PASSPHRASE

ROOT = Path(__file__).resolve().parents[2]
_WATCHED = Path(__file__).with_name("watched.py")


class Told(NamedTuple):
    """Milliseconds from the start to the place, those for which a processor worked, and resident MB there."""

    ms: float
    cpu_ms: float
    mb: float


def told(place: str, profile: Profile | None = None) -> Told:
    """Start, wait until the place is reached, and return what the process told."""
    began = perf_counter()
    done = subprocess.run(
        [sys.executable, str(_WATCHED), place],
        cwd=ROOT,
        env=_environment(profile),
        stdout=subprocess.PIPE,
        timeout=60,
        check=True,
    )
    line = json.loads(done.stdout.splitlines()[-1])
    return Told((line["at"] - began) * 1_000, line["cpu"] * 1_000, line["mb"])


def _environment(profile: Profile | None) -> dict[str, str]:
    """Ours, but with byte code kept, and with the home of the profile."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    if profile is not None:
        environment |= {HOME_VARIABLE: str(profile.folder.parent), PASSPHRASE_VARIABLE: PASSPHRASE}
    return environment


def play_and_kill(profile: Profile, acts: int) -> None:
    """Let `play` write so many acts into the profile and kill it in the middle of the next."""
    words = ["-m", "donor_room", "play", "--db", str(profile.database), "--visits", "1000", "--seed", "2"]
    with subprocess.Popen(
        [sys.executable, *words], cwd=ROOT, env=_environment(profile), stdout=subprocess.PIPE
    ) as player:
        assert player.stdout is not None
        for _ in range(acts):
            player.stdout.readline()
        player.send_signal(signal.SIGKILL)


def forget_files() -> bool:
    """Ask the system to drop what it keeps of our files and Python's; False where it cannot be asked."""
    if not hasattr(os, "posix_fadvise"):
        return False
    for folder in {sys.prefix, sys.base_prefix, str(ROOT / "donor_room"), str(ROOT / "resources")}:
        for place, _, names in os.walk(folder):
            for name in names:
                _forget(Path(place) / name)
    return True


def _forget(path: Path) -> None:
    try:
        file = os.open(path, os.O_RDONLY)
    except OSError:
        return
    os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(file)
