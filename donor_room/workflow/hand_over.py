"""Handover: every number has an end or is named, what is packed, two signatures, and the shift closes."""

from __future__ import annotations

from donor_room.domain import entries as e
from donor_room.domain.isbt128 import ScannedCode, read_among
from donor_room.domain.refusal import Refusal
from donor_room.domain.shift import QUARANTINE_BOX, Reconciliation, Shift
from donor_room.domain.supply_acts import SupplyTold
from donor_room.domain.visit import AFTER_TUBES_ROLES
from donor_room.store.numbers import Block, Spent
from donor_room.workflow import preprinted
from donor_room.workflow.common_day import common_shifts, packed_elsewhere
from donor_room.workflow.desk import Desk
from donor_room.workflow.expected import forget_expected
from donor_room.workflow.shift import the_shift
from donor_room.workflow.sign_in import second_person
from donor_room.workflow.tickets import forget_checked_in


def reconcile(desk: Desk, shift: str) -> Reconciliation:
    """Return the sum of a shift's numbers as it stands at this moment (I02)."""
    blocks, spent = desk.numbers.blocks(shift), desk.numbers.spent_in(shift)
    by_state = {state: [one for one in spent if one.state == state] for state in _STATES}
    is_over = {one.number: _is_over(desk, one) for one in by_state["open"]}
    return Reconciliation(
        issued=sum(block.size for block in blocks),
        used=len(by_state["used"]),
        void=len(by_state["void"]),
        returned=sum(block.returned for block in blocks),
        explained=tuple(one.number for one in by_state["explained"]),
        unexplained=tuple(number for number, over in is_over.items() if over),
        in_work=tuple(number for number, over in is_over.items() if not over),
        unspent=sum(block.left for block in blocks),
    )


_STATES = ("open", "used", "void", "explained")


def _is_over(desk: Desk, spent: Spent) -> bool:
    line = desk.visits.line(spent.visit)
    return line is None or line.step == "closed"


def return_unspent(desk: Desk) -> None:
    """Give the numbers that no printer had back to the station; they are dead here.

    What was printed before lies on the table and is counted first (`preprinted.give_back`).
    """
    shift = the_shift(desk).id
    blocks = (one for one in desk.numbers.blocks(shift) if one.use == "printer" and one.left > 0)
    acts = [_returned(block) for block in blocks]
    if acts:
        desk.record_of_house(*acts)


def _returned(block: Block) -> e.NumbersReturned:
    return e.NumbersReturned(
        shift=block.shift,
        range_id=block.range_id,
        profile=block.profile,
        first=block.run.at(block.taken),
        last=block.last,
        count=block.left,
    )


def explain_gap(desk: Desk, *, number: str, reason: str, witness: str, pin: str) -> None:
    """Let two persons name a number without an end; it stays open by name on the sheet.

    Such a number is of a visit that is over, or a pre-printed set that is missing from its bundle.
    """
    if not reason.strip():
        raise Refusal("labels.no_reason")
    shift = the_shift(desk).id
    sum_now = reconcile(desk, shift)
    if number in sum_now.in_work:
        raise Refusal("preprinted.number_in_work", number=number)
    if number not in sum_now.unexplained and number not in preprinted.left_in(desk, shift):
        raise Refusal("handover.number_has_an_end", number=number)
    second = second_person(desk, staff_id=witness, pin=pin, act="hand_over")
    desk.record_of_house(
        e.GapExplained(shift=the_shift(desk).id, number=number, reason=reason.strip(), witness=second.staff)
    )


def pack(desk: Desk, *, text: str, box: str) -> tuple[str, str, str]:
    """Count a scanned bag, tube or form into a box; refuses what is not of this shift, void or packed.

    What lies in another box is refused with that box (`move`). The main bag of a unit that goes apart is
    counted into the box for such units and no other, whatever the box asked for; also when it was packed
    before that was known.
    """
    shift = the_shift(desk)
    code = read_among(text, desk.numbers.profiles())
    spent = desk.numbers.find(code.number) if code.number else None
    role = _role_of(code, spent, shift)
    if code.number is None or role not in AFTER_TUBES_ROLES:
        raise Refusal("handover.not_a_unit", got=code.kind)
    if spent is None or spent.shift not in common_shifts(desk):
        raise Refusal("handover.not_of_today", number=code.number)
    if spent.state != "used":
        raise Refusal("handover.not_used", number=code.number, state=spent.state)
    apart = role == AFTER_TUBES_ROLES[0] and bool(desk.visits.get(spent.visit).quarantine)
    elsewhere = packed_elsewhere(desk, QUARANTINE_BOX if apart else None)
    if (role, code.number) in elsewhere or (apart and code.number in shift.quarantined):
        raise Refusal("handover.packed_already", number=code.number)
    if not apart:
        _check_box(shift, role, code.number, box=box)
        lies_in = shift.places.get((role, code.number))
        if lies_in is not None:
            raise Refusal("handover.in_other_box", number=code.number, role=role, box=lies_in, other=box)
    box = QUARANTINE_BOX if apart else box
    desk.record_of_house(e.UnitsPacked(shift=shift.id, number=code.number, role=role, box=box))
    return role, code.number, box


def move(desk: Desk, *, number: str, role: str, box: str, reason: str) -> tuple[str, str, str]:
    """Take a part out of the box where it lies and count it into another one, with the reason."""
    shift = the_shift(desk)
    if not reason.strip():
        raise Refusal("labels.no_reason")
    if (role, number) not in shift.places:
        raise Refusal("handover.not_of_today", number=number)
    if role == AFTER_TUBES_ROLES[0] and number in shift.quarantined:
        raise Refusal("handover.packed_already", number=number)
    _check_box(shift, role, number, box=box)
    desk.record_of_house(
        e.UnitsPacked(shift=shift.id, number=number, role=role, box=box, reason=reason.strip())
    )
    return role, number, box


def _check_box(shift: Shift, role: str, number: str, *, box: str) -> None:
    """A closed box takes nothing, and what lies in this one is not counted again."""
    if box in shift.closed_boxes:
        raise Refusal("handover.box_is_closed", box=box)
    if shift.places.get((role, number)) == box:
        raise Refusal("handover.packed_already", number=number)


def _role_of(code: ScannedCode, spent: Spent | None, shift: Shift) -> str:
    """Return which part of a unit was scanned; a code that tells none stands for the next one not packed.

    When all are packed it is the main bag again, which may have to go apart since.
    """
    if spent is None or spent.written_in.has_flags:
        return code.kind
    left = (role for role in AFTER_TUBES_ROLES if (role, spent.number) not in shift.packed)
    return next(left, AFTER_TUBES_ROLES[0])


def to_quarantine(desk: Desk, shift: Shift) -> dict[str, tuple[str, ...]]:
    """Return, by number, why a unit of the shift goes apart: a hold, or a decision that no longer holds."""
    used = (one for one in desk.numbers.spent_in(shift.id) if one.state == "used")
    found = {one.number: desk.visits.get(one.visit).quarantine for one in used}
    return {number: reasons for number, reasons in found.items() if reasons}


def unpacked(desk: Desk, shift: Shift) -> dict[str, tuple[str, ...]]:
    """Return, by role, the used numbers whose bag, tube or form was not scanned into a box yet."""
    used = [one.number for one in desk.numbers.spent_in(shift.id) if one.state == "used"]
    packed = shift.packed | packed_elsewhere(desk)
    return {
        role: tuple(number for number in used if (role, number) not in packed) for role in AFTER_TUBES_ROLES
    }


def not_named(desk: Desk, shift: Shift) -> dict[str, tuple[str, ...]]:
    """Return, by role, the used numbers of what is neither in a box nor said to be missing by two persons."""
    found = unpacked(desk, shift)
    return {
        role: tuple(n for n in numbers if (role, n) not in shift.missing) for role, numbers in found.items()
    }


def why_not_closable(desk: Desk) -> Refusal | None:
    """Return what keeps the shift open, worst first, or None. A unit that goes apart is looked for first."""
    shift = the_shift(desk)
    sum_now = reconcile(desk, shift.id)
    opened = {line.visit for line in desk.visits.of_shift(shift.id, open_only=True)}
    spent = desk.numbers.spent_in(shift.id)
    open_visits = opened | {one.visit for one in spent if one.number in sum_now.in_work}
    if open_visits:
        return Refusal("handover.visits_open", count=len(open_visits))
    if sum_now.unexplained:
        return Refusal("handover.unexplained", count=len(sum_now.unexplained), first=sum_now.unexplained[0])
    if sum_now.unspent:
        on_paper = len(preprinted.left_in(desk, shift.id))
        return Refusal(
            "preprinted.count_first" if on_paper == sum_now.unspent else "handover.unspent",
            count=sum_now.unspent,
        )
    missing = {role: numbers for role, numbers in not_named(desk, shift).items() if numbers}
    if missing:
        role, numbers = next(iter(missing.items()))
        return Refusal(
            "handover.not_packed", count=sum(map(len, missing.values())), role=role, first=numbers[0]
        )
    boxed = shift.quarantined | {number for _role, number in packed_elsewhere(desk, QUARANTINE_BOX)}
    gone = {number for role, number in shift.missing if role == AFTER_TUBES_ROLES[0]}
    apart = [number for number in to_quarantine(desk, shift) if number not in boxed | gone]
    if apart:
        return Refusal("handover.quarantine", count=len(apart), first=apart[0])
    if not sum_now.balances:
        return Refusal("handover.sum_differs")
    return None


def close_shift(
    desk: Desk,
    *,
    received_by: str,
    pin: str,
    document_sha256: str,
    supplies: tuple[SupplyTold, ...] = (),
) -> Shift:
    """Sign the handover by two persons and close the shift; refuses while anything stands open (I17).

    Supplies hold up no blood: how they stand is written down, whatever it is.
    """
    refusal = why_not_closable(desk)
    if refusal is not None:
        raise refusal
    shift, sum_now = the_shift(desk), reconcile(desk, the_shift(desk).id)
    receiver = second_person(desk, staff_id=received_by, pin=pin, act="hand_over")
    with desk.transaction():
        desk.record_of_house(
            e.HandoverSigned(
                shift=shift.id,
                issued=sum_now.issued,
                used=sum_now.used,
                void=sum_now.void,
                returned=sum_now.returned,
                unexplained=len(sum_now.explained),
                volume_ml=collected_ml(desk, shift.id),
                given_by=desk.signed_in().staff,
                received_by=receiver.staff,
                document_sha256=document_sha256,
            ),
            *([e.SuppliesHandedOver(shift=shift.id, items=supplies)] if supplies else []),
            e.ShiftClosed(shift=shift.id),
        )
        forget_expected(desk)
        forget_checked_in(desk)
    return shift


def collected_ml(desk: Desk, shift: str) -> int:
    """Return the volume that was collected under the numbers of a shift, in mL."""
    visits = dict.fromkeys(one.visit for one in desk.numbers.spent_in(shift) if one.state == "used")
    ended = (desk.visits.get(visit).collection for visit in visits)
    return sum(one.volume_ml for one in ended if one is not None)
