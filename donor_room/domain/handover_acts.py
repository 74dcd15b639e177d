"""The acts of packing: a crate is closed, opened again, cold enough; a part that is not there has a name."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Literal

from donor_room.domain.entry import Act


class BoxClosed(Act, frozen=True, kw_only=True):
    """A crate was closed over what was counted into it: main bags, tubes by role, forms."""

    KIND: ClassVar[str] = "handover.box_closed"
    shift: str
    box: str
    counts: dict[str, int]
    by_scan: bool


class BoxOpenedAgain(Act, frozen=True, kw_only=True):
    """A closed crate was opened again; its list counts no longer until it is closed anew."""

    KIND: ClassVar[str] = "handover.box_opened_again"
    shift: str
    box: str
    reason: str


class PartMissing(Act, frozen=True, kw_only=True):
    """A bag, tube or form of a collected unit is not there: two persons say so, and it stays open by name.

    What is packed later all the same is there.
    """

    KIND: ClassVar[str] = "handover.part_missing"
    shift: str
    number: str
    role: str
    reason: str
    witness: str


class BoxTemperature(Act, frozen=True, kw_only=True):
    """How warm a crate was, in °C: read from the file of its logger, or typed from its display.

    `lowest` and `highest` are of the span of the shift. `minutes_outside` is None where nobody can say
    (typed), `minutes_unknown` counts what no reading covers. The last word counts, earlier ones stay.
    """

    KIND: ClassVar[str] = "handover.temperature"
    shift: str
    box: str
    keep: str
    """Which limits of the loggers' pack were held against it, and those limits."""
    low: Decimal
    high: Decimal
    source: Literal["file", "typed"]
    lowest: Decimal
    highest: Decimal
    since: datetime
    until: datetime
    minutes_outside: int | None
    minutes_unknown: int
    readings: int
    logger: str
    file_sha256: str
    """Of a file: how many readings the span has, the form it was read by, its hash; of a display nothing."""

    @property
    def is_known(self) -> bool:
        """Say whether every minute of the span is covered."""
        return self.minutes_unknown == 0

    @property
    def is_inside(self) -> bool:
        """Say whether nothing that is known was outside the limits; what is not known is another question."""
        return self.low <= self.lowest and self.highest <= self.high and not self.minutes_outside
