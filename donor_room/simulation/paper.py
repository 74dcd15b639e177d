"""A virtual printer whose labels are things: they lie in the oracle's world until somebody scans them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from donor_room.domain.label_set import LabelContent, PrintedSet, PrinterState
from donor_room.domain.refusal import Trouble
from donor_room.packs.texts import Texts
from donor_room.printing.labels import draw_set
from donor_room.printing.raster import Raster

_DPI = 203


class PowerCut(BaseException):
    """The laptop is off: nothing of the program runs on, no handler keeps anything."""


@dataclass(slots=True)
class Printer:
    """Prints at once, or fails as it was told: `fault` before the first byte, `stops_after` labels of a set.

    With `dies_after` the whole laptop goes dark after so many labels. Where it `draws`, labels are the
    pictures that a real printer gets; else they are what these would say, which is a hundred times as fast.
    """

    put: Callable[[LabelContent, Raster | None], None]
    name: str = "model"
    fault: str | None = None
    stops_after: int | None = None
    dies_after: int | None = None
    draws: bool = False

    def state(self) -> PrinterState:
        if self.fault is not None:
            return PrinterState(ready=False, faults=(self.fault,))
        return PrinterState(ready=True)

    def draw(self, contents: Sequence[LabelContent]) -> Job:
        pictures = draw_set(contents, Texts("zh_CN"), _DPI) if self.draws else (None,) * len(contents)
        return Job(self, tuple(zip(contents, pictures, strict=True)))


@dataclass(slots=True)
class Job:
    """A set that has not left yet."""

    printer: Printer
    labels: tuple[tuple[LabelContent, Raster | None], ...]

    @property
    def rasters_sha256(self) -> tuple[str, ...]:
        return tuple(hashlib.sha256(one.encoded.encode()).hexdigest() for one, _picture in self.labels)

    @property
    def feed_mm(self) -> int:
        """How much of the roll the set takes: each label is as long as a tube's."""
        return 25 * len(self.labels)

    def send(self) -> PrintedSet:
        printer = self.printer
        if printer.fault is not None:
            raise Trouble(f"labels.fault.{printer.fault}", printer=printer.name)
        allowed = len(self.labels) if printer.stops_after is None else printer.stops_after
        for place, (content, picture) in enumerate(self.labels[:allowed]):
            if place == printer.dies_after:
                raise PowerCut
            printer.put(content, picture)
        if printer.dies_after is not None and printer.dies_after >= allowed:
            raise PowerCut
        return PrintedSet(
            printer=printer.name,
            rasters_sha256=self.rasters_sha256,
            uncertain=allowed < len(self.labels),
            fault="paper_out" if allowed < len(self.labels) else None,
        )
