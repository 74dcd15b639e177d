"""Printers for the tests: the real printer on the real channel, against a virtual one on a loopback port."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from PIL import ImageChops

from donor_room.packs.texts import Texts
from donor_room.printing.languages import epl, escpos, tspl, zpl
from donor_room.printing.languages.speech import PrintSettings
from donor_room.printing.printer import LanguagePrinter
from donor_room.printing.raster import Raster
from donor_room.printing.transports.tcp import TcpChannel
from donor_room.printing.virtual_printer import Spoken, VirtualPrinter
from tests.printing.languages.pictures import noise

LANGUAGES: dict[str, Any] = {"zpl": zpl, "tspl": tspl, "epl": epl, "escpos": escpos}


def raster(seed: int, wide: int = 96, high: int = 64) -> Raster:
    return Raster(
        role="tube",
        encoded=str(seed),
        symbology="code128",
        dpi=203,
        direction="picket",
        image=noise(wide, high, seed).image,
    )


def a_set(count: int = 8) -> tuple[Raster, ...]:
    return tuple(raster(seed) for seed in range(count))


class Pair(NamedTuple):
    """A printer of the program and the virtual one at its end."""

    printer: LanguagePrinter
    virtual: VirtualPrinter

    def again(self) -> LanguagePrinter:
        """The printer after the laptop was switched off and on: it remembers nothing."""
        return printer_at(self.virtual.address, self.virtual.language)

    def on_paper(self) -> int:
        return len(self.virtual.works.printed)

    def has_printed(self, rasters: tuple[Raster, ...]) -> bool:
        """Say whether these and no others are on paper, dot for dot."""
        paper = self.virtual.works.printed
        return len(paper) == len(rasters) and all(
            ImageChops.logical_xor(drawn.image, printed).getbbox() is None
            for drawn, printed in zip(rasters, paper, strict=True)
        )


def printer_at(address: str, language: str, wait: Callable[[float], None] | None = None) -> LanguagePrinter:
    waiting = {} if wait is None else {"wait": wait}
    return LanguagePrinter(
        name="label printer",
        language=LANGUAGES[language],
        channel=TcpChannel(address, answer_within_s=0.4, stalled_after_s=2.0),
        settings=PrintSettings(),
        dpi=203,
        texts=Texts("zh_CN"),
        **waiting,
    )


@contextmanager
def pair(language: Spoken, **options: Any) -> Iterator[Pair]:
    virtual = VirtualPrinter(language=language, **options)
    try:
        yield Pair(printer_at(virtual.address, language), virtual)
    finally:
        virtual.close()
