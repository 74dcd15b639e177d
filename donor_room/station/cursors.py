"""Where a terminal goes on in a feed of the station: opaque to it, and gone with the life of the data."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error

from donor_room.station.founding import House
from donor_room.station.refused import refused

_LONGEST_REVISION = 18
"""Digits of the largest revision that the database can count to."""


def write_cursor(house: House, feed: str, revision: int) -> str:
    """Return the cursor that stands behind a revision of a feed."""
    return urlsafe_b64encode(f"{feed}:{house.generation}:{revision}".encode()).decode()


def read_cursor(house: House, feed: str, cursor: str) -> int:
    """Return the revision of a cursor; an empty one stands before the first row.

    Raises Refused (410) for one of another feed or of an earlier life of the data: that is gone.
    """
    if not cursor:
        return 0
    try:
        named, generation, revision = urlsafe_b64decode(cursor).decode().split(":")
        after = int(revision) if len(revision) <= _LONGEST_REVISION else -1
    except (Base64Error, ValueError) as problem:
        raise refused(410, f"{feed}.cursor") from problem
    if (named, generation) != (feed, house.generation) or after < 0:
        raise refused(410, f"{feed}.cursor")
    return after
