"""Whose books are read."""

from __future__ import annotations

from typing import NamedTuple


class World(NamedTuple):
    """The code of a station, whether it is the practice twin, and its directory's secret."""

    station_code: str
    practice: bool
    directory_key: bytes
