"""Whether a donor may be called: what was said at any visit, and what of it stands. A withdrawal wins."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

import msgspec

from donor_room.domain.clock import day_at_site

Word = Literal["agreed", "withdrawn"]

BEFORE = "before"
"""How an agreement names a withdrawal that the station knew before it had any entry of it."""

MOST_NAMED = 20
"""So many withdrawals are told of one donor. Of more than these some are never named, and win."""


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """The word that stands, of which day and by whom it was written (empty = the station itself).

    `withdrawals` are the ids of those that stand, which an agreement has to name; beside an agreement they
    are those that were answered.
    """

    word: Word
    on: date | None = None
    by: str = ""
    withdrawals: tuple[str, ...] = ()


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One time that a donor said it: id is of the entry; `seen` are the withdrawals on the screen then."""

    id: str
    word: Word
    at: datetime
    by: str
    seen: tuple[str, ...] = ()


def standing(words: Iterable[Said], told: Contact | None = None) -> Contact | None:
    """Return the word that stands; None where nobody was asked, which is no agreement.

    An agreement counts over the withdrawals that it names and over no other one, whatever the clocks say.
    `told` is what was known without the words.
    """
    said = sorted(words, key=lambda one: (one.at, one.id))
    agreed = [one for one in said if one.word == "agreed"]
    named = {seen for one in agreed for seen in one.seen}
    withdrawn = [one for one in said if one.word == "withdrawn"]
    answered, before = _told(told)
    named |= set(answered)
    standing_before = [one for one in before if one not in named]
    stand = [one for one in withdrawn if one.id not in named]
    if stand or standing_before:
        ids = dict.fromkeys((*standing_before, *(one.id for one in stand)))
        return _contact("withdrawn", stand[-1:], told, ids)
    over = dict.fromkeys((*answered, *before, *(one.id for one in withdrawn)))
    if agreed or (told is not None and told.word == "agreed"):
        return _contact("agreed", agreed[-1:], told, over)
    return None


def together(records: Iterable[Contact | None]) -> Contact | None:
    """Return what was known of one donor under several documents: a withdrawal under any of them wins."""
    known = [one for one in records if one is not None]
    withdrawn = [one for one in known if one.word == "withdrawn"]
    if not withdrawn:
        return known[0] if known else None
    ids = dict.fromkeys(name for one in withdrawn for name in _told(one)[1])
    return _contact("withdrawn", (), withdrawn[0], ids)


def is_told(told: Contact | None, withdrawals: Iterable[str]) -> bool:
    """Say whether whoever is told this learns of these withdrawals, or that they were answered."""
    wanted = set(withdrawals)
    if not wanted:
        return True
    return told is not None and (told.word == "withdrawn" or wanted <= set(told.withdrawals))


def _told(told: Contact | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the withdrawals that were answered, and those that stand."""
    if told is None:
        return (), ()
    if told.word == "agreed":
        return told.withdrawals, ()
    return (), told.withdrawals or (BEFORE,)


def _contact(word: Word, last: Iterable[Said], told: Contact | None, withdrawals: Iterable[str]) -> Contact:
    """The last time that it was said tells who and when; where nobody said it since, what was told does."""
    ids = tuple(withdrawals)[-MOST_NAMED:]
    for one in last:
        return Contact(word=word, on=day_at_site(one.at), by=one.by, withdrawals=ids)
    on, by = (told.on, told.by) if told is not None else (None, "")
    return Contact(word=word, on=on, by=by, withdrawals=ids)
