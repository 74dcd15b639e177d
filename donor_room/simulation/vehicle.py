"""Laptops of one vehicle that exchange their books, and donors who go from one of them to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import httpx

from donor_room.domain.refusal import Trouble
from donor_room.mesh.counter import Call, Counter
from donor_room.mesh.neighbour import Neighbour
from donor_room.mesh.round import meet
from donor_room.simulation.laptop import Laptop, terminal_of
from donor_room.simulation.world import World
from donor_room.workflow.beside import Beside
from donor_room.workflow.membership import Badge

_MOST_STATEMENTS = 400
_MOST_CALLS = 8


class _Air(httpx.BaseTransport):
    """The network of a vehicle: what is asked reaches the other laptop, until the air is gone."""

    def __init__(self, other: Laptop, calls: int | None) -> None:
        """Calls are how many get through; None is all."""
        self._counter = Counter(_ask(other), lambda: _badge(other), other.clock, lambda: None)
        self._calls = calls

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self._calls is not None:
            self._calls -= 1
            if self._calls < 0:
                raise httpx.ReadError("gone", request=request)
        call = Call(request.method, request.url.path, "", dict(request.headers), request.read())
        answer = self._counter.answer(call)
        return httpx.Response(answer.status, headers=answer.headers, stream=httpx.ByteStream(answer.body))


def _ask(laptop: Laptop) -> Callable[[Callable[[Beside], Any]], Any]:
    return lambda work: work(Beside(laptop.desk))


def _badge(laptop: Laptop) -> Badge:
    badge = Beside(laptop.desk).badge()
    if badge is None:
        raise Trouble("sync.not_enrolled")
    return badge


def companions(world: World, laptop: Laptop) -> Iterator[Laptop]:
    """Return the other laptops that are at work on the same vehicle."""
    for other in world.laptops:
        is_here = other.vehicle == laptop.vehicle and not other.is_retired
        if is_here and terminal_of(other) != terminal_of(laptop):
            yield other


def hear_companions(world: World, laptop: Laptop) -> None:
    """Let a laptop take over what the others of its vehicle have."""
    for other in companions(world, laptop):
        hear(world, laptop, other)


def hear(world: World, laptop: Laptop, other: Laptop) -> None:
    """Let a laptop take over what another one has; its power, and the air, may go meanwhile."""
    dice = world.dice
    calls = dice.randrange(_MOST_CALLS) if dice.strikes("cut") else None
    dies_at = dice.randrange(1, _MOST_STATEMENTS) if dice.strikes("kill", 0.4) else 0

    def listen() -> None:
        with laptop.dying_at(dies_at), closing(_called(laptop, other, calls)) as neighbour:
            meet(neighbour, _ask(laptop))

    world.press("meet", laptop, listen)
    laptop.see()


def _called(laptop: Laptop, other: Laptop, calls: int | None) -> Neighbour:
    return Neighbour("beside", lambda: _badge(laptop), laptop.clock, _Air(other, calls))
