"""What goes between this terminal's store and its neighbours'; only here the mesh touches the store.

Everything here runs on the store thread and returns at once; nothing here waits for a network.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeAlias

import msgspec

from donor_room.domain.apart import written_twice
from donor_room.domain.clock import instant_of
from donor_room.domain.entries import BookOpened, Entry, TerminalEnrolled
from donor_room.wire.beside import MAX_AT_ONCE, MAX_AT_ONCE_BYTES
from donor_room.wire.codec import Broken, decode_body
from donor_room.wire.hollow import decode_line
from donor_room.wire.messages import Head
from donor_room.workflow.common_day import names_of
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.exchange import exchange_of
from donor_room.workflow.membership import Badge, badge_of
from donor_room.workflow.news import News
from donor_room.workflow.receipts_beside import ReceiptsBeside

Look: TypeAlias = Literal["level", "behind", "differs", "knows_more"]
_NAMES = "beside"


class Looked(NamedTuple):
    """How a book that a neighbour has stands to the same book here, and where it ends here."""

    look: Look
    end: int


class Beside:
    """The store of a desk as its neighbours see it; to be made anew for each piece of work."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._ledger = desk.ledger
        self.receipts = ReceiptsBeside(desk)

    def badge(self) -> Badge | None:
        """Return by what this terminal proves itself; None while no station has made it a member."""
        return badge_of(enrolment_of(self._ledger))

    def heads(self) -> tuple[Head, ...]:
        """Return where every book ends here, own ones and those of others."""
        found = ((book, *self._ledger.head(book)) for book in self._ledger.books())
        return tuple(Head(book=book, seq=seq, hash=last) for book, seq, last in found)

    def acknowledged(self) -> tuple[Head, ...]:
        """Return up to where the station has each book, as far as it is known here."""
        known = ((book, self._ledger.acknowledged(book)) for book in self._ledger.books())
        return tuple(Head(book=book, seq=one[0], hash=one[1]) for book, one in known if one is not None)

    def take_acknowledged(self, heads: Iterable[Head]) -> None:
        """Take note of what the station has of the books of others; of the own ones it says so itself.

        So a deferral that another laptop wrote is left to the directory once the station knows of it.
        """
        exchange = exchange_of(self._desk)
        for head in heads:
            known = self._ledger.acknowledged(head.book)
            if not self._is_here_as_own(head.book) and (known is None or known[0] < head.seq):
                exchange.acknowledge(head)

    def look(self, heads: Iterable[Head]) -> dict[str, Looked]:
        """Hold a neighbour's books against the same ones here."""
        return {head.book: self._look(head) for head in heads}

    def _look(self, head: Head) -> Looked:
        end, last = self._ledger.head(head.book)
        if head.seq > end:
            knows_more = self._is_here_as_own(head.book)
            return Looked("knows_more" if knows_more else "behind", end)
        if head.seq == end:
            return Looked("level" if head.hash == last else "differs", end)
        found = self._ledger.entries_after(head.book, head.seq - 1, 1)
        return Looked("level" if found and found[0].hash == head.hash else "differs", end)

    def _is_here_as_own(self, book: str) -> bool:
        return self._ledger.is_own(book)

    def lines_after(self, book: str, after: int, *, hollow: bool = True) -> list[bytes]:
        """Return the next entries of a book as they travel; where hollow ones are not known, those before."""
        exchange = exchange_of(self._desk)
        return exchange.lines_after(
            book, after, most=MAX_AT_ONCE, most_bytes=MAX_AT_ONCE_BYTES, hollow=hollow
        )

    def take(self, book: str, lines: list[bytes], *, where: str) -> int:
        """Take in entries of another's book as far as they are new, and return where it ends here now.

        Raises Broken for an own book, one of the other world, and whatever does not follow the chain.
        `where` is the name of the laptop that gave them.
        """
        if self._is_here_as_own(book):
            raise Broken("own", book=book)
        end = self._ledger.head(book)[0]
        entries = [entry for entry in map(decode_line, lines) if entry.seq > end]
        self._ledger.check_following(book, entries)
        for entry in entries:
            _refuse_timeless(entry)
        self._refuse_other_world(entries)
        self._desk.take_in(entries)
        self._tell(entries, where)
        return self._ledger.head(book)[0]

    def _refuse_other_world(self, entries: list[Entry]) -> None:
        """A book begins with its opening, and that says practice or real as this terminal does."""
        if not entries or entries[0].seq != 1:
            return
        opened = decode_body(entries[0])
        if not isinstance(opened, BookOpened) or opened.practice != self._desk.practice:
            raise Broken("other world", book=entries[0].book, seq=1)

    def _tell(self, entries: list[Entry], where: str) -> None:
        """Remember, for each open visit, what nobody has looked at here yet."""
        names = names_of(self._desk)
        by_visit: dict[str, list[Entry]] = {}
        for entry in entries:
            if entry.visit is not None:
                by_visit.setdefault(entry.visit, []).append(entry)
        for visit, told in by_visit.items():
            line = self._desk.visits.line(visit)
            if line is not None and line.step != "closed":
                place = self.name_of_book(told[-1].book) or where
                kinds = tuple(dict.fromkeys(entry.kind for entry in told))
                self._desk.unseen.note(visit, News(names.get(told[-1].by, ""), place, kinds))

    # ---- names -------------------------------------------------------------------------------------------

    def keep_name(self, terminal: str, name: str) -> None:
        """Remember what a neighbour is called, for the time when it is not here any more."""
        names = self._names()
        if names.get(terminal) != name:
            names[terminal] = name
            self._ledger.set_cursor(_NAMES, msgspec.json.encode(names).decode())

    def name_of_book(self, book: str) -> str:
        """Return the name of the laptop that wrote a book; empty while it was never heard of."""
        enrolled = (
            line.act.terminal
            for line in self._ledger.of_every_house(TerminalEnrolled.KIND)
            if line.entry.book == book and isinstance(line.act, TerminalEnrolled)
        )
        return self._names().get(next(enrolled, ""), "")

    def versions(self, visit: str, step: str) -> tuple[tuple[str, str], ...]:
        """Return by whom and on which laptop a step was written differently; no laptop for this one."""
        names = names_of(self._desk)
        told = written_twice(self._ledger.of_visit(visit), step)
        every = ((names.get(line.entry.by, ""), self._laptop(line.entry.book)) for line in told)
        return tuple(dict.fromkeys(every))

    def _laptop(self, book: str) -> str:
        return "" if self._ledger.is_own(book) else self.name_of_book(book)

    def _names(self) -> dict[str, str]:
        kept = self._ledger.cursor(_NAMES)
        return msgspec.json.decode(kept, type=dict[str, str]) if kept else {}


def _refuse_timeless(entry: Entry) -> None:
    """Refuse an entry whose time is none, or beyond the calendar: all that follows is ordered by it."""
    try:
        instant_of(entry.hlc)
    except (ValueError, OverflowError) as problem:
        raise Broken("clock", book=entry.book, seq=entry.seq, entry_id=entry.id) from problem
