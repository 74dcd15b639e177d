"""The interview as a pack: questions, their wording, and what each answer means, from one TOML file."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from donor_room.domain.identity import Sex
from donor_room.domain.preparations import MOST_HITS
from donor_room.domain.questionnaire import (
    MOST_ITEMS_IN_A_GROUP,
    Anchor,
    Choice,
    Group,
    Item,
    LeadsTo,
    ListOf,
    Questionnaire,
)
from donor_room.domain.refusal import Refusal
from donor_room.domain.stamp import PackStamp
from donor_room.packs.compiled import read_shape
from donor_room.packs.locate import resources_folder
from donor_room.packs.signature import stamp_of
from donor_room.packs.texts import Language, places

NATIONAL = "gb18467-2011"
LONGEST_QUESTION = 48
"""Chinese characters; a longer question is two questions."""
LONGEST_SHORT = {"zh": 14, "en": 32}
"""Characters by which a physician knows a question again in one line of the findings."""


class _Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    zh: str
    en: str

    def said(self, language: Language) -> str:
        return self.zh if language == "zh_CN" else self.en


class _Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    private: bool
    title: _Wording


class _Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    leads_to: LeadsTo
    clause: str
    tag: str
    label: _Wording
    code: str | None = None
    anchor: Anchor | None = None
    name: bool = False


class _Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    group: str
    window: str
    expect: Literal["yes", "no"]
    clause: str
    tag: str
    ask: _Wording
    short: _Wording
    help: _Wording
    choice: tuple[_Choice, ...]
    sex: Sex | None = None
    first_time: bool | None = None
    kinds: tuple[str, ...] = ()
    named_in: ListOf | None = None


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    edition: str
    source: str
    title: _Wording
    group: tuple[_Group, ...]
    item: tuple[_Item, ...]


class QuestionnairePack:
    """One questionnaire with its wording; the stamp binds the answers to exactly these words."""

    def __init__(self, file: _File, stamp: PackStamp) -> None:
        self.stamp = stamp
        self.source = file.source
        self.questionnaire = _questionnaire(file)
        self._title = file.title
        self._groups = {group.id: group.title for group in file.group}
        self._items = {item.id: item for item in file.item}

    def title(self, language: Language) -> str:
        return self._title.said(language)

    def group_title(self, group_id: str, language: Language) -> str:
        return self._groups[group_id].said(language)

    def ask(self, item_id: str, language: Language) -> str:
        """Return the question."""
        return self._items[item_id].ask.said(language)

    def short(self, item_id: str, language: Language) -> str:
        """Return what a question is about in a few words, as a physician names it and no donor is asked."""
        return self._items[item_id].short.said(language)

    def choice_label(self, item_id: str, choice_id: str, language: Language) -> str:
        """Return what a choice is called."""
        labels = {choice.id: choice.label for choice in self._items[item_id].choice}
        return labels[choice_id].said(language)

    def help_codes(self, item_id: str) -> frozenset[str]:
        """Return the exclusion codes whose duration the help of an item tells."""
        return places(self._items[item_id].help.zh)

    def help(self, item_id: str, language: Language, durations: Mapping[str, str]) -> str:
        """Return what an answer would mean; durations gives each code's span in the rules in force."""
        return self._items[item_id].help.said(language).format_map(durations)


def load_questionnaire(name: str = NATIONAL, folder: Path | None = None) -> QuestionnairePack:
    """Read and check a questionnaire; refuses a file that is damaged, or asks more than a page can show."""
    try:
        file, raw = read_shape(questionnaire_file(name, folder), _File)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise Refusal("interview.pack_unreadable", pack=name, reason=str(fault)) from fault
    for reason in _faults(file):
        raise Refusal("interview.pack_unreadable", pack=name, reason=reason)
    stamp = stamp_of(raw, id=file.id, edition=file.edition)
    return QuestionnairePack(file, stamp)


def questionnaire_file(name: str = NATIONAL, folder: Path | None = None) -> Path:
    return (folder or resources_folder() / "questionnaires") / f"{name}.toml"


def _questionnaire(file: _File) -> Questionnaire:
    groups = tuple(Group(id=group.id, private=group.private) for group in file.group)
    private = {group.id: group.private for group in groups}
    order = [group.id for group in groups]
    items = sorted(file.item, key=lambda item: order.index(item.group))
    return Questionnaire(groups=groups, items=tuple(_item(item, private[item.group]) for item in items))


def _item(item: _Item, private: bool) -> Item:
    return Item(
        id=item.id,
        group=item.group,
        window=item.window,
        expect=item.expect,
        private=private,
        sex=item.sex,
        first_time=item.first_time,
        kinds=item.kinds,
        clause=item.clause,
        tag=item.tag,
        choices=tuple(map(_choice, item.choice)),
        named_in=item.named_in,
    )


def _choice(choice: _Choice) -> Choice:
    return Choice(
        id=choice.id,
        leads_to=choice.leads_to,
        code=choice.code or choice.id,
        anchor=choice.anchor,
        asks_name=choice.name,
        clause=choice.clause,
        tag=choice.tag,
    )


def _faults(file: _File) -> Iterable[str]:
    """Tell in English, for the person who writes packs, what the shape alone does not show."""
    yield from _twice("group", [group.id for group in file.group])
    yield from _twice("item", [item.id for item in file.item])
    groups = {group.id for group in file.group}
    for item in file.item:
        yield from _item_faults(item, groups)
    for group, many in Counter(item.group for item in file.item).items():
        if many > MOST_ITEMS_IN_A_GROUP:
            yield f"group {group} holds more than {MOST_ITEMS_IN_A_GROUP} items"


def _item_faults(item: _Item, groups: set[str]) -> Iterable[str]:
    yield from _twice(f"choice of {item.id}", [choice.id for choice in item.choice])
    if item.group not in groups:
        yield f"item {item.id} is in a group {item.group} that does not exist"
    if not item.choice:
        yield f"item {item.id} leads nowhere"
    if item.named_in is not None:
        yield from _list_faults(item)
    if len(item.ask.zh) > LONGEST_QUESTION:
        yield f"item {item.id} is longer than {LONGEST_QUESTION} characters"
    if len(item.short.zh) > LONGEST_SHORT["zh"] or len(item.short.en) > LONGEST_SHORT["en"]:
        yield f"the short form of item {item.id} is too long for a line"
    if places(item.help.zh) != places(item.help.en):
        yield f"the helps of item {item.id} differ in their places"
    if not all(words.zh and words.en for words in (item.ask, item.short, item.help)):
        yield f"item {item.id} has an empty text"


def _list_faults(item: _Item) -> Iterable[str]:
    named = [choice for choice in item.choice if choice.name]
    if not any(choice.leads_to == "physician" for choice in named):
        yield f"item {item.id} has no choice for a name that its list does not hold"
    if len(item.choice) - len(named) > MOST_HITS:
        yield f"item {item.id} has more than {MOST_HITS} choices beside its list"


def _twice(what: str, ids: list[str]) -> Iterable[str]:
    if len(set(ids)) == len(ids):
        return
    for one in sorted(one for one, times in Counter(ids).items() if times > 1):
        yield f"{what} {one} is there twice"
