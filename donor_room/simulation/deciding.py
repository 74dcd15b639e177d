"""What a person of the station decides in a run: which copy of a terminal goes on, and which is put away."""

from __future__ import annotations

from donor_room.simulation.laptop import Laptop, terminal_of
from donor_room.simulation.talk import link_for
from donor_room.simulation.world import World
from donor_room.station.frozen import frozen_terminals, let_go_on
from donor_room.sync.hello import go_on
from donor_room.sync.link import Link
from donor_room.workflow.greeted import greeted_of

_BY, _WHY = "陈科长", "两台都看过，这台接着用"


def decide_copies(world: World, laptop: Laptop) -> None:
    """Let this laptop go on where the station has found a copy of it; the others go into a cupboard."""
    terminal = terminal_of(laptop)
    if laptop.is_retired or not greeted_of(laptop.desk.ledger).is_copied:
        return
    code = _code_for(world, terminal)
    if code is None:  # another copy was chosen
        return
    link = link_for(world, laptop)
    if world.press("go on", laptop, lambda: _go_on(laptop, link, code)) is not None:
        return
    laptop.see()
    for other in world.laptops:
        if other is not laptop and terminal_of(other) == terminal:
            other.is_retired = True
            world.tell(f"{other.name} put away, {laptop.name} goes on")


def _go_on(laptop: Laptop, link: Link, code: str) -> None:
    go_on(laptop.desk, link, code)


def _code_for(world: World, terminal: str) -> str | None:
    """Return a code for a frozen terminal, as the station's page gives it; None for one that is not."""
    house = world.station.house
    with world.station.eyes.lend() as conn:
        if terminal not in {one.terminal for one in frozen_terminals(conn, house.code)}:
            return None
        return let_go_on(conn, house, terminal, by=_BY, why=_WHY, now=world.true.now())
