"""Receipts: the station makes the hashes of a run anew from the bytes on its disk, and signs the last."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from donor_room.domain.entries import Entry, is_hollow
from donor_room.station.founding import House
from donor_room.station.gaps import begins_after_former
from donor_room.station.ledger import refuse_foreign
from donor_room.station.refused import refused
from donor_room.station.store import Connection, one
from donor_room.wire.codec import Broken, check_entry, first_hash
from donor_room.wire.hollow import decode_line
from donor_room.wire.receipt import MAX_RECEIPT_ENTRIES, Receipt, ReceiptRequest, sign_receipt

_COPIES = 1
"""On how many machines an entry lies that was committed here."""


class _Place(NamedTuple):
    seq: int
    hash: str


def issue(conn: Connection, house: House, terminal: str, request: ReceiptRequest, now: datetime) -> Receipt:
    """Return the receipt over a run of a book, also of a branch kept apart; asking again gives it again.

    Raises Refused when the run is not here as the terminal has it, or does not begin where a receipt ended.
    """
    if not 1 <= request.first <= request.last < request.first + MAX_RECEIPT_ENTRIES:
        raise refused(400, "receipt.shape", limit=MAX_RECEIPT_ENTRIES)
    with conn.transaction():
        refuse_foreign(conn, house.code, terminal, request.book)
        _refuse_unknown_begin(conn, house, request)
        passed = _pass_through(conn, house, request)
        issued_at = _write_down(conn, house, terminal, request, passed, now)
    receipt = Receipt(
        station_code=house.code,
        terminal=terminal,
        generation=house.generation,
        book=request.book,
        first=request.first,
        before=request.before,
        last=request.last,
        hash=request.hash,
        copies=_COPIES,
        issued_at=issued_at.astimezone(UTC),
    )
    return sign_receipt(receipt, house.key)


def _refuse_unknown_begin(conn: Connection, house: House, request: ReceiptRequest) -> None:
    if request.first == 1 and request.before == first_hash(request.book):
        return
    known = one(
        conn,
        "SELECT 1 FROM receipt WHERE station_code = %(station)s AND generation = %(generation)s"
        " AND book = %(book)s AND last = %(last)s AND hash = %(hash)s",
        {
            "station": house.code,
            "generation": house.generation,
            "book": request.book,
            "last": request.first - 1,
            "hash": request.before,
        },
    )
    if known is None and not begins_after_former(conn, house, request):
        raise refused(409, "receipt.begin_unknown")


def _pass_through(conn: Connection, house: House, request: ReceiptRequest) -> list[_Place]:
    """Return the places of a run, each proven by its bytes; raises Refused where they do not lead there."""
    place = _Place(request.first - 1, request.before)
    passed: list[_Place] = []
    try:
        for entry in _leading_to(conn, house, request):
            check_entry(entry, after_seq=place.seq, after_hash=place.hash)
            place = _Place(entry.seq, entry.hash)
            passed.append(place)
    except Broken as broken:
        raise refused(409, "receipt.not_here", need=place.seq + 1) from broken
    if place != (request.last, request.hash):
        raise refused(409, "receipt.not_here", need=place.seq + 1)
    return passed


def _leading_to(conn: Connection, house: House, request: ReceiptRequest) -> Iterator[Entry]:
    """Return, in order, the entries that the last one of a run hangs on, of the book and of its branches."""
    rows = conn.execute(
        "SELECT raw FROM entry WHERE station_code = %(station)s AND book = %(book)s"
        " AND seq BETWEEN %(first)s AND %(last)s UNION ALL "
        "SELECT raw FROM fork WHERE station_code = %(station)s AND book = %(book)s"
        " AND seq BETWEEN %(first)s AND %(last)s",
        {"station": house.code, "book": request.book, "first": request.first, "last": request.last},
        binary=True,
    )
    by_hash = {entry.hash: entry for entry in (decode_line(bytes(raw)) for (raw,) in rows)}
    chain: list[Entry] = []
    wanted = request.hash
    while wanted in by_hash:
        entry = by_hash.pop(wanted)
        if is_hollow(entry):  # nobody signs for what is not there
            raise refused(409, "receipt.hollow")
        chain.append(entry)
        wanted = entry.prev_hash
    return reversed(chain)


def _write_down(
    conn: Connection,
    house: House,
    terminal: str,
    request: ReceiptRequest,
    passed: list[_Place],
    now: datetime,
) -> datetime:
    """Keep what was signed in the place of the shorter receipts that it says again; return when it was."""
    values = {
        "station": house.code,
        "generation": house.generation,
        "book": request.book,
        "first": request.first,
        "last": request.last,
        "hash": request.hash,
        "terminal": terminal,
        "now": now,
        "hashes": [place.hash for place in passed[:-1]],
    }
    conn.execute(
        "DELETE FROM receipt WHERE station_code = %(station)s AND generation = %(generation)s"
        " AND book = %(book)s AND first = %(first)s AND hash = ANY(%(hashes)s)",
        values,
    )
    row = one(
        conn,
        "INSERT INTO receipt AS r (station_code, generation, book, first, last, hash, terminal, issued_at)"
        " VALUES (%(station)s, %(generation)s, %(book)s, %(first)s, %(last)s, %(hash)s, %(terminal)s,"
        " %(now)s)"
        " ON CONFLICT (station_code, generation, book, first, last, hash)"
        " DO UPDATE SET issued_at = r.issued_at RETURNING issued_at",
        values,
    )
    issued_at: datetime = row[0] if row else now
    return issued_at
