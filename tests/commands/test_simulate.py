"""`simulate`: a line for each invariant, one to have the run again, and status 1 where something broke."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from time import monotonic, sleep

import psutil
import pytest

from donor_room import cli
from donor_room.commands import simulate
from donor_room.simulation import faults
from donor_room.simulation.run import INVARIANTS
from donor_room.simulation.world import World
from tests.support.stations import database_server

SHORT = ["simulate", "--terminals", "2", "--days", "1", "--seed", "4"]


def test_a_run_that_held_says_so_and_how_to_have_it_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([*SHORT, "--database-url", database_server()]) == 0
    *invariants, run = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["invariant"] for one in invariants] == list(INVARIANTS)
    assert all(one["holds"] and one["checked"] for one in invariants)
    assert run["again"] == f"python3 -m donor_room {' '.join(SHORT[:5])} --visits 2 --seed 4 --faults all"


def test_what_broke_is_told_with_its_story(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = World.tell

    def also_breaks(self: World, line: str) -> None:
        real(self, line)
        if self.day and not self.violations:
            self.violated("I3", "a number is on two papers")

    monkeypatch.setattr(World, "tell", also_breaks)
    assert cli.run([*SHORT, "--database-url", database_server()]) == 1
    said = capsys.readouterr()
    assert json.loads(said.out.splitlines()[2])["first"] == "a number is on two papers"
    assert "day 1" in said.err
    assert "--seed 4" in said.err.splitlines()[-1]


def test_a_fault_that_there_is_not_is_refused_with_those_there_are(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert cli.run(["simulate", "--faults", "cut,hail"]) == 2
    assert "no fault hail" in capsys.readouterr().err


def test_without_a_database_it_brings_its_own() -> None:
    wanted = simulate._parser().parse_args([])
    with simulate._server(wanted) as server:
        assert server.url.startswith("postgresql://")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_a_run_that_is_ended_leaves_no_database_running() -> None:
    words = [sys.executable, "-m", "donor_room", "simulate", "--days", "365"]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        running = psutil.Process(process.pid)
        assert wait_for(lambda: servers_of(running))
        servers = servers_of(running)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 128 + signal.SIGTERM
    assert wait_for(lambda: not any(server.is_running() for server in servers))


def wait_for(what: Callable[[], object]) -> bool:
    until = monotonic() + 30
    while not what():
        if monotonic() > until:
            return False
        sleep(0.1)
    return True


def servers_of(running: psutil.Process) -> list[psutil.Process]:
    return [one for one in running.children(recursive=True) if one.name().startswith("postgres")]


def many(*words: str) -> int:
    return cli.run(
        ["simulate", "--terminals", "2", "--days", "1", "--database-url", database_server(), *words]
    )


def test_many_seeds_are_a_line_each_and_one_of_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert many("--seeds", "4-5") == 0
    first, second, together = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["seed"] for one in (first, second)] == [4, 5]
    assert first["holds"]
    assert second["holds"]
    assert (together["seeds"], together["held"], together["failed"]) == (2, 2, [])
    assert together["visits"] == first["visits"] + second["visits"]


def test_a_seed_that_ends_in_a_bug_has_failed_and_the_next_is_played(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = World.tell

    def raises(self: World, line: str) -> None:
        if self.station._name.endswith("_4") and self.day:
            raise KeyError(line)
        real(self, line)

    monkeypatch.setattr(World, "tell", raises)
    assert many("--seeds", "4-5") == 1
    said = capsys.readouterr()
    first, second, together = [json.loads(line) for line in said.out.splitlines()]
    assert first["first"].startswith("KeyError")
    assert first["again"].endswith("--seed 4 --faults all")
    assert first["again"] in said.err
    assert second["holds"]
    assert together["failed"] == [4]


@pytest.mark.parametrize("text", ["5", "5-4", "a-b", "-1-2"])
def test_seeds_are_two_numbers(capsys: pytest.CaptureFixture[str], text: str) -> None:
    with pytest.raises(SystemExit):
        cli.run(["simulate", f"--seeds={text}"])
    assert "1-200" in capsys.readouterr().err


def test_where_no_disk_can_fail_all_is_without_power_and_its_name_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setattr(faults, "can_be_frail", lambda: False)
    assert faults.named("all") == frozenset(faults.ALL) - {"power"}
    assert cli.run(["simulate", "--faults", "cut,power"]) == 2
    assert "fault power cannot be played here" in capsys.readouterr().err
