"""Many seeds one after the other on one PostgreSQL; whatever one of them comes to, the next is played."""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from time import perf_counter, process_time
from typing import Any

from donor_room.simulation.run import Told, again, run
from donor_room.simulation.server import Server
from donor_room.simulation.world import Size


@dataclass(slots=True)
class Played:
    """What one seed came to: what was told of it, or the bug that ended it."""

    seed: int
    again: str
    seconds: float
    busy_seconds: float = 0.0
    """Of these, how long this process had a processor; the database works beside it."""
    told: Told | None = None
    bug: Exception | None = None

    @property
    def holds(self) -> bool:
        return self.told is not None and self.told.holds

    def line(self) -> dict[str, Any]:
        """One line for the seed; for one that failed with what gives it again."""
        line: dict[str, Any] = {"seed": self.seed, "holds": self.holds, "seconds": round(self.seconds, 1)}
        line["busy_seconds"] = round(self.busy_seconds, 1)
        if self.told is not None:
            line |= {
                name: self.told.counts[name] for name in ("visits", "entries_saved", "entries_at_station")
            }
            line["faults"] = sum(self.told.mishaps.values())
        return line if self.holds else line | {"first": self._first(), "again": self.again}

    def _first(self) -> str:
        if self.told is None:
            return f"{type(self.bug).__name__}: {self.bug}"
        broken = self.told.violations[0]
        return f"{broken.invariant} on day {broken.day}: {broken.says}"

    def story(self) -> str:
        """What led to a failure."""
        if self.told is None:
            return "".join(traceback.format_exception(self.bug)) if self.bug else ""
        return "\n".join([*self.told.story, *map(str, self.told.violations[:5])])


def play(
    server: Server, size: Size, seeds: Iterable[int], words: str, leave: Callable[[], None] = lambda: None
) -> Iterator[Played]:
    """Play each seed and tell what it came to."""
    for seed in seeds:
        began, busy = perf_counter(), process_time()
        played = Played(seed, again(size, seed, words), 0.0)
        try:
            played.told = run(server, size, seed=seed, words=words, leave=leave)
        except Exception as bug:
            played.bug = bug
        played.seconds, played.busy_seconds = perf_counter() - began, process_time() - busy
        yield played


@dataclass(slots=True)
class Summary:
    """What many seeds came to together."""

    seeds: int = 0
    failed: list[int] = field(default_factory=list)
    seconds: float = 0.0
    busy_seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)

    def add(self, played: Played) -> None:
        self.seeds += 1
        self.seconds += played.seconds
        self.busy_seconds += played.busy_seconds
        if not played.holds:
            self.failed.append(played.seed)
        if played.told is not None:
            self.counts.update({name: played.told.counts[name] for name in ("visits", "entries_saved")})
            self.counts["checked"] += sum(played.told.checked.values())
            self.faults.update(played.told.mishaps)

    def line(self) -> dict[str, Any]:
        """One line for all of them."""
        each = round(self.seconds / self.seeds, 1) if self.seeds else 0.0
        return {
            "seeds": self.seeds,
            "held": self.seeds - len(self.failed),
            "failed": self.failed,
            **dict(sorted(self.counts.items())),
            "seconds": round(self.seconds, 1),
            "busy_seconds": round(self.busy_seconds, 1),
            "seconds_a_seed": each,
            "faults": dict(sorted(self.faults.items())),
        }
