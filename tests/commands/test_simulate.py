"""`simulate`: a line for each invariant, one to have the run again, and status 1 where something broke."""

from __future__ import annotations

import json

import pytest

from donor_room import cli
from donor_room.commands import simulate
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
