"""Whoever looks or decides makes no new station: a mistyped folder is said, and nothing is begun in it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from donor_room.cli import run
from donor_room.commands.shell import DONE, NOT_DONE
from tests.commands.test_station import done, start

WORKS = [
    ("enrol-code",), ("books",), ("lend-sets",), ("profile",), ("profile", "isbt128"), ("holds",),
    ("generation",), ("go-on", "van"), ("frozen",), ("restored",), ("proof-key",), ("rebuild",),
    ("rebuild", "--check"),
    ("lock", "van"), ("unlock", "van"), ("add-person", "wang", "--name", "王"),
    ("decide-hold", "--reason", "interval", "--visit", "v", "--verdict", "stay"),
]  # fmt: skip


@pytest.mark.parametrize("work", WORKS, ids=" ".join)
def test_a_mistyped_folder_is_said_and_no_station_is_begun(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], work: tuple[str, ...]
) -> None:
    folder = tmp_path / "statoin"
    assert run(["station", *work, "--data", str(folder)]) == NOT_DONE
    said = capsys.readouterr()
    assert said.out == ""
    assert str(folder) in said.err
    assert "There is no station in" in said.err
    assert not folder.exists()


def test_sticks_are_not_read_into_a_folder_without_a_station(tmp_path: Path) -> None:
    (tmp_path / "stick").write_bytes(b"anything")
    for work in (("carry-in", tmp_path / "stick"), ("carry-out", "van", tmp_path / "back")):
        status, lines, err = done("station", *work, "--data", tmp_path / "none")
        assert (status, lines, "There is no station in" in err) == (NOT_DONE, [], True)
    assert not (tmp_path / "none").exists()


def test_a_folder_with_something_else_is_no_station_either(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("no station")
    assert done("station", "books", "--data", tmp_path)[0] == NOT_DONE
    assert [one.name for one in tmp_path.iterdir()] == ["letters.txt"]


def test_the_folder_of_before_is_looked_for_in_its_usual_place(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setitem(os.environ, "DONOR_ROOM_HOME", str(tmp_path / "home"))
    status, _, err = done("station", "books")
    assert (status, "There is no station in" in err) == (NOT_DONE, True)
    assert not (tmp_path / "home" / "station").exists()


def test_the_server_alone_begins_a_station_and_then_all_else_finds_it(tmp_path: Path) -> None:
    folder = tmp_path / "station"
    with start("station", "--data", folder, "--port", "0") as process:
        assert process.stdout
        try:
            assert process.stdout.readline()
            assert done("station", "books", "--data", folder)[0] == DONE
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
        finally:
            process.kill()
    status, (given,), err = done("station", "enrol-code", "--data", folder)
    assert (status, err, "code" in given) == (DONE, "", True)
