"""The rules of a pack made ready to be asked: each test becomes a small question to the facts.

Made once for each pack; what does not depend on the donor (limits, units, the station's panel of tests) is
looked up here and never again. A question is answered yes, no, or with what it lacks.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

import msgspec

from donor_room.domain.facts import Bound, Fact, Facts, Missing, Number, Why, Word, YesNo
from donor_room.domain.findings import plain
from donor_room.domain.ruleset import Comparison, Rule, RulePack


class Unknown(msgspec.Struct, frozen=True):
    """A question that cannot be answered, the fact that it lacks and why."""

    fact: str
    why: Why


Answer = bool | Unknown
Question = Callable[[Facts], Answer]
_IsPast = Callable[[Decimal, Decimal], bool]


@dataclass(frozen=True, slots=True)
class Check:
    """A rule and its questions; it fires when all of them are answered yes.

    `needs` names all facts that it looks at, `limits` writes all limits as people do, by their names.
    """

    rule: Rule
    questions: tuple[Question, ...]
    needs: tuple[str, ...]
    limits: dict[str, str]

    def lacks(self, facts: Facts) -> tuple[Unknown, ...] | None:
        """Return what keeps the rule from firing: nothing, or what is not known; None for a certain no."""
        lacking: tuple[Unknown, ...] = ()
        for question in self.questions:
            answer = question(facts)
            if answer is False:
                return None
            if answer is not True:
                lacking = (*lacking, answer)
        return lacking


def checks_by_family(pack: RulePack) -> dict[str, tuple[Check, ...]]:
    """Make the rules of each donation family ready; the empty word stands for a kind that nobody knows."""
    families = ("", *(kind.family for kind in pack.donation.kinds))
    return {family: tuple(_checks(pack, family)) for family in dict.fromkeys(families)}


def _checks(pack: RulePack, family: str) -> Iterable[Check]:
    """A rule holds for its donation families, and a blood test only where the station's panel has it."""
    panel = pack.words("pretests_whole_blood")
    for rule in pack.rule:
        is_run = rule.pretest is None or rule.pretest in panel
        if is_run and (not rule.families or family in rule.families):
            questions = tuple(_question(pack, test) for test in rule.when)
            yield Check(rule, questions, rule.needs(), _limits(pack, rule))


def _limits(pack: RulePack, rule: Rule) -> dict[str, str]:
    limits = {test.limit: pack.number(test.limit) for test in rule.when if test.limit is not None}
    return {name: plain(limit) for name, limit in limits.items() if limit is not None}


def _question(pack: RulePack, test: Comparison) -> Question:
    if test.limit is not None:
        limit = pack.number(test.limit)
        return _never if limit is None else _about_amount(pack, test, limit)
    if test.is_yes is not None:
        return _about_answer(test.fact, wanted=test.is_yes)
    if test.differs is not None:
        return _about_two_words(pack, test.fact, test.differs)
    return _about_word(pack, test)


def _never(facts: Facts) -> bool:
    """A limit that the station does not use is never past."""
    return False


def _about_amount(pack: RulePack, test: Comparison, limit: Decimal) -> Question:
    """Ask whether a number, or one number less another, is past the limit."""
    name, less, unit, is_past = test.fact, test.minus, pack.fact[test.fact].unit, _comparison(test)
    if less is not None:
        return _about_difference(name, less, unit, limit, is_past)

    def is_past_limit(facts: Facts) -> Answer:
        fact = facts.values.get(name)
        if type(fact) is Number and fact.unit == unit and fact.value.is_finite():
            return is_past(fact.value, limit)
        if type(fact) is Bound and fact.unit == unit and fact.value.is_finite():
            return _side_of(name, fact, limit, is_past)
        return _unread_number(name, fact)

    return is_past_limit


def _side_of(name: str, bound: Bound, limit: Decimal, is_past: _IsPast) -> Answer:
    """Answer where all that the bound leaves open lies on one side of the limit; else nothing is told."""
    if bound.side == "below":
        return is_past(_LEAST, limit) if bound.value <= limit else Unknown(name, "unreadable")
    answer = is_past(_MOST, limit)
    return answer if is_past(bound.value, limit) is answer else Unknown(name, "unreadable")


_LEAST, _MOST = Decimal("-Infinity"), Decimal("Infinity")


def _about_difference(name: str, less: str, unit: str, limit: Decimal, is_past: _IsPast) -> Question:
    def is_past_limit(facts: Facts) -> Answer:
        first, second = number(facts, name, unit), number(facts, less, unit)
        if isinstance(first, Unknown):
            return first
        return second if isinstance(second, Unknown) else is_past(first - second, limit)

    return is_past_limit


def _comparison(test: Comparison) -> _IsPast:
    if test.below is not None:
        return operator.lt
    if test.at_most is not None:
        return operator.le
    return operator.gt if test.above is not None else operator.ge


def number(facts: Facts, name: str, unit: str) -> Decimal | Unknown:
    """Return a number in the one unit of the pack; another unit or none is not a number to decide on."""
    fact = facts.values.get(name)
    if type(fact) is Number and fact.unit == unit and fact.value.is_finite():
        return fact.value
    return _unread_number(name, fact)


def _unread_number(name: str, fact: Fact | None) -> Unknown:
    is_number = isinstance(fact, Number) and fact.value.is_finite()
    return Unknown(name, "no_unit") if is_number else _unread(name, fact)


def _unread(name: str, fact: Fact | None) -> Unknown:
    if fact is None:
        return Unknown(name, "not_asked")
    return Unknown(name, fact.why if isinstance(fact, Missing) else "unreadable")


def _about_answer(name: str, *, wanted: bool) -> Question:
    def is_as_wanted(facts: Facts) -> Answer:
        fact = facts.values.get(name)
        return fact.value is wanted if type(fact) is YesNo else _unread(name, fact)

    return is_as_wanted


def _about_word(pack: RulePack, test: Comparison) -> Question:
    """Ask whether a word is one of some, or none of them."""
    name, known = test.fact, pack.fact[test.fact].words
    yes = test.one_of if test.one_of is not None else tuple(set(known) - set(test.none_of or ()))

    def is_among(facts: Facts) -> Answer:
        word = _word(facts, name, known)
        return word if isinstance(word, Unknown) else word in yes

    return is_among


def _about_two_words(pack: RulePack, name: str, other: str) -> Question:
    known, known_too = pack.fact[name].words, pack.fact[other].words

    def differ(facts: Facts) -> Answer:
        word, second = _word(facts, name, known), _word(facts, other, known_too)
        if isinstance(word, Unknown):
            return word
        return second if isinstance(second, Unknown) else word != second

    return differ


def _word(facts: Facts, name: str, known: tuple[str, ...]) -> str | Unknown:
    """Return a word that the pack knows; any other word was not read, whatever it may mean elsewhere."""
    fact = facts.of(name)
    if type(fact) is Word and fact.value in known:
        return fact.value
    return _unread(name, fact)
