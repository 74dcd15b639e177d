"""One run of a seed: made, played, told in a few lines that are the same whenever the seed is."""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from donor_room.domain.clock import FixedClock
from donor_room.practice.checks import check_all
from donor_room.simulation import days, faults, looking
from donor_room.simulation.chance import seeded_names
from donor_room.simulation.donors import Screening, Town, see_off
from donor_room.simulation.faults import Dice
from donor_room.simulation.house import CentralStation
from donor_room.simulation.laptop import Laptop
from donor_room.simulation.server import Server
from donor_room.simulation.talk import set_up
from donor_room.simulation.world import FIRST_MORNING, Size, Violation, World
from donor_room.store import look
from donor_room.store.trial_disk import FrailDisks, frail_disks
from donor_room.workflow import shift

INVARIANTS = {
    "I1": "no entry that a nurse saw as saved is missing on laptop and station",
    "I2": "each entry is once at the station, and chains are whole",
    "I3": "no number is printed for two visits",
    "I4": "the station's tables are what a second reading of the books gives",
    "I5": "a laptop's directory and notices are the station's own at that cursor",
    "I6": "no entry left a laptop, and no body without a receipt of long ago",
    "I7": "every queue empties without a person, but where one is called for",
    "I8": "what a laptop says of waiting is true",
    "I9": "nothing is told to whoever answers in the station's place",
    "I10": "a unit that the station holds lies apart where its laptop has heard of it",
}


@dataclass(slots=True)
class Told:
    """What came of a run."""

    seed: int
    size: Size
    faults: str
    violations: list[Violation]
    checked: dict[str, int]
    counts: dict[str, Any]
    story: list[str]
    seconds: float = 0.0
    days: int = 0
    mishaps: dict[str, int] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        return not self.violations

    @property
    def again(self) -> str:
        """The line that gives this run again."""
        return again(self.size, self.seed, self.faults)

    def lines(self) -> Iterator[dict[str, Any]]:
        """One line for each invariant, and one for the run; nothing of it depends on the machine."""
        for name, says in INVARIANTS.items():
            broken = [one for one in self.violations if one.invariant == name]
            line: dict[str, Any] = {"invariant": name, "says": says, "holds": not broken}
            line |= {"checked": self.checked.get(name, 0), "violations": len(broken)}
            if broken:
                line |= {"first": broken[0].says, "day": broken[0].day}
            yield line
        yield {
            "seed": self.seed,
            "days": self.days,
            **self.counts,
            "faults": self.mishaps,
            "again": self.again,
        }


def again(size: Size, seed: int, words: str) -> str:
    """Return the line of the shell that plays a seed."""
    return (
        f"python3 -m donor_room simulate --terminals {size.terminals} --days {size.days}"
        f" --visits {size.visits} --seed {seed} --faults {words}"
    )


def run(
    server: Server,
    size: Size,
    *,
    seed: int,
    words: str = "all",
    meddle: Callable[[World], None] = lambda _world: None,
    leave: Callable[[], None] = lambda: None,
) -> Told:
    """Play a seed until it is over or something did not hold.

    `meddle` is called once all is set up, `leave` before each act.
    """
    began = perf_counter()
    with fast_folder() as folder, seeded_names(seed), _disks(seed, words) as disks:
        world = _made(folder, server, size, seed, words, disks)
        world.leave = leave
        try:
            meddle(world)
            _play(world)
            return _told(world, seed, words, perf_counter() - began)
        except Exception as bug:
            bug.add_note("\n".join([*world.story, f"seed {seed}"]))
            raise
        finally:
            world.close()


@contextmanager
def fast_folder() -> Iterator[Path]:
    """A folder that ends with the block, in memory where the machine offers that: no run cuts its power."""
    memory = "/dev/shm"  # noqa: S108 - only looked for; the folder itself is made with a name of its own
    place = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="donor-room-simulation-", dir=place) as folder:
        yield Path(folder)


@contextmanager
def _disks(seed: int, words: str) -> Iterator[FrailDisks | None]:
    """Within, the power of a disk can go, where that is asked for and this machine's engine allows it."""
    if "power" not in faults.named(words):
        yield None
        return
    with frail_disks(random.Random(f"disks {seed}")) as disks:  # noqa: S311 - nothing here is secret
        yield disks


def _made(folder: Path, server: Server, size: Size, seed: int, words: str, disks: FrailDisks | None) -> World:
    true = FixedClock(FIRST_MORNING)
    dice = Dice(f"run {seed}", faults.named(words))
    station = CentralStation(server, f"simulation_{seed}", true)
    world = World(folder, size, dice, station, true, Town(seed, true.today(), dice))
    try:
        for place in range(size.terminals):
            laptop = Laptop(f"t{place + 1}", folder, true, disks)
            laptop.vehicle = f"v{place // 2 + 1}"
            set_up(world, laptop)
            _show_screening(world, world.laptops[0])
    except BaseException:
        world.close()
        raise
    return world


def _show_screening(world: World, laptop: Laptop) -> None:
    """Let the first donor be screened by the real use cases, to be copied."""
    if world.screening is None:
        shift.open_shift(
            laptop.desk, site_kind="vehicle", site="车库", vehicle="t1", drive="street", organisation=None,
            team=(),
        )  # fmt: skip
        check_all(laptop.desk)
        world.screening = Screening(laptop.desk, world.town.next(world.true.today(), laptop.name).donor)
        see_off(laptop, world.screening.first_visit)
        laptop.see()


def _play(world: World) -> None:
    for day in range(1, world.size.days + 1):
        days.play_day(world, day)
        if world.violations:
            return
        if day < world.size.days:
            days.play_night(world)
    days.end(world)


def _told(world: World, seed: int, words: str, seconds: float) -> Told:
    heads = looking.heads_at(world.station)
    counts: dict[str, Any] = {
        "terminals": world.size.terminals,
        "visits": world.visits,
        "visits_of_two": looking.visits_of_two(world.station),
        "entries_saved": sum(len(one.saved) for one in world.laptops),
        "entries_at_station": sum(seq for seq, _hash in heads.values()),
        "entries_lost_with_disks": len(world.lost_with_disks),
        "bodies_left": sum(len(look.hollow(one.desk.database)) for one in world.laptops),
        "papers": len(world.papers),
        "replaced": sum(one.is_retired for one in world.laptops),
        "forked": len(looking.forked_at(world.station)),
        "station_deaths": world.station.deaths,
        "database_deaths": world.station.crashes,
        "refused": dict(sorted(world.refused.items())),
    }
    named = {name: world.did[name] for name in sorted(world.did) if name not in _PRESSES}
    told = Told(
        seed, world.size, words, world.violations, dict(world.checked), counts, list(world.story), seconds
    )
    told.days, told.mishaps = world.day, named
    return told


_PRESSES = frozenset(
    {
        "come in",
        "walk",
        "walk on",
        "see off",
        "open shift",
        "confirm date",
        "check",
        "close shift",
        "talk",
        "purge",
        "meet",
        "write stick",
        "read stick",
        "go on",
        "",
    }
)
