"""Five laptops that hear of nobody, killed at any moment: no number twice, no reservation lost."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from donor_room.simulation.paper import PowerCut
from donor_room.workflow import hand_over, label, label_print
from tests.model.hands import Hands
from tests.model.house_rules import cut_power
from tests.model.terminal import Terminal
from tests.model.world import World
from tests.support import desks as d

TERMINALS, DONATIONS, LAB_DONATIONS = 5, 40, 20_000
_AT_ONCE, _HERE = 400, 3


Act: TypeAlias = Callable[[], object]


class Night:
    """Number acts on five terminals: plan, print, void, end, give back; and kills between and inside them."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.world = World(folder, terminals=TERMINALS, size=_AT_ONCE)
        self.dice = random.Random(seed)
        self.hands = Hands(self.world, self.dice)
        self.planned: list[str] = []

    def donate(self, terminal: Terminal) -> None:
        """One donor takes a number, or two; the laptop dies at any statement of it or under the printer."""
        self.hands.at(terminal)
        visit = self._seated(terminal)
        if self.dice.random() < 0.1:
            self._press(terminal, visit, "void", lambda: self._void(terminal, visit))
            self._plan(terminal, visit)
        self._press(terminal, visit, "end", lambda: self._see_off(terminal, visit))
        if self.dice.random() < 0.03:
            cut_power(self.hands)

    def _seated(self, terminal: Terminal) -> str:
        came: list[str] = []

        def come() -> None:
            came.append(self.world.donors.come_in(terminal, self.hands.seed()))
            self.world.house.step.visit = came[0]
            label.confirm_at_chair(terminal.desk, came[0])

        self.world.do("come in", terminal, None, come)
        self._plan(terminal, came[0])
        return came[0]

    def _plan(self, terminal: Terminal, visit: str) -> None:
        self._press(terminal, visit, "plan", lambda: self._plan_and_print(terminal, visit))

    def _plan_and_print(self, terminal: Terminal, visit: str) -> None:
        if terminal.desk.visits.get(visit).label_set is None:
            label.plan(terminal.desk, visit, bag_kind="triple_400")
        terminal.printer.dies_after = self.dice.randrange(8) if self.dice.random() < 0.05 else None
        try:
            label_print.send(terminal.desk, visit)
        except PowerCut:
            terminal.die()
            raise
        finally:
            terminal.printer.dies_after = None

    def _void(self, terminal: Terminal, visit: str) -> None:
        if terminal.desk.visits.get(visit).label_set is not None:
            label.void(terminal.desk, visit, reason="不清", witness=d.NURSE, pin=d.PIN)

    def _see_off(self, terminal: Terminal, visit: str) -> None:
        self._void(terminal, visit)
        d.aftercare.close(terminal.desk, visit, how="left", remark="有事")

    def _press(self, terminal: Terminal, visit: str, did: str, act: Act) -> None:
        """Do it, and do it again after a kill until it is done: that is what the nurse does, too."""
        for _life in range(20):
            statement = self.dice.randrange(1, 40) if self.dice.random() < 0.1 else 0
            if (
                self.world.do(did, terminal, visit, lambda s=statement: self._in_the_dark(terminal, act, s))
                is None
            ):
                return
            if self.world.house.step.refused != "power.cut":
                self._lend(terminal)
                return

    @staticmethod
    def _in_the_dark(terminal: Terminal, act: Act, statement: int) -> None:
        if not statement:
            act()
            return
        with terminal.dying_at(statement):
            act()

    def _lend(self, terminal: Terminal) -> None:
        """The numbers have run out: the station lends the next ones."""
        if self.world.house.step.refused == "shift.no_numbers_leased":
            self.world.lent += 1
            place = self.world.lent
            self.world.do(
                "lease", terminal, None, lambda: terminal.lease(f"r{place}", *self.world.numbers(place))
            )


def survive(folder: Path, donations: int, seed: int) -> str:
    night = Night(folder, seed)
    world = night.world
    try:
        for _round in range(donations):
            for terminal in world.terminals:
                night.donate(terminal)
                assert not world.violations, world.report()
        for terminal in world.terminals:
            world.do("return", terminal, None, lambda t=terminal: hand_over.return_unspent(t.desk))
            refuse_loss(world, terminal)
        spent = [number for room in world.house.rooms.values() for number in room.sets]
        assert len(spent) == len(set(spent)) >= donations * TERMINALS
        kills = world.refused["power.cut"]
        assert kills > donations / 10
        return f"{len(spent)} numbers, {len(world.house.papers)} labels, {kills} kills"
    finally:
        world.close()


def refuse_loss(world: World, terminal: Terminal) -> None:
    """Every number that was on paper is in the book; all that was lent is spent, given back or still here."""
    room = world.house.room(terminal.name)
    on_paper = {paper.number for paper in world.house.papers if paper.terminal == terminal.name}
    assert on_paper <= set(room.sets)
    lent = sum(count for _first, _last, count in room.ranges.values())
    returned = sum(shift.returned for shift in room.shifts.values())
    assert lent == len(room.sets) + returned + terminal.desk.numbers.unissued()
    assert terminal.desk.ledger.verify()


def test_five_terminals_that_are_killed_use_no_number_twice(tmp_path: Path) -> None:
    print(survive(tmp_path, DONATIONS, 5))


@pytest.mark.lab
@pytest.mark.parametrize("seed", range(10))
def test_twenty_thousand_donations_on_five_terminals_use_no_number_twice(tmp_path: Path, seed: int) -> None:
    print(survive(tmp_path, LAB_DONATIONS // 10, seed))
