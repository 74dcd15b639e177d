"""The station's list of answers, from its TOML file, and each of them in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, reduce
from pathlib import Path
from typing import NamedTuple

from donor_room.domain.answers import MOST_ANSWERS, Answer, Answers, Value, value_of
from donor_room.domain.refusal import Refusal
from donor_room.domain.ruleset import RulePack
from donor_room.packs.station_list import ListFile, read_list
from donor_room.packs.texts import LANGUAGES, Texts


class _File(ListFile, frozen=True, kw_only=True, forbid_unknown_fields=True):
    answer: tuple[Answer, ...]


class Told(NamedTuple):
    """One answer in words; `short` names it in a list, `source` says where it is laid down, or nothing."""

    short: str
    question: str
    answer: str
    source: str


@cache
def load_answers(folder: Path | None = None) -> Answers:
    """Read and check the list, once; refuses a wrong shape, one that is there twice, and more than digits.

    Refuses one without words, and words with a place that no value fills, too.
    """
    stamp, file = read_list("answers", _File, folder)
    wrong = _wrong_in(file.answer)
    if wrong:
        raise Refusal("codes.unreadable", pack="answers", reason=wrong)
    return Answers(stamp=stamp, answers=file.answer)


def _wrong_in(answers: tuple[Answer, ...]) -> str:
    """Return what is wrong with a list, or nothing."""
    if len({one.id for one in answers}) != len(answers):
        return "an answer is there twice"
    if not 1 <= len(answers) <= MOST_ANSWERS:
        return f"{len(answers)} answers, 1 to {MOST_ANSWERS}"
    unsaid = (one.id for one in answers for language in LANGUAGES if not _is_said(one, Texts(language)))
    return next((f"{name}: words and values differ" for name in unsaid), "")


def _is_said(answer: Answer, texts: Texts) -> bool:
    """Say whether there are words, and just the places that the values fill."""
    words = texts.area("answers")
    if any(f"{part}.{answer.id}" not in words for part in ("short", "question", "answer")):
        return False
    return set(_PLACE.findall(words[f"answer.{answer.id}"])) == answer.values.keys()


_PLACE = re.compile(r"\{(\w+)\}")


def told(answer: Answer, rules: RulePack, texts: Texts) -> Told:
    """Return an answer in the language of these texts, with the values of these rules."""
    values = {place: value_of(rules, source) for place, source in answer.values.items()}
    clauses = [answer.clause, *(value.clause for value in values.values() if value is not None)]
    return Told(
        short=texts.say(f"answers.short.{answer.id}"),
        question=texts.say(f"answers.question.{answer.id}"),
        answer=texts.say(f"answers.answer.{answer.id}", **_filled(values, texts)),
        source=_source(dict.fromkeys(one for one in clauses if one), texts),
    )


def _filled(values: Mapping[str, Value | None], texts: Texts) -> dict[str, str]:
    return {place: in_words(value, texts) for place, value in values.items()}


def _source(clauses: Iterable[str], texts: Texts) -> str:
    """Return where an answer is laid down: clauses of the standard, local rules, what the station sets."""
    cited = list(clauses)
    numbered = [one for one in cited if one[:1].isdecimal()]
    named = [texts.say("answers.standard", clauses=_listed(numbered, texts))] if numbered else []
    named += [one for one in cited if one not in numbered and one != "station"]
    named += [texts.say("answers.station_rule")] if "station" in cited else []
    return texts.say("answers.source", clauses=_listed(named, texts)) if named else ""


def _listed(parts: Iterable[str], texts: Texts) -> str:
    """Return words one after another, as the language parts them; there is at least one."""
    return reduce(lambda one, other: texts.say("frame.listed", one=one, other=other), parts)


def in_words(value: Value | None, texts: Texts) -> str:
    """Return a value as it stands in a sentence; what the rules do not say the staff is asked for."""
    if value is None:
        return texts.say("answers.ask_staff")
    if value.numbers:
        return _listed((f"{number.normalize():f}" for number in value.numbers), texts)
    spans = [texts.duration(span.n, span.unit) for span in value.spans]
    if len(spans) == 1 or len(set(spans)) == 1:
        return spans[0]
    return texts.say("answers.by_sex", male=spans[0], female=spans[1])
