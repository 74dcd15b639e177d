"""What the handover page shows and what its sheet says, gathered on the store thread."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from donor_room.domain import entries as e
from donor_room.domain.donation_number import NumberProfile, check_character
from donor_room.domain.refusal import Refusal
from donor_room.domain.shift import QUARANTINE_BOX, Reconciliation, Shift
from donor_room.domain.visit import AFTER_TUBES_ROLES, LabelSet, Visit
from donor_room.packs.texts import Language, Texts
from donor_room.printing.documents import (
    BoxLine,
    DeadLine,
    HandoverSheet,
    PartCount,
    UnitLine,
    save_document,
)
from donor_room.workflow import hand_over, sign_in
from donor_room.workflow.desk import Desk
from donor_room.workflow.label_print import station_name
from donor_room.workflow.release import released_on
from donor_room.workflow.shift import the_shift

if TYPE_CHECKING:
    from donor_room.store.numbers import Spent

_PAPER_LANGUAGE: Language = "zh_CN"
_ROLE_ORDER = ("bag1", "nat", "tube", "form")


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a number without an end."""

    number: str
    visit: str
    sent_at: str | None
    scanned: int
    step: str
    is_closed: bool
    written_in: NumberProfile


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """The shift as it stands at this moment."""

    shift: Shift
    total: Reconciliation
    ends: tuple[tuple[str, str], ...]
    """Every number and its end: used, void, returned, open, explained, unspent."""
    counts: tuple[tuple[str, int, int], ...]
    """Role, expected, scanned."""
    boxes: tuple[tuple[str, int], ...]
    marks: tuple[tuple[str, int], ...]
    apart: tuple[tuple[str, tuple[str, ...]], ...]
    """Units that go apart and are not in their box yet: number and reasons."""
    stories: tuple[Story, ...]
    why_not: Refusal | None
    volume_ml: int
    person: str
    released: tuple[tuple[str, int], ...]
    """Physicians and how many findings each of them released on the day of the shift (C10)."""


def look(desk: Desk) -> Told:
    """Gather all of it; refuses without an open shift."""
    shift = the_shift(desk)
    total = hand_over.reconcile(desk, shift.id)
    used = _used_visits(desk, shift.id)
    return Told(
        shift=shift,
        total=total,
        ends=_ends(desk, shift.id),
        counts=_counts(desk, shift, total),
        boxes=tuple(sorted(_bags_by_box(desk, shift.id).items())),
        marks=_marks(used),
        apart=_apart(desk, shift),
        stories=tuple(_story(desk, number) for number in total.unexplained),
        why_not=hand_over.why_not_closable(desk),
        volume_ml=hand_over.collected_ml(desk, shift.id),
        person=desk.signed_in().name,
        released=_released(desk, shift),
    )


def _released(desk: Desk, shift: Shift) -> tuple[tuple[str, int], ...]:
    names = {person.staff: person.name for person in sign_in.staff(desk)}
    return tuple((names.get(one, one), count) for one, count in released_on(desk, shift.opened.on).items())


def _ends(desk: Desk, shift: str) -> tuple[tuple[str, str], ...]:
    spent = {one.number: one.state for one in desk.numbers.spent_in(shift)}
    ends = []
    for block in desk.numbers.blocks(shift):
        for place, number in enumerate(block.numbers()):
            rest = "returned" if block.returned and place >= block.taken else "unspent"
            ends.append((number, spent.get(number, rest)))
    return tuple(ends)


def _counts(desk: Desk, shift: Shift, total: Reconciliation) -> tuple[tuple[str, int, int], ...]:
    missing = hand_over.unpacked(desk, shift)
    return tuple((role, total.used, total.used - len(missing[role])) for role in _ROLE_ORDER)


def _packed(desk: Desk, shift: str) -> list[e.UnitsPacked]:
    acts = (line.act for line in desk.ledger.of_house(e.UnitsPacked.KIND))
    return [act for act in acts if isinstance(act, e.UnitsPacked) and act.shift == shift]


def _bags_by_box(desk: Desk, shift: str) -> Counter[str]:
    last = {act.number: act.box for act in _packed(desk, shift) if act.role == AFTER_TUBES_ROLES[0]}
    return Counter(last.values())


def _used_visits(desk: Desk, shift: str) -> list[tuple[Spent, Visit]]:
    spent = (one for one in desk.numbers.spent_in(shift) if one.state == "used")
    return [(one, desk.visits.get(one.visit)) for one in spent]


def _marks(used: list[tuple[Spent, Visit]]) -> tuple[tuple[str, int], ...]:
    flags = Counter(flag for _, visit in used if visit.collection for flag in _flags(visit))
    return tuple(sorted(flags.items(), key=lambda one: (one[0] != "quarantine", one[0])))


def _flags(visit: Visit) -> tuple[str, ...]:
    """Return the marks of the collection, and what was found of the unit since."""
    since = {"quarantine": bool(visit.quarantine), "corrected": bool(visit.contradicted)}
    marks = visit.collection.flags if visit.collection else ()
    return (*(name for name, is_so in since.items() if is_so), *marks)


def _apart(desk: Desk, shift: Shift) -> tuple[tuple[str, tuple[str, ...]], ...]:
    every = hand_over.to_quarantine(desk, shift).items()
    return tuple((number, reasons) for number, reasons in every if number not in shift.quarantined)


def _set_of(visit: Visit, number: str) -> LabelSet | None:
    return next((one for one in visit.label_sets if one.number == number), None)


def _story(desk: Desk, number: str) -> Story:
    spent = desk.numbers.find(number)
    if spent is None:
        raise Refusal("handover.not_of_today", number=number)
    visit = desk.visits.get(spent.visit)
    labels, line = _set_of(visit, number), desk.visits.line(spent.visit)
    return Story(
        number=number,
        visit=spent.visit,
        sent_at=labels.sent_at.isoformat() if labels and labels.sent_at else None,
        scanned=len(labels.scanned) if labels else 0,
        step=line.step if line else "",
        is_closed=visit.closed is not None,
        written_in=spent.written_in,
    )


# ---- the sheet --------------------------------------------------------------------------------------------


def sign_and_close(desk: Desk, *, own_pin: str, received_by: str, pin: str, papers: Path) -> Shift:
    """Both sign, the sheet is drawn, and the shift closes; nothing is drawn before both PINs were right."""
    why_not = hand_over.why_not_closable(desk)
    if why_not is not None:
        raise why_not
    sign_in.sign_with_pin(desk, own_pin)
    receiver = sign_in.second_person(desk, staff_id=received_by, pin=pin, act="hand_over")
    shift = the_shift(desk)
    sheet = sheet_of(desk, shift, received_by=receiver.name)
    sha256 = save_document(sheet, Texts(_PAPER_LANGUAGE), _file(papers, shift))
    return hand_over.close_shift(desk, received_by=received_by, pin=pin, document_sha256=sha256)


def _file(papers: Path, shift: Shift) -> Path:
    return papers / "handover" / f"{shift.opened.on.isoformat()}-{shift.id}.pdf"


def sheet_of(desk: Desk, shift: Shift, *, received_by: str) -> HandoverSheet:
    """Return the sheet of a shift whose numbers all have an end."""
    total, texts = hand_over.reconcile(desk, shift.id), Texts(_PAPER_LANGUAGE)
    boxes, used = _bags_by_box(desk, shift.id), _used_visits(desk, shift.id)
    seq, head = desk.ledger.head(desk.ledger.book)
    return HandoverSheet(
        station=station_name(desk) or texts.say("aftercare.station"),
        practice=desk.practice,
        on=shift.opened.on,
        site=shift.opened.site,
        vehicle=shift.opened.vehicle,
        issued=total.issued,
        used=total.used,
        void=total.void,
        returned=total.returned,
        unexplained=len(total.explained),
        volume_ml=hand_over.collected_ml(desk, shift.id),
        counts=tuple(
            PartCount(what=texts.say(f"labels.role.{role}"), expected=expected, scanned=scanned)
            for role, expected, scanned in _counts(desk, shift, total)
        ),
        boxes=tuple(
            BoxLine(box=_box_words(box, texts), bags=bags, temperature=texts.say("handover.no_logger"))
            for box, bags in sorted(boxes.items())
        ),
        units=tuple(_units(desk, shift, used, texts)),
        dead=tuple(_dead(desk, shift, texts)),
        released=_released(desk, shift),
        given_by=desk.signed_in().name,
        received_by=received_by,
        printed_at=desk.clock.now(),
        book=desk.ledger.book,
        seq=seq,
        head=head,
    )


def _box_words(box: str, texts: Texts) -> str:
    return texts.say("handover.box_apart") if box == QUARANTINE_BOX else box


def _check(spent: Spent) -> str | None:
    return check_character(spent.number, spent.written_in)


def _units(desk: Desk, shift: Shift, used: list[tuple[Spent, Visit]], texts: Texts) -> list[UnitLine]:
    boxes = {act.number: act.box for act in _packed(desk, shift.id) if act.role == AFTER_TUBES_ROLES[0]}
    return [
        UnitLine(
            number=spent.number,
            check=_check(spent),
            volume_ml=visit.collection.volume_ml,
            box=_box_words(boxes.get(spent.number, ""), texts),
            marks=(
                *(texts.say(f"handover.apart.{reason}") for reason in visit.quarantine),
                *(texts.say(f"collection.mark.{flag}") for flag in _flags(visit) if flag != "quarantine"),
            ),
        )
        for spent, visit in used
        if visit.collection is not None
    ]


def _dead(desk: Desk, shift: Shift, texts: Texts) -> list[DeadLine]:
    names = {person.staff: person.name for person in sign_in.staff(desk)}
    lines = [
        _void_line(desk, one, names, texts) for one in desk.numbers.spent_in(shift.id) if one.state == "void"
    ]
    lines += [
        _dead_line(act.number, "unexplained", act.reason, (names.get(act.witness, ""),))
        for act in (line.act for line in desk.ledger.of_house(e.GapExplained.KIND))
        if isinstance(act, e.GapExplained) and act.shift == shift.id
    ]
    for act in (line.act for line in desk.ledger.of_house(e.NumbersReturned.KIND)):
        if isinstance(act, e.NumbersReturned) and act.shift == shift.id:
            run = act.first if act.count == 1 else f"{act.first} - {act.last}"
            lines.append(_dead_line(run, "returned", "", ()))
    return lines


def _void_line(desk: Desk, spent: Spent, names: dict[str, str], texts: Texts) -> DeadLine:
    labels = _set_of(desk.visits.get(spent.visit), spent.number)
    voided = labels.voided if labels else None
    if voided is None:
        return _dead_line(spent.number, "void", "", ())
    reason = desk.packs.codes("void_reason").label(voided.reason, _PAPER_LANGUAGE)
    by = tuple(
        names.get(line.entry.by, "")
        for line in desk.ledger.of_visit(spent.visit)
        if isinstance(line.act, e.LabelSetVoided) and line.act.number == spent.number
    )
    return _dead_line(spent.number, "void", reason, (*by, names.get(voided.witness, "")))


def _dead_line(
    number: str, how: Literal["void", "returned", "unexplained"], reason: str, persons: tuple[str, ...]
) -> DeadLine:
    return DeadLine(number=number, how=how, reason=reason, persons=tuple(name for name in persons if name))
