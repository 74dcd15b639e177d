"""The disease behind a contact or a journey, named by the physician: how long the rules then wait."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from donor_room.domain.facts import Exclusion
from donor_room.domain.findings import Finding
from donor_room.domain.preparations import Index, Preparation
from donor_room.ui.preparation_words import line_of, name_of
from donor_room.ui.steps.decision.telling import Told, duration
from donor_room.ui.texts import say
from donor_room.ui.widgets.find import HitLine
from donor_room.workflow.interview import would_mean


class Named(NamedTuple):
    """The day until which the rules wait, None where they do not, and what is written down of it."""

    until_on: date | None
    remark: str


def unnamed(told: Told) -> list[Finding]:
    """Return what the rules leave to a physician only because nobody named the disease."""
    incubating = {one.code for one in told.rules.exclusion.every() if one.lasts == "incubation"}
    left = [one for one in told.findings if one.outcome == "physician" and one.rule in incubating]
    return [one for one in left if one.value is not None and not told.decided]


def named(told: Told, finding: Finding, disease: Preparation) -> Named:
    """Return what the longest incubation of a disease makes of a finding."""
    name, span = name_of(disease), _span(told, disease)
    if not span:
        return Named(None, say("decision.disease.unknown", name=name))
    reported = Exclusion(
        code=finding.rule,
        anchor_on=date.fromisoformat(finding.value or ""),
        item=finding.item,
        ongoing=False,
        disease=disease.disease,
    )
    found = would_mean(told.rules, reported, plan=told.visit.plan, today=told.today)
    until_on = next((one.until_on for one in found if one.outcome == "deferred_until"), None)
    key = "decision.disease.over" if until_on is None else "decision.disease.runs"
    return Named(until_on, say(key, name=name, span=span, day=finding.value))


def said_by_donor(index: Index, words: str) -> str:
    """Return the disease that stands in the donor's words by one of its names; empty where none does."""
    every = ((one.zh, *one.others) for one in index.preparations)
    return next((name for names in every for name in names if name in words), "")


def line(told: Told, disease: Preparation) -> HitLine:
    """Return a hit with how long it waits."""
    span = _span(told, disease)
    return line_of(disease, say(f"interview.find.effect.{'span' if span else 'physician'}", span=span))


def _span(told: Told, disease: Preparation) -> str:
    known = told.rules.incubation.get(disease.disease or "")
    return duration(known.span.n, known.span.unit) if known else ""
