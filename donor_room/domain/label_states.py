"""What became of each label of a set, copy by copy: a pure fold of what the walk wrote."""

from __future__ import annotations

from typing import Literal

import msgspec

from donor_room.domain.visit_parts import LabelSet

State = Literal["planned", "sent", "printed", "uncertain", "applied", "void", "destroyed"]
"""sent: it left and nothing tells yet how that ended; uncertain: nobody knows whether it exists.

Of a set that is void, labels that were printed are destroyed before the second person's eyes, others void.
A number given back unspent has no label: `returned` is a state of numbers (store.numbers), not of labels.
"""


class LabelState(msgspec.Struct, frozen=True, kw_only=True):
    """One copy of one label, and what became of it."""

    role: str
    copy: int
    state: State


def states_of(current: LabelSet) -> tuple[LabelState, ...]:
    """Return every copy of every label in the order of the plan, older copies before newer ones."""
    return tuple(one for label in current.planned.labels for one in _copies(current, label.role))


def state_of(current: LabelSet, role: str) -> State:
    """Return what became of the newest copy of a label."""
    if current.voided is not None:
        return "void" if current.sent_at is None else "destroyed"
    if any(read == role for _phase, read in current.scanned):
        return "applied"
    if current.sent_at is None:
        return "planned"
    if role in current.unproven:
        return "sent" if current.leaving else "uncertain"
    return "printed"


def _copies(current: LabelSet, role: str) -> list[LabelState]:
    """The old label of a reprint was destroyed, or is void because it never came out."""
    told, copy = [], 1
    for again in current.reprints:
        if role in again.roles:
            old: State = "destroyed" if again.old == "destroyed" else "void"
            told.append(LabelState(role=role, copy=copy, state=old))
            copy = again.copy
    return [*told, LabelState(role=role, copy=copy, state=state_of(current, role))]
