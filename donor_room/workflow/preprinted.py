"""Label sets that the station printed: bundles in the hands of a shift, spent by the scan of one label."""

from __future__ import annotations

from itertools import groupby

from donor_room.domain import entries as e
from donor_room.domain.donation_number import NumberProfile, number_range, own_or_none
from donor_room.domain.isbt128 import ScannedCode, read_among
from donor_room.domain.label_set import LabelItem, plan_set, slip_item
from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import BEFORE_NEEDLE, Visit
from donor_room.packs.labels import roles_of
from donor_room.store.numbers import Block, Leased
from donor_room.workflow.chair import seating
from donor_room.workflow.desk import Desk
from donor_room.workflow.label import bag_kinds_for
from donor_room.workflow.shift import Bundle, issues_of, the_shift

# ---- bundles ----------------------------------------------------------------------------------------------


def bundle_of(desk: Desk, *, first: str, last: str) -> Bundle:
    """Return the bundle between two scanned labels, in either order; refuses what was not lent for it."""
    one, other = _number(desk, first), _number(desk, last)
    lent = _range_of(desk, one)
    if lent is None or lent != _range_of(desk, other):
        raise Refusal("preprinted.not_lent", number=other if lent else one)
    run = number_range(min(one, other), max(one, other), lent.written_in)
    bundle = Bundle(lent.range_id, lent.profile, run.first, run.last, run.count)
    if not desk.numbers.is_free(bundle.first, bundle.last):
        raise Refusal("preprinted.taken_already", first=bundle.first, last=bundle.last)
    return bundle


def take_bundle(desk: Desk, *, first: str, last: str) -> Bundle:
    """Hand a bundle to the shift that is open; it takes them in any order."""
    shift, bundle = the_shift(desk).id, bundle_of(desk, first=first, last=last)
    desk.record_of_house(*issues_of(desk, shift, (bundle,)))
    return bundle


def has_sets(desk: Desk) -> bool:
    """Say whether the shift holds sets that the station printed."""
    return bool(_bundles(desk, the_shift(desk).id))


def left_in(desk: Desk, shift: str) -> tuple[str, ...]:
    """Return the numbers of the sets that must still lie on the table, in order."""
    return tuple(number for block in _bundles(desk, shift) for number in left_of(desk, block))


def give_back(desk: Desk, *, counted: int) -> None:
    """Return the sets that are left to the station; refuses when the table holds more or fewer.

    Spent ones lie between them, so what goes back are several runs. They are dead here.
    """
    shift = the_shift(desk).id
    expected = len(left_in(desk, shift))
    if counted != expected:
        raise Refusal("preprinted.count_differs", counted=counted, expected=expected)
    acts = [act for block in _bundles(desk, shift) for act in _runs(desk, block)]
    if acts:
        desk.record_of_house(*acts)


def _bundles(desk: Desk, shift: str) -> list[Block]:
    return [one for one in desk.numbers.blocks(shift) if one.use == "preprinted" and one.left > 0]


def left_of(desk: Desk, block: Block) -> list[str]:
    """Return the numbers of a bundle that were neither spent nor explained."""
    spent = {one.number for one in desk.numbers.spent_in(block.shift)}
    return [number for number in block.numbers() if number not in spent]


def _runs(desk: Desk, block: Block) -> list[e.NumbersReturned]:
    places = {number: place for place, number in enumerate(block.numbers())}
    left = enumerate(left_of(desk, block))
    runs = (list(run) for _, run in groupby(left, key=lambda one: places[one[1]] - one[0]))
    return [
        e.NumbersReturned(
            shift=block.shift,
            range_id=block.range_id,
            profile=block.profile,
            first=run[0][1],
            last=run[-1][1],
            count=len(run),
        )
        for run in runs
    ]


# ---- one set ----------------------------------------------------------------------------------------------


def take(desk: Desk, visit: str, *, text: str, bag_kind: str) -> Visit:
    """Spend the set whose label was scanned on this visit; the scanned label counts as read back.

    The number is of a bundle of this shift, was never spent, is of no other visit, and the label is one of
    the bag kind's. Nothing is sent to a printer, and no mark is written.
    """
    shift = the_shift(desk).id
    folded = desk.visits.get(visit)
    if bag_kind not in bag_kinds_for(desk, desk.rules_of(folded), folded.plan):
        raise Refusal("collection.other_bag_kind")
    code, block = _set_of(desk, shift, text)
    number, profile = code.number or "", block.written_in
    items = (*plan_set(number, profile, roles_of(bag_kind)).items, slip_item(number, profile))
    scanned = _label_of(code, items, profile)
    planned = e.LabelSetPlanned(
        number=number,
        profile=block.profile,
        range_id=block.range_id,
        bag_kind=bag_kind,
        labels=items,
        own_profile=own_or_none(profile),
        source="preprinted",
    )
    read = e.LabelScanned(number=number, role=scanned.role, text=text, phase=BEFORE_NEEDLE, typed=False)
    seat = seating(desk, folded) if folded.is_heard("chair") and not folded.paper else ()
    return desk.record(visit, *seat, planned, read)


def _set_of(desk: Desk, shift: str, text: str) -> tuple[ScannedCode, Block]:
    """Return what was scanned and the bundle it is of; refuses with what the number is instead."""
    code = _read(desk, text)
    if code.number is None:
        raise Refusal("preprinted.not_a_label", got=code.kind)
    spent = desk.numbers.find(code.number)
    if spent is not None:
        raise Refusal(f"preprinted.is_{spent.state}", number=code.number)
    block = desk.numbers.block_of(code.number)
    if block is not None and block.use == "printer":
        raise Refusal("preprinted.is_for_the_printer", number=code.number)
    if block is None or block.shift != shift:
        known = block is not None or _range_of(desk, code.number) is not None
        raise Refusal("preprinted.not_of_shift" if known else "preprinted.not_lent", number=code.number)
    if block.left == 0:
        raise Refusal("preprinted.is_returned", number=code.number)
    return code, block


def _label_of(code: ScannedCode, items: tuple[LabelItem, ...], profile: NumberProfile) -> LabelItem:
    """Return the label of the set that was scanned; where no flag tells, it is the first."""
    if not profile.has_flags:
        return items[0]
    found = next((one for one in items if one.role == code.kind), None)
    if found is None:
        raise Refusal("preprinted.other_label", got=code.kind, expected=items[0].role)
    return found


def _read(desk: Desk, text: str) -> ScannedCode:
    """Read a code in whatever way the lent sets are written."""
    lent = desk.numbers.leased("preprinted")
    if not lent:
        raise Refusal("preprinted.none_lent")
    return read_among(text, [one.written_in for one in lent])


def _number(desk: Desk, text: str) -> str:
    code = _read(desk, text)
    if code.number is None:
        raise Refusal("preprinted.not_a_label", got=code.kind)
    return code.number


def _range_of(desk: Desk, number: str) -> Leased | None:
    lent = desk.numbers.leased("preprinted")
    return next((one for one in lent if one.run.contains(number)), None)
