"""Small faults put into the interpreter one after the other: how many of them a test notices.

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
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = Path(tempfile.gettempdir()) / "donor-room-mutants"
FILES = ("rules", "eligibility", "intervals", "identity")
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


def main() -> int:
    """Print a line for each file; status 1 where fewer are noticed than must be."""
    copy = copied()
    ended = subprocess.run([mutmut(), "run"], cwd=copy, check=False, stdout=subprocess.DEVNULL)
    if ended.returncode:
        return ended.returncode
    found = list(lines(copy))
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


def copied() -> Path:
    """Lay out a fresh copy of what the tests need, with the settings of mutmut."""
    copy = HOME / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    for name in ("donor_room", "tests", "resources", "db", "docs"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    files = "\n".join(f"  donor_room/domain/{name}.py" for name in FILES)
    (copy / "setup.cfg").write_text(SETTINGS.format(files=files), encoding="utf-8")
    return copy


def lines(copy: Path) -> Iterator[Line]:
    for name in FILES:
        file = copy / "mutants" / "donor_room" / "domain" / f"{name}.py.meta"
        ends: dict[str, int | None] = json.loads(file.read_text("utf-8"))["exit_code_by_key"]
        survivors = tuple(key for key, end in ends.items() if end not in _NOTICED)
        noticed = len(ends) - len(survivors)
        yield Line(
            file=f"domain/{name}.py",
            mutants=len(ends),
            noticed=noticed,
            percent=round(100 * noticed / len(ends), 1),
            survivors=survivors,
        )


if __name__ == "__main__":
    sys.exit(main())
