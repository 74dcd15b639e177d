"""Whole runs of terminals and a station by a seed, through every fault at once: all that must hold does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn

import pytest

from donor_room.simulation import days
from donor_room.simulation.faults import ALL, OF_NIGHTS, OF_WORK
from donor_room.simulation.line import NeverEndsError
from donor_room.simulation.run import INVARIANTS, Told, fast_folder, run
from donor_room.simulation.server import Server
from donor_room.simulation.server import database_server as own_database_server
from donor_room.simulation.world import Size
from donor_room.sync.hello import Hello
from donor_room.wire.messages import HeadReply
from tests.support.stations import database_server

SHORT = Size(terminals=3, days=4, visits=2)
LAB_SEEDS, LAB = 200, Size(terminals=5, days=30)


def whole(told: Told) -> None:
    assert told.holds, "\n".join([*map(str, told.violations[:3]), *told.story, told.again])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_breaks_in_a_few_days_all_invariants_hold(seed: int) -> None:
    told = run(Server(database_server()), SHORT, seed=seed)
    whole(told)
    assert set(told.checked) == set(INVARIANTS)
    assert sum(told.mishaps.values()) > 5


def test_the_same_seed_gives_the_same_lines() -> None:
    first, second = (run(Server(database_server()), Size(2, 2, 2), seed=7) for _ in range(2))
    assert list(first.lines()) == list(second.lines())
    assert first.story == second.story


def test_without_faults_nothing_is_refused_and_everything_is_at_the_station() -> None:
    told = run(Server(database_server()), Size(2, 2, 2), seed=1, words="none")
    whole(told)
    assert told.mishaps == {}
    assert told.counts["entries_saved"] == told.counts["entries_at_station"]


def test_donors_go_from_one_laptop_of_a_vehicle_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """No act is refused for what the other laptop wrote, and the numbers of both come out at the handover."""
    monkeypatch.setattr(days, "OFTEN_GOES_ON_BESIDE", 1.0)
    told = run(Server(database_server()), Size(2, 2, 3), seed=1, words="none")
    whole(told)
    assert told.counts["visits_of_two"] > told.counts["visits"] / 2
    assert told.counts["refused"].keys() <= {"register.is_deferred"}


def test_a_conversation_that_goes_round_in_a_circle_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def asks_for_ever(self: Hello) -> NoReturn:
        while True:
            self._link.get("/v1/head", HeadReply, book="x")

    monkeypatch.setattr(Hello, "fetch_receipts", asks_for_ever)
    with pytest.raises(NeverEndsError):
        run(Server(database_server()), Size(1, 1, 1), seed=1, words="none")


@pytest.fixture(scope="module")
def own_server() -> Iterator[Server]:
    """A PostgreSQL that may be killed."""
    with fast_folder() as folder, own_database_server(folder) as server:
        yield server


@pytest.mark.lab
@pytest.mark.parametrize("seed", range(1000, 1000 + LAB_SEEDS))
def test_a_month_of_five_terminals_loses_nothing(seed: int, own_server: Server) -> None:
    told = run(own_server, LAB, seed=seed)
    whole(told)
    print(told.seconds, told.counts, told.mishaps)


@pytest.mark.lab
def test_over_some_seeds_every_fault_comes() -> None:
    came: set[str] = set()
    for seed in range(40):
        came |= run(Server(database_server()), Size(3, 8, 2), seed=seed).mishaps.keys()
    wanted = {*ALL, *OF_NIGHTS, *OF_WORK} - {"late", "poison"}
    assert wanted <= came
