"""The sheet of the handover: what the station is given, with both names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from donor_room.domain import entries as e
from donor_room.domain.crates import Crate, crates_of
from donor_room.domain.donation_number import check_character
from donor_room.domain.shift import Shift
from donor_room.domain.supply_acts import SupplyTold
from donor_room.domain.visit import AFTER_TUBES_ROLES, Recorded, Visit
from donor_room.packs.texts import Language, Texts
from donor_room.printing.documents import (
    BoxLine,
    DeadLine,
    HandLine,
    HandoverSheet,
    OpenLine,
    PartCount,
    SupplyLine,
    UnitLine,
    save_document,
)
from donor_room.ui.steps.handover.crate_words import (
    box_words,
    forms_of,
    temperature_words,
    tubes_of,
    warmth_faults,
)
from donor_room.ui.steps.handover.standing import (
    by_hand,
    counts_of,
    flags_of,
    released,
    set_of,
    used_visits,
)
from donor_room.ui.supply_words import difference_words, name_in
from donor_room.workflow import hand_over, sign_in, supplies
from donor_room.workflow.common_day import names_of
from donor_room.workflow.desk import Desk
from donor_room.workflow.guests import guests_of_shift
from donor_room.workflow.label_print import station_name
from donor_room.workflow.number_stock import spent_ranges
from donor_room.workflow.shift import the_shift

if TYPE_CHECKING:
    from donor_room.store.numbers import Spent

_PAPER_LANGUAGE: Language = "zh_CN"
_BAG = AFTER_TUBES_ROLES[0]


def sign_and_close(desk: Desk, *, own_pin: str, received_by: str, pin: str, papers: Path) -> Shift:
    """Both sign, the sheet is drawn, and the shift closes; nothing is drawn before both PINs were right."""
    why_not = hand_over.why_not_closable(desk)
    if why_not is not None:
        raise why_not
    sign_in.sign_with_pin(desk, own_pin)
    receiver = sign_in.second_person(desk, staff_id=received_by, pin=pin, act="hand_over")
    shift = the_shift(desk)
    sheet = sheet_of(desk, shift, received_by=receiver.name)
    told = supplies_told(desk, shift)
    sha256 = save_document(sheet, Texts(_PAPER_LANGUAGE), _file(papers, shift))
    return hand_over.close_shift(
        desk, received_by=received_by, pin=pin, document_sha256=sha256, supplies=told
    )


def _file(papers: Path, shift: Shift) -> Path:
    return papers / "handover" / f"{shift.opened.on.isoformat()}-{shift.id}.pdf"


def sheet_of(desk: Desk, shift: Shift, *, received_by: str) -> HandoverSheet:
    """Return the sheet of a shift whose numbers all have an end."""
    total, texts = hand_over.reconcile(desk, shift.id), Texts(_PAPER_LANGUAGE)
    used = used_visits(desk, shift.id)
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
            for role, expected, scanned in counts_of(desk, shift, total)
        ),
        boxes=tuple(_box_line(crate, texts) for crate in crates_of(shift)),
        open=tuple(_open(desk, shift, texts)),
        supplies=tuple(_supply_line(one, texts) for one in supplies_told(desk, shift)),
        guests=guests_of_shift(desk.ledger, shift.id),
        units=tuple(_units(desk, shift, used, texts)),
        dead=tuple(_dead(desk, shift, texts)),
        released=released(desk, shift),
        by_hand=_by_hand(desk, shift),
        given_by=desk.signed_in().name,
        received_by=received_by,
        printed_at=desk.clock.now(),
        book=desk.ledger.book,
        seq=seq,
        head=head,
    )


def supplies_told(desk: Desk, shift: Shift) -> tuple[SupplyTold, ...]:
    """Return how the supplies stand, each by its name on paper."""
    texts = Texts(_PAPER_LANGUAGE)
    return supplies.told_at_handover(supplies.look(desk, shift), lambda one: name_in(texts, one))


def _supply_line(told: SupplyTold, texts: Texts) -> SupplyLine:
    """Say an item on paper; what nobody counted is said so, and a difference has its reason beside it."""
    remark = "，".join(filter(None, (told.reason, told.said_by)))
    is_open = told.counted is None or (told.out is None) or bool(told.difference)
    return SupplyLine(
        what=told.name,
        out=_shown(told.out, texts),
        more=str(told.more) if told.more else "",
        taken=str(told.taken) if told.taken is not None else "",
        counted=_shown(told.counted, texts),
        difference=_difference(told, texts),
        remark=remark or (texts.say("documents.handover.supply_open") if is_open else ""),
    )


def _difference(told: SupplyTold, texts: Texts) -> str:
    """Say what differs; where no visit tells of the use, how many are gone, and not that it is well."""
    if told.difference is None:
        return ""
    if told.taken is None and not told.difference:
        gone = (told.out or 0) + told.more - (told.counted or 0)
        return texts.say("supplies.used", count=gone)
    return difference_words(told.difference, texts.say)


def _shown(number: int | None, texts: Texts) -> str:
    return str(number) if number is not None else texts.say("supplies.not_counted")


def _box_line(crate: Crate, texts: Texts) -> BoxLine:
    told = crate.temperature
    remarks = [texts.say("handover.box_shut" if crate.is_closed else "handover.box_open")]
    remarks += warmth_faults(told, texts.say) if told is not None else []
    remarks += [texts.say("loggers.was_typed")] if told is not None and told.source == "typed" else []
    return BoxLine(
        box=box_words(crate.box, texts.say),
        bags=crate.bags,
        tubes=tubes_of(crate),
        forms=forms_of(crate),
        temperature=temperature_words(crate, texts.say),
        remark="、".join(remarks),
    )


def _open(desk: Desk, shift: Shift, texts: Texts) -> list[OpenLine]:
    """What is missing by name, then the boxes that were not as they should be."""
    names = names_of(desk)
    said = (line for line in desk.ledger.of_house(e.PartMissing.KIND))
    lines = [
        OpenLine(
            what=f"{texts.say(f'labels.role.{act.role}')} {act.number}",
            reason=act.reason,
            persons=tuple(filter(None, (names.get(line.entry.by), names.get(act.witness)))),
        )
        for line in said
        if isinstance(act := line.act, e.PartMissing)
        and act.shift == shift.id
        and (act.role, act.number) in shift.missing
    ]
    return lines + [
        OpenLine(what=box_words(crate.box, texts.say), reason=texts.say(f"loggers.open.{fault}"), persons=())
        for crate in crates_of(shift)
        for fault in crate.faults
    ]


def _check(spent: Spent) -> str | None:
    return check_character(spent.number, spent.written_in)


def _units(desk: Desk, shift: Shift, used: list[tuple[Spent, Visit]], texts: Texts) -> list[UnitLine]:
    return [
        UnitLine(
            number=spent.number,
            check=_check(spent),
            volume_ml=visit.collection.volume_ml,
            box=box_words(box, texts.say) if (box := shift.places.get((_BAG, spent.number))) else "",
            marks=(
                *(texts.say(f"handover.apart.{reason}") for reason in visit.quarantine),
                *(texts.say(f"collection.mark.{flag}") for flag in flags_of(visit) if flag != "quarantine"),
            ),
        )
        for spent, visit in used
        if visit.collection is not None
    ]


def _dead(desk: Desk, shift: Shift, texts: Texts) -> list[DeadLine]:
    names = names_of(desk)
    lines = [
        _void_line(desk, one, names, texts) for one in desk.numbers.spent_in(shift.id) if one.state == "void"
    ]
    lines += [_gap_line(line, names) for line in _of_shift(desk, shift, e.GapExplained)]
    spent = spent_ranges(desk)
    return lines + [
        _run_line(line, names, spent, texts) for line in _of_shift(desk, shift, e.NumbersReturned)
    ]


def _of_shift(desk: Desk, shift: Shift, kind: type[e.GapExplained | e.NumbersReturned]) -> list[Recorded]:
    lines = desk.ledger.of_house(kind.KIND)
    return [line for line in lines if isinstance(line.act, kind) and line.act.shift == shift.id]


def _gap_line(line: Recorded, names: dict[str, str]) -> DeadLine:
    """A number without an end stands here by name, with who looked for it and who confirmed."""
    act = line.act
    assert isinstance(act, e.GapExplained)  # noqa: S101 - asked for by its kind
    persons = (names.get(line.entry.by, ""), names.get(act.witness, ""))
    return _dead_line(act.number, "unexplained", act.reason, persons)


def _run_line(line: Recorded, names: dict[str, str], spent: set[str], texts: Texts) -> DeadLine:
    """A run that went back; one that another copy of the terminal had as well is named as such."""
    act = line.act
    assert isinstance(act, e.NumbersReturned)  # noqa: S101 - asked for by its kind
    run = act.first if act.count == 1 else f"{act.first} - {act.last}"
    reason = texts.say("copied.dead_words") if act.range_id in spent else ""
    return _dead_line(run, "returned", reason, (names.get(line.entry.by, ""),))


def _by_hand(desk: Desk, shift: Shift) -> tuple[HandLine, ...]:
    """What went past the scanner or was printed twice, number by number."""
    typed, copies = by_hand(desk, shift.id)
    lines = [HandLine(number=number, how="typed", times=times) for number, times in typed]
    lines += [HandLine(number=number, how="copied", times=times) for number, times in copies]
    return tuple(sorted(lines, key=lambda line: line.number))


def _void_line(desk: Desk, spent: Spent, names: dict[str, str], texts: Texts) -> DeadLine:
    labels = set_of(desk.visits.get(spent.visit), spent.number)
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
