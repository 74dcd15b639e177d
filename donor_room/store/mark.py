"""The mark outside the database: which numbers went to a printer, in several files, so that one lost is none.

A database that was put back from an old image knows less than these files. They hold no donor, only numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import msgspec

from donor_room.domain.print_mark import PrintMark, highest
from donor_room.domain.refusal import Trouble
from donor_room.store.files import sync_folder, write_whole

Marks = dict[str, PrintMark]
"""By the range's name."""


class _File(msgspec.Struct, frozen=True, kw_only=True):
    """What a file says; the checksum of its marks, byte by byte, tells a damaged one from a whole one."""

    version: Annotated[int, msgspec.Meta(ge=1, le=1)] = 1
    marks: msgspec.Raw
    sha256: str


class MarkFiles:
    """The files of one terminal's marks; the highest mark of any of them counts."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = tuple(files)

    def all(self) -> Marks:
        """Return the marks that the files know together; empty where there is no file.

        Raises Trouble where there are files and none can be read: then nobody knows what was printed.
        """
        read = [_read(file) for file in self._files]
        known = [marks for marks in read if marks is not None]
        if known and not any(known) and None in read:
            known = []
        if not known and self._files:
            raise Trouble("numbers.mark_unreadable", path=str(self._files[0]))
        return _together(known)

    def keep(self, range_id: str, mark: PrintMark) -> None:
        """Have a mark on the disk in every file that can be written before this returns.

        A damaged file is made whole by it. Raises Trouble where none can be written.
        """
        marks = _together([self.all(), {range_id: mark}])
        content = _content(marks)
        written = [_write(file, content) for file in self._files]
        if not any(written):
            raise Trouble("numbers.mark_not_written", path=str(self._files[0]))


def beside(database: Path) -> tuple[Path, Path]:
    """Return two files for the marks of a database that belongs to no profile."""
    folder = database.parent / "marks"
    return folder / "printed.json", folder / "printed.copy.json"


def _together(known: Sequence[Marks]) -> Marks:
    together: Marks = {}
    for marks in known:
        for range_id, mark in marks.items():
            before = together.get(range_id)
            together[range_id] = highest(before, mark) if before else mark
    return together


def _read(file: Path) -> Marks | None:
    """Return what a file says, nothing where there is none, None where it cannot be read or is damaged."""
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError:
        return None
    try:
        said = msgspec.json.decode(content, type=_File)
        marks = msgspec.json.decode(said.marks, type=Marks)
    except (msgspec.DecodeError, RecursionError):
        return None
    return marks if said.sha256 == sha256(said.marks).hexdigest() else None


def _content(marks: Marks) -> bytes:
    said = msgspec.json.encode(marks)
    return msgspec.json.encode(_File(marks=msgspec.Raw(said), sha256=sha256(said).hexdigest()))


def _write(file: Path, content: bytes) -> bool:
    """Write a file whole; say whether it is on the disk."""
    try:
        if not file.parent.is_dir():
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            sync_folder(file.parent.parent)
        write_whole(file, content)
    except (OSError, Trouble):
        return False
    return True
