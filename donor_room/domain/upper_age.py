"""How the highest age of clause 7.1 is counted: stations read "to 55 years" in three ways."""

from __future__ import annotations

from datetime import date
from typing import Literal

from donor_room.domain.identity import age_on
from donor_room.domain.intervals import birthday

UpperAge = Literal["completed_years_le", "on_birthday_inclusive", "before_birthday"]
"""A limit of 55 lasts to the day before the 56th birthday, to the 55th birthday, or to the day before it."""


def years_for_upper_limit(born_on: date, day: date, counted: UpperAge) -> int:
    """Return the years to hold against an upper limit: above it means too old on this day.

    The two strict ways count the begun year; on the birthday itself one of them still counts the completed.
    """
    completed = age_on(born_on, day)
    if counted == "completed_years_le":
        return completed
    if counted == "on_birthday_inclusive" and day == birthday(born_on, completed):
        return completed
    return completed + 1
