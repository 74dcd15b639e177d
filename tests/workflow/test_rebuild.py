"""What is drawn from the ledger is the same made again as grown, whatever people did."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from donor_room.domain.clock import FixedClock
from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import Visit, fold_visit
from donor_room.domain.walk import step_of
from donor_room.workflow import (
    aftercare,
    blood_tests,
    collect,
    correct,
    examine,
    hand_over,
    label,
    label_scan,
    register,
)
from donor_room.workflow.desk import Desk
from donor_room.workflow.register import Second
from tests.support import acts as a
from tests.support import desks as d
from tests.support.reacted import over

WITNESS = {"witness": d.NURSE, "pin": d.PIN}


def go_on(desk: Desk, visit: Visit) -> None:
    d.STEPS[step_of(visit)](desk, visit)


def correct_something(desk: Desk, visit: Visit) -> None:
    wrong = next(one for one in correct.correctable(desk, visit.id) if one.entry.kind == "tests.group_typed")
    right = a.changed(wrong.act, abo="B")
    correct.correct(desk, visit.id, wrong.entry.id, right, "看错", second=Second(staff=d.NURSE, pin=d.PIN))


def scan_another(desk: Desk, visit: Visit) -> None:
    text = desk.numbers.blocks(label.the_shift(desk).id)[0].first
    label_scan.scan(desk, visit.id, text=f"={text}00", phase="before_needle")


PRESSED: list[Callable[[Desk, Visit], object]] = [
    go_on,
    go_on,
    go_on,
    lambda desk, visit: collect.begin_reaction(desk, visit.id),
    lambda desk, visit: over(desk, visit.id),
    lambda desk, visit: label.void(desk, visit.id, reason="不清", **WITNESS),
    lambda desk, visit: label_scan.clear_foreign(desk, visit.id, reason="取走", **WITNESS),
    scan_another,
    d.needle_in,
    lambda desk, visit: collect.fail_needle(desk, visit.id, reason="无血流"),
    lambda desk, visit: examine.measure(desk, visit.id, quantity="pulse", text="80", confirmed=True),
    lambda desk, visit: blood_tests.type_group(desk, visit.id, abo="O", lot=d.lot(desk)),
    correct_something,
    lambda desk, visit: register.change_plan(desk, visit.id, "WB200"),
    lambda desk, visit: aftercare.close(desk, visit.id, how="left", remark="有事"),
    lambda desk, visit: hand_over.return_unspent(desk),
]


def press(desk: Desk, visits: list[str], pressed: list[tuple[int, int]]) -> None:
    for which, what in pressed:
        desk.clock.instant += timedelta(seconds=7)  # type: ignore[attr-defined]
        with contextlib.suppress(Refusal, StopIteration, KeyError):
            PRESSED[what](desk, desk.visits.get(visits[which]))


PRESSES = st.lists(st.tuples(st.integers(0, 2), st.integers(0, len(PRESSED) - 1)), min_size=10, max_size=30)


@settings(max_examples=6)
@given(PRESSES)
def test_made_again_is_as_grown(pressed: list[tuple[int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder, d.at_work(Path(folder), FixedClock(d.AFTERNOON)) as desk:
        visits = [d.bring_to(desk, "labels", seed).id for seed in (1, 2, 3)]
        press(desk, visits, pressed)
        grown, told = d.drawn(desk), [desk.visits.get(visit) for visit in visits]
        desk.rebuild()
        assert d.drawn(desk) == grown
        desk.visits.forget()
        assert [desk.visits.get(visit) for visit in visits] == told
        assert [fold_visit(reversed(desk.ledger.of_visit(visit))) for visit in visits] == told
        spent = [row[0] for row in grown["donation_number"]]
        planned = [one.number for visit in told for one in visit.label_sets]
        assert sorted(planned) == sorted(spent) == sorted(set(spent))
        assert desk.ledger.verify()
