from __future__ import annotations

import subprocess
import sys

import pytest

from tests import command


@pytest.mark.parametrize(
    ("words", "given"),
    [
        ([], ["-m", "not lab", *command.SIDE_BY_SIDE]),
        (["-x"], ["-m", "not lab", "-x"]),
        (["-x", "tests/domain"], ["-m", "not lab", "-x", "tests/domain"]),
        (["--lab", "-x"], ["-x"]),
        (["-m", "lab"], ["-m", "lab"]),
    ],
)
def test_laboratories_run_only_when_asked_for(words, given):
    assert command.chosen(words) == given


def test_the_perfect_files_are_judged_by_their_own_tests():
    files = ["donor_room/domain", "donor_room/wire", "donor_room/store/migrate.py"]
    assert command.mirrors(files) == ["tests/domain", "tests/wire", "tests/store/test_migrate.py"]


def test_help_lists_the_ways_to_test(capsys):
    assert command.run(["--help"]) == 0
    assert "--lab" in capsys.readouterr().out


def test_a_failing_test_fails_the_command(tmp_path):
    failing = tmp_path / "test_failing.py"
    failing.write_text("def test_no():\n    assert False\n", encoding="utf-8")
    words = [
        sys.executable,
        "-m",
        "tests",
        str(failing),
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(tmp_path),
    ]
    ended = subprocess.run(
        [*words, "-c", "/dev/null"], cwd=command.ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert "1 failed" in ended.stdout
