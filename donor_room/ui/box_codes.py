"""What the code of a reagent box says: its lot and its last day of use."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class BoxCode:
    """Lot and last day of use, as read from a box."""

    lot: str
    expires_on: date


_GS1 = re.compile(r"\(?01\)?\d{14}\(?17\)?(\d{2})(\d{2})(\d{2})\(?10\)?([A-Za-z0-9./_-]{1,20})")


def read_box(text: str) -> BoxCode | None:
    """Read the GS1 code of a reagent box (article 01, expiry 17, lot 10); None for anything else.

    Day 00 means the last day of its month.
    """
    found = _GS1.fullmatch(text.strip().removeprefix("]C1").removeprefix("]d2").rstrip("\x1d"))
    if found is None:
        return None
    year, month, day, lot = found.groups()
    expires_on = _day(2000 + int(year), int(month), int(day))
    return BoxCode(lot=lot, expires_on=expires_on) if expires_on else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day or monthrange(year, month)[1])
    except ValueError:
        return None
