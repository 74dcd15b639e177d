"""Who gave blood together today as a couple, by what both said: nothing is deduced, it holds for the day."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec


class CoupleWord(msgspec.Struct, frozen=True, kw_only=True):
    """One time that it was said of a visit and its `partner`, or taken back; hlc and id are of the entry."""

    id: str
    hlc: str
    visit: str
    partner: str
    is_so: bool


class Couples(msgspec.Struct, frozen=True, kw_only=True):
    """Which visits belong together, each under both its names.

    `overruled` are those that were written apart, on two laptops: one of the two had been linked before.
    """

    partners: dict[str, str]
    overruled: dict[str, str]

    def partner_of(self, visit: str) -> str | None:
        """Return the visit with which this one is linked, or was meant to be."""
        return self.partners.get(visit) or self.overruled.get(visit)


def couples_of(words: Iterable[CoupleWord]) -> Couples:
    """Return the couples that stand by these words, in whichever of the two visits each was written.

    The last word between two visits counts; where one visit is in two couples, the first that stands holds.
    """
    standing: dict[frozenset[str], tuple[str, str]] = {}
    for word in sorted(words, key=lambda one: (one.hlc, one.id)):
        both = frozenset((word.visit, word.partner))
        if not word.is_so:
            standing.pop(both, None)
        elif len(both) > 1:
            standing.setdefault(both, (word.visit, word.partner))
    partners: dict[str, str] = {}
    overruled: dict[str, str] = {}
    for one, other in standing.values():
        if one in partners or other in partners:
            overruled.setdefault(one, other)
        else:
            partners |= {one: other, other: one}
    return Couples(partners=partners, overruled=overruled)
