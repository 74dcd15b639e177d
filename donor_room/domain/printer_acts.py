"""The acts of the house about its label printers: which one stands here, and what was put into it."""

from __future__ import annotations

from typing import ClassVar, Literal

from donor_room.domain.entry import Act

Way = Literal["tcp", "windows", "cups", "device", "folder"]
LanguageName = Literal["zpl", "tspl", "epl", "escpos"]
StockKind = Literal["roll", "ribbon", "head"]


class PrinterSetUp(Act, frozen=True, kw_only=True):
    """The team chose the printer of this terminal; the last one holds.

    `printer` is the name under which labels are counted, `address` where it is found on its way; `dead_dots`
    of its head print no more, counted from the left edge as it feeds, the first is 1.
    """

    KIND: ClassVar[str] = "printer.set_up"
    printer: str
    way: Way
    address: str
    language: LanguageName
    dpi: int
    darkness: int | None
    speed_ips: int
    gap_mm: int
    dead_dots: tuple[int, ...]


class StockLoaded(Act, frozen=True, kw_only=True):
    """Labels (a roll of so many), ribbon (metres) or a head (metres it is made for) went into a printer."""

    KIND: ClassVar[str] = "printer.stock_loaded"
    printer: str
    stock: StockKind
    amount: int
    lot: str
