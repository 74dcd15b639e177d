"""Medicines, vaccines and diseases by name: how one is found by a few keys, and which condition it means."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from unicodedata import normalize

import msgspec

from donor_room.domain.initials import readings
from donor_room.domain.questionnaire import Anchor, Answer, Choice, Detail, Item, LeadsTo, Listed
from donor_room.domain.refusal import Refusal
from donor_room.domain.stamp import PackStamp

PHYSICIAN, NO_EFFECT = "physician", "none"
"""What a preparation may mean other than an exclusion of the rules."""

MOST_HITS = 6
"""Lines of the follow-up; more are counted and found by one key more."""

_SHORTEST_INSIDE = 2
"""Keys from which a match inside a name counts; one key matches beginnings only."""


class Preparation(msgspec.Struct, frozen=True, kw_only=True):
    """One medicine, vaccine, serum or disease: code is an exclusion of the rules, or PHYSICIAN, or NO_EFFECT.

    suggests is the exclusion of the illness behind it, for the physician's eye; it decides nothing.
    disease is the code by which the rules know its longest incubation.
    """

    id: str
    zh: str
    en: str
    others: tuple[str, ...]
    group: str
    code: str
    for_physician: bool
    counts_from: Anchor | None
    suggests: str | None
    tag: str
    disease: str | None = None


class Found(NamedTuple):
    """The best hits, and how many there are in all."""

    hits: tuple[Preparation, ...]
    in_all: int


_Key = tuple[str, bool, int]
"""Text, whether it is one of the other names, and the place in the list."""


class Index:
    """All preparations of a list, ready to be found by initials, characters or the English name."""

    def __init__(self, preparations: Iterable[Preparation]) -> None:
        self.preparations = tuple(preparations)
        self._by_id = {one.id: one for one in self.preparations}
        self._words: list[_Key] = []
        self._letters: list[_Key] = []
        for place, one in enumerate(self.preparations):
            self._letters.append((_squeezed(one.en), False, place))
            for name in (one.zh, *one.others):
                squeezed, is_other = _squeezed(name), name != one.zh
                self._words.append((squeezed, is_other, place))
                self._letters += [(letters, is_other, place) for letters in readings(squeezed)]

    def get(self, preparation: str) -> Preparation | None:
        """Return a preparation by its code, None for one that the list does not hold."""
        return self._by_id.get(preparation)

    def find(self, typed: str, most: int = MOST_HITS) -> Found:
        """Return what is meant by some keys: whole names first, then beginnings, then the rest.

        Characters that stand in no name are taken for others of the same sound.
        """
        wanted = _squeezed(typed)
        if not wanted:
            return Found((), 0)
        places = self._ranked((wanted,), self._letters if wanted.isascii() else self._words)
        if not places and not wanted.isascii():
            sounds = tuple(sound for sound in readings(wanted) if len(sound) >= _SHORTEST_INSIDE)
            places = self._ranked(sounds, self._letters)
        return Found(tuple(self.preparations[place] for place in places[:most]), len(places))

    def _ranked(self, wanted: tuple[str, ...], keys: list[_Key]) -> list[int]:
        best: dict[int, tuple[int, bool]] = {}
        for letters in wanted:
            for text, is_other_name, place in keys:
                at = text.find(letters)
                if at < 0 or (at > 0 and len(letters) < _SHORTEST_INSIDE):
                    continue
                how = 2 if at else 1 if len(text) > len(letters) else 0
                best[place] = min(best.get(place, (3, True)), (how, is_other_name))
        return sorted(best, key=lambda place: (*best[place], place))


def _squeezed(text: str) -> str:
    """Return letters and characters alone, small and of half width: digits choose and are never typed."""
    plain = normalize("NFKC", text).lower()
    return plain if plain.isalpha() else "".join(sign for sign in plain if sign.isalpha())


# ---- what it means -----------------------------------------------------------------------------------------


def choices_for(item: Item, preparation: Preparation) -> tuple[Choice, ...]:
    """Return what a preparation means in a question; a condition that it lacks is the physician's.

    Refuses a question that has no list.
    """
    own = next((choice for choice in item.choices if _is_meant(choice, preparation)), None)
    if own is None:
        return (for_unlisted(item),)
    return (own, for_unlisted(item)) if preparation.for_physician else (own,)


def _is_meant(choice: Choice, preparation: Preparation) -> bool:
    if preparation.code == NO_EFFECT:
        return choice.leads_to == "nothing"
    return choice.leads_to == "exclusion" and choice.code == preparation.code


def for_unlisted(item: Item) -> Choice:
    """Return the condition for a name that the list does not hold: the physician judges it."""
    leads_to: LeadsTo = "physician"
    for choice in item.choices:
        if item.named_in is not None and choice.leads_to == leads_to and choice.asks_name:
            return choice
    raise Refusal("interview.no_list", item=item.id)


def with_preparation(item: Item, answer: Answer, preparation: Preparation, pack: PackStamp) -> Answer:
    """Name a preparation in an answer; one that is named already stays as it is."""
    listed = Listed(entry=preparation.id, code=preparation.code, pack=pack)
    if any(detail.entry == preparation.id for detail in answer.details):
        return answer
    new = (
        Detail(
            which=choice.id,
            when_on=None,
            ongoing=False,
            name=preparation.zh,
            listed=listed,
            disease=preparation.disease,
        )
        for choice in choices_for(item, preparation)
    )
    return msgspec.structs.replace(answer, details=(*answer.details, *new))


def check_listed(item: Item, answer: Answer, index: Index, pack: PackStamp, before: Answer | None) -> None:
    """Refuse a condition that the list does not give; what was stored before stands under its own list."""
    stored = before.details if before else ()
    known = {(detail.which, detail.listed, detail.disease) for detail in stored}
    for detail in answer.details:
        if detail.listed is None or (detail.which, detail.listed, detail.disease) in known:
            continue
        preparation = index.get(detail.listed.entry)
        if preparation is None or detail.listed.pack != pack or detail.listed.code != preparation.code:
            raise Refusal("interview.not_in_list", item=item.id, which=detail.listed.entry)
        if detail.disease != preparation.disease:
            raise Refusal("interview.not_in_list", item=item.id, which=preparation.id)
        _check_meaning(item, answer, preparation)


def _check_meaning(item: Item, answer: Answer, preparation: Preparation) -> None:
    """All that a preparation means stands in the answer, and nothing else under its name."""
    said = {detail.which for detail in answer.details if detail.entry == preparation.id}
    if said != {choice.id for choice in choices_for(item, preparation)}:
        raise Refusal("interview.not_in_list", item=item.id, which=preparation.id)
