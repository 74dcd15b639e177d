"""From all findings to one decision: the worst outcome, the last day, what is missing, what marks the bag."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sized
from datetime import date

import msgspec

from donor_room.domain.findings import Finding, Outcome

WORST_FIRST: tuple[Outcome, ...] = (
    "deferred_for_good",
    "deferred_until",
    "cannot_decide",
    "physician",
    "eligible_check_before_release",
    "eligible",
)
"""A certain no beats an open question; docs/decisions/0006-rules-as-data.md says why in this order."""

DEFERS = ("deferred_until", "deferred_for_good")

RELEASED = "released"
"""Marks a unit of whose donor a finding was released by a physician."""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What follows from the findings; all of them are kept, worst first, also what was released.

    `until_on` is the first day that every deferral allows: None when the outcome is not deferred_until, and
    also when one of the deferrals has no known end. `not_before` is the latest known day of any deferral.
    """

    outcome: Outcome
    until_on: date | None
    not_before: date | None
    findings: tuple[Finding, ...]
    marks: tuple[str, ...]
    missing: tuple[str, ...]
    released: tuple[Finding, ...]

    @property
    def may_give(self) -> bool:
        return self.outcome in ("eligible", "eligible_check_before_release")

    @property
    def check_before_release(self) -> bool:
        return self.outcome == "eligible_check_before_release"


def decide(findings: Iterable[Finding], released: Collection[Finding] = ()) -> Decision:
    """Return the one decision that these findings make; no finding at all is eligible.

    What a physician released is kept and decides nothing: the next-worst of the others does. A finding that
    is not exactly the one that was released, such as one of another reading, counts.
    """
    ordered = tuple(sorted(findings, key=_worst_first))
    standing = tuple(finding for finding in ordered if finding not in released) if released else ordered
    outcome = standing[0].outcome if standing else "eligible"
    deferrals = [finding.until_on for finding in standing if finding.outcome == "deferred_until"]
    known_days = [day for day in deferrals if day is not None]
    not_before = max(known_days, default=None)
    has_end = outcome == "deferred_until" and len(known_days) == len(deferrals)
    return Decision(
        outcome=outcome,
        until_on=not_before if has_end else None,
        not_before=not_before,
        findings=ordered,
        marks=_once((*(one.mark for one in standing if one.mark is not None), *_mark(ordered, standing))),
        missing=_once(finding.item for finding in standing if finding.outcome == "cannot_decide"),
        released=tuple(finding for finding in ordered if finding in released) if released else (),
    )


def _mark(ordered: Sized, standing: Sized) -> tuple[str, ...]:
    return (RELEASED,) if len(standing) < len(ordered) else ()


def releasable(findings: Iterable[Finding], released: Collection[Finding] = ()) -> tuple[Finding, ...]:
    """Return what a physician may still release: nothing where one finding stands that nobody may.

    One whose release would leave the donor deferred all the same has nothing to press.
    """
    left = [one for one in findings if one.outcome in DEFERS and one not in released]
    return tuple(left) if all(one.overridable_by is not None for one in left) else ()


def _worst_first(finding: Finding) -> tuple[int, int, str, str]:
    """Within one outcome an open end comes first, then the latest day."""
    until = date.max if finding.until_on is None else finding.until_on
    return (WORST_FIRST.index(finding.outcome), -until.toordinal(), finding.rule, finding.item)


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
