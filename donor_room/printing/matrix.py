"""Data Matrix ECC 200 and QR codes as rows of modules, made by zxing-cpp."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from donor_room.domain.refusal import Refusal


@lru_cache(maxsize=64)
def matrix(text: str) -> tuple[str, ...]:
    """Return the symbol row by row, 1 = dark, without its quiet zone; the smallest square that holds it."""
    if not text or not (text.isascii() and text.isprintable()):
        raise Refusal("labels.code_characters", text=text)
    import zxingcpp

    return _rows(zxingcpp.create_barcode(text, zxingcpp.DataMatrix, force_square=True))


@lru_cache(maxsize=64)
def qr_code(text: str) -> tuple[str, ...]:
    """Return the QR code of a text row by row, 1 = dark, without its quiet zone; it bears some loss."""
    import zxingcpp

    return _rows(zxingcpp.create_barcode(text, zxingcpp.QRCode, ec_level="M"))


def _rows(made: Any) -> tuple[str, ...]:
    import zxingcpp

    image: Any = zxingcpp.write_barcode_to_image(made, scale=1, add_quiet_zones=False)
    rows: Any = memoryview(image).tolist()
    return tuple("".join("0" if tone else "1" for tone in row) for row in rows)
