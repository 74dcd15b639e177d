"""The world of a run: terminals, what lies on tables, and the oracle that looks after every step."""

from __future__ import annotations

import shutil
from collections import Counter, deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from donor_room.domain.clock import FixedClock
from donor_room.domain.label_set import LabelContent
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.printing.raster import Raster
from donor_room.simulation.paper import PowerCut, Printer
from donor_room.workflow import hand_over
from tests.model.book import Event, lines_after
from tests.model.donors import Donors
from tests.model.house import House, Room, Step
from tests.model.invariants import INVARIANTS
from tests.model.reader import read_picture
from tests.model.terminal import Terminal
from tests.support import desks as d

_HEADS = {"isbt128": "A6601", "numeric-code128": "66001", "numeric-codabar": "66001"}
_OF_NUMBERS = (
    "hand.typed",
    "range.",
    "numbers.",
    "labels.planned",
    "labels.voided",
    "collection.ended",
    "step.",
)
_TRACE = 40


@dataclass(slots=True, frozen=True)
class Violation:
    """An invariant that did not hold, in which step."""

    invariant: str
    says: str
    step: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.invariant}: {self.says} ({self.step})"


class World:
    """Some terminals with ranges of their own, one house of paper, one oracle."""

    def __init__(
        self, folder: Path, *, terminals: int = 2, profile: str = "isbt128", size: int = 400
    ) -> None:
        self.folder = folder
        self.house = House()
        self.violations: list[Violation] = []
        self.trace: deque[str] = deque(maxlen=_TRACE)
        self.did: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.profile = profile
        self.donors = Donors()
        self.terminals = [self._terminal(place, size) for place in range(terminals)]
        self.sum_is_due: set[str] = set()
        self.lent = terminals
        for terminal in self.terminals:
            self._step("begin", terminal, None, None)

    def _terminal(self, place: int, size: int) -> Terminal:
        name = f"t{place + 1}"
        terminal = Terminal(
            name, self.folder, FixedClock(d.AFTERNOON), Printer(lambda _label, _picture: None), self.profile
        )
        terminal.printer.put = lambda label, picture: self._came_out(terminal, label, picture)
        terminal.begin(*self.numbers(place, size))
        return terminal

    def numbers(self, place: int, size: int = 400) -> tuple[str, str]:
        """Return the ends of the range that the station lends as the n-th."""
        head = f"{_HEADS[self.profile]}26"
        return f"{head}{place * 1000 + 1:06d}", f"{head}{place * 1000 + size:06d}"

    # ---- a step --------------------------------------------------------------------------------------------

    def do(
        self,
        did: str,
        terminal: Terminal,
        visit: str | None,
        act: Callable[[], Any],
        *,
        before: Iterable[Event] = (),
    ) -> str | None:
        """Try an act, whatever comes of it, let the oracle look, and return the code of a refusal."""
        terminal.clock.instant += timedelta(seconds=1)
        return self._step(did, terminal, visit, act, before)

    def _step(
        self,
        did: str,
        terminal: Terminal,
        visit: str | None,
        act: Callable[[], Any] | None,
        before: Iterable[Event] = (),
    ) -> str | None:
        step = self.house.step = Step(did, terminal.name, visit)
        self.did[did] += 1
        for event in before:
            self.hear(event)
        try:
            if act is not None:
                act()
        except (Refusal, Trouble) as no:
            step.refused = no.code
            self.refused[no.code] += 1
        except PowerCut:
            step.refused = "power.cut"
            self.refused[step.refused] += 1
            terminal.come_back()
        self.read(terminal)
        self.hear(Event("step.ended", terminal.name, visit, body=self._sum(terminal)))
        self.trace.append(f"{terminal.name} {did} {visit or ''} -> {step.refused or 'done'}")
        return step.refused

    def _sum(self, terminal: Terminal) -> dict[str, Any]:
        """Ask the program for its sum of numbers, where a step changed one."""
        changed = any(one.kind.startswith(_OF_NUMBERS) for one in self.house.step.events)
        if not changed:
            return {}
        desk = terminal.desk
        shifts = self.house.room(terminal.name).shifts
        told = {shift: self._reconciled(desk, shift) for shift in list(shifts)[-2:]}
        typed = {shift: desk.visits.typed_in(shift) for shift in told}
        return {"sum": told, "unissued": desk.numbers.unissued(), "typed_in": typed}

    @staticmethod
    def _reconciled(desk: Any, shift: str) -> dict[str, int]:
        told = hand_over.reconcile(desk, shift)
        return {
            "issued": told.issued,
            "used": told.used,
            "void": told.void,
            "returned": told.returned,
            "explained": len(told.explained),
            "open": len(told.unexplained) + len(getattr(told, "in_work", ())),
            "unspent": told.unspent,
        }

    def read(self, terminal: Terminal) -> None:
        """Let the oracle read what was written since it looked last."""
        for place, event in lines_after(terminal.desk, terminal.name, terminal.place):
            terminal.place = place
            self.hear(event)

    def hear(self, event: Event) -> None:
        """Hold every invariant against an event, then remember it."""
        self.kinds[event.kind] += 1
        for name, check in INVARIANTS.items():
            for says in check(self.house, event):
                self.violations.append(Violation(name, says, self._told(event)))
        self.house.take(event)

    def _told(self, event: Event) -> str:
        return f"{self.house.step.did} on {event.terminal}, {event.kind} {event.visit or ''}"

    def read_again(self, terminal: Terminal) -> None:
        """Forget a book and read it from its beginning without judging: its lines were judged once."""
        self.house.rooms[terminal.name] = Room()
        terminal.place = 0
        for place, event in lines_after(terminal.desk, terminal.name, 0):
            terminal.place = place
            self.house.take(event)
        self.house.step.events.clear()

    def _came_out(self, terminal: Terminal, label: LabelContent, picture: Raster | None) -> None:
        """A label came out: what the book says by now is read first."""
        self.read(terminal)
        body: dict[str, Any] = {
            "number": label.number.replace(" ", ""),
            "eyes": label.number,
            "role": label.role,
            "text": label.encoded,
            "check": label.check,
            "flag": label.flag,
            "copy": label.copy,
            "profile": self.profile,
        }
        if picture is not None:
            body["read"] = read_picture(picture.as_read(), label.symbology)
        self.hear(Event("paper.printed", terminal.name, self.house.step.visit, body=body))

    def close(self) -> None:
        """Close every file."""
        for terminal in self.terminals:
            with suppress(Trouble):
                terminal.desk.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def report(self) -> str:
        """Say what was wrong, and how the run came there."""
        lines = [str(one) for one in self.violations[:5]]
        return "\n".join([*lines, "before that:", *self.trace])


def told_of(violation: Violation) -> dict[str, str]:
    """Return a violation as JSON would have it."""
    return asdict(violation)
