"""Everything of a run: station, laptops, town, labels that lie about, and the story so far."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from donor_room.domain.clock import FixedClock
from donor_room.domain.label_set import LabelContent
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.simulation.donors import Screening, Town
from donor_room.simulation.faults import Dice
from donor_room.simulation.house import CentralStation
from donor_room.simulation.laptop import Laptop
from donor_room.simulation.line import BadLine
from donor_room.simulation.paper import PowerCut
from donor_room.sync.session import Session

if TYPE_CHECKING:
    from donor_room.simulation.sticks import Stick

FIRST_MORNING = datetime(2026, 11, 21, 0, 30, tzinfo=UTC)
VISITS = 2
_STORY = 60
_LONGEST_ACT_S = 240


@dataclass(slots=True, frozen=True)
class Paper:
    """A label that came out of a printer."""

    number: str
    role: str
    copy: int
    laptop: str
    visit: str


@dataclass(slots=True, frozen=True)
class Violation:
    """An invariant that did not hold."""

    invariant: str
    says: str
    day: int


@dataclass(slots=True)
class Size:
    """How large a run is."""

    terminals: int
    days: int
    visits: int = VISITS
    """Of each terminal on each day, on the average."""


@dataclass(slots=True)
class World:
    """A run as it stands."""

    folder: Path
    size: Size
    dice: Dice
    station: CentralStation
    true: FixedClock
    town: Town
    leave: Callable[[], None] = lambda: None
    """Asked before each act: ends the program where somebody wished it, when nothing is half done."""
    laptops: list[Laptop] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    lost_with_disks: set[str] = field(default_factory=set)
    """Entries that were only on a disk that exists no more."""
    day: int = 0
    rested: timedelta = timedelta(0)
    """How long nobody worked, beside nights."""
    visits: int = 0
    working: str = ""
    """The visit in hand, for the labels that come out."""
    screening: Screening | None = None
    did: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    checked: Counter[str] = field(default_factory=Counter)
    violations: list[Violation] = field(default_factory=list)
    story: deque[str] = field(default_factory=lambda: deque(maxlen=_STORY))
    seen_whole: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Up to where each book at the station was checked."""
    ids: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Where each entry lies at the station."""
    texts: dict[str, set[str]] = field(default_factory=dict)
    """What the labels say that lie about on each vehicle."""
    lines: dict[str, BadLine] = field(default_factory=dict)
    sessions: dict[tuple[str, int], Session] = field(default_factory=dict)
    drawer: list[Stick] = field(default_factory=list)
    """Sticks that were written and may be read again."""
    is_over: bool = False
    """The faults have ended."""

    def add_laptop(self, laptop: Laptop) -> None:
        """Let a laptop take part: what it prints lies about from now on."""
        laptop.printer.put = lambda label, picture: self._came_out(laptop, label)
        self.texts.setdefault(laptop.vehicle, set())
        self.lines[laptop.name] = BadLine(self.station, self.dice, self.did)
        self.laptops.append(laptop)

    def _came_out(self, laptop: Laptop, label: LabelContent) -> None:
        number = label.number.replace(" ", "")
        self.papers.append(Paper(number, label.role, label.copy, laptop.name, self.working))
        self.texts[laptop.vehicle].add(label.encoded)

    def press(self, did: str, laptop: Laptop, act: Callable[[], Any], visit: str = "") -> str | None:
        """Do something, whatever comes of it; return the code of a refusal, or of the end of the power."""
        self.leave()
        self.true.instant += timedelta(seconds=self.dice.randrange(5, _LONGEST_ACT_S))
        self.working = visit or self.working
        code: str | None = None
        try:
            act()
        except (Refusal, Trouble) as no:
            code = no.code
        except PowerCut:
            code = "power.cut"
        self.did[did] += 1
        if code:
            self.refused[code] += 1
        self.tell(f"{laptop.name} {did} {visit} -> {code or 'done'}")
        return code

    def tell(self, line: str) -> None:
        """Add a line to the story."""
        self.story.append(f"day {self.day} {self.true.instant:%m-%d %H:%M:%S} {line}")

    def violated(self, invariant: str, says: str) -> None:
        """Note what did not hold."""
        self.violations.append(Violation(invariant, says, self.day))

    def close(self) -> None:
        """Close every file and the station's database."""
        for laptop in self.laptops:
            with suppress(Exception):
                laptop.close()
        self.station.close()
