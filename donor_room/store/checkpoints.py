"""The receipts by which entries without a body are believed: of every life of the station's data."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from donor_room.store.database import Database
from donor_room.wire.hollow import Covers
from donor_room.wire.receipt import Receipt, check_receipt
from donor_room.wire.signature import Unproven, read_public

_ENROLMENT = "enrolment"
HashAt = Callable[[int], str]
"""The hash of an entry of a book, by its place; empty where there is none."""


class _Station(msgspec.Struct, frozen=True):
    station_code: str
    station_key: str


class _Enrolled(msgspec.Struct, frozen=True):
    reply: _Station | None


class Checkpoints:
    """Receipts of the station to which this terminal belongs, over books of any of its terminals."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def covers(self, book: str, hash_at: HashAt) -> Covers:
        """Return the proven receipts over a book whose last hash stands here, where their last entry is here.

        A receipt of another branch than what is here says nothing of it.
        """
        return Covers(self.proven(book, hash_at))

    def proven(self, book: str, hash_at: HashAt) -> list[Receipt]:
        """Return these receipts."""
        station = self._station()
        rows = self._database.rows("SELECT body FROM receipt WHERE book = ? ORDER BY first, last", (book,))
        kept = (msgspec.json.decode(body, type=Receipt) for (body,) in rows)
        return [one for one in kept if _is_proven(one, station) and hash_at(one.last) in ("", one.hash)]

    def believes(self, receipt: Receipt) -> bool:
        """Say whether the station to which this terminal belongs has signed this, for whichever terminal."""
        return _is_proven(receipt, self._station())

    def _station(self) -> _Station | None:
        row = self._database.row("SELECT value FROM cursor WHERE name = ?", (_ENROLMENT,))
        return msgspec.json.decode(row[0], type=_Enrolled).reply if row else None


def _is_proven(receipt: Receipt, station: _Station | None) -> bool:
    if station is None:
        return False
    try:
        key = read_public(station.station_key)
        check_receipt(receipt, key, station_code=station.station_code, terminal=receipt.terminal)
    except Unproven:
        return False
    return True


def over(receipts: Iterable[Receipt], seq: int) -> Receipt | None:
    """Return the receipt over an entry that was signed first."""
    found = (one for one in receipts if one.first <= seq <= one.last)
    return min(found, key=lambda one: one.issued_at, default=None)
