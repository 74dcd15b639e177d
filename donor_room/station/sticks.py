"""Sticks at the station: read by the importer of pushes, written with what the terminal asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

import msgspec

from donor_room.domain.clock import Clock
from donor_room.domain.refusal import Refusal
from donor_room.station import directory, ledger, notices, numbers, receipts
from donor_room.station.enrolment import Terminal, find_terminal
from donor_room.station.founding import House
from donor_room.station.refused import Refused
from donor_room.station.store import Connection, one
from donor_room.wire.carry import (
    Acknowledged,
    Asking,
    Heard,
    Lent,
    Lines,
    Page,
    Part,
    Signed,
    Written,
    read_parts,
    write_parts,
)
from donor_room.wire.messages import MAX_PAGE_ROWS, DirectoryPage, RangeRequest
from donor_room.wire.notices import MAX_NOTICES, Lane
from donor_room.wire.sealing import open_sealed, outside_of, seal
from donor_room.wire.signature import read_public


class Taken(NamedTuple):
    """What came of the entries of one part; problem is the code of a refusal."""

    terminal: str
    book: str
    fresh: int
    seq: int
    problem: str | None


def carry_in(conn: Connection, houses: dict[str, House], content: bytes, clock: Clock) -> list[Taken]:
    """Take a terminal's file in; the same file again changes nothing.

    Refuses a file that is damaged, for another station, or of a terminal that is not here or is locked.
    """
    try:
        terminal = _sender(conn, houses, content)
        key = terminal.house.key
        parts = read_parts(open_sealed(content, key=key, sender_key=read_public(terminal.public_key)))
    except ValueError as problem:
        raise Refusal("carry.damaged") from problem
    for part in parts:
        if isinstance(part, Asking):
            _remember(conn, terminal, part)
    return [_take(conn, terminal, part, clock) for part in parts if isinstance(part, Lines)]


def _sender(conn: Connection, houses: dict[str, House], content: bytes) -> Terminal:
    outside = outside_of(content)
    if outside.receiver not in houses:
        raise Refusal("carry.other_station", station=outside.receiver)
    terminal = find_terminal(conn, {outside.receiver: houses[outside.receiver]}, outside.sender)
    if terminal is None:
        raise Refusal("carry.terminal_unknown", terminal=outside.sender)
    if terminal.is_locked:
        raise Refusal("carry.terminal_locked", terminal=outside.sender)
    return terminal


def _take(conn: Connection, terminal: Terminal, part: Lines, clock: Clock) -> Taken:
    problem: str | None = None
    fresh = 0
    try:
        reply = ledger.take_push(
            conn,
            station_code=terminal.house.code,
            terminal=terminal.terminal,
            book=part.book,
            raws=part.raws,
            now=clock.now(),
        )
        fresh = reply.fresh
    except Refused as no:
        problem = no.problem.code
    except ValueError:
        problem = "message"
    seq = ledger.head_of(conn, terminal.house.code, part.book).acknowledged.seq
    return Taken(terminal.terminal, part.book, fresh, seq, problem)


def _remember(conn: Connection, terminal: Terminal, asking: Asking) -> None:
    """Keep what the terminal asked for; an older stick does not put back what a newer one asked."""
    conn.execute(
        "INSERT INTO stick (station_code, terminal, cursor, wanted, written_at, asking)"
        " VALUES (%s, %s, %s, %s, %s, %s)"
        " ON CONFLICT (station_code, terminal) DO UPDATE SET cursor = excluded.cursor,"
        " wanted = excluded.wanted, written_at = excluded.written_at, asking = excluded.asking"
        " WHERE stick.written_at <= excluded.written_at",
        [
            terminal.house.code,
            terminal.terminal,
            asking.cursor,
            msgspec.json.encode(asking.wanted) if asking.wanted else None,
            asking.written_at,
            msgspec.json.encode(asking),
        ],
    )


def carry_out(conn: Connection, house: House, terminal_id: str, clock: Clock) -> bytes:
    """Return the file for a terminal: where its books end, its numbers, and the rows after its cursor."""
    terminal = find_terminal(conn, {house.code: house}, terminal_id)
    if terminal is None:
        raise Refusal("carry.terminal_unknown", terminal=terminal_id)
    return seal(
        write_parts(_told(conn, terminal, clock)),
        sender=house.code,
        receiver=terminal.terminal,
        key=house.key,
        receiver_key=read_public(terminal.public_key),
    )


def _told(conn: Connection, terminal: Terminal, clock: Clock) -> Iterator[Part]:
    house = terminal.house
    asked = _asked(conn, terminal, clock)
    yield Written(at=clock.now(), generation=house.generation)
    for book in ledger.books_of(conn, house.code, terminal.terminal):
        yield Acknowledged(head=ledger.head_of(conn, house.code, book).acknowledged)
    yield from _heard(conn, terminal, "urgent", asked.urgent, clock)
    yield from _signed(conn, terminal, asked, clock)
    yield from _lent(conn, terminal, asked, clock)
    yield from _heard(conn, terminal, "rest", asked.rest, clock)
    yield from _pages(conn, house, asked.cursor, clock)


def _asked(conn: Connection, terminal: Terminal, clock: Clock) -> Asking:
    """Return what the last stick asked for; one of an older program asked for rows and numbers only."""
    row = one(
        conn,
        "SELECT cursor, wanted, asking FROM stick"
        " WHERE station_code = %(station)s AND terminal = %(terminal)s",
        {"station": terminal.house.code, "terminal": terminal.terminal},
    )
    cursor, wanted, asking = row or ("", None, None)
    if asking is not None:
        return msgspec.json.decode(asking, type=Asking)
    request = msgspec.json.decode(wanted, type=RangeRequest) if wanted is not None else None
    return Asking(written_at=clock.now(), cursor=cursor, wanted=request)


def _lent(conn: Connection, terminal: Terminal, asked: Asking, clock: Clock) -> Iterator[Lent]:
    house = terminal.house
    if asked.wanted is not None:
        with suppress(Refused):  # the rest goes all the same; the terminal says that numbers are few
            yield Lent(numbers=numbers.lend(conn, house, terminal.terminal, asked.wanted, clock))
    for lent in numbers.preprinted(conn, house, terminal.terminal).ranges:
        yield Lent(numbers=lent)


def _signed(conn: Connection, terminal: Terminal, asked: Asking, clock: Clock) -> Iterator[Signed]:
    """Sign for what is here; what is not, or no longer as the terminal has it, gets no receipt."""
    for wanted in asked.receipts:
        with suppress(Refused):
            given = receipts.issue(conn, terminal.house, terminal.terminal, wanted, clock.now())
            yield Signed(receipt=given)


def _heard(conn: Connection, terminal: Terminal, lane: Lane, asked: str, clock: Clock) -> Iterator[Heard]:
    """Yield the notices of a lane after a cursor; after one of another feed all of them."""
    cursor, more = asked, True
    try:
        notices.page(conn, terminal, cursor=asked, lane=lane, limit=1, now=clock.now())
    except Refused:
        cursor = ""
    while more:
        page = notices.page(conn, terminal, cursor=cursor, lane=lane, limit=MAX_NOTICES, now=clock.now())
        yield Heard(lane=lane, asked=asked, after=cursor, page=page)
        cursor, more = page.cursor, page.more


def _pages(conn: Connection, house: House, cursor: str, clock: Clock) -> Iterator[Page]:
    """Yield the rows after a cursor; after one of another feed all rows, from the first."""
    try:
        page = _page(conn, house, cursor, clock)
    except Refused:
        cursor = ""
        page = _page(conn, house, cursor, clock)
    yield Page(after=cursor, page=page)
    while page.more:
        cursor = page.cursor
        page = _page(conn, house, cursor, clock)
        yield Page(after=cursor, page=page)


def _page(conn: Connection, house: House, cursor: str, clock: Clock) -> DirectoryPage:
    told = directory.page(conn, house, cursor=cursor, limit=MAX_PAGE_ROWS, now=clock.now())
    return msgspec.json.decode(told, type=DirectoryPage)
