"""The collection: bag, needle, end, flags by time and volume, and reactions."""

from __future__ import annotations

import secrets
from datetime import date
from decimal import Decimal
from typing import Literal

from donor_room.domain import entries as e
from donor_room.domain.refusal import Refusal
from donor_room.domain.ruleset import RulePack
from donor_room.domain.visit import Visit
from donor_room.workflow.chair import refuse_the_donor
from donor_room.workflow.desk import Desk


def take_bag(desk: Desk, visit: str, *, bag_kind: str, lot: str, expires_on: date) -> Visit:
    """Write down the bag at the chair; refuses as `check_bag`."""
    folded = desk.visits.get(visit)
    taken = e.BagTaken(bag_kind=bag_kind, lot=lot.strip(), expires_on=expires_on)
    check_bag(folded, taken, on=desk.today_of(folded))
    return desk.record(visit, taken)


def check_bag(visit: Visit, bag: e.BagTaken, *, on: date) -> None:
    """Refuse a bag without a lot, past its last day on that day, or of another kind than labelled."""
    if not bag.lot:
        raise Refusal("collection.no_lot")
    if bag.expires_on < on:
        raise Refusal("collection.bag_expired", lot=bag.lot, expires_on=bag.expires_on)
    if visit.label_set is not None and visit.label_set.planned.bag_kind != bag.bag_kind:
        raise Refusal("collection.other_bag_kind")


def put_needle_in(
    desk: Desk, visit: str, *, arm: Literal["left", "right"], donor_agreed: bool = False
) -> Visit:
    """Write down a phlebotomy; the pack says how many a visit may have (procedure 2.8)."""
    folded = desk.visits.get(visit)
    refuse_the_donor(desk, folded)
    attempt = len(folded.needles) + 1
    most = desk.rules_of(folded).whole("max_punctures_per_visit")
    if attempt > most:
        raise Refusal("collection.too_many_needles", most=most)
    return desk.record(visit, e.NeedleIn(arm=arm, attempt=attempt, donor_agreed=donor_agreed))


def fail_needle(desk: Desk, visit: str, *, reason: str) -> Visit:
    """Write down that the attempt gave no flow; the set on the bag is spoiled with it."""
    folded = desk.visits.get(visit)
    if folded.needle is None:
        raise Refusal("walk.no_needle")
    if not reason.strip():
        raise Refusal("collection.no_reason")
    return desk.record(visit, e.NeedleFailed(attempt=folded.needle.put_in.attempt, reason=reason.strip()))


def end(desk: Desk, visit: str, *, volume_ml: int, reason: str | None) -> Visit:
    """Write down the end with its volume in mL; outcome and flags follow from the pack (2.10, 2.11)."""
    folded = desk.visits.get(visit)
    if not folded.needles:
        raise Refusal("walk.no_needle")
    seconds = max(0, int((desk.now_of(folded) - folded.needles[-1].at).total_seconds()))
    return desk.record(visit, ended(desk, folded, volume_ml=volume_ml, seconds=seconds, reason=reason))


def ended(desk: Desk, visit: Visit, *, volume_ml: int, seconds: int, reason: str | None) -> e.CollectionEnded:
    """Return the act of an end; refuses a volume that no bag holds, and one off the plan without a reason.

    What is more than an attempt came through a needle that gave flow, into a bag that has a number.
    """
    bounds = desk.packs.measures["volume"]
    if not bounds.possible_low <= volume_ml <= bounds.possible_high:
        raise Refusal("collection.volume", most=int(bounds.possible_high))
    outcome = outcome_of(desk.rules_of(visit), visit.plan, volume_ml)
    if outcome != "failed" and visit.needle is None:
        raise Refusal("walk.no_needle")
    why = (reason or "").strip() or None
    if outcome != "full" and why is None:
        raise Refusal("collection.no_reason")
    flags = flags_of(desk, visit, volume_ml=volume_ml, seconds=seconds)
    return e.CollectionEnded(volume_ml=volume_ml, outcome=outcome, seconds=seconds, flags=flags, reason=why)


def planned_ml(rules: RulePack, plan: str) -> int:
    """Return the nominal volume of a donation kind in mL."""
    kind = rules.kind_of(plan)
    if kind is None:
        raise Refusal("register.no_plan")
    return kind.volume_ml


def outcome_of(rules: RulePack, plan: str, volume_ml: int) -> Literal["full", "short", "over", "failed"]:
    """Return how a volume stands to the plan: within the tolerance, short, over, or no donation at all."""
    nominal = planned_ml(rules, plan)
    tolerance = Decimal(rules.whole("collection_tolerance_pct")) * nominal / 100
    if volume_ml < rules.whole("attempt_counts_from_ml"):
        return "failed"
    if volume_ml < nominal - tolerance:
        return "short"
    return "over" if volume_ml > nominal + tolerance else "full"


def flags_of(desk: Desk, visit: Visit, *, volume_ml: int, seconds: int) -> tuple[str, ...]:
    """Return the marks of the unit: by time (not for platelets, not for plasma), volume, and decision."""
    rules = desk.rules_of(visit)
    nominal = planned_ml(rules, visit.plan)
    limits = next((one for one in rules.donation.times if one.volume_ml == nominal), None)
    marks = list(visit.decisions[-1].made.marks) if visit.decisions else []
    if limits is not None and seconds > limits.no_platelets_after_s:
        marks.append("no_platelets")
    if limits is not None and seconds > limits.no_plasma_after_s:
        marks.append("no_plasma")
    outcome = outcome_of(rules, visit.plan, volume_ml)
    if outcome != "full":
        marks.append(outcome)
    if visit.reactions:
        marks.append("reaction")
    return tuple(dict.fromkeys(marks))


def begin_reaction(desk: Desk, visit: str) -> Visit:
    """Start the clock of a reaction, anywhere in the walk; its phase is where the visit stands."""
    act = e.ReactionBegan(reaction=secrets.token_hex(4), phase=_phase(desk.visits.get(visit)))
    return desk.record(visit, act)


def _phase(visit: Visit) -> Literal["before_needle", "collecting", "after_needle", "resting"]:
    if not visit.needles:
        return "before_needle"
    if visit.collection is None:
        return "collecting"
    return "after_needle" if visit.rest_started_at is None else "resting"


def note_reaction(desk: Desk, visit: str, *, what: str) -> Visit:
    """Write down an act or a sign during a reaction."""
    return desk.record(visit, e.ReactionNoted(reaction=_reaction(desk, visit), what=what))


def _reaction(desk: Desk, visit: str) -> str:
    reaction = desk.visits.get(visit).open_reaction
    if reaction is None:
        raise Refusal("walk.no_reaction")
    return reaction.began.reaction
