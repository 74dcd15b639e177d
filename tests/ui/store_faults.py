"""Causes for which the store of a whole terminal takes no act, each real; afterwards the cause is gone."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from donor_room.domain import entries as e
from donor_room.domain.refusal import Trouble
from donor_room.workflow.desk import Desk
from tests.ui.terminals import Nurse

_NO_LIMIT = 1_000_000
_OF_THE_FRAME = (e.Locked.KIND, e.SignedIn.KIND)


def end_of(desk: Desk) -> int:
    return desk.ledger.head(desk.ledger.book)[0]


def kinds_after(desk: Desk, seq: int) -> list[str]:
    """Return what was written after a place of the book, without what the frame itself writes."""
    rows = desk.database.rows("SELECT kind FROM ledger WHERE seq > ? ORDER BY place", (seq,))
    return [kind for (kind,) in rows if kind not in _OF_THE_FRAME]


def _no_space(desk: Desk) -> Callable[[], object]:
    """Let the file grow no more and write until nothing fits."""
    (pages,) = desk.database.row("PRAGMA page_count") or (0,)
    desk.database.row(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(Trouble, match=r"store\.disk_full"):
        _write_on(desk)
    return lambda: desk.database.row(f"PRAGMA max_page_count = {_NO_LIMIT}")


def _write_on(desk: Desk) -> None:
    while True:
        desk.ledger.append([(None, e.Locked(staff="s", idle=True))], by="")


def _read_only(desk: Desk) -> Callable[[], object]:
    desk.database.execute("PRAGMA query_only = ON").close()
    return lambda: desk.database.execute("PRAGMA query_only = OFF").close()


def _broken_disk(desk: Desk) -> Callable[[], object]:
    """Let the system refuse to write a byte beyond the end of the log."""
    log = desk.database.path.with_name(desk.database.path.name + "-wal")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size, hard))
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def _held_by_another(desk: Desk) -> Callable[[], object]:
    """Let somebody else hold the lock under which is written, longer than the store waits."""
    from donor_room.store.database import connect

    desk.database.execute("PRAGMA busy_timeout = 20").close()
    other = connect(desk.database.path, desk.database.key, "rw")
    other.execute("BEGIN IMMEDIATE")
    return other.close


FAULTS: dict[str, Callable[[Desk], Callable[[], object]]] = {
    "store.disk_full": _no_space,
    "store.read_only": _read_only,
    "store.disk_error": _broken_disk,
    "store.busy": _held_by_another,
}


@contextmanager
def refusing(nurse: Nurse, code: str) -> Iterator[None]:
    """Within, no act can be kept; afterwards nothing was written and the cause is gone."""
    undo = nurse.do(FAULTS[code])
    before = nurse.do(end_of)
    try:
        yield
        nurse.settle()
        assert nurse.do(end_of) == before
    finally:
        nurse.do(lambda _desk: undo())
