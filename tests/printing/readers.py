"""Two readers of different make, for laboratories: what both read of a picture of bars."""

from __future__ import annotations

from typing import Any

import zxingcpp

from tests.support import lab_tools


def by_zxing(picture: Any) -> list[str]:
    """Return the texts that zxing-cpp reads in an array of bytes or an image of Pillow."""
    return [symbol.text for symbol in zxingcpp.read_barcodes(picture, zxingcpp.Code128)]


def by_zbar(data: bytes, wide: int, high: int) -> list[str]:
    """Return the texts that zbar reads in so many bytes of grey."""
    reader = lab_tools.zbar()
    found = reader.decode((data, wide, high), symbols=[reader.ZBarSymbol.CODE128])
    return [symbol.data.decode("latin-1") for symbol in found]
