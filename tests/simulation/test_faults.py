"""Each fault by its name, often: all that must hold does, and nobody is called who need not come."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from donor_room.simulation import faults
from donor_room.simulation.faults import OF_LINE
from donor_room.simulation.run import Told, fast_folder, run
from donor_room.simulation.server import Server, database_server
from donor_room.simulation.world import Size, World
from donor_room.store.trial_disk import can_be_frail
from tests.support import stations

Patch = pytest.MonkeyPatch
SIZE = Size(2, 3, 2)
LINE = tuple(name for name in OF_LINE if name != "crash")
OF_ANSWERS = ("swallow", "replay", "reorder", "stale", "delay")
ANSWERED = ("/v1/hello", "/v1/notices", "/v1/receipt", "/v1/push", "/v1/head", "/v1/directory")


def often(patch: Patch, share: float, *names: str) -> None:
    for name in names:
        patch.setitem(faults.SHARES, name, share)


def played(
    words: str,
    seed: int,
    server: Server | None = None,
    size: Size = SIZE,
    meddle: Callable[[World], None] = lambda _world: None,
) -> tuple[Told, World]:
    worlds: list[World] = []

    def seen(world: World) -> None:
        worlds.append(world)
        meddle(world)

    told = run(server or Server(stations.database_server()), size, seed=seed, words=words, meddle=seen)
    assert told.holds, "\n".join([*map(str, told.violations[:3]), *told.story, told.again])
    return told, worlds[0]


def played_until(
    came: Callable[[Told, World], object], words: str, first: int, size: Size = SIZE
) -> tuple[Told, World]:
    """Play seeds, at most four, until something has come to pass."""
    for seed in range(first, first + 4):
        told, world = played(words, seed, size=size)
        if came(told, world):
            return told, world
    raise AssertionError(f"never came to pass: {told.mishaps} {told.counts}")


@pytest.mark.parametrize("name", ["reorder", "stale", "impostor"])
def test_whatever_happens_to_a_call_nothing_is_lost_and_nobody_is_called(
    monkeypatch: Patch, name: str
) -> None:
    often(monkeypatch, 0.3, name)
    told, _ = played(name, seed=1)
    assert told.mishaps[name] > 1
    assert not [code for code in told.counts["refused"] if code.startswith("copied.")]


@pytest.mark.skipif(not can_be_frail(), reason="this engine hides its table of functions")
def test_power_that_goes_in_the_middle_of_writes_loses_nothing_that_was_saved(monkeypatch: Patch) -> None:
    often(monkeypatch, 0.9, "power")
    told, _ = played("power", seed=1)
    assert told.mishaps["power"] > 5
    assert told.counts["refused"]["power.cut"] > 1


def test_a_laptop_killed_between_a_notice_and_its_next_word_has_the_notice(monkeypatch: Patch) -> None:
    often(monkeypatch, 1.0, "noticed")
    played_until(lambda told, _: told.mishaps.get("noticed", 0) > 1, "noticed", first=10)


def test_what_leaves_over_the_winter_is_at_the_station_whatever_ends_a_laptop_meanwhile(
    monkeypatch: Patch,
) -> None:
    often(monkeypatch, 0.6, "winter")
    _, world = played_until(
        lambda told, _: told.mishaps.get("winter", 0) > 1 and told.counts["bodies_left"] > 100,
        "winter,kill",
        first=4,
        size=Size(2, 6, 2),
    )
    assert not world.lost_with_disks


def test_what_left_and_a_backup_of_before_has_not_is_told_as_a_gap(monkeypatch: Patch) -> None:
    """A station put back to before the winter, and laptops that let leave what it had signed for."""
    often(monkeypatch, 0.9, "winter", "restore")
    told, _ = played_until(lambda _, w: w.lost_with_disks, "winter,restore", first=9, size=Size(2, 6, 2))
    assert told.mishaps["restore"] > 0


def test_sticks_are_written_brought_and_read_again_in_whatever_order(monkeypatch: Patch) -> None:
    often(monkeypatch, 0.9, "stick")
    often(monkeypatch, 0.4, "restore")
    told, world = played("stick,restore,cut", seed=7, size=Size(2, 5, 2))
    assert told.mishaps["stick"] > 10
    assert {one.is_for_station for one in world.drawer} == {True, False}
    assert told.counts["refused"].keys() >= {"carry.damaged"}


def test_a_database_killed_in_the_middle_of_a_call_has_what_was_acknowledged(monkeypatch: Patch) -> None:
    often(monkeypatch, 0.08, "crash")
    with fast_folder() as folder, database_server(folder) as server:
        told, _ = played("crash", seed=1, server=server, size=Size(2, 2, 2))
    assert told.mishaps["crash"] == told.counts["database_deaths"] > 0


def test_a_database_that_is_somebody_elses_is_only_cut_off(monkeypatch: Patch) -> None:
    often(monkeypatch, 0.3, "crash")
    told, _ = played("crash", seed=2)
    assert told.counts["database_deaths"] > 3


@pytest.mark.parametrize("path", ["/v1/hello", "/v1/notices", "/v1/receipt", "/v1/push"])
def test_one_kind_of_answer_is_lost_repeated_and_delayed_all_day(monkeypatch: Patch, path: str) -> None:
    often(monkeypatch, 0.12, *OF_ANSWERS)

    def only(world: World) -> None:
        for line in world.lines.values():
            line.only = path

    told, world = played(",".join(OF_ANSWERS), seed=3, meddle=only)
    struck = {one for line in world.lines.values() for one in line.struck}
    assert {at for _, at in struck} == {path}
    assert len(struck) > 1
    assert not [code for code in told.counts["refused"] if code.startswith("copied.")]


@pytest.mark.lab
def test_every_way_strikes_every_kind_of_answer(monkeypatch: Patch) -> None:
    often(monkeypatch, 0.1, *LINE)
    struck: set[tuple[str, str]] = set()
    for seed in range(20):
        _, world = played(",".join(LINE), seed, size=Size(3, 6, 3))
        struck |= {one for line in world.lines.values() for one in line.struck}
    assert {(way, path) for way in LINE for path in ANSWERED} <= struck
