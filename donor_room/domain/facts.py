"""What is known of a donor when a decision is asked for, and why something is not known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from donor_room.domain.directory import EarlierDonation, EarlierReaction, StandingDeferral
from donor_room.domain.intervals import Sex

Why = Literal["not_asked", "unreadable", "stale", "not_sure", "no_unit"]


class Number(msgspec.Struct, frozen=True, kw_only=True, tag="number"):
    """A quantity with its unit; unit is empty for a bare count and None when the device gave none."""

    value: Decimal
    unit: str | None


class Bound(msgspec.Struct, frozen=True, kw_only=True, tag="bound"):
    """A quantity of which one side is known: it lies below the value, or it is at least the value."""

    side: Literal["below", "at_least"]
    value: Decimal
    unit: str | None


class YesNo(msgspec.Struct, frozen=True, kw_only=True, tag="yes_no"):
    """Something that is so, or is not."""

    value: bool


class Word(msgspec.Struct, frozen=True, kw_only=True, tag="word"):
    """One of a list of words, for example a blood group; "none" says that there is known to be nothing."""

    value: str


class Missing(msgspec.Struct, frozen=True, kw_only=True, tag="missing"):
    """Not known, and why; it never counts as normal."""

    why: Why


Fact = Number | Bound | YesNo | Word | Missing
NOT_ASKED = Missing(why="not_asked")


def known(value: Decimal | int | bool | str, unit: str | None = "") -> Fact:
    """Return a fact of the kind that fits the value; a number needs its unit unless it is a bare count."""
    if isinstance(value, bool):
        return YesNo(value=value)
    if isinstance(value, str):
        return Word(value=value)
    return Number(value=Decimal(value), unit=unit)


class Exclusion(msgspec.Struct, frozen=True, kw_only=True):
    """A condition that the interview found: its code in the pack and the day that its span counts from.

    `ongoing` says that what the span counts from (an end, a recovery) has not come yet; `disease` is the code
    of the disease that the donor was near to, where its longest incubation counts.
    """

    code: str
    anchor_on: date | None
    item: str
    ongoing: bool = False
    disease: str | None = None


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """All that a decision looks at. A list that was never asked for is Missing, not empty."""

    today: date
    kind: str | None
    values: dict[str, Fact]
    born_on: date | None
    exclusions: tuple[Exclusion, ...] | Missing
    not_sure: tuple[str, ...]
    for_physician: tuple[str, ...]
    earlier: tuple[EarlierDonation, ...] | Missing
    standing: tuple[StandingDeferral, ...] | Missing
    reactions: tuple[EarlierReaction, ...] = ()
    """Reactions of which day and severity are known; that there were others is the fact had_reaction."""

    def of(self, name: str) -> Fact:
        """Return a fact by name; one that nobody gave was not asked. The planned kind is a fact too."""
        if name == "donation_kind" and self.kind is not None:
            return Word(value=self.kind)
        return self.values.get(name, NOT_ASKED)

    @property
    def sex(self) -> Sex | None:
        """Return the sex for spans that differ by it; None where it is not known to be one of the two."""
        fact = self.of("sex")
        if not isinstance(fact, Word):
            return None
        return "male" if fact.value == "male" else "female" if fact.value == "female" else None
