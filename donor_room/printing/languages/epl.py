"""EPL2: older Zebra and Eltron printers. 0 = black; a label is a bitmap drawn with GW and printed once."""

from __future__ import annotations

import re
from collections.abc import Sequence

from donor_room.domain.label_set import PrinterState
from donor_room.printing.languages.bitmap import black_is_zero, bytes_per_row
from donor_room.printing.languages.speech import (
    GARBAGE,
    SILENT,
    Asking,
    Picture,
    PrintSettings,
    Question,
    dots,
)

NAME = "epl"
FILL = b"\xff"
CANCEL = b"\r\n^@\r\n"
"""As if it had been switched off and on: its memory of labels is empty afterwards."""

STATUS = Question(b"\r\n^ee\r\n", lambda heard: heard.endswith(b"\n"))
SIGN_OF_LIFE = STATUS

_ERRORS = {"07": "paper_out", "11": "head_open", "12": "paused"}
"""Paper and ribbon have one number."""


def job(pictures: Sequence[Picture], settings: PrintSettings) -> bytes:
    """Return one job: the darkness and speed, then each picture with the size of its label."""
    begin = "\r\n" if settings.darkness is None else f"\r\nD{settings.darkness}\r\n"
    return f"{begin}S{settings.speed_ips}\r\n".encode() + b"".join(
        label(picture, settings) for picture in pictures
    )


def label(picture: Picture, settings: PrintSettings) -> bytes:
    """Return one label: an empty page of its size, the bitmap, printed once."""
    image = picture.image
    gap = dots(settings.gap_mm, picture.dpi)
    head = f"N\r\nq{image.width}\r\nQ{image.height},{gap}\r\nGW0,0,{bytes_per_row(image)},{image.height},"
    return head.encode() + black_is_zero(image) + b"\r\nP1\r\n"


def state(ask: Asking) -> PrinterState:
    """Return what the printer says; it names one error at a time and no number of labels."""
    answer = ask(STATUS)
    if not answer:
        return SILENT
    found = re.fullmatch(rb"Y(\d\d)\r?\n", answer)
    if found is None:
        return GARBAGE
    number = found[1].decode()
    faults = () if number == "00" else (_ERRORS.get(number, "other"),)
    return PrinterState(ready=not faults, faults=faults)
