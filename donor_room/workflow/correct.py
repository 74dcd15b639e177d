"""Corrections: the right content beside the wrong one, with a reason, checked as the first one was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.clock import day_at_site
from donor_room.domain.measures import are_swapped
from donor_room.domain.questionnaire import check_answer
from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import Recorded, Visit
from donor_room.wire.codec import encode_body
from donor_room.workflow.blood_tests import Lot, check_lot
from donor_room.workflow.collect import check_bag, ended
from donor_room.workflow.decide import review
from donor_room.workflow.desk import Desk
from donor_room.workflow.examine import last_before, measured
from donor_room.workflow.interview import check_names
from donor_room.workflow.react import check_kind
from donor_room.workflow.register import Second, check_donor, refuse_another_person
from donor_room.workflow.sign_in import second_person

_SIGNATURES = (e.InterviewSigned, e.ExamSigned, e.TestsSigned, e.DecisionMade, e.VisitClosed)


class Correctable(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that can be put right, as it reads now, and whether that takes a second person."""

    entry: e.Entry
    act: e.Act
    is_signed: bool


def correctable(desk: Desk, visit: str) -> tuple[Correctable, ...]:
    """Return what can be put right in a visit, in the order of time, each as its last correction left it."""
    recorded = desk.ledger.of_visit(visit)
    return tuple(
        Correctable(
            entry=line.entry, act=_as_it_reads(recorded, line), is_signed=_is_signed(recorded, line.entry)
        )
        for line in recorded
        if type(line.act) in _CHECKS
    )


def correct(
    desk: Desk, visit: str, entry_id: str, act: e.Act, reason: str, *, second: Second | None = None
) -> Visit:
    """Put one entry of a visit right; the old one stays as it is and stays readable.

    What was signed since takes a second person (S08). What follows from the new content, such as the band of
    a reading, is worked out anew. A corrected fact undoes a decision that rests on it. Refuses what is not
    typed (labels, scans, signatures, decisions), another kind of entry, and what was to be refused at first.
    """
    if not reason.strip():
        raise Refusal("correct.no_reason")
    desk.signed_in()
    wrong = next((one for one in correctable(desk, visit) if one.entry.id == entry_id), None)
    if wrong is None:
        raise Refusal("correct.not_correctable")
    if type(act) is not type(wrong.act):
        raise Refusal("correct.other_kind")
    folded = desk.visits.get(visit)
    on = day_at_site(folded.time_of(wrong.entry.hlc))
    right = _CHECKS[type(act)](desk, folded, wrong.act, act, on)
    if right == wrong.act:
        raise Refusal("correct.nothing_changed")
    _refuse_alone(desk, second, is_signed=wrong.is_signed)
    with desk.transaction():
        before = desk.visits.get(visit)
        after = desk.record(
            visit, e.Corrected(corrects=entry_id, body=encode_body(right), reason=reason.strip())
        )
        return _reviewed(desk, before, after)


def _reviewed(desk: Desk, before: Visit, after: Visit) -> Visit:
    """Write down what the rules say now of a decision that was used and rests on what was corrected."""
    new = [correction for correction in after.contradicted if correction not in before.contradicted]
    for correction in new:
        after = desk.record(after.id, review(desk, after.id, correction))
    return after


def _refuse_alone(desk: Desk, second: Second | None, *, is_signed: bool) -> None:
    if not is_signed:
        return
    if second is None:
        raise Refusal("correct.second_person_needed")
    second_person(desk, staff_id=second.staff, pin=second.pin, act="correct")


def _is_signed(recorded: list[Recorded], entry: e.Entry) -> bool:
    return any(isinstance(line.act, _SIGNATURES) and line.entry.hlc > entry.hlc for line in recorded)


def _as_it_reads(recorded: list[Recorded], wrong: Recorded) -> e.Act:
    bodies = [
        line.act.body
        for line in recorded
        if isinstance(line.act, e.Corrected) and line.act.corrects == wrong.entry.id
    ]
    return msgspec.json.decode(bodies[-1], type=type(wrong.act)) if bodies else wrong.act


# ---- the same checks as at first, on the day of the first entry --------------------------------------------


def _donor(desk: Desk, visit: Visit, wrong: e.VisitOpened, right: e.VisitOpened, on: date) -> e.VisitOpened:
    """Another document is another person, whom nobody looked up: that donor leaves and comes in anew."""
    if replace(right, donor=wrong.donor) != wrong:
        raise Refusal("correct.not_correctable")
    if _document(right.donor) != _document(wrong.donor):
        raise Refusal("correct.other_person")
    check_donor(desk, right.donor)
    refuse_another_person(right.known, right.donor)
    return right


def _document(donor: e.Donor) -> tuple[str, str]:
    return donor.document_kind, donor.document_number


def _answer(desk: Desk, visit: Visit, wrong: e.Answered, right: e.Answered, on: date) -> e.Answered:
    _same(right.item, wrong.item)
    item = desk.packs.interview.questionnaire.item(right.item)
    check_answer(item, right.answer, birth_on=visit.donor.birth_on, today=on)
    check_names(desk, item, right.answer, wrong.answer)
    return right


def _reading(desk: Desk, visit: Visit, wrong: e.Measured, right: e.Measured, on: date) -> e.Measured:
    _same((right.quantity, right.unit, right.device), (wrong.quantity, wrong.unit, wrong.device))
    if wrong.lot is not None:
        check_lot(desk, _lot_of(right), right.quantity, on)
    _refuse_swapped(visit, wrong, right)
    return measured(
        desk,
        quantity=right.quantity,
        text=format(right.value, "f"),
        confirmed=right.confirmed,
        device=right.device,
        lot=right.lot,
        lot_expires_on=right.lot_expires_on,
        last=last_before(desk, visit, right.quantity),
    )


def _lot_of(reading: e.Measured) -> Lot | None:
    if reading.lot is None or reading.lot_expires_on is None:
        return None
    return Lot(number=reading.lot, expires_on=reading.lot_expires_on)


def _refuse_swapped(visit: Visit, wrong: e.Measured, right: e.Measured) -> None:
    """Look at the last pair of pressures as it would read now."""
    last = {one: reading.measured for one in ("sbp", "dbp") if (reading := visit.last(one)) is not None}
    pair = [right if one == wrong else one for one in last.values()]
    if right in pair and len(pair) == len(("sbp", "dbp")) and are_swapped(*(one.value for one in pair)):
        raise Refusal("measures.pressures_swapped", quantity="dbp", band="impossible")


def _sign(desk: Desk, visit: Visit, wrong: e.SignSeen, right: e.SignSeen, on: date) -> e.SignSeen:
    _same(right.sign, wrong.sign)
    return right


def _tick(desk: Desk, visit: Visit, wrong: e.Ticked, right: e.Ticked, on: date) -> e.Ticked:
    _same(right.what, wrong.what)
    return right


def _drop(desk: Desk, visit: Visit, wrong: e.DropSeen, right: e.DropSeen, on: date) -> e.DropSeen:
    """The solution for the other sex is another drop, and not what this one showed."""
    _same(right.density, wrong.density)
    check_lot(desk, Lot(number=right.lot, expires_on=right.lot_expires_on), "hb", on)
    return right


def _strip(desk: Desk, visit: Visit, wrong: e.StripRead, right: e.StripRead, on: date) -> e.StripRead:
    check_lot(desk, Lot(number=right.lot, expires_on=right.lot_expires_on), right.test, on)
    return right


def _group(desk: Desk, visit: Visit, wrong: e.GroupTyped, right: e.GroupTyped, on: date) -> e.GroupTyped:
    check_lot(desk, Lot(number=right.lot, expires_on=right.lot_expires_on), "abo", on)
    return right


def _bag(desk: Desk, visit: Visit, wrong: e.BagTaken, right: e.BagTaken, on: date) -> e.BagTaken:
    _same(right.bag_kind, wrong.bag_kind)
    check_bag(visit, right, on=on)
    return right


def _end(
    desk: Desk, visit: Visit, wrong: e.CollectionEnded, right: e.CollectionEnded, on: date
) -> e.CollectionEnded:
    _same(right.seconds, wrong.seconds)
    return ended(desk, visit, volume_ml=right.volume_ml, seconds=right.seconds, reason=right.reason)


def _reaction(
    desk: Desk, visit: Visit, wrong: e.ReactionEnded, right: e.ReactionEnded, on: date
) -> e.ReactionEnded:
    _same(right.reaction, wrong.reaction)
    check_kind(desk, right.reaction_kind)
    return right


def _same(right: object, wrong: object) -> None:
    """What an entry is about cannot be corrected, only what it says."""
    if right != wrong:
        raise Refusal("correct.not_correctable")


_CHECKS: dict[type[e.Act], Callable[[Desk, Visit, Any, Any, date], e.Act]] = {
    e.VisitOpened: _donor,
    e.Answered: _answer,
    e.Measured: _reading,
    e.SignSeen: _sign,
    e.Ticked: _tick,
    e.DropSeen: _drop,
    e.StripRead: _strip,
    e.GroupTyped: _group,
    e.BagTaken: _bag,
    e.CollectionEnded: _end,
    e.ReactionEnded: _reaction,
}
