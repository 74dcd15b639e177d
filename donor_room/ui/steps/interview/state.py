"""Where the interview stands: which question is asked, and what an answer leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import msgspec

from donor_room.domain.questionnaire import Answer, Detail, Item, Value, missing, missing_of

Stage = Literal["answer", "which", "details"]


@dataclass(frozen=True, slots=True)
class State:
    """at is the item in question, None when all is answered; choice the condition whose details are asked,
    entry the line of the list by which it was found.
    """

    items: tuple[Item, ...]
    answers: Mapping[str, Answer]
    at: str | None
    stage: Stage = "answer"
    choice: str | None = None
    entry: str | None = None

    @property
    def item(self) -> Item | None:
        """The item in question."""
        return next((item for item in self.items if item.id == self.at), None)

    @property
    def group(self) -> str:
        """The group on the page; the last one when all is answered."""
        item = self.item
        return item.group if item else self.items[-1].group

    @property
    def is_private(self) -> bool:
        """Whether the question belongs to the donor alone."""
        item = self.item
        return item is not None and item.private

    def of_group(self, group: str) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.group == group)

    def done_in(self, group: str) -> int:
        """How many items of a group are answered with all that belongs to them."""
        return sum(not missing_of(item, self.answers.get(item.id)) for item in self.of_group(group))

    def number(self, item_id: str) -> int:
        """The place of an item among those asked, from 1."""
        return next(place for place, item in enumerate(self.items, start=1) if item.id == item_id)


def begin(items: tuple[Item, ...], answers: Mapping[str, Answer]) -> State:
    """Stand on the first item with something left to ask."""
    return _stand(State(items=items, answers=answers, at=None), items)


def stored(state: State, answers: Mapping[str, Answer]) -> State:
    """Go on after an answer is on the disk: to what is missing of it, else to the next open item."""
    told = replace(state, answers=answers, choice=None, entry=None, stage="answer")
    item = told.item
    if item is None:
        return begin(told.items, answers)
    if missing_of(item, answers.get(item.id)):
        return _stand(told, (item,))
    place = told.items.index(item) + 1
    return _stand(told, told.items[place:] + told.items[:place])


def _stand(state: State, items: tuple[Item, ...]) -> State:
    gaps = missing(items, state.answers)
    if not gaps:
        return replace(state, at=None, stage="answer", choice=None, entry=None)
    first = gaps[0]
    stage: Stage = "answer" if first.part == "answer" else "which" if first.part == "which" else "details"
    return replace(state, at=first.item, stage=stage, choice=first.which, entry=first.entry)


def stand_on(state: State, item_id: str) -> State:
    """Ask an item again."""
    return replace(state, at=item_id, stage="answer", choice=None, entry=None)


def which_again(state: State) -> State:
    """Show what an unexpected answer may mean, to add to it or to change it."""
    return replace(state, stage="which", choice=None, entry=None)


def details_of(state: State, choice: str, entry: str | None = None) -> State:
    """Ask the day and the name of a condition."""
    return replace(state, stage="details", choice=choice, entry=entry)


def back(state: State) -> State:
    """Go one step back: out of the follow-up, else to the question before; a private one only from inside."""
    if state.stage != "answer":
        return replace(state, stage="answer", choice=None, entry=None)
    place = len(state.items) if state.item is None else state.items.index(state.item)
    before = [item for item in state.items[:place] if item.private == state.is_private or not item.private]
    return stand_on(state, before[-1].id) if before else state


# ---- answers ----------------------------------------------------------------------------------------------


def answer_of(item: Item, value: Value, *, asked_aloud: bool) -> Answer:
    """Return an answer as pressed; an only condition is named with it."""
    details: tuple[Detail, ...] = ()
    if value not in (item.expect, "not_sure") and len(item.choices) == 1:
        only = item.choices[0]
        details = () if only.needs_nothing_more else (_detail(only.id),)
    return Answer(value=value, asked_aloud=asked_aloud, details=details, remark=None)


def with_choice(answer: Answer, choice: str) -> Answer:
    """Name one more condition."""
    if any(_is_of(detail, choice, None) for detail in answer.details):
        return answer
    return msgspec.structs.replace(answer, details=(*answer.details, _detail(choice)))


def without_choice(answer: Answer, choice: str, entry: str | None = None) -> Answer:
    """Take a condition away that was pressed by mistake, with all that was found with it."""
    kept = tuple(detail for detail in answer.details if not _is_of(detail, choice, entry))
    return msgspec.structs.replace(answer, details=kept)


def with_name(answer: Answer, choice: str, name: str) -> Answer:
    """Name what no list holds, in the nurse's words; a second such name stands behind the first."""
    before = next((one.name for one in answer.details if _is_of(one, choice, None)), None)
    named = with_choice(answer, choice) if before is None else answer
    words = name if before in (None, name) else f"{before}、{name}"
    return with_detail(named, choice, day=None, ongoing=False, name=words)


def with_detail(
    answer: Answer,
    choice: str,
    *,
    day: date | None,
    ongoing: bool,
    name: str | None,
    entry: str | None = None,
) -> Answer:
    """Fill in the day and the name of a condition, and of all that was found with it."""
    details = tuple(
        msgspec.structs.replace(detail, when_on=day, ongoing=ongoing, name=name)
        if _is_of(detail, choice, entry)
        else detail
        for detail in answer.details
    )
    return msgspec.structs.replace(answer, details=details)


def _is_of(detail: Detail, choice: str, entry: str | None) -> bool:
    """A line of a list may mean two conditions: they have one day."""
    return detail.entry == entry and (entry is not None or detail.which == choice)


def day_not_known(answer: Answer, choice: str, *, name: str | None, entry: str | None = None) -> Answer:
    """Without its day no rule can count: unsure now, it goes to the physician, and the condition stays."""
    named = with_detail(answer, choice, day=None, ongoing=False, name=name, entry=entry)
    return msgspec.structs.replace(named, value="not_sure")


def not_sure(answer: Answer) -> Answer:
    """Leave an answer to the physician, with all that was named."""
    return msgspec.structs.replace(answer, value="not_sure")


def _detail(choice: str) -> Detail:
    return Detail(which=choice, when_on=None, ongoing=False, name=None)
