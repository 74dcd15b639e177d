"""Sticks between laptops and the station: written, brought, left in a drawer, and read a second time."""

from __future__ import annotations

from dataclasses import dataclass

from donor_room.simulation.laptop import Laptop, terminal_of
from donor_room.simulation.talk import ends_of_power, is_untrue_of_books
from donor_room.simulation.world import World
from donor_room.sync.carry import carry_in, carry_out
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.exchange import exchange_of

_MOST = 12
_MOST_STATEMENTS = 60


@dataclass(slots=True, frozen=True)
class Stick:
    """A file that a laptop wrote for the station, or the station for a laptop."""

    terminal: str
    is_for_station: bool
    content: bytes


def carry(world: World, laptop: Laptop) -> None:
    """Bring what waits and what the station says of it on a stick, or read whichever lies in the drawer."""
    dice = world.dice
    if world.drawer and dice.often(0.4):
        own = [one for one in world.drawer if one.terminal == terminal_of(laptop)]
        _read(world, laptop, dice.choice(own if own and dice.often(0.8) else world.drawer))
        return
    written: list[bytes] = []
    world.press("write stick", laptop, lambda: written.append(_written(laptop)))
    if not written:
        return
    _read(world, laptop, _kept(world, Stick(terminal_of(laptop), True, written[0])))
    if dice.often(0.8):
        _answer(world, laptop)


def _written(laptop: Laptop) -> bytes:
    return carry_out(exchange_of(laptop.desk), enrolment_of(laptop.desk.ledger), laptop.clock).content


def _answer(world: World, laptop: Laptop) -> None:
    """Let the station write for this laptop; as often as not it is read later."""
    told: list[bytes] = []
    world.press("write stick", laptop, lambda: told.append(world.station.stick_for(terminal_of(laptop))))
    if told:
        stick = _kept(world, Stick(terminal_of(laptop), False, told[0]))
        if world.dice.often(0.6):
            _read(world, laptop, stick)


def _kept(world: World, stick: Stick) -> Stick:
    world.drawer.append(stick)
    del world.drawer[:-_MOST]
    return stick


def _read(world: World, laptop: Laptop, stick: Stick) -> None:
    """Read a stick where it belongs, on whichever laptop is at hand; now and then it has a bad spot."""
    dice, content = world.dice, stick.content
    if dice.often(0.1):
        place = dice.randrange(len(content))
        content = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
    world.did["stick"] += 1
    if stick.is_for_station:
        dies_at = dice.randrange(1, _MOST_STATEMENTS) if dice.strikes("restart") else 0
        world.press("read stick", laptop, lambda: world.station.take_stick(content, dies_at=dies_at))
        return
    dies_at, dark_at = ends_of_power(world)

    def read() -> None:
        with laptop.losing_power_in(dark_at), laptop.dying_at(dies_at):
            carry_in(exchange_of(laptop.desk), enrolment_of(laptop.desk.ledger), content)

    world.press("read stick", laptop, read)
    laptop.see()
    for says in is_untrue_of_books(world, laptop):
        world.violated("I8", f"after a stick {says}")
