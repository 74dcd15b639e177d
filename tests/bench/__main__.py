"""Measures what `python3 -m tests bench` asks for: one JSON line each, as soon as it is there."""

from __future__ import annotations

import argparse
import importlib
import os

PARTS = (
    "start",
    "act",
    "screen",
    "memory",
    "directory",
    "decide",
    "again",
    "interview",
    "labels",
    "sync",
    "figures",
    "nonconforming",
)


def main(words: list[str]) -> int:
    """Measure and print; what misses its aim is said in its line and makes the status 1."""
    parser = argparse.ArgumentParser(prog="python3 -m tests bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer runs and a small directory")
    parts = ", ".join(PARTS)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART", help=parts)
    wanted = parser.parse_args(words)
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
    all_hold = True
    for part in wanted.only:
        for line in importlib.import_module(f"tests.bench.{part}").lines(quick=wanted.quick):
            print(line.as_json(), flush=True)
            all_hold = all_hold and line.holds
    return 0 if all_hold else 1
