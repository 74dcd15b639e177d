"""Reads a form that carries a file, as browsers send it; a file that is no text is kept byte for byte."""

from __future__ import annotations

import re

MULTIPART = "multipart/form-data"
_BOUNDARY = re.compile(r'boundary="?([0-9A-Za-z\'()+_,./:=?-]{1,70})"?', re.ASCII)
_NAME = re.compile(r'[; ]name="([^"\r\n]*)"')
_MOST_PARTS = 100


def read_parts(body: bytes, media: str) -> dict[str, str]:
    """Return the fields of a form by name; nothing of one that is not in the right form."""
    boundary = _BOUNDARY.search(media)
    if boundary is None:
        return {}
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary[1].encode())
    found: dict[str, str] = {}
    for piece in pieces[1:-1][:_MOST_PARTS]:
        head, _, value = piece.partition(b"\r\n\r\n")
        name = _NAME.search(head.decode("utf-8", "replace"))
        if name is not None:
            found[name[1]] = _text(value, is_file=b"filename=" in head)
    return found


def _text(value: bytes, *, is_file: bool) -> str:
    """A field is text without what no column can hold; the bytes of a file come back by `bytes_of`."""
    if is_file:
        return value.decode("utf-8", "surrogateescape")
    return value.decode("utf-8", "replace").replace("\0", "")


def bytes_of(file: str) -> bytes:
    """Return the bytes of a file as it was sent."""
    return file.encode("utf-8", "surrogateescape")
