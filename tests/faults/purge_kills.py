"""Kills a purge before each of its statements and prints what is found afterwards; a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from donor_room.domain.clock import FixedClock
from donor_room.settings import profile_of
from donor_room.store import vault
from donor_room.workflow.desk import Desk
from tests.mesh.conftest import NOON
from tests.support import desks, left
from tests.support.profiles import PASSPHRASE, open_at_once

KILLED = 9


class Found(dict[str, Any]):
    """What an opened terminal is after a kill."""


def main(kept: Path, work: Path) -> None:
    key = vault.unlock(kept, PASSPHRASE)
    found: list[Found] = []
    step, was_cut = 0, True
    while was_cut:
        step += 1
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(kept, work)
        was_cut = _is_killed(work, key, step)
        found.append(_found(work, key))
    sys.stdout.write(json.dumps(found))


def _open(work: Path, key: bytes) -> Desk:
    return open_at_once(profile_of(work / "terminal.db", "practice"), FixedClock(NOON + left.LONG), key)


def _is_killed(work: Path, key: bytes, step: int) -> bool:
    """Purge in a process that ends before a statement, as by a kill; say whether it ended before its end."""
    child = os.fork()
    if child == 0:
        desk = _open(work, key)
        _die_before(desk, step)
        left.purge_all(desk)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == KILLED


def _die_before(desk: Desk, step: int) -> None:
    to_come = step

    def counting(name: str) -> Any:
        run = getattr(desk.database, name)

        def execute(sql: str, *given: Any) -> Any:
            nonlocal to_come
            to_come -= not sql.lstrip().startswith("SELECT")
            if to_come == 0:
                os._exit(KILLED)
            return run(sql, *given)

        return execute

    for name in ("execute", "execute_many"):
        setattr(desk.database, name, counting(name))


def _found(work: Path, key: bytes) -> Found:
    """Open again: the chain proves, tables are as made anew, and the next purge ends what was begun."""
    desk = _open(work, key)
    try:
        desk.ledger.verify()
        halves = [one for one in desk.visits.all() if left.hollow_kinds(desk, one)]
        drawn = desks.drawn(desk)
        desk.rebuild()
        is_same, said = desks.drawn(desk) == drawn, len(desk.ledger.bodies_left())
        left.purge_all(desk)
        desk.ledger.verify()
        return Found(
            halves=halves,
            same=is_same,
            said=said,
            left=len(desk.visits.all()),
            owed=desk.ledger.cursor("left.wipe_owed"),
            findings=desk.database.findings(),
        )
    finally:
        desk.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
