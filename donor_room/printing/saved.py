"""Where a drawn paper is laid down: one way for all of them, and one sentence where that cannot be."""

from __future__ import annotations

from pathlib import Path

from donor_room.domain.refusal import Trouble


def saved(file: Path, drawn: bytes, *, makes_folder: bool = True) -> Path:
    """Write a paper and return its file; raises Trouble `documents.not_saved` where it cannot be written.

    The folder of papers is made; one that somebody typed is not: it may be mistyped.
    """
    try:
        if makes_folder:
            file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(drawn)
    except OSError as error:
        raise Trouble("documents.not_saved", file=str(file)) from error
    return file
