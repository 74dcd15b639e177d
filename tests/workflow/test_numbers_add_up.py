"""issued = used + void + returned + explained + open + left, after every act, counted in two ways (I02)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import Visit
from donor_room.store.numbers import Tally
from donor_room.workflow import aftercare, collect, hand_over, label, preprinted, shift
from donor_room.workflow.desk import Desk
from tests.support import desks as d
from tests.support.second_count import counted

BAG = "triple_400"
FIRST, LAST = 9001, 9012


class House:
    """A desk with a few numbers for the printer and a few bundles, and whoever sits at its chairs."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.open: list[str] = []
        self.come = 0
        lent = e.RangeLeased(
            range_id="p1",
            profile="isbt128",
            first=number(FIRST),
            last=number(LAST),
            count=12,
            use="preprinted",
        )
        desk.record_as_terminal(lent)

    @property
    def shift(self) -> str:
        return shift.the_shift(self.desk).id

    def chosen(self, choice: int) -> Visit:
        if not self.open:
            raise Refusal("test.nobody")
        return self.desk.visits.get(self.open[choice % len(self.open)])

    def leave(self, visit: Visit) -> None:
        self.open.remove(visit.id)


def number(order: int) -> str:
    return f"A660126{order:06d}"


def come(house: House, choice: int) -> None:
    house.come += 1
    visit = label.confirm_at_chair(house.desk, d.bring_to(house.desk, "labels", seed=house.come).id)
    house.open.append(visit.id)


def print_set(house: House, choice: int) -> None:
    label.plan(house.desk, house.chosen(choice).id, bag_kind=BAG)


def scan_set(house: House, choice: int) -> None:
    code = f"={number(FIRST - 1 + choice % 14)}07"
    preprinted.take(house.desk, house.chosen(choice // 14).id, text=code, bag_kind=BAG)


def take_bundle(house: House, choice: int) -> None:
    first = FIRST + choice % 12
    preprinted.take_bundle(house.desk, first=f"={number(first)}01", last=f"={number(first + choice % 3)}01")


def void(house: House, choice: int) -> None:
    label.void(house.desk, house.chosen(choice).id, reason="misprint", witness=d.NURSE, pin=d.PIN)


def collect_blood(house: House, choice: int) -> None:
    visit = house.chosen(choice)
    label.current_set(visit)
    d.scan_all(house.desk, visit, "before_needle")
    d.needle_in(house.desk, house.desk.visits.get(visit.id))
    collect.end(house.desk, visit.id, volume_ml=400, reason=None)


def fail_needle(house: House, choice: int) -> None:
    visit = house.chosen(choice)
    label.current_set(visit)
    d.scan_all(house.desk, visit, "before_needle")
    d.needle_in(house.desk, house.desk.visits.get(visit.id))
    collect.fail_needle(house.desk, visit.id, reason="no_vein")


def go_home(house: House, choice: int) -> None:
    visit = house.chosen(choice)
    if visit.collection is not None:
        d.scan_all(house.desk, visit, "after_tubes")
        d.rest_and_leave(house.desk, visit)
    else:
        aftercare.close(house.desk, visit.id, how="left", remark="有事")
    house.leave(visit)


def explain(house: House, choice: int) -> None:
    lost = hand_over.reconcile(house.desk, house.shift).unexplained
    some = (number(choice % 6), number(FIRST - 1 + choice % 13), *lost)
    chosen = some[choice % len(some)]
    hand_over.explain_gap(house.desk, number=chosen, reason="找不到", witness=d.NURSE, pin=d.PIN)


def lose(house: House, choice: int) -> None:
    """A visit that another program closed over its set: the walk of this one never would."""
    visit = house.chosen(choice)
    label.current_set(visit)
    house.desk.ledger.append([(visit.id, e.VisitClosed(how="left", remark="旧版程序"))], by="s1")
    house.leave(visit)


def return_unspent(house: House, choice: int) -> None:
    if choice % 3 == 0:
        hand_over.return_unspent(house.desk)


def give_back(house: House, choice: int) -> None:
    left = len(preprinted.left_in(house.desk, house.shift))
    preprinted.give_back(house.desk, counted=left + (choice % 3 != 0))


def restart(house: House, choice: int) -> None:
    house.desk.rebuild()


Act = Callable[[House, int], None]
ACTS: list[Act] = [
    come, come, print_set, print_set, scan_set, scan_set, take_bundle, take_bundle, void, collect_blood,
    collect_blood, fail_needle, go_home, explain, lose, return_unspent, give_back, restart,
]  # fmt: skip


def check(house: House) -> None:
    """Both ways of counting agree, and each of them comes out; so does what the band is told."""
    told = hand_over.reconcile(house.desk, house.shift)
    again = counted(house.desk.ledger.every_entry(), house.shift)
    ends = {"used": told.used, "void": told.void, "returned": told.returned, "left": told.unspent}
    ends |= {"explained": len(told.explained), "lost": len(told.unexplained), "in work": len(told.in_work)}
    assert told.comes_out
    assert again.total() == told.issued
    assert ends == {key: again[key] for key in ends}
    assert as_tally(house.desk.numbers.tally(house.shift)) == again


def as_tally(tally: Tally) -> dict[str, int]:
    names = {"open": "in work"}
    ends = {names.get(state, state): count for state, count in tally.ends.items()}
    ends |= {"returned": tally.returned, "left": tally.issued - tally.taken - tally.returned}
    return {name: count for name, count in ends.items() if count}


def live(acts: Iterable[tuple[Act, int]]) -> set[Act]:
    """Do these acts on a new desk, count after each, and return those that the house once allowed."""
    allowed: set[Act] = set()
    with TemporaryDirectory() as folder, d.at_work(Path(folder), FixedClock(d.AFTERNOON)) as desk:
        house = House(desk)
        check(house)
        for act, choice in acts:
            with suppress(Refusal):  # the house says no, and nothing is written
                act(house, choice)
                allowed.add(act)
            check(house)
    return allowed


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 1000)), min_size=10, max_size=45))
def test_the_numbers_of_a_shift_add_up_after_every_act(acts: list[tuple[Act, int]]) -> None:
    live(acts)


def test_a_long_day_meets_every_act() -> None:
    chance = Random(12)
    assert live((chance.choice(ACTS), chance.randrange(1000)) for _ in range(300)) == set(ACTS)
