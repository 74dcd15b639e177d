"""A practice terminal whose people are proved in a moment, and the program as a script starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec

from donor_room.domain.clock import SystemClock
from donor_room.practice.people import ADMINISTRATOR, TEAM
from donor_room.settings import Profile
from tests.support.profiles import PASSPHRASE, enlist, new_profile, open_at_once

RUN = "import sys; from donor_room.cli import run; sys.exit(run(sys.argv[1:]))"


class Handle(msgspec.Struct, frozen=True):
    """What `play` prints for an entry once it is on the disk."""

    book: str
    seq: int
    hash: str


def staffed_profile(folder: Path) -> Profile:
    """Lay out a practice terminal with the invented team."""
    profile = new_profile(folder)
    desk = open_at_once(profile, SystemClock())
    for order, one in enumerate((ADMINISTRATOR, *TEAM)):
        enlist(desk, f"s{order}", one.name, one.roles, one.password, one.pin)
    desk.close()
    return profile


def start(*words: object) -> subprocess.Popen[str]:
    """Start the program with the passphrase of `new_profile`."""
    return subprocess.Popen(
        [sys.executable, "-c", RUN, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"DONOR_ROOM_PASSPHRASE": PASSPHRASE, "LANG": "C.UTF-8"},
    )


def handles(out: str) -> list[Handle]:
    """Read the lines that a program printed whole."""
    return [
        msgspec.json.decode(line, type=Handle)
        for line in out.splitlines(keepends=True)
        if line.endswith("\n")
    ]


def json_lines(out: str) -> list[Any]:
    return [msgspec.json.decode(line) for line in out.splitlines()]
