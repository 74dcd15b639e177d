"""Invented donors who come again, and their visits: what is asked is copied, the rest is worked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.label_set import LabelItem
from donor_room.domain.refusal import Trouble
from donor_room.domain.visit import AFTER_TUBES, AFTER_TUBES_ROLES, BEFORE_NEEDLE, Visit
from donor_room.domain.walk import step_of
from donor_room.practice.people import People
from donor_room.simulation.faults import Dice
from donor_room.simulation.laptop import Laptop
from donor_room.simulation.team import PIN, WITNESS, WORKER
from donor_room.simulation.walk import answer_all, do_tests, examine_all
from donor_room.workflow import (
    aftercare,
    collect,
    decide,
    hand_over,
    label,
    label_print,
    label_scan,
    register,
)
from donor_room.workflow.desk import Desk
from donor_room.workflow.register import Second
from donor_room.workflow.shift import the_shift

_PLAN = "WB400"
_LOW_HB = "98"
_GROUPS = ("A", "B", "O", "AB")


@dataclass(slots=True)
class Person:
    """Somebody of the town, with the group that the blood has."""

    donor: e.Donor
    group: str
    came: list[tuple[date, str]] = field(default_factory=list)
    """Day and laptop of every coming in."""


class Town:
    """Who may come: new ones, known ones, and those who were at another laptop today."""

    def __init__(self, seed: int, today: date, dice: Dice) -> None:
        self._people = People(seed, today)
        self._dice = dice
        self.persons: list[Person] = []

    def next(self, today: date, laptop: str) -> Person:
        """Choose who comes in now."""
        elsewhere = [one for one in self.persons if one.came[-1][0] == today and one.came[-1][1] != laptop]
        if elsewhere and self._dice.often(0.12):
            person = self._dice.choice(elsewhere)
        elif self.persons and self._dice.often(0.2):
            person = self._dice.choice(self.persons)
        else:
            donor = self._people.next_donor(age=self._dice.randint(20, 50), sex="male")
            person = Person(donor, self._dice.choice(_GROUPS))
            self.persons.append(person)
        person.came.append((today, laptop))
        return person


class Screening:
    """What was asked, measured and tested of one fit donor by the real use cases, to be copied."""

    def __init__(self, desk: Desk, donor: e.Donor) -> None:
        visit = register.open_visit(desk, donor=donor, source="typed", plan=_PLAN)
        known = len(desk.ledger.of_visit(visit.id))
        do_tests(desk, examine_all(desk, answer_all(desk, visit)))
        self._acts = tuple(line.act for line in desk.ledger.of_visit(visit.id))[known:]
        self.first_visit = visit.id

    def copy(self, desk: Desk, visit: str, *, group: str, low_hb: bool) -> None:
        """Write it down for another visit, in one transaction."""
        acts = [(visit, _changed(act, group, low_hb=low_hb)) for act in self._acts]
        with desk.transaction():
            desk.ledger.append(acts, by=WORKER)


def _changed(act: e.Act, group: str, *, low_hb: bool) -> e.Act:
    if isinstance(act, e.GroupTyped):
        return replace(act, abo=group)
    if low_hb and isinstance(act, e.Measured) and act.quantity == "hb":
        return replace(act, value=type(act.value)(_LOW_HB))
    return act


class DeadEndError(AssertionError):
    """What is to be done at a step was done, and leads no further."""


def come_in(laptop: Laptop, person: Person) -> str:
    """Register; raises Refusal for whom something stands against."""
    second = Second(staff=WITNESS, pin=PIN)
    visit = register.open_visit(laptop.desk, donor=person.donor, source="typed", plan=_PLAN, second=second)
    return visit.id


def walk_on(laptop: Laptop, visit: str, papers: set[str], until: str = "") -> None:
    """Go on from wherever the visit stands to its end, or to a step; raises what keeps it from that."""
    desk = laptop.desk
    folded = desk.visits.get(visit)
    while (step := step_of(folded)) not in ("closed", until):
        if step not in _STEPS:
            aftercare.close(desk, visit, how="left", remark="有事")
            return
        before, folded = folded, _STEPS[step](desk, folded, papers)
        if folded == before:
            raise DeadEndError(f"{visit} stays at {step} on {laptop.name}")


def _decision(desk: Desk, visit: Visit, papers: set[str]) -> Visit:
    if visit.deferral is None:
        visit = decide.confirm(desk, visit.id, pin=PIN)
    if visit.deferral is not None:
        return aftercare.close(desk, visit.id, how="deferred")
    if step_of(visit) == "decision":  # neither yes nor no: somebody has to ask first
        return aftercare.close(desk, visit.id, how="left", remark="待查")
    return visit


def _labels(desk: Desk, visit: Visit, papers: set[str]) -> Visit:
    if (
        visit.label_set is not None and visit.decision is None
    ):  # what was decided is undone: another day, a hold
        return label.void(desk, visit.id, reason="不用", witness=WITNESS, pin=PIN)
    if not visit.is_heard("chair"):
        visit = label.confirm_at_chair(desk, visit.id)
    if visit.label_set is None:
        visit = label.plan(desk, visit.id, bag_kind="triple_400")
    if visit.label_set is not None and visit.label_set.sent_at is None:
        visit = label_print.send(desk, visit.id)
    if _is_whole(visit, papers):
        return _scan_all(desk, visit, BEFORE_NEEDLE)
    label.void(desk, visit.id, reason="不全", witness=WITNESS, pin=PIN)
    raise Trouble("printer.fault.paper_out")


def _is_whole(visit: Visit, papers: set[str]) -> bool:
    current = visit.label_set
    return current is not None and all(item.encoded in papers for item in current.planned.labels)


def _scan_all(desk: Desk, visit: Visit, phase: label_scan.Phase) -> Visit:
    for item in label_scan.labels_of(visit, phase).items:
        if item.role in visit.unscanned(phase):
            visit, _ = label_scan.scan(desk, visit.id, text=item.encoded, phase=phase)
    return visit


def _collection(desk: Desk, visit: Visit, papers: set[str]) -> Visit:
    if visit.collection is None:
        if visit.bag is None:
            expires_on = date(desk.clock.today().year + 1, 12, 1)
            visit = collect.take_bag(
                desk, visit.id, bag_kind="triple_400", lot="B2608", expires_on=expires_on
            )
        if visit.needle is None:
            visit = collect.put_needle_in(desk, visit.id, arm="left")
        visit = collect.end(desk, visit.id, volume_ml=400, reason=None)
    return _scan_all(desk, visit, AFTER_TUBES)


def _aftercare(desk: Desk, visit: Visit, papers: set[str]) -> Visit:
    if visit.rest_started_at is None:
        visit = aftercare.start_rest(desk, visit.id)
    return aftercare.close(desk, visit.id, how=aftercare.how_it_ends(visit), remark="赶时间")


_STEPS = {
    "decision": _decision,
    "labels": _labels,
    "collection": _collection,
    "aftercare": _aftercare,
}


def see_off(laptop: Laptop, visit: str) -> None:
    """End a visit that cannot go on, the short way."""
    desk = laptop.desk
    folded = desk.visits.get(visit)
    if folded.needle is not None and folded.collection is None:
        folded = collect.end(desk, visit, volume_ml=400, reason="停")
    if folded.label_set is not None and folded.collection is None:
        folded = label.void(desk, visit, reason="不用", witness=WITNESS, pin=PIN)
    if folded.collection is not None and folded.rest_started_at is None and folded.closed is None:
        folded = aftercare.start_rest(desk, visit)
    if folded.closed is None:
        how = "donated" if folded.collection is not None else "left"
        aftercare.close(desk, visit, how=how, remark="有事")  # type: ignore[arg-type]


def pack_and_close(laptop: Laptop) -> None:
    """Give numbers back, pack every unit and close the shift; raises Refusal where something stands open."""
    desk = laptop.desk
    hand_over.return_unspent(desk)
    shift = the_shift(desk)
    for number in {number for rest in hand_over.unpacked(desk, shift).values() for number in rest}:
        for item in _labels_of(desk, number):
            if item.part in {"bag", "tube", "form"} and item.role in AFTER_TUBES_ROLES:
                hand_over.pack(desk, text=item.encoded, box="1")
    hand_over.close_shift(desk, received_by=WITNESS, pin=PIN, document_sha256="0" * 64)


def _labels_of(desk: Desk, number: str) -> tuple[LabelItem, ...]:
    """Return the labels of a number; two laptops may have planned a set each for one visit."""
    spent = desk.numbers.find(number)
    sets = desk.visits.get(spent.visit).label_sets if spent else ()
    return next((one.planned.labels for one in sets if one.number == number), ())
