"""The one form of a byte range that is asked for here: from a byte on, up to a byte (RFC 9110, 14.2)."""

from __future__ import annotations

import re

WHOLE = (0, None)

_RANGE = re.compile(r"bytes=(?P<first>[0-9]{1,9})-(?P<last>[0-9]{0,9})", re.ASCII)


def write_range(first: int, count: int) -> str:
    """Return the header field that asks for so many bytes from the first."""
    return f"bytes={first}-{first + count - 1}"


def read_range(field: str | None) -> tuple[int, int | None]:
    """Return the first and the last byte that are asked for; what is no such field asks for the whole."""
    found = _RANGE.fullmatch(field or "")
    if found is None:
        return WHOLE
    first, last = int(found["first"]), int(found["last"]) if found["last"] else None
    return WHOLE if last is not None and last < first else (first, last)
