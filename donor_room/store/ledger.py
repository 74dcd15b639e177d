"""The books: append-only, hash-chained entries, this terminal's own and those of others."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from donor_room.domain.clock import Clock, HybridClock, beginning_of_day, instant_of
from donor_room.domain.entries import (
    Act,
    BagTaken,
    BodiesLeft,
    BookOpened,
    DecisionMade,
    Entry,
    FindingReleased,
    LabelsSent,
    NeedleIn,
    PaperTime,
    SouvenirGiven,
    TicketGiven,
    is_hollow,
)
from donor_room.domain.refusal import Trouble
from donor_room.domain.visit import Recorded
from donor_room.store.checkpoints import Checkpoints
from donor_room.store.database import Database
from donor_room.store.left import Whereabouts
from donor_room.store.own_books import OwnBooks
from donor_room.store.places import MOST_WAITING, Places
from donor_room.store.proof import Proof
from donor_room.store.rows import BOOK_BITS
from donor_room.store.rows import COLUMNS as _COLUMNS
from donor_room.store.rows import entry_of as _entry
from donor_room.wire import codec
from donor_room.wire.hollow import NO_COVERS, Covers

_INSERT = f"INSERT INTO ledger (place, {_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)"
_SELECT = f"SELECT {_COLUMNS} FROM ledger"

OwnHead: TypeAlias = tuple[str, int, str, HybridClock]
"""Own book, seq and hash of its last entry, and its clock."""


class Projection(Protocol):
    """A table beside the ledger that can be dropped and made again from it."""

    def apply(self, recorded: Recorded, *, replay: bool = False) -> None:
        """Take an entry in, in the transaction that appends it; replay = from a ledger that holds more."""

    def clear(self) -> None:
        """Forget everything."""


class Ledger:
    """Appends to the own book and reads all books; to be used on the store thread only."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._projections: list[Projection] = []
        self._numbers_read: dict[str, int] | None = None
        self._places = Places(database)
        self._own = OwnBooks(database)
        self._book = self._own_book() or ""
        self._seq, self._hash = self.head(self._book) if self._book else (0, "")
        self._hybrid = HybridClock(clock, self._book, self._latest_hlc())

    @property
    def book(self) -> str:
        """The id of this terminal's own book; empty before it is opened."""
        return self._book

    def open_book(self, *, terminal: str, program: str, practice: bool) -> Entry:
        """Start a new own book with its first entry; an older own book stays readable."""
        opened = BookOpened(
            terminal=terminal,
            program=program,
            engine=self._engine(),
            practice=practice,
            replaces=self._book or None,
        )
        with self.undone_together(), self._database.atomic():
            self._turn_to(secrets.token_hex(10))
            self.set_cursor("own_book", self._book)
            return self.append([(None, opened)], by="")[0]

    def is_own(self, book: str) -> bool:
        """Say whether this terminal wrote a book itself; another's is read and never worked on."""
        return book in self._own

    def _turn_to(self, book: str) -> None:
        self._own.forget()
        self._book, self._seq, self._hash = book, 0, codec.first_hash(book)
        self._hybrid = HybridClock(self._clock, book, self._latest_hlc())

    def add_projection(self, projection: Projection) -> None:
        """Let a projection see every entry from now on."""
        self._projections.append(projection)

    def append(self, acts: Sequence[tuple[str | None, Act]], *, by: str) -> list[Entry]:
        """Write acts, each with its visit, as one transaction, and return their entries after the commit."""
        with self.undone_together(), self._database.atomic():
            return [self.write(visit, act, by=by) for visit, act in acts]

    def write(self, visit: str | None, act: Act, *, by: str) -> Entry:
        """Write one act inside a transaction of the caller, who undoes it as a whole (`undone_together`)."""
        entry = codec.seal(
            act,
            book=self._book,
            seq=self._seq + 1,
            entry_id=secrets.token_hex(12),
            visit=visit,
            hlc=self._hybrid.tick(),
            by=by,
            prev_hash=self._hash,
        )
        self._insert(entry)
        for projection in self._projections:
            projection.apply(Recorded(entry, act))
        self._seq, self._hash = entry.seq, entry.hash
        return entry

    def undone_together(self) -> Head:
        """Let the own book and its head go back with a transaction that is undone inside this block."""
        return Head(self)

    def head_of_own(self) -> OwnHead:
        """Return where the own book stands, for `go_back`."""
        return self._book, self._seq, self._hash, self._hybrid

    def go_back(self, head: OwnHead) -> None:
        """Stand where the own book stood, after the transaction that wrote on was undone."""
        self._book, self._seq, self._hash, self._hybrid = head
        self._numbers_read = None  # read again later: here an outer act may just have been undone as well
        self._places.forget()
        self._own.forget()

    def settle(self, *, is_idle: bool) -> None:
        """Write down where the entries of visits lie: at an idle moment, or when too many wait for it."""
        self._places.settle(most_waiting=0 if is_idle else MOST_WAITING)

    def _insert(self, entry: Entry) -> None:
        place = self._place(entry.book, entry.seq)
        self._database.execute(
            _INSERT,
            (
                place,
                entry.book,
                entry.seq,
                entry.id,
                entry.kind,
                entry.version,
                entry.visit,
                entry.hlc,
                entry.by,
                entry.body,
                entry.prev_hash,
                entry.hash,
            ),
        )
        if entry.visit is not None:
            self._places.note(entry.visit, place)

    def _place(self, book: str, seq: int) -> int:
        """Return where an entry stands in the file; a book that is new here gets its short number."""
        if book not in self._numbers:
            number = len(self._numbers) + 1
            self._database.execute("INSERT INTO book (number, name) VALUES (?,?)", (number, book))
            self._numbers[book] = number
        return (self._numbers[book] << BOOK_BITS) + seq

    def _between(self, book: str, seq: int) -> tuple[int, int]:
        """Return the places after seq and before the next book; an empty run for a book that is not here."""
        number = self._numbers.get(book, 0)
        return (number << BOOK_BITS) + seq, (number + 1) << BOOK_BITS

    def check_following(self, book: str, entries: Iterable[Entry]) -> None:
        """Raise codec.Broken unless these follow what is here of a book, hollow ones under receipts here.

        They are of another branch ("differs") where with them a receipt would prove nothing any more by which
        bodies left: the book goes on when those come of which the receipt speaks.
        """
        entries = list(entries)
        seq, last = self.head(book)
        covers = self._covers_beyond(book, seq)
        for entry in entries:
            if entry.book != book:
                raise codec.Broken("book", book=entry.book, seq=entry.seq, entry_id=entry.id)
            covers.check(entry, after_seq=seq, after_hash=last)
            seq, last = entry.seq, entry.hash
        others = covers.of_other_branch(entries)
        if others:
            hollow = self._hollow_from(book, min(one.first for one in others))
            covers.check_without(others, [*hollow, *filter(is_hollow, entries)])

    def _covers_beyond(self, book: str, seq: int) -> Covers:
        """Return the receipts over a book while one of them ends after seq, NO_COVERS otherwise."""
        beyond = self._database.row("SELECT 1 FROM receipt WHERE book = ? AND last > ? LIMIT 1", (book, seq))
        if beyond is None:
            return NO_COVERS
        return Checkpoints(self._database).covers(book, lambda place: self.hash_at(book, place) or "")

    def _hollow_from(self, book: str, first: int) -> list[Entry]:
        """Return the entries of a book from a place on whose bodies have left."""
        places = self._between(book, first - 1)
        rows = self._database.rows(
            f"{_SELECT} WHERE place > ? AND place < ? AND body = '' ORDER BY place", places
        )
        return [_entry(row) for row in rows]

    def take_in(self, entries: Iterable[Entry]) -> list[Entry]:
        """Append entries that follow what is here of their books, in one transaction.

        Those already here are passed over; the own book goes on after what comes back of it.
        Raises codec.Broken when a chain does not hold.
        """
        with self.undone_together(), self._database.atomic():
            return [entry for entry in entries if self._take_in_one(entry)]

    def _take_in_one(self, entry: Entry) -> bool:
        seq, last_hash = self.head(entry.book)
        if entry.seq <= seq:
            return False
        if is_hollow(entry):  # whoever gives it has shown the receipt that the table asks for
            codec.check_place(entry, after_seq=seq, after_hash=last_hash)
        else:
            codec.check_entry(entry, after_seq=seq, after_hash=last_hash)
        recorded = Recorded(entry, codec.decode_body(entry))
        self._insert(entry)
        self._hybrid.saw(entry.hlc)
        if entry.book == self._book:
            self._seq, self._hash = entry.seq, entry.hash
        for projection in self._projections:
            projection.apply(recorded)
        return True

    # ---- reading -------------------------------------------------------------------------------------------

    def head(self, book: str) -> tuple[int, str]:
        """Return (seq, hash) of a book's last entry; (0, first hash) for an empty book."""
        row = self._database.row(
            "SELECT seq, hash FROM ledger WHERE place > ? AND place < ? ORDER BY place DESC LIMIT 1",
            self._between(book, 0),
        )
        return (row[0], row[1]) if row else (0, codec.first_hash(book))

    def last_written_at(self) -> datetime | None:
        """Return what the clock said when the last entry of the own book was written."""
        hlc = self._hlc_of_last(self._book)
        return instant_of(hlc) if hlc else None

    def books(self) -> list[str]:
        """Return every book that has entries here."""
        return sorted(self._numbers)

    def own_books(self) -> list[str]:
        """Return those of the books that this terminal wrote itself."""
        return [book for book in self.books() if self.is_own(book)]

    def entries_after(self, book: str, seq: int, limit: int) -> list[Entry]:
        """Return up to `limit` entries of a book that come after seq, in order."""
        rows = self._database.rows(
            f"{_SELECT} WHERE place > ? AND place < ? ORDER BY place LIMIT ?",
            (*self._between(book, seq), limit),
        )
        return [_entry(row) for row in rows]

    def of_visit(self, visit: str) -> list[Recorded]:
        """Return what was recorded of a visit, in the order of hybrid time."""
        places, parameters = self._places.of(visit)
        rows = self._database.rows(f"{_SELECT} WHERE place IN ({places}) ORDER BY hlc, place", parameters)
        return [_recorded(row) for row in rows]

    def places_of(self, visit: str) -> list[tuple[str, int]]:
        """Return the book and the place in it of every entry of a visit; no body is read."""
        places, parameters = self._places.of(visit)
        return self._database.rows(f"SELECT book, seq FROM ledger WHERE place IN ({places})", parameters)

    def book_of_last(self, visit: str) -> str:
        """Return in which book the latest entry of a visit stands; empty where there is none."""
        places, parameters = self._places.of(visit)
        row = self._database.row(
            f"SELECT book FROM ledger WHERE place IN ({places}) ORDER BY hlc DESC, place DESC LIMIT 1",
            parameters,
        )
        return str(row[0]) if row else ""

    def hash_at(self, book: str, seq: int) -> str | None:
        """Return the hash of an entry by its place."""
        row = self._database.row("SELECT hash FROM ledger WHERE place = ?", (self._between(book, seq)[0],))
        return row[0] if row else None

    def of_house(self, *kinds: str, since: str = "") -> list[Recorded]:
        """Return what this terminal recorded of these kinds outside visits, in the order of hybrid time.

        What other terminals of the station recorded counts for them (docs/decisions/0019).
        """
        return [line for line in self.of_every_house(*kinds, since=since) if self.is_own(line.entry.book)]

    def of_every_house(self, *kinds: str, since: str = "") -> list[Recorded]:
        """Return the same of all terminals whose books are here."""
        where = f"visit IS NULL AND kind IN ({','.join('?' * len(kinds))}) AND hlc >= ?"
        rows = self._database.rows(f"{_SELECT} WHERE {where} ORDER BY hlc, place", (*kinds, since))
        return [_recorded(row) for row in rows]

    def every_entry(self) -> Iterator[Recorded]:
        """Go through all entries of all books in the order of hybrid time."""
        for row in self._database.execute(f"{_SELECT} ORDER BY hlc, place"):
            yield _recorded(row)

    def every_of(self, act: type[DecisionMade | FindingReleased | LabelsSent]) -> Iterator[Recorded]:
        """Go through these acts in all books and visits, in the order of hybrid time."""
        for row in self._database.execute(_select_of(act)):
            yield _recorded(row)

    def used_since(self, hlc: str) -> list[Recorded]:
        """Return what visits tell of souvenirs and bags since then, in the order of hybrid time.

        The kinds stand in the text, not in parameters: only so is the index of these acts used.
        """
        kinds = ", ".join(f"'{act.KIND}'" for act in (SouvenirGiven, BagTaken, NeedleIn, PaperTime))
        where = f"kind IN ({kinds}) AND hlc >= ? AND body <> ''"
        rows = self._database.rows(f"{_SELECT} WHERE {where} ORDER BY hlc, place", (hlc,))
        return [_recorded(row) for row in rows]

    def ticketed(self, visit: str, opened_at: datetime) -> str | None:
        """Return the hybrid time of the first ticket under a visit, on the day on which it was opened."""
        where = f"kind = '{TicketGiven.KIND}' AND hlc >= ? AND instr(body, ?) > 0"
        rows = self._database.rows(
            f"{_SELECT} WHERE {where} ORDER BY hlc, place", (beginning_of_day(opened_at), visit)
        )
        given = ((line.entry, line.act) for line in map(_recorded, rows))
        told = (entry for entry, act in given if isinstance(act, TicketGiven) and act.visit == visit)
        return next((entry.hlc for entry in told), None)

    def count(self) -> int:
        """Return how many entries are here, of all books."""
        row = self._database.row("SELECT count(*) FROM ledger")
        return int(row[0]) if row else 0

    def count_hollow(self, book: str) -> int:
        """Return how many entries of a book have left their bodies to the station."""
        row = self._database.row(
            "SELECT count(*) FROM ledger WHERE place > ? AND place < ? AND body = ''", self._between(book, 0)
        )
        return int(row[0]) if row else 0

    # ---- what the station has, and where reading went on ---------------------------------------------------

    def acknowledged(self, book: str) -> tuple[int, str] | None:
        """Return the last (seq, hash) of a book that the station has acknowledged."""
        row = self._database.execute("SELECT seq, hash FROM acknowledged WHERE book = ?", (book,)).fetchone()
        return (row[0], row[1]) if row else None

    def acknowledge(self, book: str, seq: int, last_hash: str) -> None:
        """Take note that the station holds the book up to and including this entry."""
        with self._database.atomic():
            self._database.execute(
                "INSERT INTO acknowledged (book, seq, hash) VALUES (?,?,?) "
                "ON CONFLICT (book) DO UPDATE SET seq = excluded.seq, hash = excluded.hash "
                "WHERE excluded.seq > seq",
                (book, seq, last_hash),
            )

    def take_back_acknowledged(self, book: str, seq: int) -> None:
        """Believe no longer that the station holds a book beyond this entry: a restored one lost it."""
        kept = self.entries_after(book, seq - 1, 1) if seq else []
        with self._database.atomic():
            self._database.execute("DELETE FROM acknowledged WHERE book = ? AND seq > ?", (book, seq))
            if kept:
                self.acknowledge(book, seq, kept[0].hash)

    def waiting(self) -> int:
        """Return how many entries of the own book the station has not acknowledged yet."""
        known = self.acknowledged(self._book)
        return self._seq - (known[0] if known else 0)

    def waiting_since(self) -> datetime | None:
        """Return when the first entry was written that the station has not; None when it has all."""
        known = self.acknowledged(self._book)
        first = self.entries_after(self._book, known[0] if known else 0, 1)
        return instant_of(first[0].hlc) if first else None

    def cursor(self, name: str) -> str | None:
        """Return a stored place in a feed, or None."""
        row = self._database.row("SELECT value FROM cursor WHERE name = ?", (name,))
        return row[0] if row else None

    def set_cursor(self, name: str, value: str) -> None:
        """Store a place in a feed; call it in the transaction that stores what was read there."""
        with self._database.atomic():
            self._database.execute(
                "INSERT INTO cursor (name, value) VALUES (?,?) "
                "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, value),
            )

    # ---- proof ---------------------------------------------------------------------------------------------

    def verify(self) -> dict[str, tuple[int, str]]:
        """Check every chain and return the heads; raises codec.Broken at the first bad entry.

        An entry that its visit would not find is bad too.
        """
        heads = {book: self.verify_book(book) for book in self.books()}
        self.refuse_lost()
        return heads

    def refuse_lost(self) -> None:
        """Raise codec.Broken for an entry that its visit would not find."""
        lost = self._places.lost()
        if lost is not None:
            book, seq, entry_id = lost
            raise codec.Broken("not in its visit", book=book, seq=seq, entry_id=entry_id)

    def verify_book(self, book: str) -> tuple[int, str]:
        """Check a chain from its first entry and return its head; raises codec.Broken as `proof` does."""
        known = self.acknowledged(book)
        gone = [one for act in self.bodies_left() for one in act.gone if one.book == book]
        return Proof(self._database, book, self._numbers[book]).head(known[0] if known else 0, gone)

    def whereabouts(self) -> Whereabouts:
        """Return who tells by what the station has what has left."""
        return Whereabouts(self._database)

    def bodies_left(self) -> list[BodiesLeft]:
        """Return what the own books say of bodies that left; one that cannot be read says so in its proof."""
        try:
            lines = self.of_house(BodiesLeft.KIND)
        except (codec.Broken, Trouble):
            return []
        return [line.act for line in lines if isinstance(line.act, BodiesLeft)]

    def rebuild(self) -> None:
        """Drop what the projections hold and make it again from the entries."""
        with self._database.atomic():
            self._places.clear()
            for projection in self._projections:
                projection.clear()
            for recorded in self.every_entry():
                for projection in self._projections:
                    projection.apply(recorded, replay=True)

    @property
    def _numbers(self) -> dict[str, int]:
        """The short number of each book in this file."""
        if self._numbers_read is None:
            self._numbers_read = dict(self._database.rows("SELECT name, number FROM book"))
        return self._numbers_read

    def _own_book(self) -> str | None:
        return self.cursor("own_book")

    def _latest_hlc(self) -> str | None:
        """Within a book hybrid time only grows, so the last entries of the books are enough."""
        heads = [self._hlc_of_last(book) for book in self._numbers]
        return max((hlc for hlc in heads if hlc), default=None)

    def _hlc_of_last(self, book: str) -> str | None:
        row = self._database.row(
            "SELECT hlc FROM ledger WHERE place > ? AND place < ? ORDER BY place DESC LIMIT 1",
            self._between(book, 0),
        )
        return row[0] if row else None

    def _engine(self) -> str:
        row = self._database.row("SELECT sqlite_version()")
        return f"SQLite {row[0]}" if row else ""


class Head:
    """The block of `Ledger.undone_together`; a class, because a generator costs a part of every act."""

    __slots__ = ("_before", "_ledger")

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def __enter__(self) -> None:
        self._before = self._ledger.head_of_own()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is not None:
            self._ledger.go_back(self._before)


def _select_of(act: type[DecisionMade | FindingReleased | LabelsSent]) -> str:
    """The kind stands in the text, not in a parameter: only so is the index of these acts used."""
    return f"{_SELECT} WHERE kind = '{act.KIND}' ORDER BY hlc, place"


def _recorded(row: tuple[Any, ...]) -> Recorded:
    entry = _entry(row)
    return Recorded(entry, codec.decode_body(entry))
