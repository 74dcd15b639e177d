"""Visits whose bodies have left this laptop: that they did, and under which receipt the station has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from donor_room.domain.clock import day_at_site
from donor_room.domain.entries import Entry, HollowAct
from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import Recorded
from donor_room.store.checkpoints import Checkpoints, over
from donor_room.store.database import Database
from donor_room.wire.receipt import Receipt, number_of


class AtStation(NamedTuple):
    """Since which day, and under which receipt, the station has an entry that has left."""

    since: str
    receipt: str


def has_left(recorded: Iterable[Recorded]) -> bool:
    """Say whether bodies of these entries have left."""
    return any(isinstance(line.act, HollowAct) for line in recorded)


class Whereabouts:
    """Tells by what entries whose bodies have left are at the station; reads the receipts once."""

    def __init__(self, database: Database) -> None:
        self._checkpoints = Checkpoints(database)
        self._proven: dict[str, list[Receipt]] = {}

    def of(self, entry: Entry) -> AtStation:
        """Return by what an entry is at the station."""
        book = entry.book
        if book not in self._proven:
            self._proven[book] = self._checkpoints.proven(book, lambda _: "")
        return _told_by(over(self._proven[book], entry.seq))

    def why_no_visit(self, recorded: Sequence[Recorded]) -> Refusal:
        """Return what is said of a visit that these entries cannot tell: it is at the station, or is none."""
        hollow = next((line.entry for line in recorded if isinstance(line.act, HollowAct)), None)
        if hollow is None:
            return Refusal("visit.unknown")
        return Refusal("visit.at_station", **self.of(hollow)._asdict())


def _told_by(receipt: Receipt | None) -> AtStation:
    """Return what is said of a receipt; of none, that nobody knows."""
    if receipt is None:
        return AtStation("?", "?")
    return AtStation(day_at_site(receipt.issued_at).isoformat(), number_of(receipt))
