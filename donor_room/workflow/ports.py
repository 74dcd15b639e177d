"""What the use cases need of the outside world, as protocols; each has a real and a simulated side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from donor_room.domain.label_set import LabelContent, PrintedSet, PrinterState


class PrintJob(Protocol):
    """A set that is drawn and read back and has not left yet."""

    @property
    def rasters_sha256(self) -> tuple[str, ...]:
        """The SHA-256 of each label as it will be printed, in the order of the set."""
        ...

    @property
    def feed_mm(self) -> int:
        """How much paper the set takes, gaps included."""
        ...

    def send(self) -> PrintedSet:
        """Give the set to the printer; raises Trouble when nothing left, else says if it is uncertain."""
        ...


class LabelPrinter(Protocol):
    """A printer that takes one set of labels at a time."""

    @property
    def name(self) -> str:
        """The name under which the nurse knows it."""
        ...

    def state(self) -> PrinterState:
        """Return whether it can print now; silence is a fault."""
        ...

    def draw(self, contents: Sequence[LabelContent]) -> PrintJob:
        """Draw a set and read every code back; Refusal or Trouble here means that nothing left."""
        ...
