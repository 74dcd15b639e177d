"""Labels read back: equal, of another kind, or foreign and then both visits stop."""

from __future__ import annotations

from typing import Literal

from donor_room.domain import entries as e
from donor_room.domain.donation_number import parse_typed
from donor_room.domain.isbt128 import ScannedCode, read_among
from donor_room.domain.label_set import (
    AlreadyScanned,
    Equal,
    Foreign,
    LabelSet,
    OtherSlip,
    ScanAnswer,
    accept,
)
from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import Visit
from donor_room.domain.visit_shape import is_proved_in
from donor_room.workflow.desk import Desk
from donor_room.workflow.label import current_set
from donor_room.workflow.sign_in import second_person

Phase = Literal["before_needle", "after_tubes"]


def scan(desk: Desk, visit: str, *, text: str, phase: Phase) -> tuple[Visit, ScanAnswer]:
    """Say what a scan means here and write an equal one down; a foreign label stops both visits (I06)."""
    folded = desk.visits.get(visit)
    current = current_set(folded)
    code = read_among(text, (current.planned.written_in, *desk.numbers.profiles()))
    if code.kind == "visit":
        return _take_slip(desk, folded, code, phase=phase)
    return _take(desk, folded, code, phase=phase, typed=False)


def look(desk: Desk, visit: str, *, text: str) -> tuple[Visit, ScanAnswer | None]:
    """Look at a label while none is to be scanned: one of another donor stops both all the same (I06)."""
    folded = desk.visits.get(visit)
    if folded.label_set is None:
        return folded, None
    planned = folded.label_set.planned
    number = read_among(text, (planned.written_in, *desk.numbers.profiles())).number
    if number is None or number == planned.number:
        return folded, None
    return _stop_both(desk, folded, Foreign(number)), Foreign(number)


def _take_slip(desk: Desk, visit: Visit, code: ScannedCode, *, phase: Phase) -> tuple[Visit, ScanAnswer]:
    """The code of the visit proves the donor's slip as the label on it does."""
    if code.value != visit.id.replace("-", ""):
        return visit, OtherSlip(code.value or "")
    slip = ScannedCode(text=code.text, kind="slip", number=current_set(visit).number)
    item = next((one for one in labels_of(visit, phase).items if one.role == "slip"), None)
    if item is None or current_set(visit).is_scanned("slip", phase):
        return visit, AlreadyScanned(item)
    return _written(desk, visit, slip, Equal(item), phase=phase, typed=False), Equal(item)


def needs_second_entry(visit: Visit) -> bool:
    """Say whether a typed number has no check character that guards it: then two persons type it."""
    return current_set(visit).planned.written_in.check == "none"


def type_number(
    desk: Desk, visit: str, *, text: str, phase: Phase, witness: str, pin: str, again: str = ""
) -> tuple[Visit, ScanAnswer]:
    """Take a number typed because its code cannot be read: with check character and second person (I07).

    Where the profile has no check, `again` is the number as the second person typed it.
    """
    folded = desk.visits.get(visit)
    profile = current_set(folded).planned.written_in
    number = parse_typed(text, profile)
    if needs_second_entry(folded) and parse_typed(again, profile) != number:
        raise Refusal("chair.entries_differ")
    second_person(desk, staff_id=witness, pin=pin, act="label")
    left = folded.unscanned(phase)
    role = left[0] if left else "donation"
    code = ScannedCode(text=number, kind=role, number=number)
    return _take(desk, folded, code, phase=phase, typed=True)


def _take(
    desk: Desk, visit: Visit, code: ScannedCode, *, phase: Phase, typed: bool
) -> tuple[Visit, ScanAnswer]:
    current = current_set(visit)
    wanted = labels_of(visit, phase)
    scanned = {item.role for item in wanted.items if current.is_scanned(item.role, phase)}
    answer = accept(wanted, scanned, code)
    if isinstance(answer, Equal):
        return _written(desk, visit, code, answer, phase=phase, typed=typed), answer
    if isinstance(answer, Foreign):
        return _stop_both(desk, visit, answer), answer
    return visit, answer


def _written(
    desk: Desk, visit: Visit, code: ScannedCode, equal: Equal, *, phase: Phase, typed: bool
) -> Visit:
    act = e.LabelScanned(
        number=current_set(visit).number, role=equal.item.role, text=code.text, phase=phase, typed=typed
    )
    return desk.record(visit.id, act)


def labels_of(visit: Visit, phase: Phase) -> LabelSet:
    """Return the set as it is scanned in a phase: all labels before the needle, five after the tubes."""
    current = current_set(visit)
    items = tuple(item for item in current.planned.labels if is_proved_in(phase, item.role))
    return LabelSet(number=current.number, profile=current.planned.written_in, items=items)


def _stop_both(desk: Desk, visit: Visit, answer: Foreign) -> Visit:
    """Stop this visit, and the one whose label was found here if it is still open."""
    other = desk.numbers.find(answer.number)
    with desk.transaction():
        stopped = desk.record(
            visit.id,
            e.ForeignLabelScanned(
                number=current_set(visit).number,
                foreign_number=answer.number,
                foreign_visit=other.visit if other else None,
            ),
        )
        if other is not None and other.visit != visit.id:
            _stop_other(desk, other.visit, own_number=current_set(visit).number, own_visit=visit.id)
    return stopped


def _stop_other(desk: Desk, other: str, *, own_number: str, own_visit: str) -> None:
    folded = desk.visits.get(other)
    if folded.closed is None and folded.label_set is not None and folded.foreign is None:
        act = e.ForeignLabelScanned(
            number=folded.label_set.number, foreign_number=own_number, foreign_visit=own_visit
        )
        desk.record(other, act)


def clear_foreign(desk: Desk, visit: str, *, reason: str, witness: str, pin: str) -> Visit:
    """Go on after two persons have found and removed the foreign label."""
    if not reason.strip():
        raise Refusal("labels.no_reason")
    second = second_person(desk, staff_id=witness, pin=pin, act="void")
    return desk.record(visit, e.ForeignLabelCleared(reason=reason.strip(), witness=second.staff))
