"""Who works here, in words: roles, and a training that is over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from donor_room.domain.staff import Person
from donor_room.ui.texts import say

_MOST_ROLES = 2
"""As many as stand beside a long name."""


def team_words(people: Iterable[Person], today: date) -> list[tuple[str, str, bool]]:
    """Return of each person the name, the roles or since when the training is over, and whether it is."""
    return [(one.name, _note(one, today), one.training_is_over(today)) for one in people]


def _note(person: Person, today: date) -> str:
    if person.training_is_over(today):
        return say("staff.training_over_since", on=person.trained_until)
    shown = [say(f"staff.role.{role}") for role in person.roles[:_MOST_ROLES]]
    return " · ".join([*shown, "…"] if len(person.roles) > _MOST_ROLES else shown)
