"""What the station answers to its own terminals, once it is known who asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from donor_room.domain.clock import Clock
from donor_room.station import directory, generations, ledger, notices, numbers, sums
from donor_room.station.call import BYTES, Call, Done, asked, book_of, lines_of, number_of, read_message
from donor_room.station.enrolment import Terminal
from donor_room.station.founding import House
from donor_room.station.generation_maker import GenerationMaker
from donor_room.station.membership import renewed
from donor_room.station.refused import refused
from donor_room.station.store import Connection
from donor_room.station.words import WORDS, Word
from donor_room.wire.byte_range import WHOLE, read_range
from donor_room.wire.generation import PARTS
from donor_room.wire.messages import (
    ENTRY_LINES,
    MAX_BATCH_ENTRIES,
    MAX_PAGE_ROWS,
    RangeRequest,
    encode,
    pack_lines,
)
from donor_room.wire.notices import MAX_NOTICES

Given: TypeAlias = Callable[[Connection, Terminal, Call], Done]


class Answers:
    """One method for each thing that a terminal may ask; each may run on any thread."""

    def __init__(
        self, houses: dict[str, House], clock: Clock, grew: Callable[[], None], generations: GenerationMaker
    ) -> None:
        """Tell `grew` whenever new entries were stored."""
        self._houses = houses
        self._clock = clock
        self._grew = grew
        self._generations = generations

    def routes(self) -> dict[tuple[str, str], Given]:
        """Return what is asked how, as the served document names it."""
        return {asked: self._say(word) for asked, word in WORDS.items()} | {
            ("POST", "/v1/push"): self._push,
            ("GET", "/v1/head"): self._head,
            ("GET", "/v1/directory"): self._directory,
            ("GET", "/v1/directory/sums"): self._sums,
            ("GET", "/v1/directory/range"): self._range,
            ("GET", "/v1/generation"): self._generation,
            ("GET", "/v1/chunks/{name}"): self._chunk,
            ("GET", "/v1/notices"): self._notices,
            ("POST", "/v1/ranges"): self._ranges,
            ("GET", "/v1/ranges"): self._preprinted,
            ("GET", "/v1/membership"): self._membership,
            ("GET", "/v1/books/{book}/entries"): self._entries,
        }

    def _say(self, word: Word) -> Given:
        return lambda conn, terminal, call: Done(
            encode(word(conn, self._houses, terminal, call.body, self._clock.now()))
        )

    def _push(self, conn: Connection, terminal: Terminal, call: Call) -> Done:
        book = book_of(asked(call, "book"))
        raws = lines_of(call)
        if len(raws) > MAX_BATCH_ENTRIES:
            raise refused(413, "too_many", limit=MAX_BATCH_ENTRIES)
        try:
            reply = ledger.take_push(
                conn,
                station_code=terminal.house.code,
                terminal=terminal.terminal,
                book=book,
                raws=raws,
                now=self._clock.now(),
            )
        finally:
            self._grew()
        return Done(encode(reply))

    def _head(self, conn: Connection, terminal: Terminal, call: Call) -> Done:
        return Done(encode(ledger.head_of(conn, terminal.house.code, book_of(asked(call, "book")))))

    def _directory(self, conn: Connection, terminal: Terminal, call: Call) -> Done:
        limit = number_of(call, "limit", MAX_PAGE_ROWS, most=MAX_PAGE_ROWS)
        now = self._clock.now()
        rows = directory.page(conn, terminal.house, cursor=asked(call, "cursor"), limit=limit, now=now)
        return Done(rows)

    def _notices(self, conn: Connection, terminal: Terminal, call: Call) -> Done:
        limit = number_of(call, "limit", MAX_NOTICES, most=MAX_NOTICES)
        cursor, lane, now = asked(call, "cursor"), asked(call, "lane"), self._clock.now()
        return Done(encode(notices.page(conn, terminal, cursor=cursor, lane=lane, limit=limit, now=now)))

    def _ranges(self, conn: Connection, terminal: Terminal, call: Call) -> Done:
        request = read_message(call.body, RangeRequest)
        return Done(encode(numbers.lend(conn, terminal.house, terminal.terminal, request, self._clock)))

    def _preprinted(self, conn: Connection, terminal: Terminal, call: Call) -> Done:
        return Done(encode(numbers.preprinted(conn, terminal.house, terminal.terminal)))

    def _membership(self, conn: Connection, terminal: Terminal, _call: Call) -> Done:
        return Done(encode(renewed(conn, terminal, self._clock.now())))

    def _entries(self, conn: Connection, terminal: Terminal, call: Call) -> Done:
        book = call.path.split("/")[3]
        after = number_of(call, "after", 0, least=0)
        limit = number_of(call, "limit", MAX_BATCH_ENTRIES, most=MAX_BATCH_ENTRIES)
        raws = ledger.raw_entries(conn, terminal.house.code, book_of(book), after=after, limit=limit)
        return Done(pack_lines(raws), ENTRY_LINES, packed=True)

    def _sums(self, conn: Connection, terminal: Terminal, _call: Call) -> Done:
        return Done(directory.sums(conn, terminal.house))

    def _range(self, conn: Connection, terminal: Terminal, call: Call) -> Done:
        part = number_of(call, "n", 0, least=0, most=PARTS - 1)
        return Done(sums.rows_of(conn, terminal.house.code, part), BYTES)

    def _generation(self, conn: Connection, terminal: Terminal, _call: Call) -> Done:
        return Done(self._generations.manifest(conn, terminal.house))

    def _chunk(self, conn: Connection, terminal: Terminal, call: Call) -> Done:
        wanted = read_range(call.headers.get("range"))
        found, whole = generations.piece(conn, terminal.house, call.path.split("/")[3], *wanted)
        if wanted == WHOLE:
            return Done(found, BYTES)
        told = {"content-range": f"bytes {wanted[0]}-{wanted[0] + len(found) - 1}/{whole}"}
        return Done(found, BYTES, status=206, headers=told)
