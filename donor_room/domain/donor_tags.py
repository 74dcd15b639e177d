"""The tags of a donor: which team she or he belongs to, and that the blood is rare; several at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, get_args

import msgspec

Tag = Literal["rare", "emergency", "fixed", "component", "volunteer"]
TAGS: tuple[str, ...] = get_args(Tag)
"""In the order in which they are shown, first what a nurse must not miss; their words are in `donor_tag`."""


class TagSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A tag that was set or taken away: id is of the entry."""

    id: str
    tag: str
    is_on: bool
    at: datetime


def tags_of(said: Iterable[TagSaid], told: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the tags that a donor has: of each tag the last word counts; `told` stood before them all."""
    has = dict.fromkeys(told, True)
    for one in sorted(said, key=lambda one: (one.at, one.id)):
        has[one.tag] = one.is_on
    return in_order(tag for tag, is_on in has.items() if is_on)


def in_order(tags: Iterable[str]) -> tuple[str, ...]:
    """Return tags as they are shown, those of a newer program behind."""
    return tuple(sorted(set(tags), key=lambda tag: (TAGS.index(tag) if tag in TAGS else len(TAGS), tag)))
