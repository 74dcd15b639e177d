"""How a terminal greets its station, and how the one copy that may go on proves that a person chose it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from donor_room.wire.messages import Head, LeasedRange

NO_FENCE = ""
"""What a terminal holds that has never been greeted back."""

Status = Literal["ok", "copied", "upgrade"]


class ClockReading(msgspec.Struct, frozen=True, kw_only=True):
    """What the clocks of a terminal showed at one moment, in milliseconds.

    mono_ms counts on while the machine sleeps and nobody can set it; boot names the run of the machine in
    which it counts. Without such a clock mono_ms is None.
    """

    wall_ms: int
    mono_ms: int | None = None
    boot: str = ""


class HelloRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Where a terminal believes it stands. The same attempt sent twice is one greeting."""

    attempt: str
    fence: str
    heads: tuple[Head, ...]
    waiting: int
    """How many entries the station has not acknowledged."""
    clock: ClockReading
    program: str
    protocols: tuple[int, ...]
    editions: tuple[str, ...]
    """The packs by which is decided, each as `id edition`."""
    directory_as_of: datetime | None


class HelloReply(msgspec.Struct, frozen=True, kw_only=True):
    """What the station makes of it. `ok` and `upgrade` bring the next fence, `copied` none."""

    status: Status
    fence: str
    now_ms: int
    generation: str
    """Which life of the station's data this is; after a restored backup it is another one."""
    wants_ranges: bool = False
    """Whether the station asks which numbers it lent in an earlier life of its data."""
    reads_chained: bool = False
    """Whether entries may come without the hashes that follow from them; an older station does not say so."""


class HeldRanges(msgspec.Struct, frozen=True, kw_only=True):
    """Every range that this terminal was ever lent, as it was signed."""

    ranges: tuple[LeasedRange, ...]


class AgainRequest(msgspec.Struct, frozen=True, kw_only=True):
    """The copy that asks shall go on: the code that a person of the station gave, a name for asking twice."""

    code: str
    request: str


class AgainReply(msgspec.Struct, frozen=True, kw_only=True):
    """The fence of the copy that goes on, in a new book; no number of these ranges is printed any more."""

    fence: str
    spent: tuple[str, ...]
