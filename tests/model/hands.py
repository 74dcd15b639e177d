"""Who does something: a terminal, a visit, a label that lies somewhere, chosen by dice."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from tests.model.book import Event
from tests.model.house import AFTER_TUBES, Set, Stay
from tests.model.terminal import Terminal
from tests.model.world import World
from tests.support import desks as d

PINS = (d.PIN, d.PIN, d.PIN, "0000")
WITNESSES = (d.NURSE, d.NURSE_2, d.PHYSICIAN, d.LEADER, d.EVERYBODY, d.ADMINISTRATOR)
FORBIDDEN = frozenset({d.ADMINISTRATOR})


class Hands:
    """The people of a run: what they take hold of is chosen by their dice."""

    def __init__(self, world: World, dice: random.Random) -> None:
        self.world, self.dice = world, dice
        self.seeds = dice.randrange(1, 10**6)
        self.terminal = world.terminals[0]

    def one(self, *what: Any) -> Any:
        return self.dice.choice(what)

    def often(self, share: float) -> bool:
        return self.dice.random() < share

    def seed(self) -> int:
        self.seeds += 1
        return self.seeds

    # ---- who and what --------------------------------------------------------------------------------------

    def stays(self, *, here: bool = True) -> list[Stay]:
        """Return who is at this terminal, or who was here at all."""
        every = self.world.house.room(self.terminal.name).stays.values()
        return [stay for stay in every if not here or stay.closed is None]

    def stay(self, is_so: Callable[[Stay], bool] = lambda _stay: True) -> Stay | None:
        """Choose somebody who is here, mostly one of whom this is so; now and then anybody at all."""
        here = self.stays()
        fitting = [stay for stay in here if is_so(stay)]
        if self.often(0.95):
            return self.dice.choice(fitting) if fitting else None
        every = here if here and self.often(0.7) else self.stays(here=False)[-12:]
        return self.dice.choice(every) if every else None

    def paper(self, is_so: Callable[[Any], bool] = lambda _paper: True) -> str | None:
        """Take up a label that lies somewhere in the house."""
        papers = [one for one in self.world.house.papers[-120:] if is_so(one)]
        return self.dice.choice(papers).text if papers else None

    def witness(self) -> str:
        return d.NURSE if self.often(0.7) else self.dice.choice(WITNESSES)

    def pin(self) -> str:
        """Say the PIN; wrong ones are few, because many wrong ones make everybody wait."""
        return d.PIN if self.often(0.97) else "0000"

    def day(self) -> date:
        return self.terminal.desk.clock.today() + timedelta(days=self.one(-1, 0, 90, 365, 365, 365))

    # ---- how it is done ------------------------------------------------------------------------------------

    def do(
        self,
        did: str,
        stay: Stay | str | None,
        act: Callable[[], Any],
        *,
        before: Iterable[Event] = (),
    ) -> str | None:
        visit = stay.id if isinstance(stay, Stay) else stay
        return self.world.do(did, self.terminal, visit, act, before=before)

    def at(self, terminal: Terminal) -> Hands:
        self.terminal = terminal
        return self

    def scanned(self, stay: Stay, text: str) -> Event:
        body = {"text": text, "profile": stay.set.profile if stay.set else self.world.profile}
        return Event("hand.scanned", self.terminal.name, stay.id, d.EVERYBODY, body=body)


def has_set(stay: Stay) -> bool:
    return stay.set is not None


def is_ready(stay: Stay) -> bool:
    return stay.may_give and stay.set is None and not stay.held and stay.ended is None


def next_label(stay: Stay, phase: str) -> str | None:
    """Return a code of the own set that was not read in this phase yet."""
    own: Set | None = stay.set
    if own is None:
        return None
    due = own.to_scan - own.before if phase == "before_needle" else set(AFTER_TUBES) - own.after
    left = [role for role in due if role in own.labels]
    return own.labels[sorted(left)[0]] if left else None
