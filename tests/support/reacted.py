"""The end of a reaction as a nurse answers it: an arm that tingled for a while, or another story."""

from __future__ import annotations

from typing import Any

from donor_room.domain.directory import Severity
from donor_room.domain.visit import Visit
from donor_room.workflow import react
from donor_room.workflow.desk import Desk
from donor_room.workflow.react import Change

LIGHT = {"where": "arm_pain", "awake": "awake", "how_long": "minutes", "done": "rest", "left_as": "well"}
"""A reaction of grade 1 after which nobody is called: A2.4, mild."""
FAINT = LIGHT | {"where": "faintness", "awake": "fainted_short"}
"""Fainted for less than a minute: B2, severe, grade 1; the donor is called by the kind."""


def over(desk: Desk, visit: str, *, severity: Severity = "mild", **answers: Any) -> Visit:
    """End the reaction of a visit with a severity, by the pack or by hand."""
    told = LIGHT | answers
    derived = react.derived_of(desk, told)
    change = Change() if derived.severity == severity else Change(severity=severity)
    reason = "" if derived.severity == severity else "医师判定"
    return react.end_reaction(desk, visit, answers=told, treatment="平卧", change=change, reason=reason)
