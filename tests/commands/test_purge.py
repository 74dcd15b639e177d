"""`purge` says what would leave and why the rest stays; the other commands say where it is afterwards."""

from __future__ import annotations

from typing import Any

import pytest

from donor_room.commands import export, purge, replay, verify
from donor_room.commands.shell import DONE, texts
from donor_room.domain.clock import FixedClock
from donor_room.domain.visit import Visit
from donor_room.settings import profile_of
from donor_room.station.server import Station
from tests.mesh.conftest import clock, station, vehicle  # noqa: F401
from tests.mesh.laptops import Laptop, Vehicle
from tests.support import desks, left
from tests.support.practice import json_lines
from tests.support.profiles import PASSPHRASE, new_profile, open_at_once
from tests.support.van import MORNING


@pytest.fixture
def laptop(
    vehicle: Vehicle,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> Laptop:
    monkeypatch.setenv("DONOR_ROOM_PASSPHRASE", PASSPHRASE)
    return vehicle.laptop("1")


@pytest.fixture
def old(
    laptop: Laptop,
    station: Station,  # noqa: F811
    clock: FixedClock,  # noqa: F811
) -> list[Visit]:
    """Two visits of a day that is long over, and one that nobody closed."""
    laptop.work("王全")
    begun = desks.bring_to(laptop.desk, "exam", 9)
    visits = [left.give(laptop.desk, seed) for seed in (1, 2)]
    left.end_shift(laptop.desk)
    left.level(station, laptop)
    left.grow_old(station, clock, laptop)
    return [*visits, begun]


class Command:
    """Runs commands on the files of a terminal that is closed meanwhile."""

    def __init__(self, laptop: Laptop, capsys: pytest.CaptureFixture[str]) -> None:
        self._laptop, self._capsys = laptop, capsys
        self.database = laptop.desk.database.path

    def __call__(self, command: Any, *words: str) -> list[dict[str, Any]]:
        desk = self._laptop.desk
        desk.close()
        try:
            assert command.main(["--db", str(self.database), *words]) == DONE
        finally:
            self._laptop.desk = open_at_once(profile_of(self.database, "practice"), desk.clock)
        return json_lines(self._capsys.readouterr().out)


@pytest.fixture
def command(laptop: Laptop, old: list[Visit], capsys: pytest.CaptureFixture[str]) -> Command:
    assert old
    return Command(laptop, capsys)


def test_a_dry_run_names_what_would_leave_and_why_the_rest_stays(
    command: Command, laptop: Laptop, old: list[Visit]
) -> None:
    *lines, whole = command(purge, "--dry-run")
    by_visit = {line["visit"]: line for line in lines}
    assert {visit.id for visit in old} == set(by_visit)
    begun = by_visit[old[-1].id]
    assert (begun["stays"], begun["why"]) == ("open", texts().say("purge.stays.open"))
    gone = [by_visit[visit.id] for visit in old[:-1]]
    assert all(line["leaves"] and line["entries"] > 20 and line["bytes"] > 5_000 for line in gone)
    assert (whole["done"], whole["leaves"], whole["stay"]) == (False, 2, {"open": 1})
    assert whole["entries"] == sum(line["entries"] for line in gone)
    assert all(left.hollow_kinds(laptop.desk, visit.id) == set() for visit in old)


def test_without_a_dry_run_it_leaves(command: Command, laptop: Laptop, old: list[Visit]) -> None:
    said = command(purge, "--dry-run")[-1] | {"done": True}
    assert command(purge)[-1] == said
    assert laptop.desk.visits.all() == [old[-1].id]
    assert command(purge)[-1]["leaves"] == 0
    (proved,) = command(verify)
    assert proved["ok"]
    assert proved["books"][0]["at_station"] == said["entries"]


def test_replay_says_since_when_and_under_which_receipt_a_decision_is_at_the_station(
    command: Command, old: list[Visit]
) -> None:
    before = command(replay)
    command(purge)
    *lines, whole = command(replay)
    assert before == [{"decisions": 2, "differing": 0}]
    assert whole == {"decisions": 0, "differing": 0, "at_station": 2}
    assert {line["visit"] for line in lines} == {visit.id for visit in old[:-1]}
    for line in lines:
        assert (line["reason"], line["since"]) == ("at_station", "2026-11-21")
        said = {"since": "2026-11-21", "receipt": line["receipt"]}
        assert line["why"] == texts().say("visit.at_station", **said)
        assert len(line["receipt"]) == 8


@pytest.mark.parametrize("form", [[], ["--fhir"]])
def test_export_says_where_a_visit_is(command: Command, old: list[Visit], form: list[str]) -> None:
    command(purge)
    with desks.refused("visit.at_station"):
        export.main(["--db", str(command.database), "--visit", old[0].id, *form])
    with desks.refused("visit.unknown"):
        export.main(["--db", str(command.database), "--visit", "nobody", *form])


def test_a_terminal_that_never_had_a_list_is_told_so(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONOR_ROOM_PASSPHRASE", PASSPHRASE)
    profile = new_profile(tmp_path / "new")
    open_at_once(profile, FixedClock(MORNING)).close()
    with desks.refused("purge.no_directory"):
        purge.main(["--db", str(profile.database), "--dry-run"])
