"""`printer` is a printer that can be printed on, and fails when it is told to."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from donor_room.commands import printer
from donor_room.domain.refusal import Trouble
from donor_room.printing.virtual_printer import VirtualPrinter
from tests.printing.printers import a_set, printer_at

ROOT = Path(__file__).parents[2]


@pytest.fixture
def started(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str, Path]]:
    """The command in its own process, and where it says that it listens."""
    words = ["printer", "--virtual", "0", "--fault", "paused", "--after", "3", "--out", str(tmp_path)]
    run = f"from donor_room.cli import run; run({words!r})"
    process = subprocess.Popen(
        [sys.executable, "-c", run],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, encoding="utf-8",
    )  # fmt: skip
    assert process.stdout is not None
    found = re.search(r"127\.0\.0\.1:\d+", process.stdout.readline())
    assert found is not None
    process.stdout.readline()
    yield process, found[0], tmp_path
    process.communicate("end\n", timeout=30)


def typed(process: subprocess.Popen[str], line: str) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()
    return process.stdout.readline()


def test_it_prints_into_a_folder_until_the_fault_and_again_when_it_is_mended(started) -> None:
    process, address, folder = started
    label_printer = printer_at(address, "zpl")
    told = label_printer.put_out("N1", a_set())
    assert (told.fault, told.printed) == ("paused", 3)
    assert "3" in typed(process, "mend")
    assert label_printer.put_out("N2", a_set(1)).uncertain is False
    log = (folder / "printed.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["file"] for line in log] == [f"{n:04d}.png" for n in range(1, 5)]
    assert all((folder / f"{n:04d}.png").is_file() for n in range(1, 5))


def test_a_fault_is_typed_and_happens(started) -> None:
    process, address, _folder = started
    assert "paper_out" in typed(process, "paper_out")
    assert printer_at(address, "zpl").state().faults == ("paper_out",)
    assert "paper_out" in typed(process, "what is this")


def test_a_port_that_is_taken_is_said_so(tmp_path: Path) -> None:
    taken = VirtualPrinter()
    try:
        with pytest.raises(Trouble) as trouble:
            printer.main(["--virtual", str(taken.port), "--out", str(tmp_path)])
        assert trouble.value.code == "printer.virtual.port"
    finally:
        taken.close()


@pytest.mark.parametrize("words", [["--virtual", "70000"], [], ["--virtual", "0", "--fault", "rain"]])
def test_what_cannot_be_is_refused(words: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        printer.main(words)
    assert end.value.code == 2
