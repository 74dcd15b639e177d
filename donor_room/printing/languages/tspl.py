"""TSPL: TSC, Gprinter and most Chinese desktop printers. 0 = black; commands with ESC act at once."""

from __future__ import annotations

from collections.abc import Sequence

from donor_room.printing.languages.bitmap import black_is_zero, bytes_per_row
from donor_room.printing.languages.speech import Picture, PrintSettings, millimetres
from donor_room.printing.languages.tspl_status import ONE_BYTE, state

__all__ = ["CANCEL", "FILL", "NAME", "SIGN_OF_LIFE", "job", "label", "state"]

NAME = "tspl"
FILL = b"\xff"
CANCEL = b"\x1b!.\r\nCLS\r\n"
"""Everything received and not printed is dropped, also the half of a bitmap."""

SIGN_OF_LIFE = ONE_BYTE


def job(pictures: Sequence[Picture], settings: PrintSettings) -> bytes:
    """Return one job: how the printer works, then each picture with the size of its label.

    SET REPRINT OFF: what a fault has torn is not printed again by the printer on its own.
    """
    begin = "\r\nSET REPRINT OFF\r\nDIRECTION 0,0\r\nREFERENCE 0,0\r\n"
    if settings.darkness is not None:
        begin += f"DENSITY {settings.darkness}\r\n"
    begin += f"SPEED {settings.speed_ips}\r\n"
    return begin.encode() + b"".join(label(picture, settings) for picture in pictures)


def label(picture: Picture, settings: PrintSettings) -> bytes:
    """Return one label: its size, an empty page, the bitmap, printed once."""
    image = picture.image
    wide_mm, high_mm = millimetres(image.width, picture.dpi), millimetres(image.height, picture.dpi)
    head = (
        f"SIZE {wide_mm:.2f} mm,{high_mm:.2f} mm\r\nGAP {settings.gap_mm:.1f} mm,0 mm\r\nCLS\r\n"
        f"BITMAP 0,0,{bytes_per_row(image)},{image.height},0,"
    )
    return head.encode() + black_is_zero(image) + b"\r\nPRINT 1,1\r\n"
