"""Small faults put into interpreter and number code one after the other: how many of them a test notices.

mutmut is installed beside the program, never into it, and works on a copy. It needs a system that can fork.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import venv
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = Path(tempfile.gettempdir()) / "donor-room-mutants"
FILES = (
    "domain/rules", "domain/eligibility", "domain/intervals", "domain/identity",
    "domain/donation_number", "domain/own_profile", "domain/label_set", "domain/print_mark",
    "domain/isbt128/dates", "domain/isbt128/flags", "domain/isbt128/groups", "domain/isbt128/products",
    "domain/isbt128/reading", "domain/isbt128/structures", "domain/isbt128/writing",
    "domain/chairs", "domain/own_codes", "domain/label_states", "domain/visit_labels", "domain/walk_labels",
    "workflow/chair", "workflow/label", "workflow/label_print", "workflow/label_scan",
    "workflow/label_reprint", "workflow/printed_mark", "workflow/preprinted", "workflow/leases",
    "store/mark", "wire/lease",
)  # fmt: skip
LEAST_PERCENT = 95.0
SETTINGS = """[mutmut]
source_paths=donor_room
only_mutate=
{files}
also_copy=
  resources
  db
pytest_add_cli_args=
  -p
  no:randomly
pytest_add_cli_args_test_selection=
  tests/domain
  tests/workflow/test_decide_case.py
  tests/store/test_mark.py
  tests/wire/test_lease.py
{more}
use_git_change_detection=false
"""
_NOTICED = {1, 3, 24, 36, 152}
"""A test failed, pytest broke, or time ran out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What came of one file; survivors are named as `mutmut show` takes them, in the copy."""

    file: str
    mutants: int
    noticed: int
    percent: float
    survivors: tuple[str, ...]


def main(words: Sequence[str] = ()) -> int:
    """Print a line for each file whose path has one of the words; status 1 where too few are noticed."""
    files = tuple(file for file in FILES if not words or any(word in file for word in words))
    copy = copied(files)
    ended = subprocess.run([mutmut(), "run"], cwd=copy, check=False, stdout=subprocess.DEVNULL)
    if ended.returncode:
        return ended.returncode
    found = list(lines(copy, files))
    for line in found:
        print(json.dumps(asdict(line)), flush=True)
    return 0 if all(line.percent >= LEAST_PERCENT for line in found) else 1


def mutmut() -> str:
    """Return the command, in an environment of its own that sees the packages of this one."""
    home = HOME / "venv"
    command = home / "bin" / "mutmut"
    if not command.exists():
        venv.create(home, clear=True, with_pip=True)
        subprocess.run([home / "bin" / "python", "-m", "pip", "install", "-q", "mutmut"], check=True)
        (own,) = home.glob("lib/python*/site-packages")
        (own / "beside.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return str(command)


def copied(files: Sequence[str]) -> Path:
    """Lay out a fresh copy of what the tests need, with the settings of mutmut."""
    copy = HOME / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    for name in ("donor_room", "tests", "resources", "db", "docs"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    named = "\n".join(f"  donor_room/{name}.py" for name in files)
    more = "\n".join(f"  {file.relative_to(ROOT)}" for file in label_tests())
    (copy / "setup.cfg").write_text(SETTINGS.format(files=named, more=more), encoding="utf-8")
    return copy


def label_tests() -> list[Path]:
    """Return the tests of the use cases around labels, which are slower than those of the domain."""
    words = ("chair", "label", "leases", "numbers", "preprinted", "printed_mark")
    files = (ROOT / "tests" / "workflow").glob("test_*.py")
    return sorted(file for file in files if any(word in file.name for word in words))


def lines(copy: Path, files: Sequence[str]) -> Iterator[Line]:
    for name in files:
        file = copy / "mutants" / "donor_room" / f"{name}.py.meta"
        ends: dict[str, int | None] = json.loads(file.read_text("utf-8"))["exit_code_by_key"]
        survivors = tuple(key for key, end in ends.items() if end not in _NOTICED)
        noticed = len(ends) - len(survivors)
        yield Line(
            file=f"{name}.py",
            mutants=len(ends),
            noticed=noticed,
            percent=round(100 * noticed / len(ends), 1),
            survivors=survivors,
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
