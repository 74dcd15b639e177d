"""What an entry is: the envelope of an act, and what every act has."""

from __future__ import annotations

from typing import ClassVar

import msgspec


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a book: who did what when, chained to the line before. `body` is canonical JSON text."""

    book: str
    seq: int
    id: str
    kind: str
    version: int
    visit: str | None
    hlc: str
    by: str
    body: str
    prev_hash: str
    hash: str


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """What an entry says."""

    KIND: ClassVar[str] = ""
    VERSION: ClassVar[int] = 1


class UnknownAct(Act, frozen=True, kw_only=True):
    """An act of a newer program: kept and passed on, never guessed at."""

    kind: str
    version: int


class HollowAct(Act, frozen=True, kw_only=True):
    """An act whose body has left: the station has it (docs/decisions/0021)."""

    kind: str
    version: int


def is_hollow(entry: Entry) -> bool:
    """Say whether the body of an entry of a visit has left."""
    return not entry.body and entry.visit is not None
