"""What is asked before a donation, which answers are missing, and what the given ones lead to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

import msgspec

from donor_room.domain.facts import Exclusion
from donor_room.domain.identity import Sex
from donor_room.domain.refusal import Refusal
from donor_room.domain.stamp import PackStamp

Value = Literal["yes", "no", "not_sure"]
Anchor = Literal["event", "recovery", "end", "return", "last_contact", "last_dose", "last_positive"]
"""The day an exclusion counts from; a choice without one needs no date."""

LeadsTo = Literal["exclusion", "donation", "physician", "fact", "stop", "nothing"]
Part = Literal["answer", "which", "when", "name"]
ListOf = Literal["medicines", "vaccines", "diseases"]
"""The list in which the name is found; what is chosen there says which condition it is."""

LONGEST_NAME = 60
LONGEST_REMARK = 200
MOST_ITEMS_IN_A_GROUP = 6
"""Rows of the interview page; a pack with more in a group is refused."""


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that an unexpected answer may mean.

    code is the exclusion code of the rule pack, the kind of an earlier donation, or the name of a fact,
    as leads_to says. A choice that asks a name wants the medicine, vaccine, disease or place in words.
    """

    id: str
    leads_to: LeadsTo
    code: str
    anchor: Anchor | None
    asks_name: bool
    clause: str
    tag: str

    @property
    def may_be_ongoing(self) -> bool:
        """Tell whether the day it counts from may be yet to come: not recovered, not ended."""
        return self.anchor in {"recovery", "end"}

    @property
    def needs_nothing_more(self) -> bool:
        return self.anchor is None and not self.asks_name


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One question. Only the expected answer lets the donor pass; sex or first_time None = asked of all."""

    id: str
    group: str
    window: str
    expect: Literal["yes", "no"]
    private: bool
    sex: Sex | None
    first_time: bool | None
    kinds: tuple[str, ...]
    clause: str
    tag: str
    choices: tuple[Choice, ...]
    named_in: ListOf | None = None

    def choice(self, choice_id: str) -> Choice:
        """Return a choice by its id; refuses one that this question does not have."""
        for choice in self.choices:
            if choice.id == choice_id:
                return choice
        raise Refusal("interview.unknown_choice", item=self.id, which=choice_id)


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Questions of one page; a private group is never seen on a staff screen, the queue or a print."""

    id: str
    private: bool


class Questionnaire(msgspec.Struct, frozen=True, kw_only=True):
    """All that may be asked, in the order it is asked."""

    groups: tuple[Group, ...]
    items: tuple[Item, ...]

    def item(self, item_id: str) -> Item:
        """Return an item by its id; refuses one that is not in this questionnaire."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise Refusal("interview.unknown_item", item=item_id)


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """The line of a list that was chosen (medicines, vaccines, diseases), what it said, and the list then."""

    entry: str
    code: str
    pack: PackStamp


class Detail(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One condition that the donor named; ongoing = the recovery or end it counts from is yet to come.

    listed proves where the name is from; what it means is in `which` alone, so that a program which knows no
    lists decides the same. disease is the code whose longest incubation counts, None where nobody named one.
    """

    which: str
    when_on: date | None
    ongoing: bool
    name: str | None
    listed: Listed | None = None
    disease: str | None = None

    @property
    def entry(self) -> str | None:
        """The line of the list, None for a name in the nurse's own words."""
        return self.listed.entry if self.listed else None


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the donor said, and every condition that an unexpected answer turned out to mean."""

    value: Value
    asked_aloud: bool
    details: tuple[Detail, ...]
    remark: str | None


Answers = Mapping[str, Answer]


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """What is still to be asked of an item; which names the condition whose date or name is missing.

    entry is the line of the list that the condition was found by.
    """

    item: str
    part: Part
    which: str | None
    entry: str | None = None


class ClaimedDonation(msgspec.Struct, frozen=True, kw_only=True):
    """A donation that the donor told of and the directory may not know."""

    kind: str
    on: date | None
    item: str


def asked(questionnaire: Questionnaire, *, sex: Sex | None, first_time: bool, kind: str) -> tuple[Item, ...]:
    """Return the items for this donor and donation kind; where the sex is unknown everything is asked."""
    return tuple(item for item in questionnaire.items if _applies(item, sex, first_time, kind))


def _applies(item: Item, sex: Sex | None, first_time: bool, kind: str) -> bool:
    wrong_sex = sex is not None and item.sex not in {None, sex}
    wrong_time = item.first_time not in {None, first_time}
    wrong_kind = bool(item.kinds) and kind not in item.kinds
    return not (wrong_sex or wrong_time or wrong_kind)


def conditions(item: Item, answer: Answer) -> tuple[Detail, ...]:
    """Return what an unexpected answer means; a single choice that needs nothing more is not asked for."""
    if answer.value in {item.expect, "not_sure"}:
        return ()
    only = item.choices[0]
    if not answer.details and len(item.choices) == 1 and only.needs_nothing_more:
        return (Detail(which=only.id, when_on=None, ongoing=False, name=None),)
    return answer.details


def missing(items: Iterable[Item], answers: Answers) -> tuple[Missing, ...]:
    """Return all that is still to be asked of these items, in their order."""
    return tuple(gap for item in items for gap in missing_of(item, answers.get(item.id)))


def missing_of(item: Item, answer: Answer | None) -> tuple[Missing, ...]:
    """Return what is still to be asked of one item: the answer, then which, then each date and name."""
    if answer is None:
        return (Missing(item=item.id, part="answer", which=None),)
    if answer.value in {item.expect, "not_sure"}:
        return ()
    named = conditions(item, answer)
    if not named:
        return (Missing(item=item.id, part="which", which=None),)
    return tuple(gap for detail in named for gap in _missing_of_detail(item, detail))


def _missing_of_detail(item: Item, detail: Detail) -> Iterable[Missing]:
    choice = item.choice(detail.which)
    if choice.anchor is not None and detail.when_on is None and not detail.ongoing:
        yield Missing(item=item.id, part="when", which=choice.id, entry=detail.entry)
    if choice.asks_name and not detail.name:
        yield Missing(item=item.id, part="name", which=choice.id, entry=detail.entry)


def is_complete(items: Iterable[Item], answers: Answers) -> bool:
    """Tell whether nothing is left to ask."""
    return not missing(items, answers)


def not_sure_items(items: Iterable[Item], answers: Answers) -> tuple[Item, ...]:
    """Return the items that the donor could not answer: each needs the physician."""
    return tuple(item for item in items if item.id in answers and answers[item.id].value == "not_sure")


def exceptions(items: Iterable[Item], answers: Answers) -> tuple[Item, ...]:
    """Return the answered items that the examiner must look at: every answer other than the expected one."""
    return tuple(item for item in items if item.id in answers and answers[item.id].value != item.expect)


def exclusions(items: Iterable[Item], answers: Answers) -> tuple[Exclusion, ...]:
    """Return every condition of the rule pack that the answers gave, in the order of the questions."""
    return tuple(
        reported(item, choice, detail) for item, choice, detail in _meant(items, answers, "exclusion")
    )


def reported(item: Item, choice: Choice, detail: Detail) -> Exclusion:
    """Return one condition as the rules judge it."""
    return Exclusion(
        code=choice.code,
        anchor_on=detail.when_on,
        item=item.id,
        ongoing=detail.ongoing,
        disease=detail.disease,
    )


def claimed_donations(items: Iterable[Item], answers: Answers) -> tuple[ClaimedDonation, ...]:
    """Return the donations that the answers told of; they count like those of the directory."""
    return tuple(
        ClaimedDonation(kind=choice.code, on=detail.when_on, item=item.id)
        for item, choice, detail in _meant(items, answers, "donation")
    )


def for_physician(items: Iterable[Item], answers: Answers) -> tuple[Item, ...]:
    """Return the items a physician must judge: not sure, or a condition that no rule decides."""
    listed = tuple(items)
    judged = {item.id for item, _, _ in _meant(listed, answers, "physician")}
    judged |= {item.id for item in not_sure_items(listed, answers)}
    return tuple(item for item in listed if item.id in judged)


def facts(items: Iterable[Item], answers: Answers) -> frozenset[str]:
    """Return the named facts that the answers gave, such as earlier_reaction."""
    return frozenset(choice.code for _, choice, _ in _meant(items, answers, "fact"))


def stops(items: Iterable[Item], answers: Answers) -> tuple[Item, ...]:
    """Return the items without whose expected answer nothing may go on, such as the notice understood.

    Not being sure stops here too: the notice is explained again until the answer is yes.
    """
    return tuple(item for item in exceptions(items, answers) if item.choices[0].leads_to == "stop")


def _meant(
    items: Iterable[Item], answers: Answers, leads_to: LeadsTo
) -> Iterable[tuple[Item, Choice, Detail]]:
    for item in items:
        if item.id not in answers:
            continue
        for detail in conditions(item, answers[item.id]):
            choice = item.choice(detail.which)
            if choice.leads_to == leads_to:
                yield item, choice, detail


def check_answer(item: Item, answer: Answer, *, birth_on: date, today: date) -> None:
    """Refuse what cannot be true: a condition under an expected answer, a day to come or before birth."""
    if answer.remark is not None and len(answer.remark) > LONGEST_REMARK:
        raise Refusal("interview.remark_too_long", item=item.id, most=LONGEST_REMARK)
    if answer.value == item.expect and answer.details:
        raise Refusal("interview.condition_without_cause", item=item.id)
    named = [(detail.which, detail.entry) for detail in answer.details]
    if len(set(named)) != len(named):
        raise Refusal("interview.condition_twice", item=item.id)
    for detail in answer.details:
        _check_detail(item, detail, birth_on, today)


def _check_detail(item: Item, detail: Detail, birth_on: date, today: date) -> None:
    choice = item.choice(detail.which)
    is_found = detail.listed is not None
    if (is_found and item.named_in is None) or (detail.disease is not None and not is_found):
        raise Refusal("interview.no_list", item=item.id)
    if detail.ongoing and (detail.when_on is not None or not choice.may_be_ongoing):
        raise Refusal("interview.ongoing_or_a_day", item=item.id)
    if detail.name is not None and len(detail.name) > LONGEST_NAME:
        raise Refusal("interview.name_too_long", item=item.id, most=LONGEST_NAME)
    if detail.when_on is None:
        return
    if detail.when_on > today:
        raise Refusal("interview.day_to_come", item=item.id, on=detail.when_on)
    if detail.when_on < birth_on:
        raise Refusal("interview.day_before_birth", item=item.id, on=detail.when_on)
