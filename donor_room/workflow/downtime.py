"""A new pack of forms for a paper day: a name that no other pack has, and the numbers of its forms."""

from __future__ import annotations

import secrets

from donor_room.domain.paper_form import SIGNS, forms_of

_NAME = 5


def new_forms(count: int) -> tuple[str, ...]:
    """Return the form numbers of a new pack; refuses a number of forms that no pack has."""
    return forms_of("".join(secrets.choice(SIGNS) for _ in range(_NAME)), count)
