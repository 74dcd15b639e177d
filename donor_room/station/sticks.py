"""Sticks at the station: read by the importer of pushes, written with what the terminal asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import NamedTuple, TypeVar

import msgspec

from donor_room.domain.clock import Clock
from donor_room.domain.refusal import Refusal
from donor_room.station import directory, ledger, notices, numbers, receipts, release_feed, staff
from donor_room.station.enrolment import Terminal, find_terminal
from donor_room.station.founding import House
from donor_room.station.membership import renewed
from donor_room.station.refused import Refused
from donor_room.station.store import Connection, one
from donor_room.wire.carry import (
    Acknowledged,
    Asking,
    Belongs,
    Employed,
    Heard,
    Lent,
    Lines,
    Page,
    Part,
    Released,
    Signed,
    Written,
    read_parts,
    write_parts,
)
from donor_room.wire.messages import MAX_PAGE_ROWS, DirectoryPage, RangeRequest
from donor_room.wire.notices import MAX_NOTICES, Lane, NoticePage
from donor_room.wire.releases import ReleasePage, ReleasesAsked
from donor_room.wire.sealing import open_sealed, outside_of, seal
from donor_room.wire.signature import read_public
from donor_room.wire.staff import StaffAsked, StaffPage

_Told = TypeVar("_Told", NoticePage, ReleasePage, StaffPage, DirectoryPage)


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
            _remember(conn, terminal, part, clock)
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


def _remember(conn: Connection, terminal: Terminal, asking: Asking, clock: Clock) -> None:
    """Keep what the terminal asked for and has; an older stick does not put back what a newer one said."""
    kept = conn.execute(
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
    if kept.rowcount and asking.releases is not None:
        release_feed.note_held(conn, terminal, asking.releases.held, clock.now())


def carry_out(conn: Connection, house: House, terminal_id: str, clock: Clock) -> bytes:
    """Return the file for a terminal: all that the line would tell it after what it asked for.

    Refuses a terminal that is not here, and one that is locked: whoever has it is told nothing.
    """
    terminal = find_terminal(conn, {house.code: house}, terminal_id)
    if terminal is None:
        raise Refusal("carry.terminal_unknown", terminal=terminal_id)
    if terminal.is_locked:
        raise Refusal("carry.locked", terminal=terminal_id)
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
    if asked.releases is not None:
        yield from _released(conn, terminal, asked.releases.cursor, clock)
    if asked.staff is not None:
        yield from _employed(conn, terminal, asked.staff)
    if asked.is_member_wanted:
        yield Belongs(membership=renewed(conn, terminal, clock.now()))
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
    def ask(cursor: str) -> NoticePage:
        return notices.page(conn, terminal, cursor=cursor, lane=lane, limit=MAX_NOTICES, now=clock.now())

    for after, page in _feed(ask, asked):
        yield Heard(lane=lane, asked=asked, after=after, page=page)


def _released(conn: Connection, terminal: Terminal, asked: str, clock: Clock) -> Iterator[Released]:
    """Yield releases; how those of before stand was told with the stick that asked."""

    def ask(cursor: str) -> ReleasePage:
        return release_feed.answer(conn, terminal, ReleasesAsked(cursor=cursor), clock.now())

    for after, page in _feed(ask, asked):
        yield Released(asked=asked, after=after, page=page)


def _employed(conn: Connection, terminal: Terminal, asked: str) -> Iterator[Employed]:
    def ask(cursor: str) -> StaffPage:
        return staff.answer(conn, terminal, StaffAsked(cursor=cursor))

    for after, page in _feed(ask, asked):
        yield Employed(asked=asked, after=after, page=page)


def _pages(conn: Connection, house: House, asked: str, clock: Clock) -> Iterator[Page]:
    def ask(cursor: str) -> DirectoryPage:
        told = directory.page(conn, house, cursor=cursor, limit=MAX_PAGE_ROWS, now=clock.now())
        return msgspec.json.decode(told, type=DirectoryPage)

    for after, page in _feed(ask, asked):
        yield Page(after=after, page=page)


def _feed(ask: Callable[[str], _Told], asked: str) -> Iterator[tuple[str, _Told]]:
    """Yield what follows a cursor, each page with where it begins; after one of another feed all of it."""
    after = asked
    try:
        page = ask(after)
    except Refused:
        after = ""
        page = ask(after)
    yield after, page
    while page.more:
        after = page.cursor
        page = ask(after)
        yield after, page
