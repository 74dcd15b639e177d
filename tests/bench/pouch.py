"""PouchDB and express-pouchdb, fetched by npm into a folder of their own, push and pull what we do."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

_SCRIPT = Path(__file__).with_name("pouch.js")
_PACKAGES = ("pouchdb@9", "express-pouchdb@4", "express@4")
_FETCH_S, _RUN_S = 600, 900


class Round(NamedTuple):
    """Seconds of one batch size."""

    batch: int
    push_s: float
    pull_s: float
    resend_s: float


def rounds(lines: list[bytes], sizes: tuple[int, ...], folder: Path) -> list[Round] | str:
    """Return what PouchDB needed for each batch size, or why it cannot be had here."""
    if shutil.which("npm") is None:
        return "there is no npm"
    try:
        _run(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", *_PACKAGES], folder, _FETCH_S)
        rows = folder / "rows.txt"
        rows.write_bytes(b"\n".join(lines))
        shutil.copy(_SCRIPT, folder / "pouch.js")
        words = ["node", "pouch.js", str(rows), ",".join(map(str, sizes)), str(folder / "data")]
        told = json.loads(_run(words, folder, _RUN_S).splitlines()[-1])
    except (subprocess.SubprocessError, OSError) as problem:
        return f"{type(problem).__name__}: {str(getattr(problem, 'stderr', problem))[-200:]}"
    if any(one["pulled"] != len(lines) for one in told):
        return "PouchDB did not pull every row"
    return [Round(one["batch"], one["push_s"], one["pull_s"], one["resend_s"]) for one in told]


def _run(words: list[str], folder: Path, seconds: int) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=seconds, check=True)
    return done.stdout
