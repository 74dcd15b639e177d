"""Labels: a number spent and a set planned in one transaction, printed, read back, voided."""

from __future__ import annotations

from donor_room.domain import entries as e
from donor_room.domain.donation_number import own_or_none
from donor_room.domain.label_set import (
    plan_set,
    slip_item,
)
from donor_room.domain.refusal import Refusal
from donor_room.domain.ruleset import RulePack
from donor_room.domain.visit import LabelSet, Visit
from donor_room.packs.labels import roles_of
from donor_room.workflow.chair import refuse_the_donor, seating
from donor_room.workflow.desk import Desk
from donor_room.workflow.printed_mark import behind
from donor_room.workflow.shift import issue_of_numbers, the_shift
from donor_room.workflow.sign_in import second_person


def confirm_at_chair(desk: Desk, visit: str, *, chair: int | None = None) -> Visit:
    """Write down that the donor said name and birth date at the chair, and who heard it (I08).

    The donor has the chair from now on: the one named, or the lowest that is free (decision 0016, 9).
    """
    folded = desk.visits.get(visit)
    refuse_the_donor(desk, folded)
    heard = e.IdentityConfirmed(at="chair", said=("name", "birth_on"))
    with desk.transaction():
        told = desk.record(visit, heard)
        return desk.record(visit, *seating(desk, told, chair))


def bag_kinds_for(desk: Desk, rules: RulePack, plan: str) -> tuple[str, ...]:
    """Return the bag kinds in which a donation of this kind can be collected, in the order of their list."""
    kind = rules.kind_of(plan)
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

    When the shift's numbers are used up the next leased ones are issued first. No number is spent of a range
    of which more was printed than this database knows.
    """
    shift = the_shift(desk).id
    folded = desk.visits.get(visit)
    if bag_kind not in bag_kinds_for(desk, desk.rules_of(folded), folded.plan):
        raise Refusal("collection.other_bag_kind")
    with desk.transaction():
        left_out = behind(desk)
        try:
            block, number = desk.numbers.next_number(shift, left_out)
        except Refusal:
            desk.record_of_house(issue_of_numbers(desk, shift))
            block, number = desk.numbers.next_number(shift, left_out)
        profile = block.written_in
        planned = plan_set(number, profile, roles_of(bag_kind.partition("_")[0]))
        return desk.record(
            visit,
            *(seating(desk, folded) if folded.is_heard("chair") else ()),
            e.LabelSetPlanned(
                number=number,
                profile=block.profile,
                range_id=block.range_id,
                bag_kind=bag_kind,
                labels=(*planned.items, slip_item(number, profile)),
                own_profile=own_or_none(profile),
            ),
        )


def current_set(visit: Visit) -> LabelSet:
    if visit.label_set is None:
        raise Refusal("walk.no_label_set")
    return visit.label_set


def void(desk: Desk, visit: str, *, reason: str, witness: str, pin: str) -> Visit:
    """Make the number dead for ever; a second person with own PIN saw the labels destroyed (S08)."""
    current = current_set(desk.visits.get(visit))
    if not reason.strip():
        raise Refusal("labels.no_reason")
    second = second_person(desk, staff_id=witness, pin=pin, act="void")
    return desk.record(
        visit, e.LabelSetVoided(number=current.number, reason=reason.strip(), witness=second.staff)
    )
