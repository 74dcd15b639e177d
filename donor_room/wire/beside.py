"""What the laptops of one vehicle say to each other."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

import msgspec

from donor_room.wire.membership import Membership
from donor_room.wire.messages import Head
from donor_room.wire.receipt import Receipt

HELLO, ENTRIES, RECEIPTS = "/beside/1/hello", "/beside/1/entries", "/beside/1/receipts"
MAX_ASKED_BYTES = 64 * 1024
"""A question is small: more than this is not read."""

MAX_AT_ONCE = 500
MAX_AT_ONCE_BYTES = 2 * 1024 * 1024
MAX_IN_A_ROUND = 2_000
"""Entries taken from one neighbour before its next turn: the store has a nurse to serve."""


class Presence(msgspec.Struct, frozen=True, kw_only=True):
    """Who has which step of which visit on the screen, and since when."""

    visit: str
    step: str
    person: str
    since: datetime


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A terminal asks; for entries it names a book and after which of them. Asking changes nothing there."""

    membership: Membership
    book: str = ""
    after: int = 0
    knows_hollow: bool = False
    """Whether it takes entries whose bodies have left; an older program is given none."""
    since: datetime | None = None
    """Receipts that were signed after this; all of them where it has none."""


class Receipted(msgspec.Struct, frozen=True, kw_only=True):
    """When the newest receipt over a book was signed that is known here."""

    book: str
    newest: datetime


class Receipts(msgspec.Struct, frozen=True, kw_only=True):
    """What the station has signed for of one book, the oldest first."""

    receipts: tuple[Receipt, ...]


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a neighbour has, and what is on its screen."""

    membership: Membership
    heads: tuple[Head, ...]
    presence: Presence | None = None
    acknowledged: tuple[Head, ...] = ()
    """Up to where the station has these books, as far as it is known there."""
    receipted: tuple[Receipted, ...] = ()
    """Over which books there are receipts; an older program tells none."""


def station_mark(station_key: str) -> str:
    """Return by what terminals of one station find each other on a network; it names no station."""
    return sha256(b"donor-room station " + station_key.encode()).hexdigest()[:16]
