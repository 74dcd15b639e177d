"""The ticket by which a donor waits: a large number, and the code of the visit in two forms."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from PIL import Image, ImageDraw

from donor_room.domain.clock import DONATION_SITE
from donor_room.domain.refusal import Trouble
from donor_room.packs.fonts import Face, missing
from donor_room.packs.texts import Texts
from donor_room.printing.code128 import modules
from donor_room.printing.languages import escpos
from donor_room.printing.languages.speech import PrintSettings
from donor_room.printing.lettering import fitted, ink
from donor_room.printing.paper import QUIET, Paper
from donor_room.printing.saved import saved
from donor_room.printing.set_up import channel_of
from donor_room.printing.transports.channel import Channel, Lost

SLIP_DOTS, SLIP_DPI = 576, 203
"""What a printer for slips of 80 mm burns across: 72 mm at eight dots to the millimetre."""

_NO_GLYPH = "□"


class TicketPaper(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on a ticket: name masked, `code` the code of the visit as on the slip of a donor."""

    station: str
    practice: bool
    ticket: str
    name: str
    code: str
    site: str
    given_at: datetime
    slot: str


def draw_ticket(paper: TicketPaper, texts: Texts) -> bytes:
    """Return the PDF of a ticket on A6."""
    mark = texts.say("documents.practice") if paper.practice else None
    sheet = Paper("A6", title=texts.say("tickets.title"), author=paper.station, practice=mark)
    inner = sheet.width - 20
    sheet.text(10, 12, shown(paper.station), size=9, tone=QUIET, width=inner, least=6)
    sheet.text(10, 19, paper.ticket, size=64, face="bold", align="center", width=inner, least=30)
    sheet.text(10, 46, shown(paper.name), size=18, face="bold", align="center", width=inner, least=8)
    sheet.text(10, 55, _when(paper, texts), size=10, tone=QUIET, align="center", width=inner, least=6)
    rows = qr(paper.code)
    side = 38.0
    sheet.matrix((sheet.width - side) / 2, 63, rows, side=side)
    sheet.symbol(5, 104, paper.code, width=sheet.width - 10, height=12)
    sheet.line(10, 120, inner)
    sheet.paragraph(10, 123, inner, texts.say("tickets.keep"), size=10)
    return sheet.finished()


def qr(text: str) -> tuple[str, ...]:
    """Return a QR code row by row, 1 = dark, without its quiet zone."""
    import zxingcpp

    made = zxingcpp.create_barcode(text, zxingcpp.QRCode)
    image: Any = zxingcpp.write_barcode_to_image(made, scale=1, add_quiet_zones=False)
    rows: Any = memoryview(image).tolist()
    return tuple("".join("0" if tone else "1" for tone in row) for row in rows)


def save_ticket(paper: TicketPaper, texts: Texts, folder: Path) -> Path:
    """Write the ticket into the folder of papers; raises Trouble where that cannot be written."""
    return saved(folder / f"{paper.ticket}.pdf", draw_ticket(paper, texts))


def _when(paper: TicketPaper, texts: Texts) -> str:
    at = paper.given_at.astimezone(DONATION_SITE).strftime("%Y-%m-%d %H:%M")
    slot = texts.say("tickets.slot", slot=shown(paper.slot)) if paper.slot else ""
    return "  ".join(words for words in (at, shown(paper.site), slot) if words)


def shown(text: str) -> str:
    """Return a text of which each sign can be printed: nobody waits without a number for want of a sign."""
    absent = missing(text)
    return "".join(_NO_GLYPH if sign in absent else sign for sign in text)


# ---- on a printer for slips --------------------------------------------------------------------------------


class Slip(NamedTuple):
    """A picture for the printer: mode 1, black = 0."""

    image: Image.Image
    dpi: int = SLIP_DPI


def ticket_picture(paper: TicketPaper, texts: Texts) -> Slip:
    """Return the ticket as dots."""
    image = Image.new("1", (SLIP_DOTS, 1400), 1)
    y = _line(image, 16, shown(paper.station), "regular", range(28, 15, -2))
    if paper.practice:
        y = _line(image, y + 8, texts.say("documents.practice"), "bold", range(36, 15, -2))
    y = _line(image, y + 12, paper.ticket, "bold", range(170, 60, -10))
    y = _line(image, y + 8, shown(paper.name), "bold", range(44, 19, -2))
    y = _line(image, y + 8, _when(paper, texts), "regular", range(26, 13, -2))
    rows = qr(paper.code)
    y = _modules(image, y + 24, rows, step=(8, 8)) + 24
    y = _modules(image, y, (modules(paper.code, "code128"),), step=(2, 96)) + 16
    y = _line(image, y, texts.say("tickets.keep"), "regular", range(26, 13, -2))
    return Slip(image.crop((0, 0, SLIP_DOTS, y + 24)))


def _line(image: Image.Image, y: int, text: str, face: Face, sizes: range) -> int:
    """Write a text in the middle, on as many lines as it takes; return the y below it."""
    found = fitted(text, face, sizes=sizes, lines=4, room=SLIP_DOTS - 32)
    size, lines = found or (sizes[-1], (text,))
    for line in lines:
        drawn = ink(line, face, size)
        image.paste(0, ((SLIP_DOTS - drawn.width) // 2, y), drawn)
        y += round(size * 1.2)
    return y


def _modules(image: Image.Image, y: int, rows: tuple[str, ...], *, step: tuple[int, int]) -> int:
    """Draw a code in the middle; return the y below it."""
    wide, high = step
    left = (SLIP_DOTS - len(rows[0]) * wide) // 2
    pen = ImageDraw.Draw(image)
    for down, row in enumerate(rows):
        for across, module in enumerate(row):
            if module == "1":
                x, top = left + across * wide, y + down * high
                pen.rectangle((x, top, x + wide - 1, top + high - 1), fill=0)
    return y + len(rows) * high


def way_to(address: str) -> Channel:
    """Return the way to a printer for slips: a device file, host:port, or a name that the system knows."""
    if address.startswith("/"):
        return channel_of("device", address)
    if ":" in address:
        return channel_of("tcp", address)
    return channel_of("windows" if sys.platform == "win32" else "cups", address)


def send_slip(channel: Channel, slip: Slip) -> None:
    """Print a slip; raises Trouble where the printer says why it cannot, or the way to it breaks."""
    line = channel.open()
    try:
        state = escpos.state(line.ask) if channel.answers else None
        faults = [one for one in state.faults if one not in ("silent", "garbage")] if state else []
        if faults:
            raise Trouble("tickets.printer_fault", printer=channel.name, fault=faults[0])
        line.send(escpos.job([slip], PrintSettings()))
    except Lost as lost:
        raise Trouble("tickets.printer_lost", printer=channel.name) from lost
    finally:
        _close(line)


def _close(line: Any) -> None:
    try:
        line.close()
    except Lost as lost:
        raise Trouble("tickets.printer_lost", printer="") from lost
