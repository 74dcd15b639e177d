"""One program at a time: a lock file beside the database, held by the system, gone with the process."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from donor_room.domain.refusal import Trouble

if sys.platform == "win32":
    import msvcrt

    def _hold(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _hold(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FileLock:
    """Held from its making until `release`; a killed process leaves none behind."""

    def __init__(self, path: Path) -> None:
        """Take the lock; raises Trouble when another program holds it or the folder cannot be written."""
        self._handle = _open(path)
        try:
            _hold(self._handle)
        except OSError as error:
            os.close(self._handle)
            raise Trouble("store.in_use", path=str(path)) from error

    def release(self) -> None:
        """Let the next program in; harmless when done twice."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except FileNotFoundError as error:
        raise Trouble("store.cannot_open", path=str(path)) from error
    except OSError as error:
        raise Trouble("store.read_only", path=str(path)) from error
