"""The words for why donors were deferred: by what was asked or measured, never by whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from donor_room.domain.ruleset import RulePack
from donor_room.packs.texts import Texts


def reasons_in_words(
    rules: RulePack, texts: Texts, reasons: Mapping[str, int]
) -> tuple[tuple[str, int], ...]:
    """Return how often each reason deferred, the most frequent first; rules of one quantity are one reason.

    A rule that these rules do not have stands by its id: it was another edition that deferred.
    """
    told: Counter[str] = Counter()
    for rule, count in reasons.items():
        told[_words(rules, texts, rule)] += count
    return tuple(sorted(told.items(), key=lambda pair: (-pair[1], pair[0])))


def _words(rules: RulePack, texts: Texts, rule: str) -> str:
    keys = [f"rules.exclusion.{rule}", f"rules.fact.{rule}"]
    keys += [f"rules.fact.{row.when[0].fact}" for row in rules.rule if row.id == rule]
    keys += ["rules.fact.earlier_donations" for row in rules.interval if row.id == rule]
    keys += ["rules.fact.standing_deferrals"] if rule.startswith("standing_") else []
    return next((texts.say(key) for key in keys if texts.has(key)), rule)
