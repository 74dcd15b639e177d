"""Puts the state of the interview into words, in the language of the screen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import msgspec

from donor_room.domain.questionnaire import Answer, Detail, Item, exceptions, not_sure_items
from donor_room.packs.consent import Consent
from donor_room.packs.questionnaires import QuestionnairePack
from donor_room.ui.steps.interview.consent import TopicLine
from donor_room.ui.steps.interview.naming import Meaning, Naming, clause_words
from donor_room.ui.steps.interview.parts import ReviewLine
from donor_room.ui.steps.interview.rows import ChoiceLine, DetailsLine, QuestionLine
from donor_room.ui.steps.interview.state import State
from donor_room.ui.texts import say, texts

NO_NOTES: Mapping[str, str] = MappingProxyType({})
GroupLine = tuple[str, str, str, str, bool]


@dataclass(frozen=True, slots=True)
class Wording:
    """The packs in force; spans is how long each exclusion and incubation lasts, as number and unit."""

    pack: QuestionnairePack
    notices: dict[str, Consent]
    spans: dict[str, tuple[int, str]]
    meaning: Meaning

    @property
    def naming(self) -> Naming:
        """What lists and conditions say, in the language of the screen."""
        return Naming(self.meaning, {code: _span(*span) for code, span in self.spans.items()})

    # the notice

    @property
    def notice(self) -> Consent:
        return self.notices[texts().language]

    def topics(self) -> list[TopicLine]:
        return [TopicLine(topic.id, topic.title, topic.body, topic.apart) for topic in self.notice.topics]

    # questions

    def ask(self, item: Item) -> str:
        return self.pack.ask(item.id, texts().language)

    def group_title(self, group: str) -> str:
        return self.pack.group_title(group, texts().language)

    def choice_label(self, item: Item, choice: str) -> str:
        return self.pack.choice_label(item.id, choice, texts().language)

    def line(self, state: State, item: Item, *, is_aloud: bool) -> QuestionLine:
        """Return a question with its stored answer; is_aloud marks the one in question before its answer."""
        answer = state.answers.get(item.id)
        here = item.id == state.at
        was_aloud = answer.asked_aloud if answer else False
        return QuestionLine(
            item=item.id,
            number=state.number(item.id),
            text=self.ask(item),
            value=answer.value if answer else None,
            is_here=here,
            asked_aloud=was_aloud or (here and is_aloud),
        )

    def choices(self, state: State, item: Item) -> list[ChoiceLine]:
        chosen = {detail.which for detail in state.answers[item.id].details}
        return [
            ChoiceLine(choice.id, self.choice_label(item, choice.id), choice.id in chosen)
            for choice in item.choices
        ]

    def details(self, state: State, item: Item) -> DetailsLine:
        choice = item.choice(state.choice or item.choices[0].id)
        stored = self._stored(state, item, choice.id)
        label = self.choice_label(item, choice.id)
        is_named = item.named_in is not None and stored.name is not None
        return DetailsLine(
            choice=choice.id,
            title=stored.name or label if is_named else label,
            day_words=say(f"interview.when.{choice.anchor}") if choice.anchor else "",
            ongoing_words=say(f"interview.ongoing.{choice.anchor}") if choice.may_be_ongoing else "",
            asks_name=choice.asks_name and not is_named,
            day=stored.when_on,
            name=stored.name or "",
            entry=stored.entry,
        )

    def _stored(self, state: State, item: Item, choice: str) -> Detail:
        details = state.answers[item.id].details
        return next(one for one in details if (one.which, one.entry) == (choice, state.entry))

    # the rail

    def groups(self, state: State, *, is_asking: bool) -> list[GroupLine]:
        """Return the groups with how far each is; groups without a question for this donor are left out."""
        lines: list[GroupLine] = []
        for place, group in enumerate(self.pack.questionnaire.groups, start=1):
            whole, done = len(state.of_group(group.id)), state.done_in(group.id)
            if not whole:
                continue
            here = is_asking and state.at is not None and group.id == state.group
            key = "interview.count_of" if here else "interview.count"
            mode = "here" if here else "done" if done == whole else "open"
            count = say(key, done=done, n=whole)
            lines.append((self.group_title(group.id), count, mode, str(place), group.private))
        return lines

    def progress(self, state: State) -> str:
        done = sum(state.done_in(group.id) for group in self.pack.questionnaire.groups)
        return say("interview.progress", done=done, all=len(state.items))

    def help(self, state: State, item: Item) -> tuple[str, str, str]:
        """Return the number of a question, what an answer would mean, and the clause it comes from."""
        durations = {code: _span(*self.spans[code]) for code in self.pack.help_codes(item.id)}
        words = _closed(self.pack.help(item.id, texts().language, durations))
        return say("interview.ask.help_title", n=state.number(item.id)), words, clause_words(item.clause)

    def means(self, state: State, item: Item, day: date | None) -> tuple[str, str, str]:
        """Return what the condition in question is called, what it means with this day, and its clause."""
        choice = item.choice(state.choice or item.choices[0].id)
        stored = self._stored(state, item, choice.id)
        typed = msgspec.structs.replace(stored, when_on=day, ongoing=stored.ongoing and day is None)
        words = self.naming.means(item, choice, typed)
        found_with = [
            one for one in state.answers[item.id].details if one.entry and one.entry == stored.entry
        ]
        if choice.leads_to != "physician" and len(found_with) > 1:
            words = say("interview.means.and_physician", words=words)
        return self.choice_label(item, choice.id), words, clause_words(choice.clause)

    def for_physician(self, state: State) -> list[str]:
        """Name what a physician must look at; of private answers only that there are some, at the end."""
        key = "interview.not_sure_to_physician"
        unsure = [item for item in not_sure_items(state.items, state.answers) if not item.private]
        lines = [say(key, n=state.number(item.id)) for item in unsure]
        private = any(item.private for item in exceptions(state.items, state.answers))
        return lines + ([say("interview.ask.private_exception")] if private and state.at is None else [])

    # answers to be looked at

    def review(
        self, state: State, item: Item, *, is_seen: bool, is_here: bool, notes: Mapping[str, str] = NO_NOTES
    ) -> ReviewLine:
        """Return an answer to be looked at; nothing of a private one but that it is there.

        notes say of each line of a list what to ask about it.
        """
        question, answer = say("interview.ask.private_exception"), ""
        if not item.private:
            question, answer = self.ask(item), self.answer(item, state.answers[item.id], notes)
        return ReviewLine(item.id, state.number(item.id), question, answer, is_seen, is_here)

    def answer(self, item: Item, answer: Answer, notes: Mapping[str, str] = NO_NOTES) -> str:
        words = [say(f"interview.answer.{answer.value}")]
        named = {detail.entry or detail.which: detail for detail in answer.details}
        for detail in named.values():
            when = say("interview.review.ongoing") if detail.ongoing else str(detail.when_on or "")
            note = notes.get(detail.entry or "", "")
            label = "" if note else self.choice_label(item, detail.which)
            parts = (label, detail.name, when, note)
            words.append(_closed(" ".join(part for part in parts if part)))
        return "  ".join(words)


def _closed(words: str) -> str:
    """Return words without a gap between two characters or before a bracket of their width."""
    return _GAP.sub("", words)


_GAP = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])| (?=（)")


def _span(n: int, unit: str) -> str:
    return say(f"measures.duration.{unit}.{'one' if n == 1 else 'many'}", n=n)
