"""Persons who gave, beside the donations that they gave: two counts that reconcile, and never one number."""

from __future__ import annotations

from typing import NamedTuple


class Persons(NamedTuple):
    """Persons who gave: those with a first donation among these days, those known before, and the others.

    `donations` are what they gave: `persons` and `further` come to them.
    """

    persons: int
    first: int
    repeat: int
    donations: int

    @property
    def unknown(self) -> int:
        """Persons of whom nobody knew whether they had given before."""
        return self.persons - self.first - self.repeat

    @property
    def further(self) -> int:
        """Donations beyond the first of each person on these days."""
        return self.donations - self.persons
