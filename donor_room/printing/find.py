"""Printers that this machine knows, and what one of them says it is; no network is searched."""

from __future__ import annotations

import re
import sys
from contextlib import closing
from pathlib import Path

import msgspec

from donor_room.domain.label_set import PrinterState
from donor_room.domain.printer_acts import LanguageName, Way
from donor_room.domain.refusal import Trouble
from donor_room.printing.languages import epl, tspl, zpl
from donor_room.printing.languages.speech import GARBAGE, SILENT, Asking, Language, Question
from donor_room.printing.transports import cups, windows
from donor_room.printing.transports.channel import Channel, Lost

_DEVICES = ("usb/lp*", "usblp*")
_DPI_OF_DOTS = {b"8": 203, b"12": 300, b"24": 600}
_IDENTITY = Question(b"~HI\r\n", lambda heard: heard.endswith(b"\x03\r\n"))
_ASKED: tuple[tuple[LanguageName, Language], ...] = (("zpl", zpl), ("tspl", tspl), ("epl", epl))


class Found(msgspec.Struct, frozen=True):
    """A printer that could be chosen."""

    way: Way
    address: str


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What a printer said when it was asked in every language; None = it said nothing that can be read."""

    language: LanguageName | None
    dpi: int | None
    state: PrinterState


def found(devices: Path = Path("/dev")) -> tuple[Found, ...]:
    """Return the printers of this machine's system, its own queues first."""
    listed = [Found("windows", name) for name in windows.printers()]
    listed += [Found("cups", name) for name in cups.queues()]
    if sys.platform != "win32":
        files = (file for pattern in _DEVICES for file in sorted(devices.glob(pattern)))
        listed += [Found("device", str(file)) for file in files]
    return tuple(listed)


def probe(channel: Channel) -> Answered:
    """Ask in one language after the other until one is answered; what a fault has to say is an answer."""
    try:
        with closing(channel.open()) as line:
            if not channel.answers:
                state = PrinterState(ready=False, faults=channel.faults(), answers=False)
                return Answered(language=None, dpi=None, state=state)
            return _ask(line.ask)
    except Trouble as trouble:
        fault = trouble.code.rpartition(".")[2]
    except Lost as lost:
        fault = lost.fault
    state = PrinterState(ready=False, faults=(fault,), answers=channel.answers)
    return Answered(language=None, dpi=None, state=state)


def _ask(ask: Asking) -> Answered:
    state = SILENT
    for name, language in _ASKED:
        told = language.state(ask)
        if told not in (SILENT, GARBAGE):
            return Answered(language=name, dpi=_dpi(ask) if name == "zpl" else None, state=told)
        state = GARBAGE if told == GARBAGE else state
    return Answered(language=None, dpi=None, state=state)


def _dpi(ask: Asking) -> int | None:
    """Return the resolution by what a ZPL printer says of its dots to the millimetre."""
    told = re.search(rb"\x02[^,]+,[^,]+,(\d+),", ask(_IDENTITY))
    return _DPI_OF_DOTS.get(told[1]) if told else None
