"""Chance acts on laptops that meet by chance: all come to the same visits, in whatever order."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import fold_visit
from donor_room.domain.walk import step_of
from donor_room.workflow import hand_over, label
from donor_room.workflow.station_word import take_up
from tests.mesh.laptops import Laptop, Vehicle
from tests.support import desks

PEOPLE = ("王芳", "李敏", "陈立")
ACTS = 80


def come_in(laptop: Laptop, chance: Random) -> None:
    laptop.open_visit(chance.randrange(10_000))


def go_on(laptop: Laptop, chance: Random) -> None:
    """Take one open visit a step further, as it looks on this laptop."""
    visit = _any(laptop, chance)
    folded = take_up(laptop.desk, visit)
    desks.STEPS[step_of(folded)](laptop.desk, folded)


def plan(laptop: Laptop, chance: Random) -> None:
    """Leave a set half way, so that another may come between."""
    desks.plan_set(laptop.desk, take_up(laptop.desk, _any(laptop, chance)))


def void(laptop: Laptop, chance: Random) -> None:
    visit = _any(laptop, chance)
    take_up(laptop.desk, visit)
    label.void(laptop.desk, visit, reason="x", witness=f"{laptop.name}-2", pin=desks.PIN)


def unseen(laptop: Laptop, chance: Random) -> None:
    """Save on a page that was opened some time ago."""
    desks.register.change_plan(laptop.desk, _any(laptop, chance), chance.choice(("WB200", "WB400")))


def finish_one(laptop: Laptop, chance: Random) -> None:
    """Lead one donor from the door to the thanks, whatever lies about."""
    visit = laptop.open_visit(10_000 + chance.randrange(10_000))
    while take_up(laptop.desk, visit).closed is None:
        desks.STEPS[step_of(take_up(laptop.desk, visit))](laptop.desk, take_up(laptop.desk, visit))


def _any(laptop: Laptop, chance: Random) -> str:
    queue = laptop.queue()
    if not queue:
        raise Refusal("nobody")
    return chance.choice(queue)


def act(laptop: Laptop, chance: Random) -> None:
    what = chance.choice((come_in, *[go_on] * 9, plan, void, unseen))
    try:
        what(laptop, chance)
    except Refusal:
        return


def meet_all(laptops: list[Laptop], chance: Random) -> None:
    """Let everybody meet everybody, in an order by chance, until nothing is new to anybody."""
    pairs = [(one, other) for one in laptops for other in laptops if one is not other]
    while True:
        chance.shuffle(pairs)
        if not sum(one.meets(other).taken for one, other in pairs):
            return


def visits_of(laptop: Laptop) -> dict[str, Any]:
    ids = {line.entry.visit for line in laptop.desk.ledger.every_entry() if line.entry.visit}
    return {visit: laptop.desk.visits.get(visit) for visit in ids}


def numbers_of(laptop: Laptop) -> list[tuple[Any, ...]]:
    return laptop.desk.database.rows(
        "SELECT number, state, shift, visit, changed_at FROM donation_number ORDER BY number"
    )


QUICK = ((2, 1), (2, 2), (3, 1))
"""How many laptops and which seed in every run; the laboratory plays all."""
ALL = tuple((count, seed) for count in (2, 3) for seed in range(1, 13))


@pytest.mark.parametrize(
    ("count", "seed"),
    [pytest.param(*one, marks=() if one in QUICK else pytest.mark.lab) for one in ALL],
)
def test_all_come_to_the_same(vehicle: Vehicle, count: int, seed: int) -> None:
    chance = Random(f"{seed} {count}")
    laptops = [
        vehicle.laptop(f"采血车03-{place}").work(person) for place, person in enumerate(PEOPLE[:count], 1)
    ]
    for _ in range(ACTS):
        act(chance.choice(laptops), chance)
        if chance.random() < 0.25:
            one, other = chance.sample(laptops, 2)
            one.meets(other)
    finish_one(chance.choice(laptops), chance)
    meet_all(laptops, chance)
    first, *others = laptops
    told = visits_of(first)
    assert any(visit.closed for visit in told.values())
    for other in others:
        assert visits_of(other) == told
        assert numbers_of(other) == numbers_of(first)
    _holds(first, laptops, chance)


def _holds(first: Laptop, laptops: list[Laptop], chance: Random) -> None:
    """Whatever the order of the entries, and also when all is made again, it is the same."""
    for visit, told in visits_of(first).items():
        recorded = first.desk.ledger.of_visit(visit)
        chance.shuffle(recorded)
        assert fold_visit(recorded) == told
    for laptop in laptops:
        drawn = desks.drawn(laptop.desk)
        laptop.desk.rebuild()
        assert desks.drawn(laptop.desk) == drawn
        laptop.desk.ledger.verify()
        assert hand_over.reconcile(laptop.desk, hand_over.the_shift(laptop.desk).id).comes_out
