"""What a rule says about a donor: one finding each, with the clause, the value and the limit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from donor_room.domain.facts import Bound, Fact, Missing, Number, Why, YesNo

Outcome = Literal[
    "eligible",
    "eligible_check_before_release",
    "physician",
    "cannot_decide",
    "deferred_until",
    "deferred_for_good",
]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """The result of one rule that fired, ready to be shown, stored and explained.

    `until_on` is the first day on which the donor may give again; None with deferred_until = no day is known.
    `text` is a text key and `text_values` fills its places: say(finding.text, **finding.text_values).
    """

    rule: str
    clause: str
    tag: str
    item: str
    value: str | None
    unit: str | None
    limit: str | None
    outcome: Outcome
    until_on: date | None
    overridable_by: str | None
    mark: str | None
    text: str
    text_values: dict[str, str]


def cannot_decide(
    *, rule: str, clause: str, tag: str, item: str, why: Why | Literal["anchor", "code"]
) -> Finding:
    """Return the finding that names what is missing: a fact, a condition's date, or an unknown code."""
    return Finding(
        rule=rule,
        clause=clause,
        tag=tag,
        item=item,
        value=None,
        unit=None,
        limit=None,
        outcome="cannot_decide",
        until_on=None,
        overridable_by=None,
        mark=None,
        text=f"rules.missing.{why}",
        text_values={"item": item, "rule": rule},
    )


def plain(value: Decimal) -> str:
    """Write a number as people do: no exponent, and the decimals that it was read with."""
    return format(value, "f")


def said(fact: Fact) -> str:
    """Write the value of a fact as text; a missing one as an empty text, a bound with its side."""
    if isinstance(fact, Missing):
        return ""
    if isinstance(fact, Number):
        return plain(fact.value)
    if isinstance(fact, Bound):
        return f"{'<' if fact.side == 'below' else '≥'}{plain(fact.value)}"
    if isinstance(fact, YesNo):
        return "yes" if fact.value else "no"
    return fact.value
