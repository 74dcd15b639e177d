"""How the shift stands at its end, gathered on the store thread for the page and for its sheet."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal

import msgspec

from donor_room.domain import entries as e
from donor_room.domain.crates import Crate, crates_of
from donor_room.domain.donation_number import NumberProfile
from donor_room.domain.nonconforming import Nonconformity
from donor_room.domain.refusal import Refusal
from donor_room.domain.shift import Reconciliation, Shift
from donor_room.domain.visit import AFTER_TUBES_ROLES, LabelSet, Visit
from donor_room.workflow import hand_over, preprinted, supplies
from donor_room.workflow.common_day import names_of
from donor_room.workflow.desk import Desk
from donor_room.workflow.nonconforming import of_open_shift
from donor_room.workflow.number_stock import DeadRun, dead_left
from donor_room.workflow.release import released_on
from donor_room.workflow.shift import the_shift

if TYPE_CHECKING:
    from donor_room.store.numbers import Block, Spent

_ROLE_ORDER = ("bag1", "nat", "tube", "form")


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a number without an end.

    kind: in_work = its visit goes on, lost = its visit is over, set = a pre-printed one that was not used.
    """

    number: str
    written_in: NumberProfile
    kind: Literal["in_work", "lost", "set"]
    visit: str = ""
    labels: LabelSet | None = None
    step: str = ""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """The shift as it stands at this moment."""

    shift: Shift
    total: Reconciliation
    ends: tuple[tuple[str, str], ...]
    """Every number and its end: used, void, returned, open, explained, unspent."""
    runs: tuple[tuple[str, str], ...]
    """First and last number of everything that was issued."""
    sets_left: tuple[Story, ...]
    """Pre-printed sets that must lie on the table."""
    sets_lent: int
    """How many more of them the station has lent, and no shift has."""
    counts: tuple[tuple[str, int, int], ...]
    """Role, expected, scanned."""
    crates: tuple[Crate, ...]
    box: str
    """The crate into which was packed last and that is open, else the next one."""
    not_named: tuple[tuple[str, str], ...]
    """Role and number of what is neither packed nor said to be missing."""
    missing: int
    """How many parts two persons said are not there."""
    marks: tuple[tuple[str, int], ...]
    supplies: tuple[tuple[str, int], ...]
    """What is not settled of supplies: its word, and of how many items."""
    typed: int
    """How many numbers were typed in the place of a scan."""
    copies: int
    """How many labels were printed a second time or more."""
    apart: tuple[tuple[str, tuple[str, ...]], ...]
    """Units that go apart and are not in their box yet: number and reasons."""
    stories: tuple[Story, ...]
    why_not: Refusal | None
    volume_ml: int
    person: str
    dead: tuple[DeadRun, ...]
    """What is left of ranges that are spent for ever."""
    amiss: tuple[Nonconformity, ...]
    """What did not go as it should in this shift, as far as it is told by now."""
    names: dict[str, str]
    """Of people, by account."""
    released: tuple[tuple[str, int], ...]
    """Physicians and how many findings each of them released on the day of the shift (C10)."""


def look(desk: Desk) -> Told:
    """Gather all of it; refuses without an open shift."""
    shift = the_shift(desk)
    total, blocks = hand_over.reconcile(desk, shift.id), desk.numbers.blocks(shift.id)
    used = used_visits(desk, shift.id)
    typed, copies = by_hand(desk, shift.id)
    return Told(
        shift=shift,
        total=total,
        ends=_ends(desk, blocks, shift.id),
        runs=tuple((block.first, block.last) for block in blocks),
        sets_left=_sets_left(desk, blocks),
        sets_lent=desk.numbers.unissued("preprinted"),
        counts=counts_of(desk, shift, total),
        crates=crates_of(shift),
        box=_box_in_hand(desk, shift),
        not_named=tuple(
            (role, number) for role, numbers in hand_over.not_named(desk, shift).items() for number in numbers
        ),
        missing=len(shift.missing),
        marks=_marks(used),
        supplies=_supplies(desk, shift),
        typed=sum(count for _, count in typed),
        copies=sum(count for _, count in copies),
        apart=_apart(desk, shift),
        stories=tuple(_story(desk, number) for number in (*total.unexplained, *total.in_work)),
        why_not=hand_over.why_not_closable(desk),
        volume_ml=hand_over.collected_ml(desk, shift.id),
        person=desk.signed_in().name,
        dead=dead_left(desk, shift.id),
        amiss=of_open_shift(desk, shift),
        names=names_of(desk),
        released=released(desk, shift),
    )


def released(desk: Desk, shift: Shift) -> tuple[tuple[str, int], ...]:
    """Return who released how many findings on the day of the shift."""
    names = names_of(desk)
    return tuple((names.get(one, one), count) for one, count in released_on(desk, shift.opened.on).items())


# ---- numbers ----------------------------------------------------------------------------------------------


def _ends(desk: Desk, blocks: list[Block], shift: str) -> tuple[tuple[str, str], ...]:
    spent = {one.number: one.state for one in desk.numbers.spent_in(shift)}
    return tuple(
        (number, spent.get(number, "returned" if block.returned else "unspent"))
        for block in blocks
        for number in block.numbers()
    )


def _sets_left(desk: Desk, blocks: list[Block]) -> tuple[Story, ...]:
    return tuple(
        Story(number=number, written_in=block.written_in, kind="set")
        for block in blocks
        if block.use == "preprinted" and block.left > 0
        for number in preprinted.left_of(desk, block)
    )


def _story(desk: Desk, number: str) -> Story:
    spent = desk.numbers.find(number)
    if spent is None:
        raise Refusal("handover.not_of_today", number=number)
    visit, line = desk.visits.get(spent.visit), desk.visits.line(spent.visit)
    return Story(
        number=number,
        written_in=spent.written_in,
        kind="in_work" if visit.closed is None else "lost",
        visit=spent.visit,
        labels=set_of(visit, number),
        step=line.step if line else "",
    )


def set_of(visit: Visit, number: str) -> LabelSet | None:
    """Return the label set of a number, whatever became of it."""
    return next((one for one in visit.label_sets if one.number == number), None)


_Counted = tuple[tuple[str, int], ...]


def by_hand(desk: Desk, shift: str) -> tuple[_Counted, _Counted]:
    """Return, by number, how many scans were typed and how many labels were printed again."""
    spent = [one for one in desk.numbers.spent_in(shift) if one.visit]
    sets = [(one.number, set_of(desk.visits.get(one.visit), one.number)) for one in spent]
    typed = ((number, labels.typed if labels else 0) for number, labels in sets)
    copies = ((number, _copies(labels) if labels else 0) for number, labels in sets)
    return tuple(one for one in typed if one[1]), tuple(one for one in copies if one[1])


def _copies(labels: LabelSet) -> int:
    return sum(len(one.roles) for one in labels.reprints)


# ---- units ------------------------------------------------------------------------------------------------


def counts_of(desk: Desk, shift: Shift, total: Reconciliation) -> tuple[tuple[str, int, int], ...]:
    """Return, by role, how many there should be and how many were scanned into a box."""
    missing = hand_over.unpacked(desk, shift)
    return tuple((role, total.used, total.used - len(missing[role])) for role in _ROLE_ORDER)


def packed(desk: Desk, shift: str) -> list[e.UnitsPacked]:
    """Return what was scanned into boxes, in order."""
    acts = (line.act for line in desk.ledger.of_house(e.UnitsPacked.KIND))
    return [act for act in acts if isinstance(act, e.UnitsPacked) and act.shift == shift]


def _box_in_hand(desk: Desk, shift: Shift) -> str:
    boxes = [act.box for act in packed(desk, shift.id) if act.box.isdecimal()]
    if not boxes:
        return "1"
    return boxes[-1] if boxes[-1] not in shift.closed_boxes else str(max(map(int, boxes)) + 1)


def used_visits(desk: Desk, shift: str) -> list[tuple[Spent, Visit]]:
    """Return the used numbers with their visits."""
    spent = (one for one in desk.numbers.spent_in(shift) if one.state == "used")
    return [(one, desk.visits.get(one.visit)) for one in spent]


def _marks(used: list[tuple[Spent, Visit]]) -> tuple[tuple[str, int], ...]:
    flags = Counter(flag for _, visit in used if visit.collection for flag in flags_of(visit))
    return tuple(sorted(flags.items(), key=lambda one: (one[0] != "quarantine", one[0])))


def _supplies(desk: Desk, shift: Shift) -> tuple[tuple[str, int], ...]:
    told = supplies.look(desk, shift)
    differ = sum(one.open != "not_counted" for one in told.unsettled)
    return (
        ("differ_mark", differ),
        ("not_counted_mark", len(told.unsettled) - differ),
        ("low_mark", len(told.low)),
    )


def flags_of(visit: Visit) -> tuple[str, ...]:
    """Return the marks of the collection, and what was found of the unit since."""
    since = {
        "quarantine": bool(visit.quarantine),
        "corrected": bool(visit.contradicted),
        "from_paper": visit.paper is not None,
    }
    marks = visit.collection.flags if visit.collection else ()
    return (*(name for name, is_so in since.items() if is_so), *marks)


def _apart(desk: Desk, shift: Shift) -> tuple[tuple[str, tuple[str, ...]], ...]:
    every = hand_over.to_quarantine(desk, shift).items()
    done = shift.quarantined | {number for role, number in shift.missing if role == AFTER_TUBES_ROLES[0]}
    return tuple((number, reasons) for number, reasons in every if number not in done)
