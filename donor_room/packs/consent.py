"""The notice before donation: its topics in the words of one language, and the hash a signature binds to."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import msgspec

from donor_room.domain.refusal import Refusal
from donor_room.domain.stamp import PackStamp
from donor_room.packs.locate import resources_folder
from donor_room.packs.signature import stamp_of
from donor_room.packs.texts import Language, Texts

NATIONAL = "consent-gb18467-2011"


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """One topic of the notice; apart = the donor confirms it by itself."""

    id: str
    apart: bool
    title: str
    body: str


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """The notice as it is shown; the hash of the stamp changes with every word and with nothing else."""

    stamp: PackStamp
    language: Language
    title: str
    topics: tuple[Topic, ...]
    promise: str


class _TopicRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    apart: bool


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    edition: str
    source: str
    tag: str
    topic: tuple[_TopicRow, ...]


@cache
def load_consent(language: Language, name: str = NATIONAL, folder: Path | None = None) -> Consent:
    """Read the notice in a language, once; refuses a damaged file, KeyError for a topic without words."""
    resources = folder or resources_folder()
    raw = (resources / "questionnaires" / f"{name}.toml").read_bytes()
    try:
        file = msgspec.convert(tomllib.loads(raw.decode("utf-8")), _File)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise Refusal("consent.unreadable", pack=name, reason=str(fault)) from fault
    return _worded(file, Texts(language, resources / "texts"))


def _worded(file: _File, texts: Texts) -> Consent:
    topics = tuple(
        Topic(
            id=row.id,
            apart=row.apart,
            title=texts.say(f"consent.{row.id}.title"),
            body=texts.say(f"consent.{row.id}.body"),
        )
        for row in file.topic
    )
    title, promise = texts.say("consent.title"), texts.say("consent.promise")
    shown = "\n".join([title, *(line for topic in topics for line in (topic.title, topic.body)), promise])
    stamp = stamp_of(shown.encode(), id=file.id, edition=file.edition)
    return Consent(stamp=stamp, language=texts.language, title=title, topics=topics, promise=promise)
