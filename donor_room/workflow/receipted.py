"""Receipts as the store sees them: what is under one, what needs one, when all is at the station."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from donor_room.domain.entries import is_hollow
from donor_room.domain.refusal import Trouble
from donor_room.store.checkpoints import Checkpoints
from donor_room.store.receipts import Covered, Receipts
from donor_room.wire.codec import first_hash
from donor_room.wire.receipt import MAX_RECEIPT_ENTRIES, Receipt, ReceiptRequest, check_receipt
from donor_room.wire.signature import Unproven, read_public
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.greeted import greeted_of

_GROWS_UP_TO, _GROWS_FOR = 1_000, timedelta(hours=24)
"""A receipt over fewer entries is asked for again from its beginning: a day makes a few, not hundreds.

After a day it is left as it is: since when the station has had an entry is told by the date of its receipt.
"""


class AtStation(NamedTuple):
    """How far the station has what was written here; receipted_at says that it signed for all of it."""

    waiting: int
    receipted_at: datetime | None


def at_station(desk: Desk) -> AtStation | None:
    """Return how far the station has everything; None for a terminal that no station knows."""
    enrolment = enrolment_of(desk.ledger)
    if enrolment is None or enrolment.reply is None:
        return None
    receipts = Receipted(desk)
    return AtStation(receipts.waiting(), receipts.receipted_at())


class Receipted:
    """What the station has signed for."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._database = desk.database
        self._ledger = desk.ledger
        self._receipts = Receipts(desk.database)

    def wanted(self, passed_over: frozenset[str]) -> ReceiptRequest | None:
        """Return the next run that needs a receipt; of the books passed over none is asked for."""
        for book in self._ledger.own_books():
            end = self._ledger.head(book)[0]
            if book not in passed_over and self._covered(book).last < end:
                return self._run(book, end)
        return None

    def _run(self, book: str, end: int) -> ReceiptRequest:
        covered = self._covered(book)
        first, before = covered.last + 1, covered.hash
        if covered.receipt is not None and self._grows(covered.receipt):
            first, before = covered.receipt.first, covered.receipt.before
        last = min(end, first + MAX_RECEIPT_ENTRIES - 1)
        return ReceiptRequest(book=book, first=first, before=before, last=last, hash=self._hash(book, last))

    def wanted_at_once(self) -> tuple[ReceiptRequest, ...]:
        """Return every run that needs a receipt, in order: for a stick, which asks once."""
        runs: list[ReceiptRequest] = []
        for book in self._ledger.own_books():
            end = self._ledger.head(book)[0]
            if self._covered(book).last < end:
                runs.append(self._run(book, end))
            while runs and runs[-1].book == book and runs[-1].last < end:
                runs.append(self._after(runs[-1], end))
        return tuple(runs)

    def _after(self, run: ReceiptRequest, end: int) -> ReceiptRequest:
        last = min(end, run.last + MAX_RECEIPT_ENTRIES)
        return ReceiptRequest(
            book=run.book, first=run.last + 1, before=run.hash, last=last, hash=self._hash(run.book, last)
        )

    def take_carried(self, receipt: Receipt) -> bool:
        """Keep a receipt that came on a stick, for the run that it names, and say whether it was new.

        Raises Trouble as `take`.
        """
        book, first = receipt.book, receipt.first
        before_last = self._receipts.kept_up_to(receipt)
        before = self._hash(book, first - 1) if first > 1 else first_hash(book)
        asked = ReceiptRequest(
            book=book, first=first, before=before, last=receipt.last, hash=self._hash(book, receipt.last)
        )
        self.take(asked, receipt)
        return self._receipts.kept_up_to(receipt) > before_last

    def _grows(self, receipt: Receipt) -> bool:
        """Say whether a receipt is of today, by the station's own clock, and small."""
        now = self._desk.directory.as_of()
        is_of_today = now is None or now - receipt.issued_at < _GROWS_FOR
        return is_of_today and receipt.last - receipt.first < _GROWS_UP_TO

    def take(self, asked: ReceiptRequest, receipt: Receipt) -> None:
        """Keep a receipt; raises Trouble for one that this station did not give for exactly this run."""
        enrolment = enrolment_of(self._ledger)
        station = enrolment.reply if enrolment else None
        if station is None:
            raise Trouble("sync.not_enrolled")
        try:
            check_receipt(
                receipt,
                read_public(station.station_key),
                station_code=station.station_code,
                terminal=station.terminal,
            )
        except Unproven as problem:
            raise Trouble("sync.receipt.unproven") from problem
        said = (receipt.book, receipt.first, receipt.before, receipt.last, receipt.hash)
        if said != (asked.book, asked.first, asked.before, asked.last, asked.hash):
            raise Trouble("sync.receipt.unproven")
        with self._database.atomic():
            self._receipts.keep(receipt)

    def former(self, book: str) -> list[Receipt]:
        """Return every receipt over a book as it stands here, of whatever life of the station's data."""
        return Checkpoints(self._database).proven(book, lambda seq: self._hash(book, seq) or "-")

    def pass_over(self, asked: ReceiptRequest) -> bool:
        """Begin receipts behind what has left of a run and a restored station has not; say whether it helps.

        It is under the receipts of an earlier life of the station's data, for which it had signed.
        """
        gone = [
            entry.seq
            for entry in self._ledger.entries_after(asked.book, asked.first - 1, asked.last - asked.first + 1)
            if is_hollow(entry)
        ]
        over = [one for one in self.former(asked.book) if gone and one.first <= gone[-1] <= one.last]
        if not over:
            return False
        last = min(over, key=lambda one: one.last)
        with self._database.atomic():
            self._receipts.pass_over(greeted_of(self._ledger).generation, last)
        return True

    def receipted_at(self) -> datetime | None:
        """Return when the station signed that it holds all; None while anything is without a receipt."""
        newest: datetime | None = None
        if greeted_of(self._ledger).is_unknown:
            return None  # whatever it signed once, its data are those of a backup now
        for book in self._ledger.own_books():
            covered = self._covered(book)
            if covered.signed_at is None or (covered.last, covered.hash) != self._ledger.head(book):
                return None
            newest = max(newest or covered.signed_at, covered.signed_at)
        return newest

    def is_settled(self, book: str) -> bool:
        """Say whether a book that is not written any more is at the station to its last entry."""
        covered = self._covered(book)
        return book != self._ledger.book and (covered.last, covered.hash) == self._ledger.head(book)

    def waiting(self) -> int:
        """Return how many entries of all books the station holds neither by its word nor by a receipt."""
        return sum(self._waiting_of(book) for book in self._ledger.own_books())

    def _waiting_of(self, book: str) -> int:
        known = self._ledger.acknowledged(book)
        return self._ledger.head(book)[0] - max(known[0] if known else 0, self._covered(book).last)

    def _covered(self, book: str) -> Covered:
        covered = self._receipts.covered(greeted_of(self._ledger).generation, book, first_hash(book))
        if covered.last and self._hash(book, covered.last) != covered.hash:
            return Covered(0, first_hash(book), None)  # of another branch than what is here
        return covered

    def _hash(self, book: str, seq: int) -> str:
        found = self._ledger.entries_after(book, seq - 1, 1)
        return found[0].hash if found else ""
