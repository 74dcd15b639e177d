"""The lists of medicines, vaccines and diseases, one TOML file each, read when a follow-up first asks."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from donor_room.domain.preparations import NO_EFFECT, PHYSICIAN, Index, Preparation
from donor_room.domain.questionnaire import LONGEST_NAME, Anchor, ListOf
from donor_room.domain.refusal import Refusal
from donor_room.domain.stamp import PackStamp
from donor_room.packs.locate import resources_folder
from donor_room.packs.signature import stamp_of
from donor_room.packs.texts import Language

COMMON = "cn-common"
_CODE = re.compile(r"[PTV]\d\d[a-z]?")
_TAGS = {"V", "V2", "R"}
_COLUMNS = 3


class _Title(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    zh: str
    en: str


class _Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    code: str
    physician: bool
    counts_from: Anchor | None
    tag: str
    title: _Title
    entries: str
    suggests: str | None = None


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    edition: str
    source: str
    kind: ListOf
    group: tuple[_Group, ...]


class PreparationPack:
    """One list with the words of its groups; the stamp proves which list an answer was found in."""

    def __init__(self, file: _File, preparations: tuple[Preparation, ...], stamp: PackStamp) -> None:
        self.stamp = stamp
        self.source = file.source
        self.kind = file.kind
        self.index = Index(preparations)
        self._titles = {group.id: {"zh_CN": group.title.zh, "en": group.title.en} for group in file.group}

    def group_title(self, group: str, language: Language) -> str:
        """Return what the preparations of a group have in common."""
        return self._titles[group][language]


def load_preparations(kind: ListOf, name: str = COMMON, folder: Path | None = None) -> PreparationPack:
    """Read and check a list; refuses one that is damaged, or in which a name could mean two things."""
    raw = ((folder or resources_folder() / kind) / f"{name}.toml").read_bytes()
    try:
        table = tomllib.loads(raw.decode("utf-8"))
        for group in table.get("group", []):
            group["counts_from"] = group.get("counts_from") or None
        file = msgspec.convert(table, _File)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise Refusal("interview.pack_unreadable", pack=kind, reason=str(fault)) from fault
    preparations = tuple(one for group in file.group for one in _preparations(kind, group))
    for reason in _faults(file, kind, preparations):
        raise Refusal("interview.pack_unreadable", pack=kind, reason=reason)
    return PreparationPack(file, preparations, stamp_of(raw, id=file.id, edition=file.edition))


def _preparations(kind: ListOf, group: _Group) -> Iterator[Preparation]:
    for line in group.entries.strip().splitlines():
        columns = [column.strip() for column in line.split("|")]
        zh, en, others = (columns + [""] * _COLUMNS)[:_COLUMNS]
        code = re.sub("[^a-z0-9]+", "_", en.lower()).strip("_")
        yield Preparation(
            id=code,
            zh=zh,
            en=en,
            others=tuple(others.split()),
            group=group.id,
            code=group.code,
            for_physician=group.physician,
            counts_from=group.counts_from,
            suggests=group.suggests,
            tag=group.tag,
            disease=code if kind == "diseases" else None,
        )


def _faults(file: _File, kind: ListOf, preparations: tuple[Preparation, ...]) -> Iterable[str]:
    """Tell in English, for the person who writes packs, what the shape alone does not show."""
    if file.kind != kind:
        yield f"it is a list of {file.kind}"
    yield from _twice("group", [group.id for group in file.group])
    yield from _twice("code", [one.id for one in preparations])
    yield from _twice("name", [one.zh for one in preparations])
    for group in file.group:
        yield from _group_faults(group)
    for one in preparations:
        if not one.zh or not one.id or len(one.zh) > LONGEST_NAME:
            yield f"{one.zh or one.en or 'a line of ' + one.group} lacks a name or has one that is too long"


def _group_faults(group: _Group) -> Iterable[str]:
    if not (_CODE.fullmatch(group.code) or group.code in {PHYSICIAN, NO_EFFECT}):
        yield f"group {group.id} means {group.code}"
    if group.suggests is not None and not _CODE.fullmatch(group.suggests):
        yield f"group {group.id} suggests {group.suggests}"
    if group.physician and group.code in {PHYSICIAN, NO_EFFECT}:
        yield f"group {group.id} names the physician twice, or for nothing"
    if group.tag not in _TAGS:
        yield f"group {group.id} has the tag {group.tag}"
    if not group.title.zh or not group.title.en or not group.entries.strip():
        yield f"group {group.id} has an empty text"
    if any(line.count("|") >= _COLUMNS for line in group.entries.splitlines()):
        yield f"group {group.id} has a line of more than {_COLUMNS} columns"


def _twice(what: str, ids: list[str]) -> Iterable[str]:
    for one in sorted(one for one, times in Counter(ids).items() if times > 1):
        yield f"{what} {one} is there twice"
