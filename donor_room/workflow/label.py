"""Labels: a number spent and a set planned in one transaction, printed, read back, voided."""

from __future__ import annotations

from typing import Literal

from donor_room.domain import entries as e
from donor_room.domain.donation_number import (
    NumberProfile,
    check_character,
    grouped,
    parse_typed,
    profile_named,
)
from donor_room.domain.isbt128 import ScannedCode, read_code
from donor_room.domain.label_set import (
    Equal,
    Foreign,
    LabelContent,
    LabelItem,
    LabelSet,
    ScanAnswer,
    accept,
    plan_set,
    slip_item,
)
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.visit import AFTER_TUBES_ROLES, BEFORE_NEEDLE, Visit
from donor_room.domain.visit import LabelSet as FoldedSet
from donor_room.packs.labels import roles_of
from donor_room.workflow.desk import Desk
from donor_room.workflow.ports import LabelPrinter
from donor_room.workflow.shift import issue_of_numbers, the_shift
from donor_room.workflow.sign_in import second_person

Phase = Literal["before_needle", "after_tubes"]


def confirm_at_chair(desk: Desk, visit: str) -> Visit:
    """Write down that the donor said name and birth date at the chair, and who heard it (I08)."""
    return desk.record(visit, e.IdentityConfirmed(at="chair", said=("name", "birth_on")))


def bag_kinds_for(desk: Desk, plan: str) -> tuple[str, ...]:
    """Return the bag kinds in which a donation of this kind can be collected, in the order of their list."""
    kind = desk.packs.rules.kind_of(plan)
    if kind is None:
        raise Refusal("register.no_plan")
    if kind.family == "WB":
        ending, group = f"_{kind.volume_ml}", "WB"
    else:
        ending, group = ("_plasma" if kind.family == "APH_PLASMA" else "_platelets"), "APH"
    codes = desk.packs.codes("bag_kind").codes
    return tuple(one.code for one in codes if one.group == group and one.code.endswith(ending))


def plan(desk: Desk, visit: str, *, bag_kind: str) -> Visit:
    """Spend the next number of the shift on this visit and plan its set, in one transaction.

    When the shift's numbers are used up the next leased ones are issued first.
    """
    shift = the_shift(desk).id
    if bag_kind not in bag_kinds_for(desk, desk.visits.get(visit).plan):
        raise Refusal("collection.other_bag_kind")
    with desk.transaction():
        try:
            block, number = desk.numbers.next_number(shift)
        except Refusal:
            desk.record_of_house(issue_of_numbers(desk, shift))
            block, number = desk.numbers.next_number(shift)
        profile = profile_named(block.profile)
        planned = plan_set(number, profile, roles_of(bag_kind.partition("_")[0]))
        return desk.record(
            visit,
            e.LabelSetPlanned(
                number=number,
                profile=block.profile,
                range_id=block.range_id,
                bag_kind=bag_kind,
                labels=(*planned.items, slip_item(number, profile)),
            ),
        )


def send(desk: Desk, visit: str) -> Visit:
    """Print the planned set.

    It is drawn and read back first. Before the first byte leaves it is on record as uncertain, after the last
    as printed: no power cut in between can make a set that nobody knows of. Raises Trouble of the printer.
    """
    folded = desk.visits.get(visit)
    current = _current(folded)
    if current.sent_at is not None:
        raise Refusal("labels.uncertain" if current.uncertain else "labels.sent_already")
    if desk.printer is None:
        raise Trouble("labels.no_printer")
    _refuse_if_not_ready(desk.printer)
    job = desk.printer.draw(contents(desk, folded))
    desk.record(visit, _sent(current, desk.printer.name, job.rasters_sha256, uncertain=True))
    printed = job.send()
    return desk.record(
        visit, _sent(current, printed.printer, printed.rasters_sha256, uncertain=printed.uncertain)
    )


def _refuse_if_not_ready(printer: LabelPrinter) -> None:
    """Ask before anything is on record as uncertain: without paper nothing left and the set is good."""
    state = printer.state()
    if not state.ready:
        fault = state.faults[0] if state.faults else "silent"
        raise Trouble(f"labels.fault.{fault}", printer=printer.name)


def _sent(current: FoldedSet, printer: str, rasters: tuple[str, ...], *, uncertain: bool) -> e.LabelsSent:
    return e.LabelsSent(number=current.number, printer=printer, rasters_sha256=rasters, uncertain=uncertain)


def _current(visit: Visit) -> FoldedSet:
    if visit.label_set is None:
        raise Refusal("walk.no_label_set")
    return visit.label_set


def contents(desk: Desk, visit: Visit) -> tuple[LabelContent, ...]:
    """Return what each label of the set shows; a name stands on the form alone."""
    current = _current(visit)
    profile = profile_named(current.planned.profile)
    return tuple(_content(desk, visit, profile, current.number, item) for item in current.planned.labels)


def _content(desk: Desk, visit: Visit, profile: NumberProfile, number: str, item: LabelItem) -> LabelContent:
    kind = desk.packs.rules.kind_of(visit.plan)
    return LabelContent(
        role=item.role,
        encoded=item.encoded,
        symbology=profile.symbology,
        number=grouped(number, profile),
        check=check_character(number, profile),
        flag=item.flag,
        station=station_name(desk),
        collected_on=desk.clock.today(),
        volume_ml=kind.volume_ml if kind else None,
        group=visit.group.abo if visit.group else None,
        name=visit.donor.name if item.role == "form" else None,
        practice=desk.practice,
    )


def station_name(desk: Desk) -> str:
    """Return the name of the station this terminal is enrolled at; empty before that."""
    enrolled = [line.act for line in desk.ledger.of_house(e.TerminalEnrolled.KIND)]
    last = enrolled[-1] if enrolled else None
    return last.station_name if isinstance(last, e.TerminalEnrolled) else ""


def scan(desk: Desk, visit: str, *, text: str, phase: Phase) -> tuple[Visit, ScanAnswer]:
    """Say what a scan means here and write an equal one down; a foreign label stops both visits (I06)."""
    folded = desk.visits.get(visit)
    current = _current(folded)
    profile = profile_named(current.planned.profile)
    code = read_code(text, profile)
    return _take(desk, folded, code, phase=phase, typed=False)


def type_number(
    desk: Desk, visit: str, *, text: str, phase: Phase, witness: str, pin: str
) -> tuple[Visit, ScanAnswer]:
    """Take a number typed because its code cannot be read: with check character and second person (I07)."""
    folded = desk.visits.get(visit)
    profile = profile_named(_current(folded).planned.profile)
    number = parse_typed(text, profile)
    second_person(desk, staff_id=witness, pin=pin, act="label")
    left = folded.unscanned(phase)
    role = left[0] if left else "donation"
    code = ScannedCode(text=number, kind=role, number=number)
    return _take(desk, folded, code, phase=phase, typed=True)


def _take(
    desk: Desk, visit: Visit, code: ScannedCode, *, phase: Phase, typed: bool
) -> tuple[Visit, ScanAnswer]:
    current = _current(visit)
    wanted = labels_of(visit, phase)
    scanned = {item.role for item in wanted.items if current.is_scanned(item.role, phase)}
    answer = accept(wanted, scanned, code)
    if isinstance(answer, Equal):
        act = e.LabelScanned(
            number=current.number, role=answer.item.role, text=code.text, phase=phase, typed=typed
        )
        return desk.record(visit.id, act), answer
    if isinstance(answer, Foreign):
        return _stop_both(desk, visit, answer), answer
    return visit, answer


def labels_of(visit: Visit, phase: Phase) -> LabelSet:
    """Return the set as it is scanned in a phase: all labels before the needle, four after the tubes."""
    current = _current(visit)
    items = tuple(
        item
        for item in current.planned.labels
        if item.role != "slip" and (phase == BEFORE_NEEDLE or item.role in AFTER_TUBES_ROLES)
    )
    return LabelSet(number=current.number, profile=profile_named(current.planned.profile), items=items)


def _stop_both(desk: Desk, visit: Visit, answer: Foreign) -> Visit:
    """Stop this visit, and the one whose label was found here if it is still open."""
    other = desk.numbers.find(answer.number)
    with desk.transaction():
        stopped = desk.record(
            visit.id,
            e.ForeignLabelScanned(
                number=_current(visit).number,
                foreign_number=answer.number,
                foreign_visit=other.visit if other else None,
            ),
        )
        if other is not None and other.visit != visit.id:
            _stop_other(desk, other.visit, own_number=_current(visit).number, own_visit=visit.id)
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


def void(desk: Desk, visit: str, *, reason: str, witness: str, pin: str) -> Visit:
    """Make the number dead for ever; a second person with own PIN saw the labels destroyed (S08)."""
    current = _current(desk.visits.get(visit))
    if not reason.strip():
        raise Refusal("labels.no_reason")
    second = second_person(desk, staff_id=witness, pin=pin, act="void")
    return desk.record(
        visit, e.LabelSetVoided(number=current.number, reason=reason.strip(), witness=second.staff)
    )
