"""ESC/POS for slips: 1 = black; a picture goes out in bands of GS v 0 and is cut off."""

from __future__ import annotations

from collections.abc import Sequence

from donor_room.domain.label_set import PrinterState
from donor_room.printing.languages.bitmap import black_is_one, bytes_per_row
from donor_room.printing.languages.speech import GARBAGE, SILENT, Asking, Picture, PrintSettings, Question

NAME = "escpos"
FILL = b"\x00"
CANCEL = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08\x1b@"
"""DLE DC4 empties the buffers at once, ESC @ sets the printer back."""

BAND_ROWS = 256
"""More rows at once do not fit the memory of small printers."""
_RESET = b"\x1b@"
_CUT = b"\x1dVB\x00"
"""Feed to the knife and cut; a printer without one only feeds."""

QUESTIONS = tuple(Question(b"\x10\x04" + bytes([n]), lambda heard: len(heard) >= 1) for n in (1, 2, 3, 4))
SIGN_OF_LIFE = QUESTIONS[0]
_FIXED, _FIXED_ARE = 0b1001_0011, 0b0001_0010
"""Bits that every answer to DLE EOT has the same."""
_NAMES: tuple[dict[int, str], ...] = (
    {0x08: "other"},
    {0x04: "head_open", 0x20: "paper_out", 0x40: "other"},
    {0x08: "cutter", 0x20: "other", 0x40: "too_hot"},
    {0x20: "paper_out", 0x40: "paper_out"},
)


def job(pictures: Sequence[Picture], settings: PrintSettings) -> bytes:
    """Return one job: each picture as a slip of its own; heat and speed are the printer's."""
    del settings
    return _RESET + b"".join(slip(picture) for picture in pictures)


def slip(picture: Picture) -> bytes:
    """Return one slip, in bands one under the other, and the cut."""
    wide = bytes_per_row(picture.image)
    data = black_is_one(picture.image)
    step = wide * BAND_ROWS
    bands = (data[at : at + step] for at in range(0, len(data), step))
    return b"".join(_band(band, wide) for band in bands) + _CUT


def _band(rows: bytes, wide: int) -> bytes:
    high = len(rows) // wide
    return b"\x1dv0\x00" + wide.to_bytes(2, "little") + high.to_bytes(2, "little") + rows


def state(ask: Asking) -> PrinterState:
    """Return what the printer says; it is asked four times and each answer is a byte."""
    faults: list[str] = []
    for question, names in zip(QUESTIONS, _NAMES, strict=True):
        answer = ask(question)
        if not answer:
            return SILENT
        if len(answer) != 1 or answer[0] & _FIXED != _FIXED_ARE:
            return GARBAGE
        faults += [name for bit, name in names.items() if answer[0] & bit]
    named = tuple(dict.fromkeys(name for name in faults if name != "other")) or tuple(dict.fromkeys(faults))
    return PrinterState(ready=not named, faults=named)
