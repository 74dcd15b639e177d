"""What an act of labels itself must say to be allowed, beside where the visit stands (domain.walk)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from donor_room.domain import entries as e
from donor_room.domain.visit import BEFORE_NEEDLE, Visit


def _why_other_set(visit: Visit, act: e.LabelsSent | e.LabelSetVoided) -> str | None:
    current = visit.label_set
    return None if current is not None and current.number == act.number else "walk.not_this_set"


def _why_not_scanned(visit: Visit, act: e.LabelScanned) -> str | None:
    """The first proof comes before the needle, the second one after the tubes are filled (I05, I15)."""
    current = visit.label_set
    if current is None or current.number != act.number:
        return "walk.not_this_set"
    if act.role not in {label.role for label in current.planned.labels}:
        return "walk.not_this_set"
    if act.phase == BEFORE_NEEDLE:
        if visit.needle is not None:
            return "walk.needle_is_in"
        return None if visit.is_heard("chair") else "walk.confirm_identity_at_chair"
    return "walk.collection_not_ended" if visit.collection is None else None


def _why_not_reprinted(visit: Visit, act: e.LabelsReprinted) -> str | None:
    """Some labels of this set, as a new copy; the second entry of a copy is of the same labels."""
    current = visit.label_set
    if current is None or current.number != act.number:
        return "walk.not_this_set"
    every = {label.role for label in current.planned.labels}
    if not act.roles or not every.issuperset(act.roles):
        return "walk.not_this_set"
    is_end = current.leaving and act.copy == current.copy and act.roles == current.reprints[-1].roles
    return None if is_end or act.copy > current.copy else "chair.copy_out_of_order"


def _why_not_restarted(visit: Visit, act: e.CheckRestarted) -> str | None:
    """A check that is complete, or not begun, is not touched."""
    if visit.label_set is None or visit.label_set.number != act.number:
        return "walk.not_this_set"
    is_in_hand = act.phase == visit.phase and visit.is_half_checked(act.phase)
    return None if is_in_hand else "chair.no_check_in_hand"


LABEL_LOOKS: dict[type[e.Act], Callable[[Visit, Any], str | None]] = {
    e.LabelsSent: _why_other_set,
    e.LabelSetVoided: _why_other_set,
    e.LabelScanned: _why_not_scanned,
    e.LabelsReprinted: _why_not_reprinted,
    e.CheckRestarted: _why_not_restarted,
}
