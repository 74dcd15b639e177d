"""Puts lists of medicines, vaccines and diseases, and what a condition means, into words of the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from donor_room.domain.facts import Exclusion
from donor_room.domain.findings import Finding
from donor_room.domain.preparations import Found, Preparation, choices_for
from donor_room.domain.questionnaire import Answer, Choice, Detail, Item, reported
from donor_room.ui.preparation_words import line_of
from donor_room.ui.texts import say
from donor_room.ui.widgets.find import MOST_LINES, HitLine

Meaning = Callable[[Exclusion], tuple[Finding, ...]]
"""What one condition alone would mean today."""

_AT_ONCE = frozenset({"physician", "nothing", "donation", "fact", "stop"})
_MARKS_HERE = frozenset({"no_platelets", "ask_the_hour"})


@dataclass(frozen=True, slots=True)
class Naming:
    """What the rules make of one condition, and how long exclusions and incubations last, as it is read."""

    meaning: Meaning
    spans: dict[str, str]

    # lines to choose

    def listed(self, item: Item, found: Found) -> list[HitLine]:
        """Return the hits of a list, each with what it would mean in this question."""
        return [self._listed(item, one) for one in found.hits]

    def _listed(self, item: Item, one: Preparation) -> HitLine:
        return line_of(one, self._effects(item, one))

    def _effects(self, item: Item, one: Preparation) -> str:
        words = [self.effect(choice, one.disease) for choice in choices_for(item, one)]
        return words[0] if len(words) == 1 else say("interview.find.effect.both", one=words[0], two=words[1])

    def standing(
        self, item: Item, answer: Answer, label: Callable[[str], str], name: Callable[[Detail], str]
    ) -> list[HitLine]:
        """Return what is named already, then the choices that need no name."""
        named = {detail.entry or detail.which: detail for detail in answer.details if detail.name}
        lines = [_named(detail, name(detail)) for detail in named.values()]
        chosen = {detail.which for detail in answer.details if detail.entry is None}
        lines += [
            HitLine("choice", choice.id, label(choice.id), (), self.effect(choice), choice.id in chosen)
            for choice in item.choices
            if not choice.asks_name
        ]
        return lines[:MOST_LINES]

    def effect(self, choice: Choice, disease: str | None = None) -> str:
        """Return in few words what a condition means, before its day is known.

        A disease whose incubation the rules do not know is the physician's.
        """
        if choice.leads_to != "exclusion":
            return say(f"interview.find.effect.{choice.leads_to}")
        span = self._span(choice, disease)
        if span:
            return say("interview.find.effect.span", span=span)
        return say(f"interview.find.effect.{'physician' if disease else 'for_good'}")

    def _span(self, choice: Choice, disease: str | None) -> str:
        return self.spans.get(choice.code) or self.spans.get(disease or "", "")

    # what it means, in the rail

    def means(self, item: Item, choice: Choice, detail: Detail) -> str:
        """Return what a condition would mean with the day it has by now."""
        if choice.leads_to in _AT_ONCE:
            return say(f"interview.means.{choice.leads_to}")
        span = self._span(choice, detail.disease)
        if choice.anchor is not None and detail.when_on is None and not detail.ongoing:
            return say("interview.means.span" if span else "interview.means.physician", span=span)
        return _found(self.meaning(reported(item, choice, detail)), span)


def _named(detail: Detail, name: str) -> HitLine:
    day = detail.when_on.isoformat() if detail.when_on else ""
    return HitLine("named", detail.entry or detail.which, name, (), day, is_chosen=True)


def _found(findings: tuple[Finding, ...], span: str) -> str:
    if not findings:
        return say("interview.means.over", span=span)
    finding = findings[0]
    if finding.mark is not None:
        here = f"interview.means.mark.{finding.mark}"
        return say(here if finding.mark in _MARKS_HERE else f"rules.mark.{finding.mark}", span=span)
    if finding.outcome == "deferred_until":
        return _until(finding.until_on)
    return say(f"interview.means.{finding.outcome}")


def _until(until_on: date | None) -> str:
    return say("interview.means.until", on=until_on) if until_on else say("interview.means.no_end")


def clause_words(clause: str) -> str:
    """Return where a rule stands."""
    key = {"station": "interview.ask.clause_station", "covid-2022-2": "interview.ask.clause_covid"}
    return say(key.get(clause, "interview.ask.clause"), clause=clause)
