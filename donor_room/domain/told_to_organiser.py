"""What an organiser is told after the day: counts of people, and none by which one of them is found out."""

from __future__ import annotations

from typing import NamedTuple

FEWEST = 5
"""So many must have given, and so many not, before a number is told; of fewer somebody would be guessed."""


class DayWithGroup(NamedTuple):
    """How many stood on the lists, how many came, and how many of them gave; volume of whole blood in mL."""

    expected: int
    came: int
    gave: int
    whole_blood_ml: int


class ToldToOrganiser(NamedTuple):
    """The same as it is told: `gave` is a least number where `is_least`, and then no volume is told."""

    expected: int
    came: int
    gave: int | None
    is_least: bool
    whole_blood_ml: int | None


def told_to_organiser(day: DayWithGroup) -> ToldToOrganiser:
    """Leave out what would tell of one person that she or he did not give.

    Where fewer than five did not, nobody or four, the number told is made from those who came alone: it is
    the same for each of these cases. Where fewer than five gave, nothing but the coming is told.
    """
    expected, came = day.expected, day.came
    gave, gave_not = day.gave, day.came - day.gave
    if gave >= FEWEST and gave_not >= FEWEST:
        return ToldToOrganiser(expected, came, gave, False, day.whole_blood_ml)
    least = came - FEWEST + 1 if gave_not < FEWEST else 0
    return ToldToOrganiser(expected, came, least if least >= FEWEST else None, True, None)
