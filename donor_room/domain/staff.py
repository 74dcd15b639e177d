"""The people who work here, what their roles permit, and who may be the second person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

import msgspec

Role = Literal["nurse", "physician", "team_leader", "administrator"]

PIN_DIGITS = 4
"""As many as there are boxes on every screen that asks for one; the last digit signs by itself."""

PERMITTED: dict[str, frozenset[str]] = {
    "register": frozenset({"nurse", "physician", "team_leader"}),
    "let_in_late": frozenset({"physician", "team_leader"}),
    "interview": frozenset({"nurse", "physician", "team_leader"}),
    "examine": frozenset({"nurse", "physician", "team_leader"}),
    "test_blood": frozenset({"nurse", "physician", "team_leader"}),
    "decide": frozenset({"physician"}),
    "ask_release": frozenset({"nurse", "physician", "team_leader"}),
    "release": frozenset({"physician"}),
    "label": frozenset({"nurse", "physician", "team_leader"}),
    "collect": frozenset({"nurse", "physician", "team_leader"}),
    "aftercare": frozenset({"nurse", "physician", "team_leader"}),
    "void": frozenset({"nurse", "physician", "team_leader"}),
    "shift": frozenset({"nurse", "physician", "team_leader", "administrator"}),
    "hand_over": frozenset({"nurse", "physician", "team_leader"}),
    "manage_staff": frozenset({"administrator", "team_leader"}),
    "enrol": frozenset({"administrator"}),
    "correct": frozenset({"nurse", "physician", "team_leader"}),
}
"""Which roles may do which act; a use case asks here, never a widget."""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A member of staff as the ledger knows her or him; the secrets are Argon2id verifiers."""

    staff: str
    name: str
    roles: tuple[Role, ...]
    password: str
    pin: str | None = None
    trained_until: date | None = None
    """The last day of the training that the station noted; None where it noted none."""
    has_left: bool = False
    """Whether the station says that this person works here no more."""

    def training_is_over(self, today: date) -> bool:
        """Say whether the last day of the training is past; where the station noted none, nothing is over."""
        return self.trained_until is not None and self.trained_until < today

    def may(self, act: str) -> bool:
        """Say whether one of the roles permits the act."""
        return not PERMITTED[act].isdisjoint(self.roles)


def second_person_code(first: Person, second: Person, act: str) -> str | None:
    """Return why `second` cannot confirm what `first` does, or None when all is well."""
    if first.staff == second.staff:
        return "staff.same_person"
    if not second.may(act):
        return "staff.not_permitted"
    return None


def find_person(people: Iterable[Person], staff: str) -> Person | None:
    """Return the person with this staff id."""
    return next((person for person in people if person.staff == staff), None)
