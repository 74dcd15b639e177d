"""The end of a reaction: five answers are classed and graded by the pack; a person confirms or changes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from donor_room.domain import entries as e
from donor_room.domain.clock import day_at_site
from donor_room.domain.directory import EarlierReaction, Severity
from donor_room.domain.findings import Finding
from donor_room.domain.reaction_judging import Derived, Judged, call_on, checked_answers, derive
from donor_room.domain.reactions import after
from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import Reaction, Visit
from donor_room.workflow.desk import Desk


class Change(NamedTuple):
    """What a person says otherwise than the pack; None where she or he agrees."""

    kind: str | None = None
    severity: Severity | None = None
    grade: int | None = None


NO_CHANGE = Change()


class Verdict(NamedTuple):
    """What is to be confirmed, where the answers and the changes leave nothing open."""

    kind: str
    category: str
    severity: Severity
    grade: int


def derived_of(desk: Desk, answers: Mapping[str, str]) -> Derived:
    """Return what the pack makes of these answers; refuses a word that is none."""
    return derive(desk.packs.reactions, checked_answers(answers))


def verdict_of(desk: Desk, derived: Derived, change: Change = NO_CHANGE) -> Verdict | None:
    """Return what would be confirmed; None while something is open. A class by hand has its own category."""
    kind = change.kind or derived.kind
    severity, grade = change.severity or derived.severity, change.grade or derived.grade
    category = derived.category
    if kind is not None and (kind != derived.kind or category is None):
        category = desk.packs.reactions.category_of.get(kind)
    if kind is None or category is None or severity is None or grade is None:
        return None
    return Verdict(kind, category, severity, grade)


def meaning_of(desk: Desk, visit: Visit, verdict: Verdict) -> tuple[Finding, ...]:
    """Return what the rules make of it for the next donation, each with its clause."""
    reaction = _open(visit)
    told = EarlierReaction(on=day_at_site(reaction.at), severity=verdict.severity)
    return after(desk.rules_of(visit), told)


def call_of(desk: Desk, reaction: Reaction, derived: Derived, verdict: Verdict) -> date | None:
    """Return the day from which the donor is to be called, or None."""
    return call_on(
        desk.packs.reactions,
        kind=verdict.kind,
        grade=verdict.grade,
        derived=derived,
        on=day_at_site(reaction.at),
    )


def end_reaction(
    desk: Desk,
    visit: str,
    *,
    answers: Mapping[str, str],
    treatment: str,
    change: Change = NO_CHANGE,
    reason: str = "",
) -> Visit:
    """Write down that a reaction is over: answers, what followed from them, and what was confirmed.

    Refuses what is still open, and a change without a reason.
    """
    reaction = _open(desk.visits.get(visit))
    answers = checked_answers(answers)
    derived = derived_of(desk, answers)
    if change.kind is not None:
        check_kind(desk, change.kind)
    verdict = verdict_of(desk, derived, change)
    if verdict is None:
        raise Refusal("reaction.not_known")
    is_changed = verdict != (derived.kind, derived.category, derived.severity, derived.grade)
    if is_changed and not reason.strip():
        raise Refusal("reaction.no_reason")
    judged = Judged(
        pack=desk.packs.reactions.stamp,
        answers=answers,
        derived=derived,
        category=verdict.category,
        grade=verdict.grade,
        reason=reason.strip() if is_changed else None,
        call_on=call_of(desk, reaction, derived, verdict),
    )
    act = e.ReactionEnded(
        reaction=reaction.began.reaction,
        reaction_kind=verdict.kind,
        severity=verdict.severity,
        treatment=treatment.strip(),
        judged=judged,
    )
    return desk.record(visit, act)


def end_as_told(desk: Desk, visit: str, *, kind: str, severity: Severity, treatment: str) -> Visit:
    """Write down the end of a reaction as a form of paper has it: nobody was asked, and nothing is graded."""
    reaction = _open(desk.visits.get(visit))
    check_kind(desk, kind)
    act = e.ReactionEnded(
        reaction=reaction.began.reaction,
        reaction_kind=kind,
        severity=severity,
        treatment=treatment.strip(),
        judged=None,
    )
    return desk.record(visit, act)


def check_kind(desk: Desk, kind: str) -> None:
    """Refuse a kind of reaction that is not on the list (WS/T 551)."""
    if desk.packs.codes("reaction_kind").find(kind) is None:
        raise Refusal("collection.no_reaction_kind")


def _open(visit: Visit) -> Reaction:
    if visit.open_reaction is None:
        raise Refusal("walk.no_reaction")
    return visit.open_reaction
