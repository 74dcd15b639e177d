"""Knows the ways to test: quick tests, laboratories, benchmarks, and the files that must be perfect."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PERFECT = ("donor_room/domain", "donor_room/wire", "donor_room/store/migrate.py")
GIVEN = "DONOR_ROOM_TEST_DATABASE_URL"
SIDE_BY_SIDE = ("-n", "logical", "--maxprocesses", "8", "--dist", "loadfile")
"""A process for each core; the tests of one file stay together, for they share what is dear to make."""

USAGE = """python3 -m tests                            all quick tests, side by side on all cores
python3 -m tests [--lab] [PYTEST OPTIONS]   what is chosen, in one process; --lab adds the slow laboratories
python3 -m tests --database-url URL [...]   the same on that PostgreSQL (15 to 18) in the place of an own one
python3 -m tests cover [PYTEST OPTIONS]     domain, wire and migrations: every branch, or exit 1
python3 -m tests mutants [WORD...]          small faults in the interpreter and in the code of numbers: 95 %
                                            noticed, or exit 1; only the files whose path has a word
python3 -m tests bench [BENCH OPTIONS]      benchmarks as JSON lines"""


def run(words: list[str]) -> int:
    """Choose by the first word; all others go to pytest or to the benchmarks."""
    os.chdir(ROOT)
    if words[:1] == ["--database-url"] and len(words) > 1:
        os.environ[GIVEN] = words[1]
        words = words[2:]
    if words[:1] in (["-h"], ["--help"]):
        print(USAGE)
        return 0
    if words[:1] == ["bench"]:
        return int(importlib.import_module("tests.bench.__main__").main(words[1:]) or 0)
    if words[:1] == ["mutants"]:
        return int(importlib.import_module("tests.mutants").main(words[1:]))
    if words[:1] == ["cover"]:
        return cover(words[1:])
    return run_pytest(chosen(words))


def chosen(words: list[str]) -> list[str]:
    """The laboratories stay out unless they are asked for by --lab or by a marker expression.

    Only the whole is spread over the cores: what somebody chose is to be watched, or measured.
    """
    if not words:
        return ["-m", "not lab", *SIDE_BY_SIDE]
    if "--lab" in words:
        return [word for word in words if word != "--lab"]
    return words if "-m" in words else ["-m", "not lab", *words]


def cover(words: list[str]) -> int:
    """Run the tests that mirror the perfect files; one branch not taken fails."""
    import coverage

    files = [part for part in PERFECT if (ROOT / part).exists()]
    folders = [part if (ROOT / part).is_dir() else str(Path(part).parent) for part in files]
    recorder = coverage.Coverage(data_file=None, branch=True, source=folders)  # also what no test imports
    recorder.start()
    status = run_pytest(["-m", "not lab", *mirrors(files), *words])
    recorder.stop()
    if status:
        return status
    include = [f"{part}/*" if (ROOT / part).is_dir() else part for part in files]
    share = recorder.report(include=include, show_missing=True, skip_covered=True)
    return 0 if share >= 100 else told_what_is_missing(share)


def mirrors(files: list[str]) -> list[str]:
    """The tests of the perfect files: tests/domain, tests/wire, tests/store/test_migrate.py."""
    places = [Path(part.replace("donor_room", "tests", 1)) for part in files]
    tests = [place if not place.suffix else place.with_name(f"test_{place.name}") for place in places]
    return [str(test) for test in tests if (ROOT / test).exists()]


def told_what_is_missing(share: float) -> int:
    """One sentence, and the status of a gate that stays shut."""
    sys.stderr.write(f"{share:.1f} % of the branches are taken; these files must have 100 %.\n")
    return 1


def run_pytest(words: list[str]) -> int:
    """Run pytest in this very process, so that its crash is our crash; a crash of a worker fails its test."""
    import pytest

    return int(pytest.main(words))
