"""Guests of the shift who are measured only: no donor, no visit, no number; and how many there were."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from donor_room.domain import entries as e
from donor_room.domain.clock import day_at_site, instant_of
from donor_room.domain.entries import Act
from donor_room.domain.figures import By
from donor_room.domain.guest_counts import Guests, add_guests, guests_parted, measured_in
from donor_room.domain.guests import PressureRange, advice_on
from donor_room.domain.measures import parse_number, pressure_question
from donor_room.domain.refusal import Refusal
from donor_room.store.ledger import Ledger
from donor_room.workflow.common_day import common_shifts
from donor_room.workflow.desk import Desk
from donor_room.workflow.examine import measured
from donor_room.workflow.figures import shifts_of, where_of
from donor_room.workflow.shift import the_shift

GROUPS = ("A", "B", "O", "AB")
_KINDS = (e.GuestPressure.KIND, e.GuestGroup.KIND)


def measure_pressure(desk: Desk, *, sbp: str, dbp: str, confirmed: bool) -> e.GuestPressure:
    """Write down a guest's pressure; refuses an impossible one, and an unlikely one that nobody confirmed."""
    measures = desk.packs.measures
    question = pressure_question(
        parse_number(measures["sbp"], sbp), parse_number(measures["dbp"], dbp), measures.pressure_difference
    )
    if question == "measures.pressures_swapped":
        raise Refusal(question, quantity="dbp", band="impossible")
    upper = measured(desk, quantity="sbp", text=sbp, confirmed=confirmed, last=None)
    lower = measured(desk, quantity="dbp", text=dbp, confirmed=confirmed, last=None)
    if question is not None and not confirmed:
        raise Refusal(question, quantity="dbp", band="unlikely")
    sbp_mmhg, dbp_mmhg = int(upper.value), int(lower.value)
    advice = advice_on(sbp_mmhg, dbp_mmhg, _usual(desk))
    act = e.GuestPressure(shift=the_shift(desk).id, sbp_mmhg=sbp_mmhg, dbp_mmhg=dbp_mmhg, advice=advice)
    desk.record_of_house(act)
    return act


def type_group(desk: Desk, abo: str) -> e.GuestGroup:
    """Write down a guest's group; it is in no directory, and no later visit is held against it."""
    found = next((one for one in GROUPS if one == abo), None)
    if found is None:
        raise Refusal("guests.no_group")
    act = e.GuestGroup(shift=the_shift(desk).id, abo=found)  # type: ignore[arg-type]
    desk.record_of_house(act)
    return act


def guests_of_today(desk: Desk) -> int:
    """Return how many measurements of guests the common day has, of all laptops whose books are here."""
    shifts = common_shifts(desk)
    lines = desk.ledger.of_every_house(*_KINDS)
    return sum(_shift(line.act) in shifts for line in lines)


def guests_by(ledger: Ledger, *, first: date, last: date, by: By) -> dict[str, Guests]:
    """Return how often guests were measured on these days, by the parts of a report, apart from visits."""
    shifts = shifts_of(ledger)
    days = ((line, day_at_site(instant_of(line.entry.hlc))) for line in ledger.of_house(*_KINDS))
    return guests_parted(
        by,
        (
            (where_of(shifts.get(_shift(line.act)), on, line.entry.by), measured_in(line.act))
            for line, on in days
            if first <= on <= last
        ),
    )


def guests_of_shift(ledger: Ledger, shift: str) -> Guests:
    """Return how often guests were measured in one shift of this laptop."""
    acts = (line.act for line in ledger.of_house(*_KINDS))
    return add_guests(measured_in(act) for act in acts if _shift(act) == shift)


def _shift(act: Act | None) -> str:
    return act.shift if isinstance(act, e.GuestPressure | e.GuestGroup) else ""


def _usual(desk: Desk) -> PressureRange:
    number = desk.packs.rules.number
    names: Iterable[str] = (
        "sbp_min_mmhg", "sbp_lt_mmhg", "dbp_min_mmhg", "dbp_lt_mmhg", "pulse_pressure_min_mmhg",
    )  # fmt: skip
    return PressureRange(*(number(name) for name in names))
