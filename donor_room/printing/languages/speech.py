"""What every printer language has in common: settings of a print, questions and what an answer may be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

import msgspec

from donor_room.domain.label_set import PrinterState

if TYPE_CHECKING:
    from PIL import Image

MM_PER_INCH = 25.4
DARKEST = 15
SLOW_IPS = 3
"""Inches a second at which bars across the feed stay sharp."""

SILENT = PrinterState(ready=False, faults=("silent",))
GARBAGE = PrinterState(ready=False, faults=("garbage",))


class Picture(Protocol):
    """What is printed: mode 1, black = 0, as the head prints it, row by row in the direction of the feed."""

    @property
    def image(self) -> Image.Image: ...

    @property
    def dpi(self) -> int: ...


class PrintSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How hot and how fast. darkness 0..15 and None = as the printer was set; gap_mm between two labels."""

    darkness: int | None = None
    speed_ips: int = SLOW_IPS
    gap_mm: float = 2.0


class Question(msgspec.Struct, frozen=True):
    """Bytes that ask, and `is_whole`, which says of what has arrived that nothing more is to come."""

    ask: bytes
    is_whole: Callable[[bytes], bool]


Asking = Callable[[Question], bytes]
"""Ask the printer and return what arrived in time; b"" is silence."""


class Language(Protocol):
    """One printer language; each is a module of this package."""

    NAME: str
    CANCEL: bytes
    """What empties the printer of everything it has not printed yet."""
    FILL: bytes
    """White for a bitmap that was cut off, so that a printer that waits for its rest hears commands again."""

    SIGN_OF_LIFE: Question
    """What it answers even when it is at fault, as far as it answers anything."""

    def job(self, pictures: Sequence[Picture], settings: PrintSettings) -> bytes:
        """Return one job: each picture once, in this order."""
        ...

    def state(self, ask: Asking) -> PrinterState:
        """Return what the printer says of itself; only a whole and well-formed answer can be `ready`."""
        ...


def dots(mm: float, dpi: int) -> int:
    """Return whole dots; a 203 dpi head has eight to the millimetre."""
    return round(mm * 8) if dpi == 203 else round(mm * dpi / MM_PER_INCH)


def millimetres(count: int, dpi: int) -> float:
    """Return the length of so many dots; a 203 dpi head has eight to the millimetre."""
    return count / 8 if dpi == 203 else count * MM_PER_INCH / dpi
