"""What everybody on the stage works with: terminal, hands, people, clock, card reader, and the world."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from donor_room.demo.clock import RunningClock
from donor_room.demo.house import House
from donor_room.demo.messages import Told, Wish
from donor_room.devices.simulated.card_reader import SimulatedCardReader
from donor_room.domain.visit import Visit
from donor_room.ui.hands import Hands

if TYPE_CHECKING:
    from donor_room.app import Terminal


@dataclass(kw_only=True)
class Scene:
    """The terminal on the stage; `wish` asks the conductor for what lies outside and waits for it."""

    terminal: Terminal
    hands: Hands
    house: House
    clock: RunningClock
    cards: SimulatedCardReader
    wish: Callable[[Wish], None]
    tell: Callable[[Told], None]
    spans: dict[str, float] = field(default_factory=dict)
    marks: dict[str, int] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)

    @property
    def visit_id(self) -> str:
        """The id of the visit on the screen; empty where there is none."""
        visit = self.terminal.visit
        return visit.id if visit else ""

    def visit(self) -> Visit:
        """Return the visit on the screen as the ledger has it now."""
        return self.ask(lambda: self.terminal.desk.visits.get(self.visit_id))  # type: ignore[no-any-return]

    def ask(self, work: Callable[[], Any]) -> Any:
        """Have something looked up on the store's thread and wait for it; nothing is written this way."""
        answers: list[Any] = []
        self.terminal.tasks.run(work, answers.append)
        self.hands.wait(lambda: answers, "an answer of the store")
        return answers[0]

    def pass_time(self, span: timedelta) -> None:
        """Let time pass for the terminal and the station alike."""
        self.wish(Wish(what="pass_time", seconds=span.total_seconds()))
        self.clock.advance(span.total_seconds())

    def picture_once(self, name: str, *, at_night: bool = False) -> None:
        """Keep a picture of what has not been seen today."""
        if name not in self._seen:
            self._seen.add(name)
            self.hands.picture(name)
            if at_night:
                self.hands.picture_at_night(name)

    def say(self, key: str, **values: str | int) -> None:
        """Tell the audience how far the day is."""
        self.tell(Told(key=key, values=values))

    def mark_most(self, name: str, count: int) -> None:
        """Remember the largest of a number."""
        self.marks[name] = max(self.marks.get(name, 0), count)

    def took(self, name: str, begin: float) -> None:
        """Remember how many seconds something took since a reading of the monotonic clock."""
        self.spans[name] = round(time.monotonic() - begin, 2)
