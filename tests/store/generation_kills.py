"""Kills the change of places of two directories at each of its steps, and prints what is found afterwards."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

from donor_room import settings
from donor_room.store.database import Database, open_database
from donor_room.store.directory import Directory
from donor_room.store.generation import take_place
from tests.store.conftest import KEY

_EVERY = 5
"""Of the calls, C functions and returns that are counted; most of them belong to the opening."""


def main(kept: Path, work: Path) -> None:
    found = []
    was_cut, step = True, 0
    while was_cut:
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(kept, work)
        was_cut = _is_killed(work, step)
        found.append(_found(work))
        step += _EVERY
    sys.stdout.write(json.dumps(found))


def _is_killed(work: Path, step: int) -> bool:
    """Do it in a process that ends at a step, as by a kill; say whether it ended before its end."""
    child = os.fork()
    if child == 0:
        file = _open(work)
        _end_at(step)
        take_place(file, work / "directory.db.new")
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def _end_at(step: int) -> None:
    left = step

    def count(_frame: object, _event: str, _argument: object) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            os._exit(9)

    sys.setprofile(count)


def _found(work: Path) -> tuple[str | None, int, list[str]]:
    file = _open(work)
    try:
        directory = Directory(file, b"")
        return directory.cursor(), directory.count(), file.findings()
    finally:
        file.close()


def _open(work: Path) -> Database:
    return open_database(work / "directory.db", KEY, settings.directory_migrations())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
