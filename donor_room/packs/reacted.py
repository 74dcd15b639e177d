"""The words for reactions in the figures: by grade, class and category, and what came of the calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from donor_room.domain.reaction_counts import GRADES, NOT_JUDGED, ReactionCounts
from donor_room.packs.codes import load_codes
from donor_room.packs.texts import Texts


class ReactedLine(NamedTuple):
    """What is counted, of which sort, and how many reactions there were of it."""

    what: str
    sort: str
    reactions: int


def reacted_in_words(told: ReactionCounts, texts: Texts) -> tuple[ReactedLine, ...]:
    """Return every line, grades of which there is none included; nothing where nobody reacted."""
    if not told.count:
        return ()

    def say(key: str) -> str:
        return texts.say(f"figures.reacted.{key}")

    lines = [ReactedLine(say("all"), "", told.count)]
    for name in ("grades", "derived"):
        counted = getattr(told, name)
        lines += [
            ReactedLine(say(name), say(grade), counted.get(grade, 0)) for grade in (*GRADES, NOT_JUDGED)
        ]
    lines += _by_code(texts, "kinds", "reaction_kind", told.kinds)
    lines += _by_code(texts, "categories", "reaction_category", told.categories)
    for name in ("calls_due", "calls_made", "calls_not_reached"):
        lines.append(ReactedLine(say("calls"), say(name), getattr(told, name)))
    return tuple(lines)


def _by_code(texts: Texts, name: str, codes: str, counted: Mapping[str, int]) -> list[ReactedLine]:
    """Say each code in its words; one that the list does not have stands by itself."""
    known = {one.code: one.label(texts.language) for one in load_codes(codes).codes}
    words = known | {NOT_JUDGED: texts.say("figures.reacted.not_judged")}
    what = texts.say(f"figures.reacted.{name}")
    return [ReactedLine(what, words.get(code, code), count) for code, count in counted.items()]
