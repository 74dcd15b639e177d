"""Makes the printer that the team chose, of a language and a channel."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from donor_room.domain.clock import Clock
from donor_room.domain.printer_acts import LanguageName, PrinterSetUp, Way
from donor_room.packs.texts import Texts
from donor_room.printing.folder_printer import FolderPrinter
from donor_room.printing.languages import epl, escpos, tspl, zpl
from donor_room.printing.languages.speech import Language, PrintSettings
from donor_room.printing.printer import LanguagePrinter
from donor_room.printing.transports.cups import CupsChannel
from donor_room.printing.transports.device import DeviceChannel
from donor_room.printing.transports.tcp import TcpChannel
from donor_room.printing.transports.windows import WindowsChannel

if TYPE_CHECKING:
    from donor_room.printing.transports.channel import Channel
    from donor_room.workflow.ports import LabelPrinter

LANGUAGES: dict[LanguageName, Language] = {"zpl": zpl, "tspl": tspl, "epl": epl, "escpos": escpos}


def channel_of(way: Way, address: str) -> Channel:
    """Return the way to a printer; a folder has none of these."""
    if way == "tcp":
        return TcpChannel(address)
    if way == "windows":
        return WindowsChannel(address)
    if way == "cups":
        return CupsChannel(address)
    if way == "device":
        return DeviceChannel(address)
    raise ValueError(way)


def printer_of(
    chosen: PrinterSetUp,
    *,
    texts: Texts,
    clock: Clock,
    folder: Path,
    holds_unknown: bool,
    templates: Path | None = None,
) -> LabelPrinter:
    """Return the chosen printer; one that is a folder prints into `folder`. templates: the station's own."""
    if chosen.way == "folder":
        return FolderPrinter(folder, texts, clock, chosen.dpi, chosen.printer, templates)
    return LanguagePrinter(
        name=chosen.printer,
        language=LANGUAGES[chosen.language],
        channel=channel_of(chosen.way, chosen.address),
        settings=PrintSettings(
            darkness=chosen.darkness, speed_ips=chosen.speed_ips, gap_mm=float(chosen.gap_mm)
        ),
        dpi=chosen.dpi,
        texts=texts,
        dead_dots=chosen.dead_dots,
        holds_unknown=holds_unknown,
        templates=templates,
    )
