"""How releases of packs go down: one at a time, and each question says how those of before stand."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec

MAX_HELD = 50
"""Of so many releases a terminal says how they stand, the newest first."""

HeldState = Literal["taken", "refused", "withdrawn"]
Id = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$", max_length=64)]
Code = Annotated[str, msgspec.Meta(pattern="^[a-z0-9_.]{0,64}$", max_length=64)]


class HeldRelease(msgspec.Struct, frozen=True, kw_only=True):
    """How a release stands at a terminal; a refused one with the code of the reason."""

    release: Id
    state: HeldState
    code: Code = ""


class ReleasesAsked(msgspec.Struct, frozen=True, kw_only=True):
    """What a terminal has, and from where it asks on."""

    cursor: Annotated[str, msgspec.Meta(max_length=128)]
    held: Annotated[tuple[HeldRelease, ...], msgspec.Meta(max_length=MAX_HELD)] = ()


class ToldRelease(msgspec.Struct, frozen=True, kw_only=True):
    """A release and its first moment; content is the file as it was signed, none with a withdrawal."""

    release: Id
    from_at: datetime
    withdrawn: bool
    content: bytes = b""


class ReleasePage(msgspec.Struct, frozen=True, kw_only=True):
    """The next release, or none; the cursor is stored together with it."""

    releases: tuple[ToldRelease, ...]
    cursor: str
    more: bool
