"""The way up: compare heads, send what is missing there, believe only what the own chain confirms."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from donor_room.sync.client import Client, Event
from donor_room.sync.former import show_former
from donor_room.sync.link import Link, StationSaysNo
from donor_room.sync.store import Ask
from donor_room.wire.chained import without_hashes
from donor_room.wire.codec import Broken
from donor_room.wire.hollow import decode_line, is_envelope
from donor_room.wire.messages import (
    MAX_BATCH_ENTRIES,
    MAX_LINES_BYTES,
    Head,
    HeadReply,
    PushReply,
    pack_lines,
)

_LESS_THAN_ALLOWED = MAX_LINES_BYTES // 8
_TOO_LARGE = 413
_FORK = "fork"
LONG_S = 6
"""From how many seconds on a batch was long: one that takes twenty is given up and goes again."""

NO_RECEIPT, HOLLOW = "no_receipt", "hollow"
_DIFFERING = (_FORK, "chain", "hash", "book", "book.of_another_terminal", "unreadable", "not_canonical")


class Push:
    """Pushes the books of one terminal, one after another."""

    def __init__(
        self,
        link: Link,
        ask: Ask,
        *,
        reads_chained: Callable[[], bool] = lambda: False,
        ticks: Callable[[], float] = monotonic,
    ) -> None:
        """`reads_chained` says whether the station fills in hashes that were left out."""
        self._link = link
        self._reads_chained = reads_chained
        self._ticks = ticks
        self._ask = ask
        self.heads: dict[str, Head] = {}
        self.stopped: dict[str, str] = {}
        self.sent = 0
        self._shown: dict[str, int] = {}
        """Up to where the station was shown the other branch of a book."""
        self._receipts_shown: set[str] = set()
        """Books of which a restored station was shown what it had signed for."""

    def compare(self, client: Client) -> Event:
        """Ask where the book ends at the station and check that against the own chain."""
        books = self._ask(lambda store: store.books())
        if client.book >= len(books):
            return Event.NO_MORE_BOOKS
        book = books[client.book]
        head = self._link.get("/v1/head", HeadReply, book=book).acknowledged
        if head.book == book and not self._ask(lambda store: store.agrees(head)):
            self._get_back(book, head)
        event = self._take(book, head, Event.AGREED)
        if event is Event.DIFFERS and head.book == book:
            common = self._last_common(book, head)
            self._ask(lambda store: store.holds_no_more(book, common))
            self._show_branch(book)
        return event

    def _last_common(self, book: str, head: Head) -> int:
        """Return up to where both chains are one: a station that came back from a backup may hold another.

        As a rule that is where it acknowledged the book last, and two questions show it.
        """
        last = min(self._ask(lambda store: store.end_of(book)), head.seq)
        sure, low = self._ask(lambda store: store.acknowledged_of(book)), 0
        if sure <= last and self._is_common(book, sure):
            if sure == last or not self._is_common(book, sure + 1):
                return sure
            low = sure + 1
        while low < last:
            middle = (low + last + 1) // 2
            low, last = (middle, last) if self._is_common(book, middle) else (low, middle - 1)
        return low

    def _is_common(self, book: str, seq: int) -> bool:
        """Say whether the station has the same entry at a place; before the first one every book is alike."""
        if seq == 0:
            return True
        lines = self._link.lines(f"/v1/books/{book}/entries", after=seq - 1, limit=1)
        try:
            entry = decode_line(lines[0])
        except (IndexError, Broken):
            return False
        at = Head(book=book, seq=entry.seq, hash=entry.hash)
        return entry.seq == seq and self._ask(lambda store: store.agrees(at))

    def _get_back(self, book: str, head: Head) -> None:
        """Fetch the own entries that only the station has, as after an old backup; stops where they end."""
        seq = self._ask(lambda store: store.end_of(book))
        while seq < head.seq:
            lines = self._link.lines(f"/v1/books/{book}/entries", after=seq)
            reached = self._taken_back(book, lines)
            if reached == seq:
                return
            seq = reached

    def _taken_back(self, book: str, lines: list[bytes]) -> int:
        return self._ask(lambda store: store.take_back(book, lines))

    def _show_branch(self, book: str) -> None:
        """Let the station keep what this terminal wrote on another branch, for a person to look at.

        Some of it may have left: a restored station takes that under its own receipts alone, and tells of a
        branch without saying how much of it it kept, so they are shown first.
        """
        after = self._shown.get(book) or self._ask(lambda store: store.acknowledged_of(book))
        while lines := self._next(book, after, MAX_BATCH_ENTRIES):
            if any(is_envelope(line) for line in lines):
                self._show_receipts(book)
            try:
                self._link.push("/v1/push", pack_lines(lines), PushReply, book=book)
            except StationSaysNo as no:
                if no.problem.code != _FORK:
                    return
                self.stopped[book] = _FORK
            after += len(lines)
            self._shown[book] = after

    def show_again(self) -> None:
        """Show every other branch anew: the station is not the one that was shown them."""
        self._shown.clear()
        self._receipts_shown.clear()

    def _next(self, book: str, after: int, most: int) -> list[bytes]:
        return self._ask(
            lambda store: store.lines_after(book, after, most=most, most_bytes=_LESS_THAN_ALLOWED)
        )

    def push(self, client: Client) -> Event:
        """Send the next entries of the book and take the acknowledgement."""
        book = self._ask(lambda store: store.books())[client.book]
        after = self.heads[book].seq
        lines = self._next(book, after, client.batch)
        if not lines:
            return Event.BOOK_DONE
        began = self._ticks()
        try:
            reply = self._link.push("/v1/push", self._packed(lines), PushReply, book=book)
        except StationSaysNo as no:
            return self._refused(book, no, lines)
        self.sent += reply.fresh
        is_slow = self._ticks() - began > LONG_S
        return self._take(book, reply.acknowledged, Event.PUSHED_SLOWLY if is_slow else Event.PUSHED)

    def _packed(self, lines: list[bytes]) -> bytes:
        return pack_lines(without_hashes(lines) if self._reads_chained() else lines)

    def _take(self, book: str, head: Head, event: Event) -> Event:
        if head.book == book and self._ask(lambda store: store.believe(head)):
            self.heads[book] = head
            self.stopped.pop(book, None)
            return event
        self.stopped.setdefault(book, "differs")
        return Event.DIFFERS

    def _refused(self, book: str, no: StationSaysNo, lines: list[bytes]) -> Event:
        if no.problem.code == "gap":
            return Event.BEHIND
        if any(is_envelope(line) for line in lines) and no.problem.code in (NO_RECEIPT, *_DIFFERING):
            return self._refused_hollow(book, no)
        if no.status == _TOO_LARGE:
            if len(lines) == 1:
                self.stopped[book] = no.problem.code
            return Event.TOO_LARGE
        if no.problem.code in _DIFFERING:
            self.stopped[book] = no.problem.code
            return Event.DIFFERS
        raise no

    def _refused_hollow(self, book: str, no: StationSaysNo) -> Event:
        """Show a restored station what it had signed for, once; one that knows nothing of it stops the book.

        What has left cannot be sent again: the station takes the envelopes under its own receipts.
        """
        if no.problem.code == NO_RECEIPT and self._show_receipts(book):
            return Event.BEHIND
        self.stopped[book] = HOLLOW
        return Event.DIFFERS

    def _show_receipts(self, book: str) -> bool:
        """Show the station what it had signed for, once in its life; say whether it was done now."""
        if book in self._receipts_shown:
            return False
        show_former(self._link, self._ask(lambda store: store.greeting.receipts.former(book)))
        self._receipts_shown.add(book)  # only now: a line that breaks before shows them again
        return True
