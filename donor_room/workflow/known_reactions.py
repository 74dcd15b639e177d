"""The reactions to giving blood that this terminal itself wrote down of a donor."""

from __future__ import annotations

from donor_room.domain.directory import EarlierReaction
from donor_room.domain.reactions import reactions_of
from donor_room.domain.visit import Visit
from donor_room.workflow.desk import Desk


def known_reactions(desk: Desk, visit: Visit) -> tuple[EarlierReaction, ...]:
    """Return those of every visit of this donor here, this one too: one counts as soon as it is over."""
    lines = desk.visits.of_person(visit.donor.document_kind, visit.donor.document_number)
    others = (desk.visits.get(line.visit) for line in lines if line.visit != visit.id)
    every = (*(one for other in others for one in reactions_of(other)), *reactions_of(visit))
    return tuple(sorted(every, key=lambda one: (one.on, one.severity)))
