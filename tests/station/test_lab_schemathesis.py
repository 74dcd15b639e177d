"""Schemathesis against the running station: no 5xx, and nothing is accepted that the document forbids."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.lab_tools import FOLDER
from tests.support.signing_proxy import WISH, signing_door
from tests.support.stations import Caller, running_station
from tests.support.van import Book

pytestmark = pytest.mark.lab

EXAMPLES = os.environ.get("DONOR_ROOM_LAB_EXAMPLES", "100")
HOOKS = """
import schemathesis

@schemathesis.serializer("application/x-ndjson")
def lines(context, value):
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")
"""
EXPLAINED = (
    "positive_data_acceptance",  # a range of 5,000 may well be the last one, and no code enrols twice
)


@pytest.fixture(scope="module")
def tool() -> Path:
    """Schemathesis in an environment of its own: the lock knows nothing of it."""
    place = FOLDER / "schemathesis"
    found = place / "bin" / "schemathesis"
    if not found.exists():
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        command = [place / "bin" / "python", "-m", "pip", "install", "--quiet", "schemathesis>=4.32,<5"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"schemathesis cannot be had here: {done.stderr[-200:]}")
    return found


def test_schemathesis_finds_nothing(tool: Path, tmp_path: Path) -> None:
    (tmp_path / "hooks.py").write_text(HOOKS)
    with running_station() as station:
        caller, book = Caller(station), Book("b")
        caller.push("b", book.lines)
        with signing_door(caller) as url:
            done = subprocess.run(
                [tool, "run", f"{url}/openapi.json", "--header", f"Signature: {WISH}",
                 "--checks", "all", "--exclude-checks", ",".join(EXPLAINED), "--max-examples", EXAMPLES,
                 "--phases", "examples,coverage,fuzzing", "--continue-on-failure", "--no-color",
                 "--generation-database", "none"],
                cwd=tmp_path,
 env=os.environ | {"SCHEMATHESIS_HOOKS": "hooks"}, capture_output=True, text=True, check=False,
            )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6_000:] + done.stderr[-2_000:]
