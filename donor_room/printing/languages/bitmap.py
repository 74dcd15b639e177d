"""The dots of a picture as bytes: rows from the top, eight dots to a byte, the leftmost the highest bit."""

from __future__ import annotations

from PIL import Image

_DOTS_PER_BYTE = 8


def bytes_per_row(image: Image.Image) -> int:
    """Return how many bytes a row takes; the last one is filled up with white."""
    return -(-image.width // _DOTS_PER_BYTE)


def black_is_zero(image: Image.Image) -> bytes:
    """Return the dots with 0 = black (TSPL, EPL2); what fills the last byte of a row is white."""
    wide = Image.new("1", (bytes_per_row(image) * _DOTS_PER_BYTE, image.height), 1)
    wide.paste(image, (0, 0))
    return wide.tobytes()


def black_is_one(image: Image.Image) -> bytes:
    """Return the dots with 1 = black (ZPL II, ESC/POS); what fills the last byte of a row is white."""
    return bytes(255 - byte for byte in black_is_zero(image))
