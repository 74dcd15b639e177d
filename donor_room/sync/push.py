"""The way up: compare heads, send what is missing there, believe only what the own chain confirms."""

from __future__ import annotations

from donor_room.sync.client import Client, Event
from donor_room.sync.link import Link, StationSaysNo
from donor_room.sync.store import Ask
from donor_room.wire.messages import MAX_LINES_BYTES, Head, HeadReply, PushReply, pack_lines

_LESS_THAN_ALLOWED = MAX_LINES_BYTES // 8
_TOO_LARGE = 413
_DIFFERING = ("fork", "chain", "hash", "book", "book.of_another_terminal", "unreadable", "not_canonical")


class Push:
    """Pushes the books of one terminal, one after another."""

    def __init__(self, link: Link, ask: Ask) -> None:
        self._link = link
        self._ask = ask
        self.heads: dict[str, Head] = {}
        self.stopped: dict[str, str] = {}
        self.sent = 0

    def compare(self, client: Client) -> Event:
        """Ask where the book ends at the station and check that against the own chain."""
        books = self._ask(lambda store: store.books())
        if client.book >= len(books):
            return Event.NO_MORE_BOOKS
        book = books[client.book]
        reply = self._link.get("/v1/head", HeadReply, book=book)
        return self._take(book, reply.acknowledged, Event.AGREED)

    def push(self, client: Client) -> Event:
        """Send the next entries of the book and take the acknowledgement."""
        book = self._ask(lambda store: store.books())[client.book]
        after = self.heads[book].seq
        lines = self._ask(
            lambda store: store.lines_after(book, after, most=client.batch, most_bytes=_LESS_THAN_ALLOWED)
        )
        if not lines:
            return Event.BOOK_DONE
        try:
            reply = self._link.push("/v1/push", pack_lines(lines), PushReply, book=book)
        except StationSaysNo as no:
            return self._refused(book, no, len(lines))
        self.sent += reply.fresh
        return self._take(book, reply.acknowledged, Event.PUSHED)

    def _take(self, book: str, head: Head, event: Event) -> Event:
        if head.book == book and self._ask(lambda store: store.acknowledge(head)):
            self.heads[book] = head
            self.stopped.pop(book, None)
            return event
        self.stopped[book] = "differs"
        return Event.DIFFERS

    def _refused(self, book: str, no: StationSaysNo, lines: int) -> Event:
        if no.problem.code == "gap":
            return Event.BEHIND
        if no.status == _TOO_LARGE:
            if lines == 1:
                self.stopped[book] = no.problem.code
            return Event.TOO_LARGE
        if no.problem.code in _DIFFERING:
            self.stopped[book] = no.problem.code
            return Event.DIFFERS
        raise no
