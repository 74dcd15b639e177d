"""The proof of one book: every link, the content of every entry that has one, a receipt over every other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from donor_room.domain.entries import Entry
from donor_room.domain.leaving import GoneOf
from donor_room.domain.refusal import Trouble
from donor_room.store.checkpoints import Checkpoints
from donor_room.store.database import Database
from donor_room.store.rows import BOOK_BITS, COLUMNS, entry_of
from donor_room.wire import codec
from donor_room.wire.hollow import envelopes_hash

_AS_BYTES = ", ".join(
    name if name in ("seq", "version") else f"CAST({name} AS BLOB)" for name in COLUMNS.split(", ")
)
_SELECT_BYTES = f"SELECT {_AS_BYTES} FROM ledger WHERE place = ?"


class Proof:
    """Looks at one book as it lies in the file; number is its short name there."""

    def __init__(self, database: Database, book: str, number: int) -> None:
        self._database = database
        self._book = book
        self._number = number

    def head(self, acknowledged: int, gone: Iterable[GoneOf]) -> tuple[int, str]:
        """Check the chain from its first entry and return its head.

        `acknowledged` is how long it is at least, `gone` what the own book says of what left of it. Raises
        codec.Broken with the place and id of the first entry that is not what was written, or that cannot be
        read at all.
        """
        covers = Checkpoints(self._database).covers(self._book, self._hash_at)
        last_hash = codec.first_hash(self._book)
        length = self._length()
        for seq in range(1, length + 1):
            entry = self._read(seq)
            covers.check(entry, after_seq=seq - 1, after_hash=last_hash)
            codec.decode_body(entry)
            last_hash = entry.hash
        if acknowledged > length:
            raise codec.Broken("shortened", book=self._book, seq=length + 1)
        for one in gone:
            self._check_envelopes(one, length)
        return length, last_hash

    def _check_envelopes(self, gone: GoneOf, length: int) -> None:
        """What stays of what left is what it was then; a copy that is shorter than it was is no proof."""
        if gone.runs[-1][1] <= length and envelopes_hash(self._run(gone)) != gone.envelopes:
            raise codec.Broken("envelope", book=self._book, seq=gone.runs[0][0])

    def _run(self, gone: GoneOf) -> Iterator[Entry]:
        for first, last in gone.runs:
            yield from (self._read(seq) for seq in range(first, last + 1))

    def _length(self) -> int:
        """Return the seq of the last place of the book, read from the key alone."""
        row = self._database.row(
            "SELECT max(place) FROM ledger WHERE place > ? AND place < ?",
            (self._number << BOOK_BITS, (self._number + 1) << BOOK_BITS),
        )
        return (row[0] or 0) & ((1 << BOOK_BITS) - 1) if row else 0

    def _hash_at(self, seq: int) -> str:
        row = self._database.row(
            "SELECT hash FROM ledger WHERE place = ?", ((self._number << BOOK_BITS) + seq,)
        )
        return row[0] if row else ""

    def _read(self, seq: int) -> Entry:
        """Return one entry by its place; what is not there, not text or not of the book is Broken."""
        book = self._book
        try:
            row = self._database.row(_SELECT_BYTES, ((self._number << BOOK_BITS) + seq,))
        except Trouble as trouble:
            raise codec.Broken("unreadable", book=book, seq=seq) from trouble
        if row is None:
            raise codec.Broken("gap", book=book, seq=seq)
        try:
            entry = entry_of(tuple(one.decode() if isinstance(one, bytes) else one for one in row))
        except UnicodeDecodeError as error:
            entry_id = row[2].decode(errors="replace")
            raise codec.Broken("unreadable", book=book, seq=seq, entry_id=entry_id) from error
        if entry.book != book:
            raise codec.Broken("book", book=book, seq=seq, entry_id=entry.id)
        return entry
