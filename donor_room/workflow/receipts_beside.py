"""Receipts that laptops of one vehicle tell each other: by them copies of books may leave too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from donor_room.store.checkpoints import Checkpoints
from donor_room.store.receipts import Receipts
from donor_room.wire.beside import Receipted
from donor_room.wire.receipt import Receipt
from donor_room.workflow.desk import Desk


class ReceiptsBeside:
    """The receipts of this terminal as its neighbours see them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._receipts = Receipts(desk.database)

    def newest(self) -> tuple[Receipted, ...]:
        """Return over which books there are receipts here."""
        return tuple(Receipted(book=book, newest=at) for book, at in self._receipts.newest())

    def since(self, book: str, after: datetime | None) -> tuple[Receipt, ...]:
        """Return the receipts over a book that were signed after a moment."""
        return tuple(self._receipts.since(book, after.astimezone(UTC) if after else None))

    def wanted(self, told: Iterable[Receipted]) -> list[tuple[str, datetime | None]]:
        """Return of which books of others a neighbour has newer receipts, and since when to ask."""
        here = dict(self._receipts.newest())
        return [
            (one.book, here.get(one.book))
            for one in told
            if not self._desk.ledger.is_own(one.book)
            and (one.book not in here or here[one.book] < one.newest)
        ]

    def take(self, book: str, receipts: Iterable[Receipt]) -> None:
        """Keep receipts over a book of another; one that this station has not signed is none."""
        checkpoints = Checkpoints(self._desk.database)
        with self._desk.database.atomic():
            for one in receipts:
                if one.book == book and checkpoints.believes(one):
                    self._receipts.keep(one)
