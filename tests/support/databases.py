"""The embedded databases of a demonstration, found by the folder of its temporary files."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import psutil


def open_to_all(folder: Path) -> Path:
    """Make a folder below this one that the database's own user may use, too."""
    temporary = folder / "t"
    temporary.mkdir(mode=0o777)
    temporary.chmod(0o777)
    folder.chmod(0o755)
    return temporary


def databases_in(folder: Path) -> list[psutil.Process]:
    """Every PostgreSQL whose files lie in a folder; a helper of its set-up is known by where it works."""
    running = psutil.process_iter(["cmdline", "cwd"])
    return [
        one
        for one in running
        if f"{folder}/" in " ".join(one.info["cmdline"] or ()) or f"{folder}/" in (one.info["cwd"] or "")
    ]


def kill_databases_in(folder: Path) -> None:
    """Kill them all; a helper may have gone with its database before its turn comes."""
    for one in databases_in(folder):
        with suppress(psutil.NoSuchProcess):
            one.kill()
