"""The work that a check or a training may guard: a closed list of names, and which acts each stands for.

Care of a donor is on no list: a reaction, the end of a collection and all that is measured meanwhile are
never refused.
"""

from __future__ import annotations

from typing import Literal

from donor_room.domain import entries as e
from donor_room.domain.visit import Visit

Guarded = Literal[
    "register", "vitals", "hb_meter", "hb_drop", "alt", "hbsag", "abo", "decide", "labels", "needle", "pack"
]

_OF_ACT: dict[type[e.Act], Guarded] = {
    e.VisitOpened: "register",
    e.GuestPressure: "vitals",
    e.GuestGroup: "abo",
    e.DropSeen: "hb_drop",
    e.StripStarted: "hbsag",
    e.StripRead: "hbsag",
    e.GroupTyped: "abo",
    e.DecisionMade: "decide",
    e.LabelSetPlanned: "labels",
    e.NeedleIn: "needle",
    e.UnitsPacked: "pack",
}
_OF_TEST: dict[str, Guarded] = {"hb": "hb_meter", "alt": "alt"}


def work_of(act: e.Act, visit: Visit | None) -> Guarded | None:
    """Return the guarded work that an act belongs to, in its visit as it stood before; None for any other."""
    if not isinstance(act, e.Measured):
        return _OF_ACT.get(type(act))
    return None if visit is not None and _is_care(visit) else _OF_TEST.get(act.quantity, "vitals")


def _is_care(visit: Visit) -> bool:
    return visit.open_reaction is not None or visit.needle is not None or visit.collection is not None
