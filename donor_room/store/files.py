"""Small files that are there whole or not at all, also after a power cut."""

from __future__ import annotations

import os
from pathlib import Path

from donor_room.domain.refusal import Trouble

_DISK_FULL = {28, 122, 112}  # ENOSPC, EDQUOT, and Windows' own number


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file in one step, on the disk before this returns; raises Trouble and leaves the old one."""
    beside = path.with_name(path.name + ".new")
    try:
        _write(beside, content)
        beside.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise trouble_with(path, error) from error


def trouble_with(path: Path, error: OSError) -> Trouble:
    """Name what the system said about a file that was to be written."""
    code = "store.disk_full" if error.errno in _DISK_FULL else "store.read_only"
    return Trouble(code, path=str(path))


def move_aside(path: Path, mark: str) -> Path:
    """Give a database another name together with its log, and return it; raises Trouble.

    The log goes first: alone it would be taken for one whose database is lost.
    """
    aside = path.with_name(f"{path.name}.{mark}")
    try:
        for end in ("-shm", "-wal", ""):
            part = path.with_name(path.name + end)
            if part.exists():
                part.replace(aside.with_name(aside.name + end))
        sync_folder(path.parent)
    except OSError as error:
        raise trouble_with(path, error) from error
    return aside


def sync_file(path: Path) -> None:
    """Wait until a file's content is on the disk."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Wait until a folder's names are on the disk; Windows does that itself and cannot be asked."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(handle)
