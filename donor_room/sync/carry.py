"""A stick in the place of the line: what waits here goes out, what the station says comes in."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from donor_room.domain.clock import Clock
from donor_room.domain.refusal import Refusal
from donor_room.wire.carry import Acknowledged, Asking, Lent, Page, Part, lines_of, read_parts, write_parts
from donor_room.wire.messages import MAX_BATCH_ENTRIES, MAX_LINES_BYTES, EnrolReply
from donor_room.wire.sealing import open_sealed, outside_of, seal
from donor_room.wire.signature import read_public
from donor_room.workflow.enrolled import Enrolment
from donor_room.workflow.exchange import Exchange

_MOST_BYTES = MAX_LINES_BYTES // 8


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A file for the station, and how many entries of which books are in it."""

    content: bytes
    entries: dict[str, int]


class CarriedIn(msgspec.Struct, frozen=True, kw_only=True):
    """What a file of the station brought; stopped names books that a person must look at."""

    acknowledged: dict[str, int]
    stopped: dict[str, str]
    rows: int
    numbers: int
    older: int
    """Parts that tell nothing new: they came by the line since, or from this very file before."""


def carry_out(exchange: Exchange, enrolment: Enrolment | None, clock: Clock) -> Written:
    """Return all that the station has not acknowledged, sealed for it; nothing here changes by that."""
    key, reply = _enrolled(enrolment)
    parts: list[Part] = [
        Asking(written_at=clock.now(), cursor=exchange.directory_cursor(), wanted=exchange.numbers_wanted())
    ]
    entries: dict[str, int] = {}
    for book in exchange.books():
        for lines in _waiting(exchange, book):
            parts.append(lines_of(book, lines))
            entries[book] = entries.get(book, 0) + len(lines)
    content = seal(
        write_parts(parts),
        sender=reply.terminal,
        receiver=reply.station_code,
        key=key.key,
        receiver_key=read_public(reply.station_key),
    )
    return Written(content=content, entries=entries)


def _enrolled(enrolment: Enrolment | None) -> tuple[Enrolment, EnrolReply]:
    if enrolment is None or enrolment.reply is None:
        raise Refusal("sync.not_enrolled")
    return enrolment, enrolment.reply


def _waiting(exchange: Exchange, book: str) -> Iterator[list[bytes]]:
    after = exchange.acknowledged_of(book)
    while lines := exchange.lines_after(book, after, most=MAX_BATCH_ENTRIES, most_bytes=_MOST_BYTES):
        yield lines
        after += len(lines)


def carry_in(exchange: Exchange, enrolment: Enrolment | None, content: bytes) -> CarriedIn:
    """Take in what the station wrote for this terminal; the same file, or an older one, changes nothing.

    Refuses a file that is damaged, for another terminal or of another station.
    """
    key, reply = _enrolled(enrolment)
    try:
        outside = outside_of(content)
        if outside.receiver != reply.terminal:
            raise Refusal("carry.other_terminal", terminal=outside.receiver)
        parts = read_parts(open_sealed(content, key=key.key, sender_key=read_public(reply.station_key)))
    except ValueError as problem:
        raise Refusal("carry.damaged") from problem
    incoming = _Incoming(exchange)
    for part in parts:
        incoming.take(part)
    return incoming.told()


class _Incoming:
    """Takes parts one after another, each by the way by which sync takes it."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._acknowledged: dict[str, int] = {}
        self._stopped: dict[str, str] = {}
        self._anew: list[Page] = []
        self._rows = self._numbers = self._older = 0

    def take(self, part: Part) -> None:
        if isinstance(part, Acknowledged):
            self._acknowledge(part)
        elif isinstance(part, Lent):
            is_new = self._exchange.take_numbers(part.numbers)
            self._numbers += part.numbers.count if is_new else 0
            self._older += not is_new
        elif isinstance(part, Page):
            self._page(part)

    def told(self) -> CarriedIn:
        self._replace()
        return CarriedIn(
            acknowledged=self._acknowledged,
            stopped=self._stopped,
            rows=self._rows,
            numbers=self._numbers,
            older=self._older,
        )

    def _acknowledge(self, part: Acknowledged) -> None:
        head = part.head
        if not self._exchange.agrees(head):
            self._stopped[head.book] = "differs"
        elif head.seq < self._exchange.acknowledged_of(head.book):
            self._older += 1
        else:
            self._exchange.acknowledge(head)
            self._acknowledged[head.book] = head.seq

    def _page(self, part: Page) -> None:
        """Take rows only where they follow what is here; a whole directory takes the place of this one."""
        here = self._exchange.directory_cursor()
        if part.after == here:
            self._exchange.take_page(part.page)
            self._rows += len(part.page.rows)
        elif not part.after or (self._anew and self._anew[-1].page.cursor == part.after):
            self._anew.append(part)
        else:
            self._older += 1

    def _replace(self) -> None:
        if not self._anew:
            return
        pages = [part.page for part in self._anew]
        as_of = self._exchange.directory_as_of()
        if pages[-1].more or (as_of is not None and pages[-1].as_of <= as_of):
            self._older += len(pages)
            return
        self._exchange.replace_directory(pages)
        self._rows += sum(len(page.rows) for page in pages)
